"""Makes the chat model that the settings name, through LangChain, with limits of our own."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from api.errors import SettingsError
from api.settings import Settings, export_env_file
from coach import MAX_OUTPUT_TOKENS, DailyTokens, ModelCaller, SentenceChecker, Writer
from corpus import Corpus

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_OPENAI = "openai"
_NO_KEY = "none"
"""Servers of one's own ask for no key, but OpenAI's client wants one."""


def build_writer(settings: Settings, corpus: Corpus) -> Writer | None:
    """What writes answers with the chat model of the settings; None when they name none.

    Nothing is sent: a model that cannot be reached is noticed when it is asked.

    Raises:
        SettingsError: there is no such provider, or its package or key is missing.
    """
    if settings.chat_model is None:
        return None
    # Imported late: the index's door is the slow part, and nobody without a model needs it here.
    from index import load_encoder

    name = settings.chat_model
    if ":" not in name and settings.chat_model_url is not None:
        name = f"{_OPENAI}:{name}"
    caller = ModelCaller(_make(name, settings), name, DailyTokens(_share_of_the_day(settings)))
    return Writer(caller, SentenceChecker(corpus, load_encoder()), settings.deadline_s)


def _share_of_the_day(settings: Settings) -> int | None:
    """What one worker may spend in a day, so that all of them stay within the cap together."""
    return None if settings.daily_tokens is None else settings.daily_tokens // settings.workers


def _make(name: str, settings: Settings) -> "BaseChatModel":
    export_env_file()
    from langchain.chat_models import init_chat_model

    provider = name.split(":", 1)[0]
    options: dict[str, Any] = {
        "timeout": settings.deadline_s,  # the SDKs' own: 600 s
        "max_retries": 0,  # theirs: 2; we try again ourselves, at one place
        "max_tokens": MAX_OUTPUT_TOKENS,
    }
    if settings.chat_model_url is not None:
        options["base_url"] = str(settings.chat_model_url)
    if settings.chat_model_key is not None:
        options["api_key"] = settings.chat_model_key.get_secret_value()
    if provider == _OPENAI:
        options["stream_usage"] = True
        options["use_responses_api"] = False
    attempts = [options]
    if provider == _OPENAI and settings.chat_model_url is not None:
        attempts.append({"api_key": _NO_KEY, **options})
    try:
        return _first(init_chat_model, name, attempts)
    except Exception as error:
        # Not the message: it may hold the key.
        what = "its package is not installed" if isinstance(error, ImportError) else "no such model"
        detail = f"{what}, or its key is missing ({type(error).__name__})"
        raise SettingsError(f"bad setting COACH_CHAT_MODEL: {name!r}: {detail}") from None


def _first(
    make: Callable[..., "BaseChatModel"], name: str, attempts: Sequence[dict[str, Any]]
) -> "BaseChatModel":
    """What the first options that work make."""
    *others, last = attempts
    for options in others:
        with suppress(Exception):
            return make(name, **options)
    return make(name, **last)
