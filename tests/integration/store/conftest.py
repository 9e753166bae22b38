from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

# First of all: it configures Django, and models cannot be imported before.
from tests.support.database import KINDS, database_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bindeled.domain.accounts import Tenant


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own, on SQLite and again on PostgreSQL."""
    with database_of_kind(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def tenant(database: str) -> Tenant:
    """A tenant in it."""
    from bindeled.store.tenants import TenantStore  # noqa: PLC0415 - only now is Django configured

    del database
    return TenantStore().add("Nordlys VVS", first_day=date(2026, 10, 1))
