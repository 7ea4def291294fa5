"""What the person who runs the coach may choose: the only reader of the environment and `.env`."""

from pathlib import Path
from typing import Annotated

from dotenv import load_dotenv
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
        data: the folder of the index, made when missing.
        corpus: the folder of the articles.
        encoder: "shipped", or the name of a sentence-transformers model.
        public_url: where visitors reach the server, when that is not where it listens.
        chat_model: "provider:name" of a chat model that writes answers; none by default.
        chat_model_url: its address, when it is not the provider's own.
        chat_model_key: its key, when it is not in the provider's own variable.
        api_keys: the keys of `/v1`, parted by commas; none are asked for by default.
        deadline_s: what a whole turn may take.
        daily_tokens: what may be spent on the chat model in a day (UTC); no cap by default.
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
    chat_model: Annotated[str, Field(min_length=1)] | None = None
    chat_model_url: AnyHttpUrl | None = None
    chat_model_key: SecretStr | None = None
    api_keys: SecretStr | None = None
    deadline_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    daily_tokens: Annotated[int, Field(ge=0)] | None = None


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


def export_env_file() -> None:
    """Give what `.env` holds to the libraries that read the environment by themselves.

    Providers of chat models look for their own keys there, and so do LangSmith and OpenTelemetry;
    the environment wins over the file.
    """
    load_dotenv(Path(".env"), override=False, encoding="utf-8")
