from __future__ import annotations

import pytest

from bindeled.domain.errors import Misconfigured
from bindeled.store.configuration import database_settings, django_configuration


def test_a_postgresql_address_is_taken_apart_with_its_escapes() -> None:
    address = "postgresql://bin%40deled:p%2Fss@db.example:5433/work?sslmode=require"
    found = database_settings(address)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("work", "bin@deled", "p/ss")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]["sslmode"]) == ("db.example", "5433", "require")


def test_four_slashes_name_a_file_from_the_root() -> None:
    assert database_settings("sqlite:////srv/bindeled.sqlite3")["NAME"] == "/srv/bindeled.sqlite3"


@pytest.mark.parametrize("address", ["", "sqlite:///", "postgresql://host", "mysql://host/name", "http://[::1"])
def test_an_address_that_names_no_database_is_told_so(address: str) -> None:
    with pytest.raises(Misconfigured, match="BINDELED_DATABASE_URL"):
        database_settings(address)


def test_the_apps_of_the_caller_stand_behind_ours() -> None:
    ours = django_configuration("sqlite:///x")["INSTALLED_APPS"]
    assert django_configuration("sqlite:///x", apps=["bindeled.web"])["INSTALLED_APPS"] == [*ours, "bindeled.web"]
