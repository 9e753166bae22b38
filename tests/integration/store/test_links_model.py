"""Whatever people, workers and the system do, in whatever order: INV-1 to INV-6 of the reference hold (T13)."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bindeled.domain.accounts import SwitchVariant
from bindeled.domain.errors import BindeledError, Throttled
from bindeled.domain.links import HELD_BY_PEOPLE, LEGAL_LINK_MOVES, Pause, Trigger
from bindeled.domain.secrets import Secret
from bindeled.domain.states import LinkState, VersionState
from bindeled.store import models
from tests.integration.store.linkworld import AWAY, RIGHT_MISSING, World, a_new_login
from tests.support.database import fresh_database
from tests.unit.connections.fakes import NORDLYS, SYDVEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

S = LinkState
SECRETS = st.sampled_from(["first", "second", "third", "wrong"])
WORKERS = st.integers(0, 2)
NUMBERS = st.integers(1, 8)
# These change how the link stands within an event of their own.
SWITCHES = {"version.switched", "version.rolled_back", "version.revoked"}


@pytest.fixture(scope="module", autouse=True)
def _database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One database for every example: each has a tenant of its own."""
    with fresh_database(tmp_path_factory.mktemp("model")):
        yield


class Links(RuleBasedStateMachine):
    """People, workers, the system and time, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self.folder.name))
        self.queued: list[int] = []
        self.seen = 0
        self.told_of = LinkState.NOT_CONFIGURED

    def teardown(self) -> None:
        try:
            if not self.world.violations:
                self.one_human_act_mends_everything()
        finally:
            self.folder.cleanup()

    @initialize()
    def connected(self) -> None:
        self.submit("first", None)

    # people

    @rule(plain=SECRETS, hours=st.sampled_from([None, 0, 24]))
    def submit(self, plain: str, hours: int | None) -> None:
        self.did(
            lambda: self.world.logins().connect(self.world.connection, a_new_login(hours), Secret(plain)), staged=plain
        )

    @rule(plain=SECRETS)
    def stage(self, plain: str) -> None:
        self.did(lambda: self.world.logins().stage(self.world.connection, a_new_login(), Secret(plain)), staged=plain)

    @rule(number=NUMBERS)
    def verify(self, number: int) -> None:
        self.did(lambda: self.world.logins().verify(self.world.connection, number))

    @rule(number=NUMBERS)
    def switch(self, number: int) -> None:
        connection = self.world.connection
        self.did(lambda: self.world.logins().switch(connection, number, epoch=connection.epoch))

    @rule()
    def roll_back(self) -> None:
        connection = self.world.connection
        self.did(lambda: self.world.logins().roll_back(connection, epoch=connection.epoch))

    @rule(number=NUMBERS)
    def revoke(self, number: int) -> None:
        self.did(lambda: self.world.logins().revoke(self.world.connection, number, "it leaked"))

    @rule()
    def check(self) -> None:
        self.did(lambda: self.world.logins().check(self.world.connection))

    @rule(hours=st.sampled_from([None, 2]))
    def pause(self, hours: int | None) -> None:
        now = self.world.clock()
        pause = Pause("Anna", "a holiday", None if hours is None else now + timedelta(hours=hours))
        self.did(lambda: self.world.workers[0].links.pause(self.world.connection, pause, now))

    @rule()
    def let_go_on(self) -> None:
        happened = self.world.workers[0].links.happened
        self.did(lambda: happened(self.world.connection, Trigger.RESUMED, self.world.clock()))

    @rule(variant=st.sampled_from(SwitchVariant))
    def choose_variant(self, variant: SwitchVariant) -> None:
        links, now = self.world.workers[0].links, self.world.clock()
        self.did(lambda: links.choose_variant(self.world.connection, variant, now))

    # the system

    @rule(plain=SECRETS, company=st.sampled_from([NORDLYS, NORDLYS, None, SYDVEST]))
    def change_the_account(self, plain: str, company: object) -> None:
        """Revoke a secret there, let it in again, or let it open another company."""
        self.world.system.accounts.pop(plain, None)
        if company is not None and plain != "wrong":
            self.world.system.accounts[plain] = company  # type: ignore[assignment]

    @rule(mood=st.sampled_from([None, None, AWAY, Throttled("Intempus", retry_after=90.0)]))
    def feel(self, mood: BindeledError | None) -> None:
        self.world.system.broken = mood

    @rule(lacks=st.booleans())
    def take_or_give_the_right(self, *, lacks: bool) -> None:
        self.world.system.missing = RIGHT_MISSING if lacks else None

    @rule(definite=st.booleans())
    def choose_words(self, *, definite: bool) -> None:
        self.world.system.is_definite = definite
        self.world.system.was_definite |= definite

    # workers

    @rule()
    def enqueue(self) -> None:
        item = len(self.queued) + 1
        self.queued.append(item)
        now = self.world.clock()
        models.HeldReport.objects.create(
            tenant_id=self.world.tenant.id, flow="reports", report_id=item, date=now.date(), since=now
        )

    @rule(number=WORKERS)
    def carry(self, number: int) -> None:
        self.did(lambda: self.world.carry(self.world.workers[number]))

    @rule(number=WORKERS, seconds=st.sampled_from([0.1, 10.0]))
    def carry_and_be_replaced_in_between(self, number: int, seconds: float) -> None:
        """Let the login be replaced, and the process sleep, between signing a call and starting it."""

        def meanwhile() -> None:
            self.submit("second", None)
            self.world.pass_by(seconds)

        self.enqueue()
        self.world.meanwhile = meanwhile
        self.carry(number)
        self.world.meanwhile = lambda: None

    @rule(number=WORKERS)
    def look(self, number: int) -> None:
        self.did(lambda: self.world.look(self.world.workers[number]))

    @rule()
    def keep_house(self) -> None:
        self.did(self.world.tidy)

    @rule(number=WORKERS, where=st.sampled_from(["anywhere", "in a look", "in a call"]))
    def crash(self, number: int, where: str) -> None:
        self.world.workers[number] = self.world.worker()
        if where == "in a look":
            self.world.dies_in_a_look()
        elif where == "in a call":
            self.world.dies_in_a_call()

    # time

    @rule(seconds=st.sampled_from([0.1, 1.0, 21.0, 61.0, 301.0, 3_700.0, 22_000.0, 90_000.0]))
    def wait(self, seconds: float) -> None:
        self.world.pass_by(seconds)

    @rule(minutes=st.sampled_from([-10, -1, 1, 10]))
    def step_the_clock(self, minutes: int) -> None:
        self.world.clock.pass_by(minutes=minutes)

    # what must hold

    def did(self, action: Callable[[], object], staged: str = "") -> None:
        """Do it; then what is told must be what happened, and nothing may have happened that is not told.

        What it is done in the middle of may have moved the link by then: that is looked at before.
        """
        self.told_is_what_happened()
        known = set(self.versions())
        in_use = self.world.now_in_use()
        with suppress(BindeledError):
            action()
        if self.world.now_in_use() != in_use:
            self.world.left[in_use] = self.world.tick
        self.world.secrets |= dict.fromkeys(self.versions().keys() - known, staged)
        self.told_is_what_happened()

    def told_is_what_happened(self) -> None:
        """INV-5 and INV-3. What is done in the middle of something else is looked at by itself, and first."""
        events = list(models.Event.objects.filter(tenant_id=self.world.tenant.id, pk__gt=self.seen).order_by("pk"))
        self.seen = events[-1].pk if events else self.seen
        stands: LinkState | None = self.told_of
        for event in events:
            if event.kind in SWITCHES:
                stands = None
            elif event.kind == "link.changed":
                stands = self.a_legal_move(event.facts, stands)
        assert stands in {None, self.world.connection.link}, "a change of the link was not told"
        self.told_of = self.world.connection.link
        subject = f"connection {self.world.connection.id}"
        audited = models.AuditEntry.objects.filter(subject=subject).order_by("pk").values_list("action", flat=True)
        written = models.Event.objects.filter(connection_id=self.world.connection.id).order_by("pk")
        assert list(audited) == list(written.values_list("kind", flat=True))

    def a_legal_move(self, facts: dict[str, object], stands: LinkState | None) -> LinkState:
        before, after = LinkState(facts["from"]), LinkState(facts["to"])
        assert stands in {None, before}, f"told as if it had stood {before} where it stood {stands}"
        assert (before, after) in LEGAL_LINK_MOVES, f"from {before} to {after}"
        if before in HELD_BY_PEOPLE:
            assert facts.get("trigger") in {"resumed", "paused", "not_ours", "ended"}, facts
        if after is S.ACTION_REQUIRED:
            self.was_refused()
        return after

    def was_refused(self) -> None:
        """INV-3: the system itself refused the login, twice, unless its words left no doubt."""
        origin = self.world.origin(self.world.connection.active_version or 0)
        refusals = self.world.system.refusals.get(origin, 0)
        assert refusals >= (1 if self.world.system.was_definite else 2)

    def versions(self) -> dict[int, VersionState]:
        found = self.world.versions.versions(self.world.connection)
        return {version.number: version.state for version in found}

    @invariant()
    def no_call_began_with_a_login_that_is_not_in_use(self) -> None:
        """INV-1 and INV-4."""
        assert self.world.violations == []

    @invariant()
    def every_item_waits_or_is_done(self) -> None:
        """INV-2: and never both, and none is done twice."""
        done = self.world.done
        assert len(done) == len(set(done))
        assert self.world.waiting() == set(self.queued) - set(done)

    @invariant()
    def one_login_at_most_is_in_use(self) -> None:
        states = list(self.versions().values())
        assert states.count(VersionState.ACTIVE) == (self.world.connection.active_version is not None)

    def one_human_act_mends_everything(self) -> None:
        """INV-6, and the end of INV-2: once everything answers, one act of a person is enough to carry all."""
        world = self.world
        world.system.broken = world.system.missing = None
        world.system.accounts = dict.fromkeys(["fresh", *world.secrets.values()], NORDLYS)
        if world.connection.link is S.PAUSED:
            # Whoever paused it lets go; the one act is what it needs besides.
            self.let_go_on()
        self.workers_go_on(hours=1)
        if world.connection.link is not S.CONNECTED:
            self.act()
            # A login that was tried as often as is safe is tried again a day later.
            self.workers_go_on(hours=26)
        assert world.connection.link is S.CONNECTED
        assert world.waiting() == set()

    def act(self) -> None:
        if self.world.connection.link is S.LIMITED:
            self.check()
        else:
            self.submit("fresh", None)

    def workers_go_on(self, *, hours: int) -> None:
        for _ in range(hours * 2):
            self.world.pass_by(1800)
            self.look(0)
            self.carry(1)
            if self.world.connection.link is S.CONNECTED and not self.world.waiting():
                return


SHORT = settings(max_examples=6, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Links.TestCase.settings = SHORT
TestLinks = Links.TestCase


@pytest.mark.soak
def test_the_same_for_long() -> None:
    run_state_machine_as_test(Links, settings=settings(SHORT, max_examples=1_000, stateful_step_count=50))
