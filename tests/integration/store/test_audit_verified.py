"""Whatever is done to the audit in the database, the proof names the first bad entry."""
# ruff: noqa: S608 - the statements are the deeds of somebody with the database, all of them written here

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from bindeled.bootstrap.auditing import Auditing
from bindeled.domain.audit import Fault, chain_of, hash_of
from bindeled.store.audit import StoredAudit, record
from bindeled.vault.anchors import AnchorFile
from tests.integration.store.making import NOON

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bindeled.domain.accounts import Tenant


@pytest.fixture
def auditing(tmp_path: Path, tenant: Tenant) -> Auditing:
    """Five entries of the tenant and one of the installation, all of them anchored."""
    auditing = Auditing(AnchorFile(tmp_path / "audit.anchors", tmp_path / "audit.key"), StoredAudit())
    for number in range(5):
        record("thing.happened", f"thing {number}", NOON, {"number": number}, tenant_id=tenant.id)
    record("key.made", "master key mk-1", NOON)
    auditing.anchor(NOON)
    return auditing


def tamper(*statements: str) -> None:
    """Do to the table what only somebody with the database itself can do: its guard is taken off and put back."""
    off, on = ["ALTER TABLE audit_entry DISABLE TRIGGER USER"], ["ALTER TABLE audit_entry ENABLE TRIGGER USER"]
    if connection.vendor == "sqlite":
        off = ["DROP TRIGGER IF EXISTS audit_entry_no_update", "DROP TRIGGER IF EXISTS audit_entry_no_delete"]
        on = []
    with connection.cursor() as cursor:
        for statement in (*off, *statements, *on):
            cursor.execute(statement)


TENANTS = "chain_id = (SELECT id FROM audit_chain WHERE tenant_id IS NOT NULL)"
SWAP = [
    f"UPDATE audit_entry SET sequence = 99 WHERE sequence = 2 AND {TENANTS}",
    f"UPDATE audit_entry SET sequence = 2 WHERE sequence = 4 AND {TENANTS}",
    f"UPDATE audit_entry SET sequence = 4 WHERE sequence = 99 AND {TENANTS}",
]
DEEDS: dict[str, tuple[list[str], int, Fault]] = {
    "changed": ([f"UPDATE audit_entry SET actor_name = 'nobody' WHERE sequence = 3 AND {TENANTS}"], 3, Fault.CHANGED),
    "facts changed": ([f"UPDATE audit_entry SET facts = '{{}}' WHERE sequence = 1 AND {TENANTS}"], 1, Fault.CHANGED),
    "removed": ([f"DELETE FROM audit_entry WHERE sequence = 2 AND {TENANTS}"], 2, Fault.REMOVED),
    "first removed": ([f"DELETE FROM audit_entry WHERE sequence = 1 AND {TENANTS}"], 1, Fault.REMOVED),
    "moved": (SWAP, 2, Fault.MOVED),
    "tail cut": ([f"DELETE FROM audit_entry WHERE sequence > 3 AND {TENANTS}"], 4, Fault.CUT),
}


@pytest.mark.parametrize(("statements", "sequence", "fault"), DEEDS.values(), ids=DEEDS)
def test_the_first_bad_entry_is_named(
    auditing: Auditing, tenant: Tenant, statements: list[str], sequence: int, fault: Fault
) -> None:
    assert auditing.verify().bad == ()
    tamper(*statements)
    (bad,) = auditing.verify().bad
    assert (bad.chain, bad.sequence, bad.fault) == (chain_of(tenant.id), sequence, fault)
    assert f"Entry {sequence} " in bad.sentence


def roll_back(sequence: int) -> None:
    tamper(
        f"DELETE FROM audit_entry WHERE sequence > {sequence} AND {TENANTS}",
        f"UPDATE audit_chain SET sequence = {sequence}, hash = (SELECT hash FROM audit_entry WHERE "
        f"sequence = {sequence} AND {TENANTS}) WHERE tenant_id IS NOT NULL",
    )


def test_a_database_that_was_put_back_is_found_by_the_anchor(auditing: Auditing) -> None:
    roll_back(3)
    (bad,) = auditing.verify().bad
    assert (bad.sequence, bad.fault) == (4, Fault.ROLLED_BACK)


def test_a_chain_that_was_written_anew_is_found_by_the_anchor(auditing: Auditing, tenant: Tenant) -> None:
    roll_back(3)
    for number in range(3):
        record("thing.else", f"thing {number}", NOON, tenant_id=tenant.id)
    entries = list(auditing.stored.entries(chain_of(tenant.id)))
    assert [hash_of(entry) for entry in entries] == [entry.hash for entry in entries]
    (bad,) = auditing.verify().bad
    assert (bad.sequence, bad.fault) == (5, Fault.REWRITTEN)


def test_a_chain_that_is_gone_altogether_is_found_by_the_anchor(auditing: Auditing) -> None:
    tamper(f"DELETE FROM audit_entry WHERE {TENANTS}", "DELETE FROM audit_chain WHERE tenant_id IS NOT NULL")
    (bad,) = auditing.verify().bad
    assert (bad.sequence, bad.fault) == (1, Fault.ROLLED_BACK)


FORGERIES: dict[str, Callable[[str], str]] = {
    "changed": lambda text: text.replace('"installation":[1', '"installation":[2'),
    "not an anchor": lambda text: text + "hello\n",
    "first line gone": lambda text: text.split("\n", 1)[1],
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_an_altered_anchor_is_found(auditing: Auditing, forge: Callable[[str], str]) -> None:
    record("key.made", "master key mk-2", NOON)
    auditing.anchor(NOON)
    path = auditing.anchors.path
    path.write_text(forge(path.read_text()))
    assert next(bad.fault for bad in auditing.verify().bad) is Fault.ANCHOR_ALTERED


def test_an_anchor_is_written_only_when_there_is_news(auditing: Auditing) -> None:
    auditing.anchor(NOON)
    assert len(auditing.anchors.path.read_text().splitlines()) == 1
    record("key.made", "master key mk-2", NOON)
    auditing.anchor(NOON)
    assert len(auditing.anchors.path.read_text().splitlines()) == 2
    assert auditing.verify().anchors == 2
