"""Whatever is done with the logins of a connection, in whatever order: the rules of connections reference 3.2 hold."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bindeled.connections.deciding import VersionLimits
from bindeled.connections.housekeeping import Housekeeping
from bindeled.domain.accounts import NewVersion
from bindeled.domain.errors import BindeledError, NeedsSignIn, Unreachable
from bindeled.domain.secrets import Secret
from bindeled.domain.states import VERSION_MOVES, VersionState
from tests.unit.connections.fakes import NORDLYS, REFUSED_WITH, SYDVEST, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = VersionLimits()
HALF_WAY = {VersionState.STAGED, VersionState.VERIFIED}
USABLE = HALF_WAY | {VersionState.ACTIVE, VersionState.RETIRING}
SECRETS = st.sampled_from(["right", "newer", "third", "wrong", "other"])
NUMBERS = st.integers(1, 12)


class Logins(RuleBasedStateMachine):
    """Hands over, verifies, switches, rolls back, revokes, uses, waits and tidies, while the system has its moods."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk = Desk(Path(self.folder.name))
        self.desk.system.accounts |= {"third": NORDLYS}
        self.secrets: dict[int, str] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize()
    def connected(self) -> None:
        self.done(lambda: self.desk.connect("right"), "right")

    # What people do

    @rule(plain=SECRETS, hours=st.sampled_from([None, 0, 24, 168]))
    def connect(self, plain: str, hours: int | None) -> None:
        new = NewVersion("anna", "", "test", grace=None if hours is None else timedelta(hours=hours))
        self.done(lambda: self.desk.service.connect(self.desk.connection, new, Secret(plain)), plain)

    @rule(plain=SECRETS)
    def stage(self, plain: str) -> None:
        new = NewVersion("anna", "", "test")
        self.done(lambda: self.desk.service.stage(self.desk.connection, new, Secret(plain)), plain)

    @rule(number=NUMBERS)
    def verify(self, number: int) -> None:
        self.done(lambda: self.desk.service.verify(self.desk.connection, number))

    @rule(number=NUMBERS, behind=st.integers(0, 1))
    def switch(self, number: int, behind: int) -> None:
        seen = self.desk.connection.epoch - behind
        self.done(lambda: self.desk.service.switch(self.desk.connection, number, epoch=seen))

    @rule()
    def roll_back(self) -> None:
        self.done(lambda: self.desk.service.roll_back(self.desk.connection, epoch=self.desk.connection.epoch))

    @rule(number=NUMBERS)
    def revoke(self, number: int) -> None:
        self.done(lambda: self.desk.service.revoke(self.desk.connection, number, "test"))

    # What the flow and the worker do

    @precondition(lambda self: self.desk.connection.active_version is not None)
    @rule()
    def call(self) -> None:
        """Make a business call with the login in use and note what came of it."""
        connection = self.desk.connection
        version, secret = self.desk.service.authorisation(connection)
        assert secret.reveal() == self.secrets[version.number]
        if self.desk.system.broken is not None:
            self.done(lambda: self.desk.service.note_call_failed(connection))
        elif secret.reveal() in self.desk.system.accounts:
            self.done(lambda: self.desk.service.note_call_succeeded(connection))
        else:
            refusal = NeedsSignIn("Intempus", evidence=REFUSED_WITH)
            self.done(lambda: self.desk.service.note_refused(connection, refusal))

    @rule()
    def tidy(self) -> None:
        self.done(Housekeeping(self.desk.store, self.desk.clock, LIMITS).tidy)

    @rule(minutes=st.sampled_from([1, 6, 16, 200, 60 * 25, 60 * 24 * 8]))
    def wait(self, minutes: int) -> None:
        self.desk.clock.pass_by(minutes=minutes)

    # What the system does

    @rule(
        plain=st.sampled_from(["right", "newer", "third"]), company=st.sampled_from([NORDLYS, NORDLYS, None, SYDVEST])
    )
    def change_the_account(self, plain: str, company: Any) -> None:
        self.desk.system.accounts.pop(plain, None)
        if company is not None:
            self.desk.system.accounts[plain] = company

    @rule(away=st.booleans())
    def come_and_go(self, away: bool) -> None:
        self.desk.system.broken = Unreachable("Intempus", "timed out") if away else None

    # What must hold

    def done(self, action: Callable[[], object], plain: str = "") -> None:
        """Do it and compare before and after: legal moves only, one event for each, nothing half-done."""
        before, epoch = dict(self.states()), self.desk.connection.epoch
        active, told = self.desk.connection.active_version, len(self.desk.store.events)
        with suppress(BindeledError):
            action()
        after = self.states()
        for number in after.keys() - before.keys():
            self.secrets[number] = plain
        self.only_legal_moves(before, after)
        events = [event for event in self.desk.store.events[told:] if event != "version.proved"]
        assert len(events) >= self.moves_told(before, after)
        has_moved = self.desk.connection.active_version != active
        assert self.desk.connection.epoch >= epoch + has_moved
        if "version.switched" in events:
            in_use = self.desk.version(self.desk.connection.active_version or 0)
            assert in_use.verified_at is not None
            assert self.desk.clock() - in_use.verified_at <= LIMITS.verification_valid
        if not events:
            assert (after, self.desk.connection.epoch) == (before, epoch)

    def states(self) -> dict[int, VersionState]:
        return {row.record.number: row.record.state for row in self.desk.store.versions_of(self.desk.connection)}

    def only_legal_moves(self, before: dict[int, VersionState], after: dict[int, VersionState]) -> None:
        for number, state in before.items():
            reachable, grown = {state}, True
            while grown:
                further = reachable | {then for now in reachable for then in VERSION_MOVES[now]}
                grown, reachable = further != reachable, further
            assert after[number] in reachable

    def moves_told(self, before: dict[int, VersionState], after: dict[int, VersionState]) -> int:
        """Return how many moves there were at least; that one retires is told by the switch to the other."""
        return sum(after[n] is not before.get(n) and after[n] is not VersionState.RETIRING for n in after)

    @invariant()
    def at_most_one_is_in_use_and_one_half_way(self) -> None:
        states = list(self.states().values())
        assert states.count(VersionState.ACTIVE) == (self.desk.connection.active_version is not None)
        assert sum(state in HALF_WAY for state in states) <= 1

    @invariant()
    def a_secret_is_kept_exactly_as_long_as_it_may_be_used(self) -> None:
        for row in self.desk.store.versions_of(self.desk.connection):
            assert row.record.has_secret == (row.sealed is not None)
            if row.record.state in USABLE:
                assert row.sealed is not None
            elif row.record.state is not VersionState.RETIRED:
                assert row.sealed is None

    @invariant()
    def numbers_only_rise(self) -> None:
        assert sorted(self.states()) == list(range(1, len(self.states()) + 1))

    @invariant()
    def no_login_of_another_company_is_ever_in_use(self) -> None:
        if self.desk.connection.active_version is not None:
            assert self.desk.version(self.desk.connection.active_version).opens == NORDLYS


Logins.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestLogins = Logins.TestCase
