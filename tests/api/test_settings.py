"""What may be chosen, and what a bad choice says."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.errors import SettingsError
from api.settings import Settings, read_settings
from corpus import SHIPPED_ARTICLES


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.encoder) == ("127.0.0.1", 8000, "shipped")
    assert settings.corpus == SHIPPED_ARTICLES
    assert settings.data == Path(".coach")


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "COACH_PORT=9000\nCOACH_HOST=127.0.0.2\nOTHER=1\n", encoding="utf-8"
    )
    monkeypatch.setenv("COACH_PORT", "9001")
    settings = read_settings()
    assert (settings.host, settings.port) == ("127.0.0.2", 9001)


def test_an_empty_value_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PORT", "")
    assert read_settings().port == 8000


@pytest.mark.promise(11)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COACH_PORT", "canary"),
        ("COACH_PORT", "65536"),
        ("COACH_CORPUS", "/canary/nowhere"),
        ("COACH_PUBLIC_URL", "canary"),
        ("COACH_RETENTION_DAYS", "0"),
        ("COACH_RETENTION_DAYS", "canary"),
    ],
)
def test_a_bad_value_is_one_line_that_names_it_and_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Promise 11."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert name in str(caught.value)
    assert "canary" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_every_setting_is_in_the_example_file() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"COACH_{name.upper()}"
        assert f"#{variable}=" in example
