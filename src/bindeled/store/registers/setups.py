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
from bindeled.store.actors import current_actor
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


class Setups:
    """The versions of one flow's setup, for one tenant."""

    def __init__(self, tenant_id: int, register: Register) -> None:
        self._tenant_id = tenant_id
        self._register = register

    def current(self) -> FlowSetup:
        """Return the newest version, the standard before the first."""
        row = self._rows.order_by("-number").first()
        return setup_from_json(row.setup) if row else STANDARD[self._register]

    def versions(self) -> list[SetupVersion]:
        """Return every version, the newest first and the standard last."""
        rows = self._rows.order_by("-number")
        written = [SetupVersion(r.number, setup_from_json(r.setup), r.author, r.note, r.at) for r in rows]
        return [*written, SetupVersion(0, STANDARD[self._register], "", "", None)]

    def keep(self, setup: FlowSetup, note: str, at: datetime) -> int:
        """Keep a new version by whoever acts now, and return its number."""
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            newest = self._rows.order_by("-number").values_list("number", flat=True).first() or 0
            models.FlowSetupVersion.objects.create(
                tenant_id=self._tenant_id,
                flow=self._register.value,
                number=newest + 1,
                setup=setup_to_json(setup),
                author=str(current_actor()),
                note=note,
                at=at,
            )
        return newest + 1

    def undo(self, at: datetime) -> int:
        """Go back to the version before the newest, as a new version. Raises Misconfigured when there is none."""
        versions = self.versions()
        if len(versions) == 1:
            raise Misconfigured([f"The mapping of {self._register.value} is the standard one: nothing to undo."])
        return self.keep(versions[1].setup, f"back to version {versions[1].number}", at)

    @property
    def _rows(self) -> QuerySet[models.FlowSetupVersion]:
        return models.FlowSetupVersion.objects.filter(tenant_id=self._tenant_id, flow=self._register.value)


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
