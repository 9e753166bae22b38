"""What is chosen for each flow, in versions: nothing is overwritten, and undoing is one version more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.setup import (
    Filter,
    FlowSetup,
    MappingRow,
    Transform,
    WhenConflict,
    WhenEmpty,
    WhenLong,
    Written,
)
from bindeled.domain.registers.standard import STANDARD
from bindeled.store import models
from bindeled.store.batches import lock_tenant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.registers.records import Register


@dataclass(frozen=True, slots=True)
class SetupVersion:
    """One version of a flow's setup. Number 0 is the standard, which nobody wrote."""

    number: int
    setup: FlowSetup
    author: str
    note: str
    at: datetime | None


def setup_versions(tenant_id: int, register: Register) -> list[SetupVersion]:
    """Return every version of a flow's setup, the newest first and the standard last."""
    rows = _rows(tenant_id, register).order_by("-number")
    written = [SetupVersion(r.number, setup_from_json(r.setup), r.author, r.note, r.at) for r in rows]
    return [*written, SetupVersion(0, STANDARD[register], "", "", None)]


def current_setup(tenant_id: int, register: Register) -> FlowSetup:
    """Return the newest version of a flow's setup, the standard before the first."""
    row = _rows(tenant_id, register).order_by("-number").first()
    return setup_from_json(row.setup) if row else STANDARD[register]


def keep_setup(tenant_id: int, register: Register, setup: FlowSetup, *, author: str, note: str, at: datetime) -> int:
    """Keep a new version and return its number."""
    with transaction.atomic():
        lock_tenant(tenant_id)
        newest = _rows(tenant_id, register).order_by("-number").values_list("number", flat=True).first() or 0
        models.FlowSetupVersion.objects.create(
            tenant_id=tenant_id,
            flow=register.value,
            number=newest + 1,
            setup=setup_to_json(setup),
            author=author,
            note=note,
            at=at,
        )
    return newest + 1


def undo_setup(tenant_id: int, register: Register, *, author: str, at: datetime) -> int:
    """Go back to the version before the newest, as a new version. Raises Misconfigured when there is none."""
    versions = setup_versions(tenant_id, register)
    if len(versions) == 1:
        raise Misconfigured([f"The mapping of {register.value} is the standard one: there is nothing to undo."])
    note = f"back to version {versions[1].number}"
    return keep_setup(tenant_id, register, versions[1].setup, author=author, note=note, at=at)


def setup_to_json(setup: FlowSetup) -> dict[str, Any]:
    """Return a setup as it is kept."""
    return {
        "filter": {"field": setup.filter.field, "values": sorted(setup.filter.values)},
        "creates": setup.creates,
        "when_conflict": setup.when_conflict.value,
        "rows": [
            {
                "source": row.source,
                "target": row.target,
                "transform": row.transform.value,
                "when_empty": row.when_empty.value,
                "written": row.written.value,
                "length": row.length,
                "when_long": row.when_long.value,
            }
            for row in setup.rows
        ],
    }


def setup_from_json(kept: Mapping[str, Any]) -> FlowSetup:
    """Return the setup that was kept."""
    return FlowSetup(
        tuple(_row_from(row) for row in kept["rows"]),
        Filter(kept["filter"]["field"], frozenset(kept["filter"]["values"])),
        kept["creates"],
        WhenConflict(kept["when_conflict"]),
    )


def _row_from(row: Mapping[str, Any]) -> MappingRow:
    return MappingRow(
        row["source"],
        row["target"],
        Transform(row["transform"]),
        WhenEmpty(row["when_empty"]),
        Written(row["written"]),
        row["length"],
        WhenLong(row["when_long"]),
    )


def _rows(tenant_id: int, register: Register) -> QuerySet[models.FlowSetupVersion]:
    return models.FlowSetupVersion.objects.filter(tenant_id=tenant_id, flow=register.value)
