"""Looks at links on the real store: doubts, verdicts, outages and their ends, with a clock that is moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from bindeled.connections.breaker import Breakers
from bindeled.connections.hearing import Hearing, HearingLimits
from bindeled.connections.looker import Looker
from bindeled.connections.looking import LookLimits
from bindeled.domain.accounts import System
from bindeled.domain.attempts import AttemptLimits
from bindeled.domain.errors import BindeledError, MissingRight, NeedsSignIn, Throttled, Unreachable
from bindeled.domain.nouns import Company
from bindeled.domain.states import LinkState
from bindeled.store import models
from bindeled.store.connections import StoredConnections
from bindeled.store.links import StoredLinks
from bindeled.store.looks import StoredLooks
from bindeled.store.standing import StoredStandings
from bindeled.store.workers import Workers
from tests.fakes.clock import FakeClock
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.accounts import Connection, Tenant

NORDLYS = Company("1001", "Nordlys VVS")
REFUSED = NeedsSignIn("Intempus")
S = LinkState


@dataclass
class World:
    """One connected link, a system that answers as told, and workers that look."""

    tenant: Tenant
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    answer: BindeledError | None = None
    asked: int = 0
    worked: list[int] = field(default_factory=list)
    links: StoredLinks = field(default_factory=StoredLinks)
    looks: StoredLooks = field(default_factory=StoredLooks)
    standings: StoredStandings = field(default_factory=StoredStandings)
    breakers: Breakers = field(default_factory=Breakers)

    def __post_init__(self) -> None:
        connection = StoredConnections(self.clock).connection(self.tenant, System.INTEMPUS)
        models.Connection.objects.filter(pk=connection.id).update(
            link=S.CONNECTED.value, active_version=1, epoch=1, company_key=NORDLYS.key, company_name=NORDLYS.name
        )

    @property
    def connection(self) -> Connection:
        return StoredConnections(self.clock).connection(self.tenant, System.INTEMPUS)

    def state(self) -> LinkState:
        return self.connection.link

    def identify(self, connection: Connection) -> Company:
        self.asked += 1
        standing = self.standings.standing(connection)
        if standing.is_refused:
            allowed = self.standings.try_again(connection, 1, self.clock(), AttemptLimits())
            assert allowed is None
            if not isinstance(self.answer, NeedsSignIn):
                self.standings.taken_back(connection, 1)
        if self.answer is None:
            return NORDLYS
        if isinstance(self.answer, NeedsSignIn) and not standing.is_refused:
            self.standings.refused(connection, 1, self.clock())
        raise self.answer

    def looker(self, name: str = "worker") -> Looker:
        return Looker(
            name,
            self.looks,
            self.links,
            self.standings,
            self.breakers,
            self.identify,
            lambda connection: self.worked.append(connection.id),
            LookLimits(),
            HearingLimits(),
            self.clock,
            timedelta(seconds=10),
            connections.close_all,
        )

    def call(self, error: BindeledError | None) -> None:
        """Let a business call end so."""
        hearing = Hearing(self.links, self.standings, self.looks, self.breakers, HearingLimits(), self.clock)
        hearing.heard(self.standings.standing(self.connection), error)

    def tick(self) -> None:
        """Let a worker look at what is due."""
        for connection in self.looker().due():
            self.looker().look_if_due(connection)

    def pass_by(self, **amount: float) -> None:
        """Let time pass, a worker looking every ten seconds."""
        ends = self.clock() + timedelta(**amount)
        while self.clock() < ends:
            self.clock.pass_by(seconds=10)
            self.tick()


@pytest.fixture
def world(tenant: Tenant) -> World:
    return World(tenant)


def test_a_refusal_that_is_confirmed_asks_for_a_new_login_within_a_minute(world: World) -> None:
    world.call(REFUSED)
    assert world.state() is S.SUSPECT
    world.answer = REFUSED
    world.clock.pass_by(seconds=19)
    world.tick()
    assert (world.state(), world.asked) == (S.SUSPECT, 0)
    world.clock.pass_by(seconds=1)
    world.tick()
    assert (world.state(), world.asked) == (S.ACTION_REQUIRED, 1)


def test_a_doubt_that_comes_to_nothing_leaves_the_link_as_it_was_and_carries_what_waited(world: World) -> None:
    world.call(REFUSED)
    world.pass_by(seconds=30)
    assert world.state() is S.CONNECTED
    assert world.worked == [world.connection.id]
    assert not world.standings.standing(world.connection).is_refused


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Unreachable("Intempus", "timed out"), S.UNREACHABLE), (Throttled("Intempus", retry_after=90), S.THROTTLED)],
)
def test_a_system_that_is_ill_in_the_middle_of_a_doubt_is_not_held_against_the_login(
    world: World, answer: BindeledError, state: LinkState
) -> None:
    world.call(REFUSED)
    world.answer = answer
    world.pass_by(seconds=30)
    assert world.state() is state


def test_after_three_false_alarms_we_take_a_minute_over_the_next(world: World) -> None:
    for _ in range(3):
        world.call(REFUSED)
        world.pass_by(seconds=30)
    world.call(REFUSED)
    world.pass_by(seconds=50)
    assert world.state() is S.SUSPECT
    world.pass_by(seconds=20)
    assert world.state() is S.CONNECTED


def ask_in_vain(world: World) -> None:
    """Let a person be asked for a new login, and the old one work again at the next look."""
    world.call(REFUSED)
    world.answer = REFUSED
    world.pass_by(seconds=30)
    assert world.state() is S.ACTION_REQUIRED
    world.answer = None
    world.pass_by(minutes=15)
    assert world.state() is S.CONNECTED


def test_a_login_that_came_back_by_itself_asks_nobody_again_within_the_hour(world: World) -> None:
    ask_in_vain(world)
    world.call(REFUSED)
    world.answer = REFUSED
    world.pass_by(minutes=59)
    assert world.state() is S.SUSPECT
    world.pass_by(minutes=2)
    assert (world.state(), world.asked) == (S.ACTION_REQUIRED, 5)


def test_words_that_leave_no_doubt_are_doubted_of_a_login_that_came_back_by_itself(world: World) -> None:
    ask_in_vain(world)
    world.call(NeedsSignIn("Uniconta", "UserIsBlocked", is_definite=True))
    assert world.state() is S.SUSPECT


def test_a_day_after_it_came_back_a_login_is_believed_dead_as_soon_as_any_other(world: World) -> None:
    ask_in_vain(world)
    world.clock.pass_by(hours=25)
    world.call(REFUSED)
    world.answer = REFUSED
    world.pass_by(seconds=30)
    assert world.state() is S.ACTION_REQUIRED


def test_what_came_of_doubts_of_a_former_login_is_not_held_against_the_new_one(world: World) -> None:
    ask_in_vain(world)
    world.clock.pass_by(minutes=1)
    models.CredentialVersion.objects.create(
        connection_id=world.connection.id, number=1, state="active", created_at=NOON, activated_at=world.clock()
    )
    world.call(REFUSED)
    world.answer = REFUSED
    world.pass_by(seconds=30)
    assert world.state() is S.ACTION_REQUIRED


def test_words_that_leave_no_doubt_need_no_look(world: World) -> None:
    world.call(NeedsSignIn("Uniconta", "UserIsBlocked", is_definite=True))
    assert (world.state(), world.asked) == (S.ACTION_REQUIRED, 0)


def test_one_failure_changes_nothing_and_five_mean_that_the_system_is_away(world: World) -> None:
    world.call(Unreachable("Intempus", "timed out"))
    assert world.state() is S.CONNECTED
    for _ in range(4):
        world.call(Unreachable("Intempus", "timed out"))
    assert world.state() is S.UNREACHABLE
    world.pass_by(seconds=10)
    assert (world.state(), world.asked) == (S.CONNECTED, 1)


def test_a_missing_right_limits_the_link_and_names_the_resource(world: World) -> None:
    world.call(MissingRight("Intempus", "employee"))
    assert world.state() is S.LIMITED
    assert list(models.LackingRight.objects.values_list("resource", flat=True)) == ["employee"]


def test_a_dead_login_is_tried_at_most_eight_times_a_day_for_thirty_days_and_mends_itself(world: World) -> None:
    world.call(REFUSED)
    world.answer = REFUSED
    moments = [NOON]
    asked = 0
    for _ in range(30 * 24 * 4):
        world.clock.pass_by(minutes=15)
        world.tick()
        if world.asked > asked:
            asked = world.asked
            moments.append(world.clock())
    for index, first in enumerate(moments):
        assert sum(moment - first < timedelta(days=1) for moment in moments[index:]) <= 8
        assert sum(moment - first < timedelta(minutes=5) for moment in moments[index:]) < 3
    world.answer = None
    world.pass_by(hours=6)
    assert world.state() is S.CONNECTED


def test_an_idle_link_that_died_is_noticed_by_itself(world: World) -> None:
    world.answer = REFUSED
    world.pass_by(minutes=62)
    assert world.state() is S.ACTION_REQUIRED
    assert world.asked == 2


def test_of_eight_workers_exactly_one_looks(world: World) -> None:
    for _ in range(5):
        world.call(Unreachable("Intempus", "timed out"))
    world.clock.pass_by(seconds=6)
    connection = world.connection

    def worker(name: str) -> Callable[[], object]:
        return lambda: world.looker(name).look_if_due(connection)

    at_once([worker(f"worker-{number}") for number in range(8)])
    assert world.asked == 1


def test_a_look_that_takes_long_keeps_others_from_looking(world: World) -> None:
    first = world.clock() + timedelta(seconds=0.2)

    def slowly(connection: Connection) -> Company:
        world.asked += 1
        world.clock.pass_by(seconds=0.15)
        held_up = models.LinkLook.objects.filter(pk=connection.id, held_until__gt=first)
        wait_for(held_up.exists, "the look is held up")
        world.clock.pass_by(seconds=0.1)
        world.looker("other").look(connection)
        return NORDLYS

    looker = replace(world.looker(), place_held=timedelta(seconds=0.2), identify=slowly)
    looker.look(world.connection)
    assert world.asked == 1


def test_a_look_of_a_command_that_was_killed_stands_for_ten_seconds(world: World) -> None:
    assert world.looks.claim(world.connection, "killed", world.clock(), world.clock() + world.looker().place_held)
    world.clock.pass_by(seconds=9)
    world.looker().look(world.connection)
    assert world.asked == 0
    world.clock.pass_by(seconds=1)
    world.looker().look(world.connection)
    assert world.asked == 1


def test_every_change_of_a_link_has_one_event(world: World) -> None:
    world.call(REFUSED)
    world.answer = REFUSED
    world.pass_by(seconds=30)
    world.answer = None
    world.pass_by(minutes=20)
    told = models.Event.objects.filter(kind="link.changed").order_by("pk").values_list("facts", flat=True)
    assert [facts["to"] for facts in told] == ["suspect", "action_required", "connected"]


def test_a_link_that_a_dead_worker_was_looking_at_is_looked_at_by_the_next(world: World) -> None:
    for _ in range(5):
        world.call(Unreachable("Intempus", "timed out"))
    Workers().beat("killed", world.clock())
    assert world.looks.claim(world.connection, "killed", world.clock(), world.clock() + timedelta(minutes=5))
    world.pass_by(seconds=30)
    assert world.asked == 0
    Workers().forget("killed")
    world.pass_by(seconds=10)
    assert (world.state(), world.asked) == (S.CONNECTED, 1)
