"""What the person who runs the coach may choose: the only reader of the environment and `.env`."""

from pathlib import Path
from typing import Annotated

from pydantic import AnyHttpUrl, BeforeValidator, DirectoryPath, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.errors import SettingsError
from api.origins import read_origins
from corpus import SHIPPED_ARTICLES

_PREFIX = "COACH_"


class Settings(BaseSettings):
    """Every setting, each with a default that works.

    Attributes:
        host: the address to listen on.
        port: the port to listen on; 0 lets the system choose one.
        data: the folder of the index, made when missing.
        corpus: the folder of the articles.
        encoder: "shipped", or the name of a sentence-transformers model.
        public_url: where visitors reach the server, when that is not where it listens.
        allowed_origins: the sites whose pages may have the widget, besides our own.
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
    data: Path = Path(".coach")
    corpus: DirectoryPath = SHIPPED_ARTICLES
    encoder: Annotated[str, Field(min_length=1)] = "shipped"
    public_url: AnyHttpUrl | None = None
    allowed_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(read_origins)] = ()


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
