"""The environment becomes settings, or every mistake in it is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bindeled.domain.errors import Misconfigured
from bindeled.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run where nobody has set anything, and where no file lies that could be read by mistake."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BINDELED_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def mistakes(monkeypatch: pytest.MonkeyPatch, **variables: str) -> tuple[str, ...]:
    for name, text in variables.items():
        monkeypatch.setenv(f"BINDELED_{name.upper()}", text)
    with pytest.raises(Misconfigured) as caught:
        read_settings()
    return caught.value.mistakes


def test_an_empty_environment_has_the_defaults() -> None:
    settings = read_settings()
    assert settings.database == f"sqlite:///{Path.cwd() / '.bindeled' / 'bindeled.sqlite3'}"
    assert settings.key_file == Path(".bindeled/master.key")
    assert (settings.page_size, settings.list_size, settings.report_window_days) == (1000, 500, 60)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINDELED_HOME", "")
    monkeypatch.setenv("BINDELED_PAGE_SIZE", "")
    assert (read_settings().home, read_settings().page_size) == (Path(".bindeled"), 1000)


def test_settings_do_not_change_after_they_were_read() -> None:
    settings = read_settings()
    with pytest.raises(ValidationError):
        setattr(settings, "page_size", 5)  # noqa: B010 - the type checker rightly refuses the plain form


@pytest.mark.parametrize(
    "address",
    [
        "https://intempus.example",
        "https://intempus.example:8443/",
        "http://127.0.0.1:5000",
        "http://localhost",
        "http://[::1]:80",
    ],
)
def test_an_origin_is_taken_without_its_last_slash(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("BINDELED_INTEMPUS_URL", address)
    assert read_settings().intempus_url == address.rstrip("/")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://intempus.example", "must begin with https, since a login travels with every call"),
        ("http://127.0.0.1.example", "must begin with https"),
        ("http://localhost@intempus.example", "must be an origin"),
        ("https://anna:hemmelig@intempus.example", "must be an origin"),
        ("https://intempus.example/web", "must be an origin"),
        ("https://intempus.example?x=1", "must be an origin"),
        ("ftp://intempus.example", "must be an origin"),
        ("intempus.example", "must be an origin"),
        ("https://", "must be an origin"),
        ("https://intempus.example:99999", "Port out of range"),
        ("https://[intempus", "Invalid IPv6 URL"),
    ],
)
def test_an_address_that_is_no_safe_origin_is_refused(monkeypatch: pytest.MonkeyPatch, address: str, told: str) -> None:
    (mistake,) = mistakes(monkeypatch, uniconta_url=address)
    assert mistake.startswith("BINDELED_UNICONTA_URL: ")
    assert told in mistake
    assert "hemmelig" not in mistake


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page_size", "many"),
        ("page_size", "0"),
        ("page_size", "10001"),
        ("read_timeout_seconds", "0"),
        ("read_timeout_seconds", "inf"),
        ("read_timeout_seconds", "nan"),
        ("settle_after_seconds", "-1"),
        ("settle_after_seconds", "1e300"),
        ("report_window_days", "1000000"),
        ("worker_slots", "1.5"),
        ("log_level", "loud"),
        ("database_url", "mysql://localhost/bindeled"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    (mistake,) = mistakes(monkeypatch, **{name: text})
    assert mistake.startswith(f"BINDELED_{name.upper()}: ")
    assert mistake.endswith(".")


def test_every_mistake_is_told_in_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    told = mistakes(monkeypatch, page_size="many", list_size="0", intempus_url="nowhere")
    assert [one.split(":")[0] for one in told] == [
        "BINDELED_INTEMPUS_URL",
        "BINDELED_PAGE_SIZE",
        "BINDELED_LIST_SIZE",
    ]


def test_a_lease_that_is_shorter_than_a_tick_is_told_with_both_names(monkeypatch: pytest.MonkeyPatch) -> None:
    (mistake,) = mistakes(monkeypatch, lease_seconds="1", tick_seconds="1")
    assert "BINDELED_LEASE_SECONDS must be longer than BINDELED_TICK_SECONDS" in mistake
