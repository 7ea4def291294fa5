"""What the person who runs the coach may choose: the only reader of the environment and `.env`."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from dotenv import load_dotenv
from limits import parse_many
from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BeforeValidator,
    DirectoryPath,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.errors import SettingsError
from api.origins import read_origins
from corpus import SHIPPED_ARTICLES

_PREFIX = "COACH_"


def _rate(text: str) -> str:
    if text != "off":
        parse_many(text)  # its error is a ValueError
    return text


def _addresses(text: str) -> str:
    for address in text.split(",") if text else ():
        ip_network(address.strip(), strict=False)
    return text


def _stripped(value: object) -> object:
    """What is left of a secret pasted with spaces around it: they would break a header."""
    return (value.strip() or None) if isinstance(value, str) else value


Secret = Annotated[SecretStr | None, BeforeValidator(_stripped)]


class Settings(BaseSettings):
    """Every setting, each with a default that works.

    Attributes:
        host: the address to listen on.
        port: the port to listen on; 0 lets the system choose one.
        workers: how many processes answer.
        data: the folder of the index and of the SQLite file, made when missing.
        corpus: the folder of the articles.
        encoder: "shipped", or the name of a sentence-transformers model.
        reranker: the name of a sentence-transformers cross-encoder; none by default.
        log_format: "text", or "json" for one JSON object a line.
        public_url: where visitors reach the server, when that is not where it listens.
        chroma_url: the Chroma server that keeps the vectors; by default they are in `data`.
        rate_limit: messages a client and a conversation may send, such as `30/minute`, or `off`. By
            default `30/minute` for clients on other machines.
        max_streams: messages of one client that are answered at once.
        max_in_flight: messages a worker answers at once; more are refused.
        limits_url: a Redis where several servers count messages, in place of the database.
        trusted_proxies: addresses or networks whose `X-Forwarded-For` is believed, with commas.
        api_keys: keys of programs, or their digests, with commas.
        public: whether programs on other machines need no key.
        database_url: the database of conversations; by default a SQLite file in `data`.
        retention_days: how long a conversation is kept after its last turn.
        slack_bot_token: of the Slack app; without it there is no Slack bot.
        slack_signing_secret: what Slack signs its requests with; for requests over HTTP.
        slack_app_token: opens a socket to Slack instead, so that nothing needs to be exposed.
        slack_api_url: another address of Slack's Web API, for tests.
        chat_model: "provider:name" of a chat model that writes answers; none by default.
        chat_model_url: its address, when it is not the provider's own.
        chat_model_key: its key, when it is not in the provider's own variable.
        deadline_s: what a whole turn may take.
        daily_tokens: what may be spent on the chat model in a day (UTC); no cap by default.
        allowed_origins: the sites whose pages may have the widget, besides our own.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # a .env may be shared with other programs
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    data: Path = Path(".coach")
    corpus: DirectoryPath = SHIPPED_ARTICLES
    encoder: Annotated[str, Field(min_length=1)] = "shipped"
    reranker: Annotated[str, Field(min_length=1)] | None = None
    log_format: Literal["text", "json"] = "text"
    public_url: AnyHttpUrl | None = None
    chroma_url: SecretStr | None = None  # Chroma Cloud's holds a key
    rate_limit: Annotated[str, AfterValidator(_rate)] | None = None
    max_streams: Annotated[int, Field(ge=1)] = 10
    max_in_flight: Annotated[int, Field(ge=1)] = 256
    limits_url: SecretStr | None = None  # it may hold a password
    trusted_proxies: Annotated[str, AfterValidator(_addresses)] = ""
    api_keys: SecretStr | None = None
    public: bool = False
    database_url: SecretStr | None = None  # it may hold a password
    retention_days: Annotated[int, Field(ge=1, le=36_500)] = 30
    slack_bot_token: Secret = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_signing_secret: Secret = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_app_token: Secret = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_api_url: AnyHttpUrl | None = None
    chat_model: Annotated[str, Field(min_length=1)] | None = None
    chat_model_url: AnyHttpUrl | None = None
    chat_model_key: SecretStr | None = None
    deadline_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    daily_tokens: Annotated[int, Field(ge=0)] | None = None
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


def plain(secret: SecretStr | None) -> str:
    """A secret as it is sent to whom it is for; "" where there is none."""
    return secret.get_secret_value() if secret else ""


def export_env_file() -> None:
    """Give what `.env` holds to the libraries that read the environment by themselves.

    Providers of chat models look for their own keys there, and so do LangSmith and OpenTelemetry;
    the environment wins over the file.
    """
    load_dotenv(Path(".env"), override=False, encoding="utf-8")
