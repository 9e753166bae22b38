"""A hand-over that dies at each of its points, as a process: some login works, always, and the next hand-over mends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.points import HandOverPoint
from tests.support.processes import TENANT, Company, a_company

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).with_name("dying_handover.py")
KILLED = 9
# Until the switch is committed the former login stays, and from then on the new one does.
BEFORE_THE_SWITCH = (HandOverPoint.STAGED, HandOverPoint.ASKED, HandOverPoint.VERIFIED, HandOverPoint.SWITCHING)
AFTER_THE_SWITCH = (HandOverPoint.SWITCHED, HandOverPoint.TOLD)
HALF_WAY = ("staged", "verified")


class Desk:
    """A company whose Uniconta login is replaced again and again, each time by another user's."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.number = company.credentials["uniconta"]["company"]
        self._users = 0

    def new_user(self) -> tuple[str, str]:
        """Let Uniconta have one more server user for this company."""
        self._users += 1
        login, secret = f"Server{self._users}", f"Invented-{self._users:04d}-secret"
        control = self.company.uniconta.control
        control.credentials("add", login=login, password=secret, companies=[int(self.number)])
        return login, secret

    def hand_over(self, login: str, secret: str) -> None:
        done = self.company.connect("uniconta", login, secret, self.number)
        assert done.code == 0, str(done)

    def dies_at(self, point: HandOverPoint, login: str = "", secret: str = "") -> None:
        died = self.company.cli.run_script(SCRIPT, TENANT, login, secret, self.number, point.name)
        assert died.code == KILLED, str(died)

    def versions(self, *states: str) -> list[tuple[int, str]]:
        """Return number and login of the versions of Uniconta's login in these states."""
        query = "SELECT number, login, state FROM credential_version ORDER BY connection_id, number"
        rows = self.company.cli.rows(query)
        return [(number, login) for number, login, state in rows if state in states and login.startswith("Server")]

    def works(self, login: str) -> bool:
        """Return whether this user's login is the one in use, and is let in."""
        self.company.cli.must("connections", "check", "uniconta", "--tenant", TENANT)
        return [name for _, name in self.versions("active")] == [login]

    def secrets_kept(self, state: str) -> int:
        query = "SELECT count(*) FROM credential_version WHERE ciphertext IS NOT NULL AND state = ?"
        return self.company.cli.number(query, state)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_company(tmp_path_factory.mktemp("handover")) as company:
        company.reset("small", 1)
        company.set_up()
        company.rest()
        desk = Desk(company)
        desk.hand_over(*desk.new_user())
        yield desk


@pytest.mark.parametrize("point", BEFORE_THE_SWITCH, ids=lambda point: point.name.lower())
def test_a_hand_over_that_dies_before_the_switch_leaves_the_former_login_at_work(
    desk: Desk, point: HandOverPoint
) -> None:
    [(_, former)] = desk.versions("active")
    login, secret = desk.new_user()
    desk.dies_at(point, login, secret)
    assert desk.works(former)
    desk.company.rest()

    # The next hand-over takes the place of what the dead one left, whatever that was.
    desk.hand_over(login, secret)
    assert [name for _, name in desk.versions("active")] == [login]
    assert desk.versions(*HALF_WAY) == []
    assert desk.secrets_kept("rejected") == 0


@pytest.mark.parametrize("point", [HandOverPoint.STAGED, HandOverPoint.VERIFIED], ids=lambda point: point.name.lower())
def test_what_a_dead_hand_over_left_half_way_can_be_taken_into_use(desk: Desk, point: HandOverPoint) -> None:
    login, secret = desk.new_user()
    desk.dies_at(point, login, secret)
    [(left, _)] = desk.versions(*HALF_WAY)
    desk.company.cli.must("credentials", "switch", "uniconta", str(left), "--tenant", TENANT)
    assert desk.works(login)


@pytest.mark.parametrize("point", AFTER_THE_SWITCH, ids=lambda point: point.name.lower())
def test_a_hand_over_that_dies_after_the_switch_leaves_the_new_login_at_work(desk: Desk, point: HandOverPoint) -> None:
    login, secret = desk.new_user()
    desk.dies_at(point, login, secret)
    assert desk.works(login)


def test_a_housekeeping_that_dies_before_the_secret_is_destroyed_is_made_up_for(desk: Desk) -> None:
    login, secret = desk.new_user()
    desk.dies_at(HandOverPoint.SWITCHED, login, secret)
    desk.dies_at(HandOverPoint.RETIRED)
    assert desk.secrets_kept("retired") == 1
    worked = desk.company.cli.run_script(SCRIPT, TENANT, "", "", desk.number, HandOverPoint.RETIRED.name)
    while worked.code == KILLED:
        worked = desk.company.cli.run_script(SCRIPT, TENANT, "", "", desk.number, HandOverPoint.RETIRED.name)
    assert worked.code == 0, str(worked)
    assert (desk.secrets_kept("retired"), desk.secrets_kept("destroyed")) == (0, 0)
    assert desk.works(login)
