"""A new login that is refused at its first real call gives way to the former one, and the run goes on with that."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.errors import WentBack
from bindeled.domain.accounts import System
from bindeled.domain.errors import NeedsSignIn
from bindeled.domain.states import LinkState
from tests.support.carrying import carrying

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bindeled.domain.accounts import Connection
    from tests.support.carrying import Carrying


class Desk:
    """A tenant whose Uniconta login has carried, and was just replaced by that of `Next`."""

    def __init__(self, made: Carrying) -> None:
        self.program, self.tenant, self.uniconta = made.program, made.tenant, made.twins[System.UNICONTA]
        self.run_once()
        company = int(made.logins["uniconta"]["company"])
        self.uniconta.control.credentials("add", login="Next", password="Another1!", companies=[company])
        made.connect(System.UNICONTA, "Next", "Another1!")

    @property
    def connection(self) -> Connection:
        return self.program.stored_connections.connection(self.tenant, System.UNICONTA)

    def in_use(self) -> str:
        return self.program.connections.authorisation(self.connection)[0].login

    def run_once(self) -> None:
        runs = self.program.runs
        run = runs.get(runs.queue(self.tenant.id, "reports", "test", self.program.clock()))
        with self.program.opening().open(run) as flow:
            flow.run()

    def events(self) -> list[str]:
        from bindeled.store import models  # noqa: PLC0415 - only now is Django configured

        rows = models.Event.objects.filter(connection_id=self.connection.id, kind__startswith="version.")
        return list(rows.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with carrying(tmp_path) as made:
        yield Desk(made)


def test_the_former_login_comes_back_and_the_run_goes_on(desk: Desk) -> None:
    former = desk.program.versions.versions(desk.connection)[1].login
    desk.uniconta.control.credentials("block", login="Next")
    with suppress(WentBack):
        desk.run_once()
    assert (desk.in_use(), desk.connection.link, desk.connection.epoch) == (former, LinkState.CONNECTED, 3)
    assert desk.events().count("version.rolled_back") == 1
    desk.run_once()


def test_a_new_login_that_has_carried_once_is_final_and_its_refusal_asks_for_a_person(desk: Desk) -> None:
    desk.run_once()
    assert desk.events()[-1] == "version.proved"
    desk.uniconta.control.credentials("block", login="Next")
    with pytest.raises(NeedsSignIn):
        desk.run_once()
    assert desk.in_use() == "Next"


def test_when_the_former_login_is_dead_too_a_person_is_asked(desk: Desk) -> None:
    former = desk.program.versions.versions(desk.connection)[1].login
    for login in ("Next", former):
        desk.uniconta.control.credentials("block", login=login)
    with pytest.raises(NeedsSignIn):
        desk.run_once()
    assert (desk.in_use(), desk.connection.link) == ("Next", LinkState.ACTION_REQUIRED)
