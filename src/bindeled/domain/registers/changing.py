"""Changes to a setup, as a person makes them: rows set or taken away, and what differs between two versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.fields import Kind, kind_of
from bindeled.domain.registers.setup import FlowSetup, MappingRow, Transform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bindeled.domain.registers.records import Register

_TO_RECORDS = frozenset({Transform.CUSTOMER, Transform.PARENT, Transform.EMPLOYEE, Transform.GROUP, Transform.PHASE})


@dataclass(frozen=True, slots=True)
class SetupChange:
    """What differs between two versions of a setup: fields of the follower by name, and the choices beside them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    filter: bool
    choices: bool


def with_row(setup: FlowSetup, target: str, changes: Mapping[str, Any]) -> FlowSetup:
    """Return the setup with the row of this field changed, or with a new one.

    Naming another source leaves that one the only one. Raises Misconfigured for a new row without a source.
    """
    mine = [row for row in setup.rows if row.target == target]
    if not mine:
        if "source" not in changes and changes.get("transform") is not Transform.YES:
            raise Misconfigured([f"Nothing is carried to {target} yet: say from which field, with --from."])
        return with_rows(setup, [MappingRow(**{"source": "", **changes, "target": target})])
    kept = [row for row in mine[1:] if "source" not in changes]
    return with_rows(setup, [replace(mine[0], **changes), *kept])


def with_rows(setup: FlowSetup, rows: Sequence[MappingRow]) -> FlowSetup:
    """Return the setup with these rows, all of one field, in the place of those that it had."""
    target = rows[0].target
    before = [row.target for row in setup.rows]
    place = before.index(target) if target in before else len(before)
    others = [row for row in setup.rows if row.target != target]
    return replace(setup, rows=(*others[:place], *rows, *others[place:]))


def without_row(setup: FlowSetup, target: str) -> FlowSetup:
    """Return the setup without this field. Raises Misconfigured where nothing is carried to it."""
    rows = tuple(row for row in setup.rows if row.target != target)
    if len(rows) == len(setup.rows):
        raise Misconfigured([f"Nothing is carried to {target}."])
    return replace(setup, rows=rows)


def transforms_for(register: Register, target: str) -> tuple[Transform, ...]:
    """Return the transforms whose result can fit into a field of the follower."""
    points = kind_of(register, target) is Kind.POINTER
    return tuple(how for how in Transform if (how in _TO_RECORDS) is points)


def difference(before: FlowSetup, after: FlowSetup) -> SetupChange:
    """Return what a change of a setup amounts to."""
    rows = [_by_target(setup) for setup in (before, after)]
    both = [target for target in rows[1] if target in rows[0]]
    return SetupChange(
        added=tuple(target for target in rows[1] if target not in rows[0]),
        changed=tuple(target for target in both if rows[0][target] != rows[1][target]),
        removed=tuple(target for target in rows[0] if target not in rows[1]),
        filter=before.filter != after.filter,
        choices=(before.creates, before.when_conflict) != (after.creates, after.when_conflict),
    )


def _by_target(setup: FlowSetup) -> dict[str, list[MappingRow]]:
    found: dict[str, list[MappingRow]] = {}
    for row in setup.rows:
        found.setdefault(row.target, []).append(row)
    return found
