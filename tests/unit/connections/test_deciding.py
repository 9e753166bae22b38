"""What may be done with the versions of a connection, each limit at its edge."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.connections.deciding import (
    LONGEST_GRACE,
    VersionLimits,
    grace_of,
    is_fresh,
    is_on_probation,
    previous_of,
    refuse_known_secret,
)
from bindeled.connections.errors import AlreadyInUse, RefusedBefore
from bindeled.domain.accounts import Connection, NewVersion, System, VersionRecord
from bindeled.domain.states import LinkState, VersionState

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LIMITS = VersionLimits()
A_MOMENT = timedelta(microseconds=1)
NEW = NewVersion("anna", "57", "test")
SAME = "the same fingerprint"
V = VersionState


def version(number: int = 1, state: VersionState = V.ACTIVE, **more: Any) -> VersionRecord:
    """Return the version that `NEW` would be, had it been handed over before."""
    return replace(
        VersionRecord(number, 1, "anna", "57", state, "test", NOW - timedelta(days=9), date(2027, 1, 1)),
        fingerprint=SAME,
        **more,
    )


def link(state: LinkState = LinkState.CONNECTED) -> Connection:
    return Connection(1, 1, System.INTEMPUS, None, 1, 1, state, NOW)


def handed_over(*known: VersionRecord, state: LinkState = LinkState.CONNECTED, fingerprint: str = SAME) -> None:
    refuse_known_secret(link(state), known, NEW, fingerprint, NOW, LIMITS)


def refused_with(kind: type[Exception] | None) -> AbstractContextManager[Any]:
    return pytest.raises(kind) if kind else nullcontext()


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        ({}, AlreadyInUse),
        ({"login": "bent"}, None),
        ({"company": "58"}, None),
        ({"fingerprint": "another"}, None),
        ({"state": V.RETIRED}, None),
    ],
)
def test_only_the_very_same_login_in_use_is_told_to_be_so(
    other: dict[str, Any], refused: type[Exception] | None
) -> None:
    with refused_with(refused):
        handed_over(replace(version(), **other))


def test_without_a_fingerprint_nothing_is_taken_for_the_same() -> None:
    handed_over(replace(version(), fingerprint=""), fingerprint="")


def test_a_quarantined_link_may_be_mended_by_the_same_login() -> None:
    handed_over(version(), state=LinkState.QUARANTINED)


@pytest.mark.parametrize(
    ("ago", "refused"),
    [(timedelta(), RefusedBefore), (LIMITS.refused_wait - A_MOMENT, RefusedBefore), (LIMITS.refused_wait, None)],
)
def test_a_login_that_was_refused_waits_until_it_cannot_lock_anybody_out(
    ago: timedelta, refused: type[Exception] | None
) -> None:
    with refused_with(refused):
        handed_over(version(state=V.REJECTED, refused_at=NOW - ago))


def test_of_several_refusals_the_last_one_counts() -> None:
    long_ago = version(1, V.REJECTED, refused_at=NOW - timedelta(days=2))
    lately = version(2, V.REJECTED, refused_at=NOW - timedelta(hours=1))
    with pytest.raises(RefusedBefore) as met:
        handed_over(long_ago, lately, version(3, V.REJECTED))
    assert met.value.again_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(("ago", "refused"), [(timedelta(hours=1), RefusedBefore), (timedelta(hours=4), AlreadyInUse)])
def test_where_a_person_must_act_the_same_login_is_first_kept_from_being_locked_out(
    ago: timedelta, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        handed_over(version(refused_at=NOW - ago), state=LinkState.ACTION_REQUIRED)


def test_while_the_link_works_the_same_login_is_in_use_whatever_was_refused_before() -> None:
    with pytest.raises(AlreadyInUse):
        handed_over(version(refused_at=NOW))


@pytest.mark.parametrize(
    ("former", "usable"),
    [
        ({}, True),
        ({"state": V.RETIRED}, False),
        ({"has_secret": False}, False),
        ({"refused_at": NOW}, False),
    ],
)
def test_a_roll_back_goes_to_a_former_login_that_can_still_be_used(former: dict[str, Any], usable: bool) -> None:
    found = previous_of([version(2), replace(version(1, V.RETIRING), **former)])
    assert (found is not None and found.number == 1) is usable


def test_of_two_former_logins_the_one_in_use_last_comes_back() -> None:
    first = version(1, V.RETIRING, activated_at=NOW)
    second = version(2, V.RETIRING, activated_at=NOW - timedelta(hours=1))
    never_told = version(3, V.RETIRING)
    assert previous_of([second, first, never_told]) is first
    assert previous_of([never_told, second]) is second


@pytest.mark.parametrize(
    ("state", "ago", "fresh"),
    [
        (V.VERIFIED, timedelta(), True),
        (V.VERIFIED, LIMITS.verification_valid, True),
        (V.VERIFIED, LIMITS.verification_valid + A_MOMENT, False),
        (V.VERIFIED, None, False),
        (V.STAGED, timedelta(), False),
    ],
)
def test_a_proof_counts_for_a_while(state: VersionState, ago: timedelta | None, fresh: bool) -> None:
    verified_at = None if ago is None else NOW - ago
    assert is_fresh(version(state=state, verified_at=verified_at), NOW, LIMITS) is fresh


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (None, LIMITS.grace),
        (timedelta(), timedelta()),
        (timedelta(hours=-1), timedelta()),
        (timedelta(days=3), timedelta(days=3)),
        (timedelta(days=30), LONGEST_GRACE),
    ],
)
def test_a_former_login_stays_as_long_as_was_asked_but_not_for_ever(wanted: timedelta | None, given: timedelta) -> None:
    assert grace_of(version(grace=wanted), LIMITS) == given


@pytest.mark.parametrize(
    ("found", "on_probation"),
    [
        ({}, True),
        ({"probation_since": NOW - LIMITS.probation}, True),
        ({"probation_since": NOW - LIMITS.probation - A_MOMENT}, False),
        ({"probation_calls": LIMITS.probation_calls - 1}, True),
        ({"probation_calls": LIMITS.probation_calls}, False),
        ({"proved_at": NOW}, False),
        ({"state": V.RETIRING}, False),
    ],
)
def test_a_new_login_is_on_probation_until_time_or_calls_run_out(found: dict[str, Any], on_probation: bool) -> None:
    assert is_on_probation(replace(version(), **found), NOW, LIMITS) is on_probation


def test_the_limits_are_those_of_the_reference() -> None:
    assert VersionLimits() == VersionLimits(
        verification_valid=timedelta(minutes=15),
        grace=timedelta(hours=24),
        probation=timedelta(minutes=5),
        probation_calls=20,
        staged_kept=timedelta(hours=24),
        retired_kept=timedelta(days=7),
        refused_wait=timedelta(hours=3),
    )
    assert timedelta(days=7) == LONGEST_GRACE
