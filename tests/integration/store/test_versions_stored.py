from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.errors import Contradiction, Evidence, ForeignCompany, Overtaken
from bindeled.domain.links import Trigger
from bindeled.domain.nouns import Company
from bindeled.domain.secrets import Sealed
from bindeled.domain.states import VERSION_MOVES, LinkState, VersionState
from bindeled.store import models
from bindeled.store.connections import StoredConnections
from bindeled.store.links import StoredLinks
from bindeled.store.versions import StoredVersions
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.accounts import Connection, Tenant, VersionRecord

NORDLYS = Company("1001", "Nordlys VVS")
REFUSAL = Evidence("GET", "https://intempus.example/web/v1/employee/", 401, "text/html", "Unauthorized", 0.25, "login")


@pytest.fixture
def store() -> StoredVersions:
    return StoredVersions()


@pytest.fixture
def connection(tenant: Tenant) -> Connection:
    return StoredConnections(clock=lambda: NOON).connection(tenant, System.INTEMPUS)


def seal(number: int) -> Sealed:
    return Sealed(1, b"nonce", b"sealed %d" % number)


def staged(store: StoredVersions, connection: Connection) -> VersionRecord:
    return store.stage(connection, NewVersion("driver@nordlys.example", "", "command"), "fp1-x", seal, NOON)


def verified(store: StoredVersions, connection: Connection) -> VersionRecord:
    version = staged(store, connection)
    store.verified(version, NORDLYS, NOON)
    return version


def states(connection: Connection) -> list[str]:
    rows = models.CredentialVersion.objects.filter(connection_id=connection.id).order_by("number")
    return list(rows.values_list("state", flat=True))


def kinds() -> list[str]:
    return list(models.Event.objects.order_by("pk").values_list("kind", flat=True))


def test_a_version_is_sealed_under_its_own_number(store: StoredVersions, connection: Connection) -> None:
    assert [staged(store, connection).number for _ in range(2)] == [1, 2]
    sealed = models.CredentialVersion.objects.get(number=2).ciphertext
    assert bytes(sealed or b"") == b"sealed 2"


def test_a_seal_that_fails_leaves_no_version(store: StoredVersions, connection: Connection) -> None:
    def broken(number: int) -> Sealed:
        raise Contradiction(f"no key for {number}")

    with pytest.raises(Contradiction):
        store.stage(connection, NewVersion("driver@nordlys.example", "", "command"), "fp1-x", broken, NOON)
    assert (states(connection), kinds()) == ([], [])


def test_a_verified_version_is_switched_to(store: StoredVersions, connection: Connection) -> None:
    assert store.active(connection) is None
    version = verified(store, connection)
    now = store.switch(connection, version, NORDLYS, NOON)
    assert (now.company, now.epoch, now.active_version, now.link) == (NORDLYS, 1, 1, LinkState.CONNECTED)
    in_use = replace(version, state=VersionState.ACTIVE, opens=NORDLYS, verified_at=NOON, activated_at=NOON)
    assert store.active(connection) == (in_use, seal(1))
    assert kinds() == ["version.staged", "version.verified", "version.switched"]


def test_the_former_version_retires_and_can_be_taken_back(store: StoredVersions, connection: Connection) -> None:
    first = verified(store, connection)
    now = store.switch(connection, first, NORDLYS, NOON)
    now = store.switch(now, verified(store, connection), NORDLYS, NOON)
    assert states(connection) == ["retiring", "active"]
    now = store.switch(now, first, NORDLYS, NOON)
    assert (states(connection), now.epoch, now.active_version) == (["active", "retiring"], 3, 1)


@pytest.mark.parametrize("half_way", [staged, verified])
def test_a_login_that_is_half_way_gives_way_to_the_next_and_its_secret_is_destroyed(
    store: StoredVersions, connection: Connection, half_way: Callable[..., VersionRecord]
) -> None:
    half_way(store, connection)
    store.stage(
        connection, NewVersion("driver@nordlys.example", "", "command"), "fp1-x", seal, NOON + timedelta(minutes=16)
    )
    assert states(connection) == ["rejected", "staged"]
    assert models.CredentialVersion.objects.get(number=1).ciphertext is None


def test_a_hand_over_that_was_superseded_is_told_so(store: StoredVersions, connection: Connection) -> None:
    slow = staged(store, connection)
    staged(store, connection)
    with pytest.raises(Overtaken, match="in place of version 1"):
        store.verified(slow, NORDLYS, NOON)
    assert states(connection) == ["rejected", "staged"]
    assert models.CredentialVersion.objects.get(number=1).reason == "superseded"


def test_the_database_itself_refuses_a_second_version_half_way(store: StoredVersions, connection: Connection) -> None:
    staged(store, connection)
    staged(store, connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.CredentialVersion.objects.update(state=VersionState.VERIFIED.value)


def test_a_switch_by_an_epoch_that_has_passed_changes_nothing(store: StoredVersions, connection: Connection) -> None:
    store.switch(connection, verified(store, connection), NORDLYS, NOON)
    second = verified(store, connection)
    before = kinds()
    with pytest.raises(Overtaken, match="epoch 1, not 0"):
        store.switch(connection, second, NORDLYS, NOON)
    assert (states(connection), kinds()) == (["active", "verified"], before)


def test_a_login_of_another_company_is_never_switched_to(store: StoredVersions, connection: Connection) -> None:
    now = store.switch(connection, verified(store, connection), NORDLYS, NOON)
    other = verified(store, connection)
    with pytest.raises(ForeignCompany):
        store.switch(now, other, Company("1002", "Sydlys"), NOON)
    assert states(connection) == ["active", "verified"]


def test_a_version_that_was_not_verified_is_not_switched_to(store: StoredVersions, connection: Connection) -> None:
    now = store.switch(connection, verified(store, connection), NORDLYS, NOON)
    with pytest.raises(Contradiction, match="is staged and cannot become active"):
        store.switch(now, staged(store, connection), NORDLYS, NOON)
    assert states(connection) == ["active", "staged"]


def test_a_version_of_another_connection_is_not_switched_to(
    store: StoredVersions, connection: Connection, tenant: Tenant
) -> None:
    elsewhere = verified(store, StoredConnections(clock=lambda: NOON).connection(tenant, System.UNICONTA))
    with pytest.raises(Contradiction, match="another connection"):
        store.switch(connection, elsewhere, NORDLYS, NOON)


def test_a_rejected_version_keeps_the_answer_and_loses_its_secret(
    store: StoredVersions, connection: Connection
) -> None:
    store.reject(staged(store, connection), "Intempus refused the login.", REFUSAL, NOON)
    row = models.CredentialVersion.objects.get()
    assert (row.state, row.reason, row.nonce, row.ciphertext) == ("rejected", "Intempus refused the login.", None, None)
    assert row.evidence is not None
    assert row.evidence["status"] == 401


MOVERS: dict[VersionState, Any] = {
    VersionState.VERIFIED: lambda store, _, version: store.verified(version, NORDLYS, NOON),
    VersionState.REJECTED: lambda store, _, version: store.reject(version, "no", None, NOON),
    VersionState.ACTIVE: lambda store, connection, version: store.switch(connection, version, NORDLYS, NOON),
}
ILLEGAL = [(start, end) for end in MOVERS for start in VersionState if end not in VERSION_MOVES[start]]


@pytest.mark.parametrize(("start", "end"), ILLEGAL)
def test_every_move_that_is_not_in_the_table_is_refused(
    store: StoredVersions, connection: Connection, start: VersionState, end: VersionState
) -> None:
    version = staged(store, connection)
    models.CredentialVersion.objects.update(state=start.value)
    before = kinds()
    with pytest.raises(Contradiction):
        MOVERS[end](store, connection, version)
    assert (states(connection), kinds()) == ([start.value], before)


def test_the_database_itself_refuses_a_second_active_version(store: StoredVersions, connection: Connection) -> None:
    store.switch(connection, verified(store, connection), NORDLYS, NOON)
    staged(store, connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.CredentialVersion.objects.update(state=VersionState.ACTIVE.value)


def test_what_an_earlier_login_was_told_says_nothing_of_the_one_in_use(
    store: StoredVersions, connection: Connection
) -> None:
    store.switch(connection, verified(store, connection), NORDLYS, NOON)
    StoredLinks().happened(connection, Trigger.REJECTED_FOR_GOOD, NOON, REFUSAL)
    assert models.Connection.objects.get().link == "connected"


def test_of_a_switch_and_a_roll_back_at_once_one_wins(store: StoredVersions, connection: Connection) -> None:
    first = verified(store, connection)
    now = store.switch(connection, first, NORDLYS, NOON)
    now = store.switch(now, verified(store, connection), NORDLYS, NOON)
    third = verified(store, connection)
    actions = [lambda version=version: store.switch(now, version, NORDLYS, NOON) for version in (first, third)] * 2
    answers = at_once(actions)
    assert sorted(isinstance(answer, Overtaken) for answer in answers) == [False, True, True, True]
    assert states(connection).count("active") == 1
    assert models.Connection.objects.get().epoch == 3


def test_versions_staged_at_once_have_numbers_of_their_own(store: StoredVersions, connection: Connection) -> None:
    at_once([lambda: staged(store, connection)] * 4)
    assert [version.number for version in store.versions(connection)] == [4, 3, 2, 1]


def test_a_declared_expiry_is_kept(store: StoredVersions, connection: Connection) -> None:
    new = NewVersion("driver@nordlys.example", "", "command", date(2027, 1, 31))
    assert store.stage(connection, new, "", seal, NOON).expires == date(2027, 1, 31)
