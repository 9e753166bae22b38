from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.audit import Actor, ActorKind
from bindeled.domain.drift import Called, Drift, Pairing
from bindeled.domain.errors import Misconfigured
from bindeled.store import models
from bindeled.store.actors import acting_as
from bindeled.store.pairings import StoredPairings
from tests.integration.store.making import NOON

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

LATER = NOON + timedelta(hours=3)
ANNA = Actor(ActorKind.PAGE_USER, "anna")


def pairing(name: str = "Timer", number: str = "100") -> Pairing:
    return Pairing(Called(50, "100", "Normaltid"), Called(7, number, name), "100")


@pytest.fixture
def pairings(tenant: Tenant) -> StoredPairings:
    kept = StoredPairings(tenant.id, 3)
    kept.note([pairing()], NOON)
    return kept


def told() -> list[str]:
    return list(
        models.Event.objects.filter(kind__startswith="pay_types.").order_by("pk").values_list("kind", flat=True)
    )


def test_a_pairing_that_is_called_as_before_is_not_told(pairings: StoredPairings) -> None:
    pairings.note([pairing()], LATER)
    assert pairings.drifted() == []
    assert pairings.known()[50].now == pairing()
    assert told() == []


def test_a_renamed_pay_type_is_told_once_and_keeps_what_it_was_called(pairings: StoredPairings) -> None:
    for _ in range(2):
        pairings.note([pairing("Normale timer")], LATER)
    [known] = pairings.drifted()
    assert (known.matched, known.now) == (pairing(), pairing("Normale timer"))
    assert known.drifts == (Drift.PAY_TYPE_RENAMED,)
    assert told() == ["pay_types.drifted"]


def test_a_confirmed_pairing_waits_no_longer_and_tells_who_confirmed_it(pairings: StoredPairings) -> None:
    pairings.note([pairing(number="101")], LATER)
    with acting_as(ANNA):
        assert pairings.confirm(50, LATER).confirmed_by == str(ANNA)
    assert pairings.drifted() == []
    assert pairings.known()[50].matched == pairing(number="101")
    assert told() == ["pay_types.drifted", "pay_types.confirmed"]


def test_what_has_not_drifted_cannot_be_confirmed(pairings: StoredPairings) -> None:
    with pytest.raises(Misconfigured, match="id 50"):
        pairings.confirm(50, LATER)
