"""A version's whole life in the real store: each move with exactly one event, each only once however many try."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.deciding import VersionLimits
from bindeled.connections.housekeeping import Housekeeping
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.errors import BindeledError, Contradiction, Overtaken
from bindeled.domain.nouns import Company
from bindeled.domain.secrets import Sealed
from bindeled.domain.states import LinkState, VersionState
from bindeled.store import models
from bindeled.store.connections import StoredConnections
from bindeled.store.versions import StoredVersions
from tests.fakes.clock import FakeClock
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.accounts import Connection, Tenant, VersionRecord

NORDLYS = Company("1001", "Nordlys VVS")
STORE = StoredVersions()


@pytest.fixture
def connection(tenant: Tenant) -> Connection:
    return StoredConnections(clock=lambda: NOON).connection(tenant, System.INTEMPUS)


def staged(connection: Connection, expires: date | None = None) -> VersionRecord:
    new = NewVersion("driver@nordlys.example", "", "test", expires)
    return STORE.stage(connection, new, "fp1-x", lambda number: Sealed(1, b"n", b"s%d" % number), NOON)


def in_use(connection: Connection, expires: date | None = None) -> Connection:
    version = staged(connection, expires)
    STORE.verified(version, NORDLYS, NOON)
    return STORE.switch(connection, version, NORDLYS, NOON)


def now(connection: Connection, number: int) -> VersionRecord:
    found = STORE.version(connection, number)
    assert found is not None
    return found[0]


def kinds() -> list[str]:
    return list(models.Event.objects.order_by("pk").values_list("kind", flat=True))


def kept() -> list[int]:
    """Return the numbers of the versions whose secret is still there."""
    return list(models.CredentialVersion.objects.exclude(ciphertext=None).values_list("number", flat=True))


def lost(answers: Sequence[object]) -> int:
    return sum(isinstance(answer, BindeledError) for answer in answers)


def test_each_move_of_a_life_has_exactly_one_event(connection: Connection) -> None:
    after = in_use(connection)
    STORE.proved(now(after, 1), NOON)
    after = in_use(after)
    STORE.retire(now(after, 1), NOON)
    STORE.destroy(now(after, 1), NOON)
    STORE.revoke(after, now(after, 2), "leaked", None, NOON)
    handing_over = ["version.staged", "version.verified", "version.switched"]
    assert kinds() == [
        *handing_over,
        "version.proved",
        *handing_over,
        "version.retired",
        "version.destroyed",
        "version.revoked",
    ]
    assert kept() == []


def test_a_version_that_is_verified_anew_is_told_each_time(connection: Connection) -> None:
    version = staged(connection)
    STORE.verified(version, NORDLYS, NOON)
    STORE.verified(version, NORDLYS, NOON + timedelta(minutes=20))
    assert now(connection, 1).verified_at == NOON + timedelta(minutes=20)
    assert kinds() == ["version.staged", "version.verified", "version.verified"]


def test_what_the_checks_found_is_there_while_they_run(connection: Connection) -> None:
    version = staged(connection)
    STORE.note_checks(version, [{"id": "address"}])
    assert STORE.checks(connection, 1) == [{"id": "address"}]
    STORE.note_checks(version, [{"id": "address"}, {"id": "login"}])
    assert [check["id"] for check in STORE.checks(connection, 1)] == ["address", "login"]
    assert STORE.checks(connection, 7) == []


def test_the_active_version_revoked_leaves_none_in_use_and_asks_for_a_person(connection: Connection) -> None:
    after = STORE.revoke(in_use(connection), now(connection, 1), "leaked", None, NOON)
    assert (after.active_version, after.epoch, after.link) == (None, 2, LinkState.ACTION_REQUIRED)
    assert (STORE.active(after), now(after, 1).reason) == (None, "leaked")


def test_a_former_version_revoked_leaves_the_active_one_alone(connection: Connection) -> None:
    after = in_use(in_use(connection))
    again = STORE.revoke(after, now(after, 1), "leaked", None, NOON)
    assert again == after
    assert kept() == [2]


def test_a_version_rolled_back_to_keeps_who_it_gave_way_to(connection: Connection) -> None:
    after = in_use(in_use(connection))
    back = STORE.switch(
        after, now(after, 1), NORDLYS, NOON, grace=timedelta(), kind="version.rolled_back", facts={"by": "hand"}
    )
    event = models.Event.objects.order_by("-pk")[0]
    assert (back.epoch, back.active_version, now(back, 2).retires_at) == (3, 1, NOON)
    assert (event.kind, event.facts["former"], event.facts["by"]) == ("version.rolled_back", 2, "hand")


def test_probation_counts_from_the_first_call(connection: Connection) -> None:
    after = in_use(connection)
    for minutes in (1, 2):
        STORE.count_call(now(after, 1), NOON + timedelta(minutes=minutes))
    version = now(after, 1)
    assert (version.probation_since, version.probation_calls) == (NOON + timedelta(minutes=1), 2)


def test_of_two_first_successes_at_once_one_is_told(connection: Connection) -> None:
    version = now(in_use(connection), 1)
    assert at_once([lambda: STORE.proved(version, NOON)] * 4).count(True) == 1
    assert kinds().count("version.proved") == 1


def test_the_first_refusal_is_remembered_until_it_proves_a_false_alarm(connection: Connection) -> None:
    version = now(in_use(connection), 1)
    STORE.refused(version, NOON)
    STORE.refused(version, NOON + timedelta(hours=1))
    assert now(connection, 1).refused_at == NOON
    STORE.proved(now(connection, 1), NOON)
    assert now(connection, 1).refused_at is None


def test_a_reminder_is_written_once_however_many_workers_look(connection: Connection) -> None:
    version = now(in_use(connection, date(2026, 12, 1)), 1)
    answers = at_once([lambda: STORE.remind(version, 14, 11, NOON)] * 4)
    assert answers.count(True) == 1
    assert kinds().count("version.expiring") == 1
    assert STORE.remind(now(connection, 1), 0, -1, NOON)
    assert kinds()[-1] == "version.past_expiry"


def test_any_number_of_workers_tidy_at_once_and_each_step_is_taken_once(connection: Connection) -> None:
    in_use(in_use(in_use(connection)))
    clock = FakeClock(NOON + timedelta(days=1))
    care = Housekeeping(STORE, clock, VersionLimits())
    at_once([care.tidy] * 4)
    assert kinds().count("version.retired") == 2
    clock.pass_by(days=8)
    at_once([care.tidy] * 4)
    assert (kinds().count("version.destroyed"), kept()) == (2, [3])


def test_a_login_is_shared_only_while_another_connection_uses_it_now(connection: Connection, tenant: Tenant) -> None:
    in_use(connection)
    there = StoredConnections(clock=lambda: NOON).connection(tenant, System.UNICONTA)
    assert not STORE.login_is_shared(connection, "driver@nordlys.example")
    assert not STORE.login_is_shared(there, "driver@nordlys.example")


@pytest.mark.parametrize("times", range(3))
def test_hand_overs_at_once_leave_one_login_in_use_and_no_secret_behind(connection: Connection, times: int) -> None:
    """T04, T06: everybody stages, verifies and switches at the same moment; whoever loses is told."""
    del times
    started = in_use(connection)

    def hand_over() -> Connection:
        version = staged(started)
        STORE.verified(version, NORDLYS, NOON)
        return STORE.switch(started, version, NORDLYS, NOON)

    answers = at_once([hand_over] * 6)
    states = [version.state for version in STORE.versions(started)]
    losers = [answer for answer in answers if isinstance(answer, BindeledError)]
    assert all(isinstance(loser, Overtaken) for loser in losers)
    assert states.count(VersionState.ACTIVE) == 1
    assert len(states) == 7
    assert models.Connection.objects.get(pk=connection.id).epoch == 1 + len(answers) - lost(answers)
    assert len(answers) - lost(answers) <= 1
    usable = {VersionState.ACTIVE, VersionState.RETIRING, VersionState.STAGED, VersionState.VERIFIED}
    assert len(kept()) == sum(state in usable for state in states)


def test_a_switch_and_a_revocation_at_once_never_leave_a_revoked_version_in_use(connection: Connection) -> None:
    started = in_use(connection)
    version = staged(started)
    STORE.verified(version, NORDLYS, NOON)
    first = now(started, 1)
    answers = at_once(
        [
            lambda: STORE.switch(started, version, NORDLYS, NOON),
            lambda: STORE.revoke(started, first, "leaked", None, NOON),
        ]
    )
    assert all(not isinstance(answer, Contradiction) for answer in answers)
    row = models.Connection.objects.get(pk=connection.id)
    active = STORE.active(started)
    assert row.active_version == (active[0].number if active else None)
    assert now(started, 1).state is VersionState.REVOKED
