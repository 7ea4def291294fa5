"""What the person who runs the coach may choose: the only reader of the environment and `.env`."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, DirectoryPath, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.errors import SettingsError
from corpus import SHIPPED_ARTICLES

_PREFIX = "COACH_"


class Settings(BaseSettings):
    """Every setting, each with a default that works.

    Attributes:
        host: the address to listen on.
        port: the port to listen on; 0 lets the system choose one.
        workers: how many processes answer.
        data: the folder of the index and of the SQLite file, made when missing.
        corpus: the folder of the articles.
        encoder: "shipped", or the name of a sentence-transformers model.
        log_format: "text", or "json" for one JSON object a line.
        public_url: where visitors reach the server, when that is not where it listens.
        database_url: the database of conversations; by default a SQLite file in `data`.
        retention_days: how long a conversation is kept after its last turn.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # a .env may be shared with other programs
        frozen=True,
        hide_input_in_errors=True,
    )

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    data: Path = Path(".coach")
    corpus: DirectoryPath = SHIPPED_ARTICLES
    encoder: Annotated[str, Field(min_length=1)] = "shipped"
    log_format: Literal["text", "json"] = "text"
    public_url: AnyHttpUrl | None = None
    database_url: SecretStr | None = None  # it may hold a password
    retention_days: Annotated[int, Field(ge=1, le=36_500)] = 30


def read_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        SettingsError: a value is not usable. The message names its variable and never repeats the
            value, which may be a secret typed into the wrong line.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{_PREFIX}{str(problem['loc'][0]).upper()}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError(f"bad setting {problems}") from None
    except UnicodeDecodeError:
        raise SettingsError("bad setting file .env: it is not UTF-8") from None
