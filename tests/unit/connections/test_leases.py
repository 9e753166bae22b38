"""The moment of sending: which login signs a call, and when no call is started at all."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Semaphore
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.errors import LinkHeld, LinkWaits, TriedTooOften
from bindeled.connections.leases import LOOKED_AT, Lease, Signed
from bindeled.connections.waiting import NoPlace, Place, Turns
from bindeled.domain.accounts import Connection, SwitchVariant, System, VersionRecord
from bindeled.domain.attempts import AttemptLimits, next_attempt
from bindeled.domain.errors import NeedsSignIn, Unreachable
from bindeled.domain.links import Standing
from bindeled.domain.secrets import Secret
from bindeled.domain.states import LinkState, VersionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bindeled.domain.errors import BindeledError

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def a_version(number: int) -> VersionRecord:
    return VersionRecord(number, 7, "anna", "", VersionState.ACTIVE, "test", NOON, None)


@dataclass
class World:
    """One connection as its row says, a clock that is moved by hand, and everything that was heard."""

    now: Standing = field(
        default_factory=lambda: Standing(Connection(7, 1, System.INTEMPUS, None, 1, 1, LinkState.CONNECTED, NOON))
    )
    time: float = 100.0
    attempts: list[datetime] = field(default_factory=list)
    heard_of: list[tuple[int | None, BindeledError | None]] = field(default_factory=list)
    opened: int = 0
    barrier: bool = False
    calls: int = 0
    readings: int = 0
    slept: list[float] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None
    while_opening: Callable[[], None] = lambda: None
    waits: list[float] = field(default_factory=list)
    place: Place = field(default_factory=NoPlace)
    held: timedelta = timedelta(seconds=10)
    held_until: list[datetime] = field(default_factory=list)
    is_held: Semaphore = field(default_factory=lambda: Semaphore(0))
    left: list[float] = field(default_factory=list)

    def switch(self) -> None:
        """Take the next version into use."""
        now = self.now.connection
        following = replace(now, epoch=now.epoch + 1, active_version=(now.active_version or 0) + 1)
        self.now = replace(self.now, connection=following)

    def stand(self, state: LinkState) -> None:
        """Let the link stand so."""
        self.now = replace(self.now, connection=replace(self.now.connection, link=state))

    def lease(self) -> Lease:
        return Lease(
            self.now.connection,
            self,
            self,
            self.open_active,
            lambda version, secret: Secret(f"{version.number}:{secret.reveal()}"),
            AttemptLimits(),
            lambda: NOON + timedelta(seconds=self.time),
            lambda: self.time,
            renew_after=0.25,
            turns=Turns(sleep=self.sleep, held=self.held),
            pace=lambda _standing: self.waits.pop(0) if self.waits else 0.0,
            place=self.place,
            leaving=lambda: self.left.append(self.time),
        )

    def sleep(self, seconds: float) -> None:
        """Let time pass, and whatever else is to happen meanwhile."""
        self.time += seconds
        self.slept.append(seconds)
        self.meanwhile()

    def open_active(self, connection: Connection) -> tuple[VersionRecord, Secret]:
        assert connection.id == 7
        self.opened += 1
        self.while_opening()
        number = self.now.connection.active_version or 0
        return a_version(number), Secret(f"secret {number}")

    # what the lease asks of its store and its listener

    def standing(self, connection: Connection) -> Standing:
        assert connection.id == 7
        self.readings += 1
        return self.now

    def heard(self, standing: Standing, error: BindeledError | None) -> None:
        self.heard_of.append((standing.connection.active_version, error))

    def try_again(self, connection: Connection, version: int, at: datetime, limits: AttemptLimits) -> datetime | None:
        assert (connection.id, version) == (7, connection.active_version)
        allowed = next_attempt(self.attempts, limits)
        if allowed is not None and at < allowed:
            return allowed
        self.attempts.append(at)
        return None

    def taken_back(self, connection: Connection, version: int) -> None:
        assert (connection.id, version) == (7, connection.active_version)
        self.attempts.pop()

    @contextmanager
    def calling(self, connection: Connection, at: datetime, until: datetime) -> Iterator[int | None]:
        assert connection.id == 7
        assert until == at + self.held
        self.calls += not self.barrier
        yield None if self.barrier else 1

    def hold_call(self, number: int, until: datetime) -> None:
        assert number == 1
        self.held_until.append(until)
        self.is_held.release()


@pytest.fixture
def world() -> World:
    return World()


def signature(lease: Lease) -> str:
    with lease.ask() as leave:
        return leave.authorization.reveal()


def test_a_call_is_signed_with_the_version_in_use(world: World) -> None:
    lease = world.lease()
    assert signature(lease) == "1:secret 1"
    assert lease.signed == Signed(1, 1)


def test_after_a_switch_the_next_call_behind_the_lease_is_signed_with_the_new_version(world: World) -> None:
    lease = world.lease()
    signature(lease)
    world.switch()
    world.time += 0.3
    assert signature(lease) == "2:secret 2"
    assert lease.signed == Signed(2, 2)


def test_a_call_that_waited_for_its_place_is_signed_with_the_version_in_use_by_then(world: World) -> None:
    world.waits = [0.6, 0.15]
    world.meanwhile = world.switch
    assert signature(world.lease()) == "5:secret 5"
    assert world.slept == pytest.approx([0.25, 0.25, 0.1, 0.15])


def test_a_call_that_waited_for_its_pace_is_noted_to_leave_after_the_wait(world: World) -> None:
    world.waits = [90.0]
    begun = world.time
    signature(world.lease())
    assert world.left == [pytest.approx(begun + 90.0)]


def test_a_call_that_waited_behind_a_barrier_is_noted_to_leave_after_it(world: World) -> None:
    world.now = replace(world.now, variant=SwitchVariant.BARRIER)
    world.barrier = True

    def meanwhile() -> None:
        world.barrier = len(world.slept) < 50

    world.meanwhile = meanwhile
    begun = world.time
    signature(world.lease())
    assert world.left == [world.time]
    assert world.time > begun


def test_a_call_that_waits_for_its_place_notices_that_the_link_is_shut(world: World) -> None:
    world.waits = [60.0] * 100
    world.meanwhile = lambda: world.stand(LinkState.PAUSED)
    with pytest.raises(LinkHeld):
        signature(world.lease())
    assert world.slept == [0.25]


def test_a_call_over_a_link_that_is_shut_waits_for_no_pace(world: World) -> None:
    world.stand(LinkState.PAUSED)
    world.waits = [60.0]
    with pytest.raises(LinkHeld):
        signature(world.lease())
    assert world.slept == []


class APlace:
    """A place that is given back after three looks, and taken again by whoever keeps it."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def keep(self) -> None:
        self.said.append("keep")

    def rest(self) -> bool:
        self.said.append("rest")
        return self.said.count("rest") > 2


def test_a_run_that_waits_gives_its_place_back_and_takes_it_again_before_its_call(world: World) -> None:
    place = world.place = APlace()
    world.waits = [3.0]
    signature(world.lease())
    assert place.said == ["keep", *["rest"] * 5, "keep"]
    # Once it has no place, it looks more seldom whether the link is open still.
    assert world.slept == pytest.approx([0.25, 0.25, 1.0, 1.0, 0.5])


def test_a_run_that_finds_its_link_shut_while_it_waits_asks_for_no_place(world: World) -> None:
    place = world.place = APlace()
    world.waits = [60.0]
    world.meanwhile = lambda: world.stand(LinkState.PAUSED)
    with pytest.raises(LinkHeld):
        signature(world.lease())
    assert place.said == ["keep", "rest"]


def test_a_call_that_stands_before_a_barrier_gives_its_place_back(world: World) -> None:
    place = world.place = APlace()
    until = NOON + timedelta(seconds=world.time + 0.1)
    world.now = replace(world.now, variant=SwitchVariant.BARRIER, barrier_until=until)
    world.barrier = True

    def meanwhile() -> None:
        world.barrier = NOON + timedelta(seconds=world.time) < until

    world.meanwhile = meanwhile
    signature(world.lease())
    assert place.said[:2] == ["keep", "keep"]
    assert place.said[-1] == "keep"
    assert set(place.said[2:-1]) == {"rest"}


def test_the_time_in_which_a_run_waits_for_a_place_is_no_wait_for_its_turn(world: World) -> None:
    class Crowded(APlace):
        def keep(self) -> None:
            super().keep()
            world.time += 100

    world.place = Crowded()
    world.now = replace(world.now, variant=SwitchVariant.BARRIER)
    assert signature(world.lease()) == "1:secret 1"


def test_a_call_that_takes_its_time_is_held_up_again_and_again(world: World) -> None:
    world.now, world.held = replace(world.now, variant=SwitchVariant.BARRIER), timedelta(seconds=0.04)
    with world.lease().ask():
        # Twenty seconds are not waited for by anybody, but by a call that is held up once only, or never.
        assert all(world.is_held.acquire(timeout=20) for _ in range(2))
    assert set(world.held_until) == {NOON + timedelta(seconds=world.time) + world.held}


def test_within_the_lease_nothing_is_read_anew(world: World) -> None:
    lease = world.lease()
    for _ in range(5):
        signature(lease)
    assert (world.opened, world.readings) == (1, 1)


def test_a_login_that_is_replaced_again_and_again_while_it_is_read_makes_the_call_wait(world: World) -> None:
    world.while_opening = world.switch
    with pytest.raises(LinkWaits) as told:
        signature(world.lease())
    assert world.opened == 5
    assert (told.value.state, told.value.retry_after) == (LinkState.VERIFYING, 0.25)


def test_a_process_that_slept_before_it_sent_has_no_leave_left(world: World) -> None:
    lease = world.lease()
    with lease.ask() as leave:
        assert leave.holds()
        world.time += 10
        assert not leave.holds()


def test_a_refusal_of_a_version_that_was_replaced_blames_nobody_and_is_signed_anew(world: World) -> None:
    lease = world.lease()
    with lease.ask() as leave:
        world.switch()
        assert leave.ended(NeedsSignIn("Intempus"))
    assert world.heard_of == []
    assert signature(lease) == "2:secret 2"


def test_a_refusal_of_the_version_in_use_is_told(world: World) -> None:
    refusal = NeedsSignIn("Intempus")
    with world.lease().ask() as leave:
        assert not leave.ended(refusal)
    assert world.heard_of == [(1, refusal)]


@pytest.mark.parametrize("state", [LinkState.SUSPECT, LinkState.UNREACHABLE, LinkState.THROTTLED])
def test_a_link_that_passes_makes_work_wait(world: World, state: LinkState) -> None:
    world.stand(state)
    with pytest.raises(LinkWaits):
        signature(world.lease())


@pytest.mark.parametrize("state", [LinkState.PAUSED, LinkState.ACTION_REQUIRED, LinkState.QUARANTINED])
def test_a_link_that_waits_for_a_person_holds_work(world: World, state: LinkState) -> None:
    world.stand(state)
    with pytest.raises(LinkHeld):
        signature(world.lease())


def test_a_refused_version_is_tried_no_oftener_than_allowed(world: World) -> None:
    world.now = replace(world.now, is_refused=True)
    lease = world.lease()
    for _ in range(2):
        signature(lease)
    with pytest.raises(TriedTooOften) as told:
        signature(lease)
    assert told.value.retry_after == pytest.approx(300)


def test_an_outage_does_not_count_as_an_attempt_that_was_refused(world: World) -> None:
    world.now = replace(world.now, is_refused=True)
    lease = world.lease()
    for _ in range(5):
        with lease.ask() as leave:
            leave.ended(Unreachable("Intempus", "timed out"))
    assert world.attempts == []


def test_a_call_that_was_not_started_in_time_does_not_count_as_an_attempt(world: World) -> None:
    world.now = replace(world.now, is_refused=True)
    world.attempts = [NOON + timedelta(seconds=world.time)]
    lease = world.lease()
    with lease.ask() as leave:
        world.time += 0.3
        assert not leave.holds()
    with lease.ask() as leave:
        assert leave.holds()
    assert len(world.attempts) == 2


def test_a_late_call_of_a_version_that_was_never_refused_takes_nothing_off_the_count(world: World) -> None:
    world.attempts = [NOON]
    with world.lease().ask() as leave:
        world.time += 0.3
        assert not leave.holds()
    assert world.attempts == [NOON]


def test_an_outage_of_a_version_that_was_never_refused_takes_nothing_off_the_count(world: World) -> None:
    world.attempts.append(NOON)
    with world.lease().ask() as leave:
        leave.ended(Unreachable("Intempus", "timed out"))
    assert world.attempts == [NOON]


def test_a_look_is_allowed_where_a_call_is_and_where_one_finds_out_whether_it_is_again() -> None:
    passing = {LinkState.THROTTLED, LinkState.UNREACHABLE, LinkState.SUSPECT, LinkState.VERIFYING}
    working = {LinkState.CONNECTED, LinkState.LIMITED, LinkState.RECOVERING}
    assert working | passing | {LinkState.ACTION_REQUIRED} == LOOKED_AT


def test_behind_a_barrier_no_call_is_started(world: World) -> None:
    world.now = replace(world.now, variant=SwitchVariant.BARRIER)
    lease = world.lease()
    with lease.ask():
        assert world.calls == 1
    world.barrier, begun = True, world.time
    with pytest.raises(LinkWaits):
        signature(lease)
    assert 60 <= world.time - begun < 61
    assert set(world.slept) == {0.02}
    assert world.calls == 1


def test_a_call_that_waited_behind_a_barrier_is_signed_with_the_login_that_came_through_it(world: World) -> None:
    world.now = replace(world.now, variant=SwitchVariant.BARRIER)
    lease = world.lease()
    signature(lease)

    def meanwhile() -> None:
        if world.barrier and world.time > 101:
            world.switch()
            world.barrier = False

    world.barrier, world.meanwhile = True, meanwhile
    assert signature(lease) == "2:secret 2"
    assert world.time < 102


def test_a_call_that_waited_while_the_link_was_held_is_not_started(world: World) -> None:
    world.now = replace(world.now, variant=SwitchVariant.BARRIER)
    lease = world.lease()
    signature(lease)

    def meanwhile() -> None:
        world.stand(LinkState.PAUSED)
        world.barrier = False

    world.barrier, world.meanwhile = True, meanwhile
    with pytest.raises(LinkHeld):
        signature(lease)
