"""Every change of a connection is in the audit, by whom, or it did not happen."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.audit import INSTALLATION, NOTHING_BEFORE, Actor, ActorKind, AuditOutcome, chain_of, hash_of
from bindeled.domain.secrets import Sealed, Secret
from bindeled.store import models
from bindeled.store.actors import acting_as
from bindeled.store.audit import StoredAudit, record
from bindeled.store.connections import StoredConnections
from bindeled.store.versions import StoredVersions
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

BIRTHE = Actor(ActorKind.PAGE_USER, "birthe", "192.0.2.7")


def seal(_number: int) -> Sealed:
    return Sealed(1, b"nonce", b"sealed")


def stage(tenant: Tenant) -> None:
    store = StoredConnections(clock=lambda: NOON)
    new = NewVersion("driver@nordlys.example", "", "page")
    StoredVersions().stage(store.connection(tenant, System.INTEMPUS), new, "", seal, NOON)


def test_a_staged_version_is_in_the_tenants_chain_by_the_one_who_acted(tenant: Tenant) -> None:
    with acting_as(BIRTHE):
        stage(tenant)
    (entry,) = StoredAudit().newest(chain_of(tenant.id), 1)
    assert (entry.actor, entry.action, entry.at) == (BIRTHE, "version.staged", NOON)
    assert json.loads(entry.facts) == {"origin": "page", "system": "intempus", "version": 1}


def test_the_newest_entries_are_found_by_what_they_are_about_and_by_pages(tenant: Tenant) -> None:
    for number, action in enumerate(("report.assigned", "key.made", "report.dismissed", "rules.changed")):
        record(action, f"thing {number}", NOON, tenant_id=tenant.id)
    find = partial(StoredAudit().newest, chain_of(tenant.id))
    assert [one.action for one in find(9, about=("report.", "rules."))] == [
        *("rules.changed", "report.dismissed", "report.assigned")
    ]
    assert [one.action for one in find(1, 1, ("report.",))] == ["report.assigned"]
    assert [one.action for one in find(2, 2)] == ["key.made", "report.assigned"]


def test_each_entry_names_the_one_before(tenant: Tenant) -> None:
    for number in range(3):
        record("thing.happened", "thing 1", NOON, {"number": number}, tenant_id=tenant.id)
    entries = list(StoredAudit().entries(chain_of(tenant.id)))
    assert [entry.hash for entry in entries] == [hash_of(entry) for entry in entries]
    assert [entry.previous for entry in entries] == [NOTHING_BEFORE, *(entry.hash for entry in entries[:-1])]
    (head,) = StoredAudit().heads(chain_of(tenant.id))
    assert (head.sequence, head.hash) == (3, entries[-1].hash)


def test_what_belongs_to_no_tenant_has_a_chain_of_its_own(tenant: Tenant) -> None:
    record("key.made", "master key mk-1", NOON)
    record("thing.happened", "thing 1", NOON, tenant_id=tenant.id)
    assert [(head.chain, head.sequence) for head in StoredAudit().heads()] == [
        (INSTALLATION, 1),
        (chain_of(tenant.id), 1),
    ]


def test_a_denied_attempt_is_kept_as_one(tenant: Tenant) -> None:
    record("connection.seen", "connection 1", NOON, tenant_id=tenant.id, outcome=AuditOutcome.DENIED)
    assert [entry.outcome for entry in StoredAudit().entries(chain_of(tenant.id))] == [AuditOutcome.DENIED]


def test_entries_added_at_once_stand_in_one_chain(tenant: Tenant) -> None:
    at_once([lambda: record("thing.happened", "thing 1", NOON, tenant_id=tenant.id)] * 6)
    entries = list(StoredAudit().entries(chain_of(tenant.id)))
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


def test_a_change_that_cannot_be_audited_does_not_happen(tenant: Tenant) -> None:
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE audit_entry RENAME TO audit_entry_gone")
    try:
        with pytest.raises(DatabaseError):
            stage(tenant)
        left = models.CredentialVersion.objects.count(), models.Event.objects.count()
    finally:
        with connection.schema_editor() as editor:
            editor.execute("ALTER TABLE audit_entry_gone RENAME TO audit_entry")
    assert left == (0, 0)
    stage(tenant)
    assert models.CredentialVersion.objects.count() == models.AuditEntry.objects.count() == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'other'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_an_entry(tenant: Tenant, statement: str) -> None:
    record("thing.happened", "thing 1", NOON, tenant_id=tenant.id)
    with pytest.raises(DatabaseError, match="an audit entry is never"), transaction.atomic():
        connection.cursor().execute(statement)
    assert models.AuditEntry.objects.get().action == "thing.happened"


def test_a_secret_is_not_taken_as_a_fact(tenant: Tenant) -> None:
    with pytest.raises(TypeError):
        record("thing.happened", "thing 1", NOON, {"key": Secret("canary")}, tenant_id=tenant.id)
    assert models.AuditEntry.objects.count() == 0


def test_control_characters_in_a_fact_are_written_as_escapes(tenant: Tenant) -> None:
    facts = {"reason": "line\nbreak \x00 \u202e \ud800"}
    record("thing.happened", "thing 1", NOON, facts, tenant_id=tenant.id)
    (entry,) = StoredAudit().entries(chain_of(tenant.id))
    assert entry.facts.isprintable()
    assert json.loads(entry.facts) == facts
