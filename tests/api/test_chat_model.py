"""The chat model of the settings: made with our limits, refused with a clear message."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.chat_model import build_writer
from api.errors import SettingsError
from api.settings import Settings
from corpus import Corpus

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_key_of_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def _model(settings: Settings, corpus: Corpus) -> Any:
    writer = build_writer(settings, corpus)
    assert writer is not None
    return writer.caller.model


def test_no_model_is_made_when_none_is_named(tiny_corpus: Corpus) -> None:
    assert build_writer(Settings(), tiny_corpus) is None


@pytest.mark.promise(20)
def test_promise_20_the_limits_of_the_sdk_are_ours(tiny_corpus: Corpus) -> None:
    """Promise 20: SDK defaults (600 s and 2 retries) are overridden."""
    settings = Settings(chat_model="openai:gpt-x", chat_model_key="sk-SECRET", deadline_s=12)
    model = _model(settings, tiny_corpus)
    assert (model.request_timeout, model.max_retries) == (12, 0)
    assert model.root_async_client.max_retries == 0
    assert model.max_tokens == 600


@pytest.mark.parametrize(("workers", "share"), [(1, 9000), (4, 2250)])
@pytest.mark.promise(10)
def test_promise_10_workers_share_the_tokens_of_the_day(
    tiny_corpus: Corpus, workers: int, share: int
) -> None:
    """Promise 10: together the workers of a server stay within the cap."""
    model = {"chat_model": "llama-9", "chat_model_url": "http://127.0.0.1:9/v1"}
    writer = build_writer(Settings(**model, daily_tokens=9000, workers=workers), tiny_corpus)
    assert writer is not None
    assert writer.caller.tokens.reserve(share)
    assert not writer.caller.tokens.reserve(1)


@pytest.mark.parametrize("name", ["llama-9", "openai:llama-9"])
def test_an_address_alone_makes_a_model_without_a_key(tiny_corpus: Corpus, name: str) -> None:
    settings = Settings(chat_model=name, chat_model_url="http://127.0.0.1:9/v1")
    model = _model(settings, tiny_corpus)
    assert model.model_name == "llama-9"
    assert str(model.openai_api_base) == "http://127.0.0.1:9/v1"


def test_the_provider_s_own_variable_serves_also_from_the_env_file(
    tiny_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")  # put back afterwards, whatever the file sets
    monkeypatch.delenv("OPENAI_API_KEY")
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-from-file\n", "utf-8")
    model = _model(Settings(chat_model="openai:gpt-x"), tiny_corpus)
    assert model.openai_api_key.get_secret_value() == "sk-from-file"


@pytest.mark.parametrize("name", ["nobody:gpt", "a-model-without-provider", "openai:gpt-x"])
def test_a_model_that_cannot_be_made_stops_the_start_and_names_the_setting(
    tiny_corpus: Corpus, name: str
) -> None:
    key = None if name == "openai:gpt-x" else "sk-SECRET"
    with pytest.raises(SettingsError, match="COACH_CHAT_MODEL") as caught:
        build_writer(Settings(chat_model=name, chat_model_key=key), tiny_corpus)
    assert "SECRET" not in str(caught.value)


@pytest.mark.promise(11)
def test_promise_11_keys_are_in_no_repr() -> None:
    """Promise 11: secrets never appear in `repr`."""
    settings = Settings(chat_model_key="sk-SECRET", api_keys="k-SECRET")
    assert "SECRET" not in repr(settings) + str(settings)


def test_without_a_model_langchain_is_not_imported() -> None:
    code = (
        "import sys, api.wiring, api.app, coach;"
        "sys.exit(any(m.split('.')[0] in ('langchain', 'langchain_core', 'openai')"
        " for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0
