from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

import tests.support.database  # noqa: F401 - configures Django before anything that has models is imported
from bindeled.settings import Settings
from bindeled.web.configuration import web_settings
from tests.support.database import fresh_database
from tests.unit.web.fake_pages import FakePages, a_run, a_tenant, both_links, browser_for, somebody

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

# What a template shows in place of a name that it does not find.
NOT_THERE = "NOT THERE: %s"


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    chosen = web_settings(Settings())
    chosen["ALLOWED_HOSTS"].append("testserver")
    chosen["SECRET_KEY"] = "for the tests only, and long enough to be taken"
    # The real one takes half a second for each password.
    chosen["PASSWORD_HASHERS"] = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    chosen["TEMPLATES"][0]["OPTIONS"]["string_if_invalid"] = NOT_THERE
    with override_settings(**chosen):
        yield


@pytest.fixture(autouse=True)
def _database(tmp_path: Path) -> Iterator[None]:
    """Sessions and people lie in a real database."""
    with fresh_database(tmp_path):
        yield


@pytest.fixture
def pages() -> FakePages:
    """A tenant with both systems connected and one good run behind it; nothing else."""
    return FakePages(tenants_there=[a_tenant()], connections=both_links(), run=a_run())


@pytest.fixture
def stranger(pages: FakePages) -> Client:
    """A browser in front of the real addresses, with `pages` behind them; nobody is signed in."""
    return browser_for(pages)


@pytest.fixture
def client(pages: FakePages) -> Client:
    """The same with an owner of every tenant signed in."""
    return browser_for(pages, somebody(pages))
