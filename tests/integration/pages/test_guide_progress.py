"""Where somebody stands who hands a login over, kept alike for the guide and for reconnect links, on a real program."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.reconnecting import Progress, Step
from bindeled.domain.roles import Role
from bindeled.store.progress import StoredProgress

if TYPE_CHECKING:
    from bindeled.domain.accounts import Connection
    from tests.integration.pages.conftest import SettingsPages


@pytest.fixture
def connection(pages: SettingsPages) -> Connection:
    return pages.faces.connection(pages.faces.ours, System.INTEMPUS)


def seen(pages: SettingsPages, connection: Connection) -> Progress | None:
    found: Progress | None = pages.program.progress.of(connection, pages.program.clock())
    return found


def test_the_guide_and_a_link_are_followed_by_the_same_row(pages: SettingsPages, connection: Connection) -> None:
    assert seen(pages, connection) is None
    guide = f"/tenants/{pages.faces.ours.slug}/connections/intempus/replace/"
    pages.browser.get(f"{guide}choose/")
    by_guide = seen(pages, connection)
    _, written = pages.program.reconnect_links.make(connection, made_by="support")
    pages.browser.get(f"/reconnect/{written.reveal()}")
    by_link = seen(pages, connection)
    pages.browser.post(f"/reconnect/{written.reveal()}", {"login": "anna", "secret": "hemmelig"})
    tried = seen(pages, connection)

    assert by_guide is not None
    assert (by_guide.step, by_guide.by) == (Step.CHOOSE, Role.OWNER)
    assert by_link is not None
    assert (by_link.step, by_link.by) == (Step.ENTER, None)
    assert tried is not None
    assert (tried.step, tried.by) == (Step.CHECK, None)
    assert pages.program.progress.under_way(pages.program.clock()) == {connection.id: tried}


def test_somebody_who_looks_no_more_has_left_and_one_who_looks_again_has_moved_when_they_moved(
    pages: SettingsPages, connection: Connection
) -> None:
    progress, came = StoredProgress(timedelta(minutes=30)), pages.program.clock()
    progress.came_to(connection, Step.GET, Role.PARTNER, came)
    looked = came + timedelta(minutes=20)
    progress.came_to(connection, Step.GET, Role.PARTNER, looked)

    assert progress.of(connection, came + timedelta(minutes=49)) == Progress(Step.GET, Role.PARTNER, came, looked)
    assert progress.of(connection, came + timedelta(minutes=50)) is None
    assert progress.under_way(came + timedelta(minutes=50)) == {}


def test_whoever_is_through_stands_nowhere(pages: SettingsPages, connection: Connection) -> None:
    progress, now = pages.program.progress, pages.program.clock()
    progress.came_to(connection, Step.CHECK, None, now)

    progress.finished(connection)

    assert progress.of(connection, now) is None
