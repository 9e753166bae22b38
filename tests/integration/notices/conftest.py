from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

# First of all: it configures Django, and models cannot be imported before.
from tests.support.database import KINDS, database_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.mail_server import MailServer
    from tests.integration.notices.world import World


@pytest.fixture
def mail() -> Iterator[MailServer]:
    from tests.fakes.mail_server import a_mail_server  # noqa: PLC0415 - beside the other

    with a_mail_server() as server:
        yield server


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path, mail: MailServer) -> Iterator[World]:
    """A program that mails, on SQLite and again on PostgreSQL, with a clock that the test moves."""
    from tests.integration.notices.world import world_on  # noqa: PLC0415 - only now is Django configured

    with database_of_kind(request.param, tmp_path) as database:
        yield world_on(tmp_path, database, mail)
