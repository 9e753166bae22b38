"""From a master's record to what the follower shall hold, row by row of the field mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.mapping import masked
from bindeled.domain.registers.causes import RecordCause, RecordFinding, RecordNotice
from bindeled.domain.registers.fields import Kind, fitted, kind_of
from bindeled.domain.registers.setup import WhenEmpty, WhenLong
from bindeled.domain.registers.transforms import transform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bindeled.domain.registers.records import Pointer, Record, Register, Value
    from bindeled.domain.registers.setup import FlowSetup, MappingRow

# Where people write what they like, and now and then what we must not carry.
FREE_TEXTS = frozenset({"notes", "description"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the follower shall hold, by its field names, and what a person should know of it.

    A target that is not there is left as it is.
    """

    values: Mapping[str, Value | Pointer]
    notices: tuple[RecordFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cell:
    """What one target comes to. `left` says that it stays as it is."""

    value: Value | Pointer = None
    left: bool = False
    notice: RecordFinding | None = None


def map_record(record: Record, setup: FlowSetup, register: Register) -> Wanted | RecordFinding:
    """Return what the follower shall hold for this record, or the first reason why it cannot be said."""
    by_target: dict[str, list[MappingRow]] = {}
    for row in setup.rows:
        by_target.setdefault(row.target, []).append(row)
    cells: dict[str, _Cell] = {}
    for target, rows in by_target.items():
        cell = _cell(record, rows, register)
        if isinstance(cell, RecordFinding):
            return cell
        cells[target] = cell
    values = {target: cell.value for target, cell in cells.items() if not cell.left}
    return Wanted(_with_its_start(values), tuple(cell.notice for cell in cells.values() if cell.notice))


def _cell(record: Record, rows: Sequence[MappingRow], register: Register) -> _Cell | RecordFinding:
    kind = kind_of(register, rows[0].target)
    for row in rows:
        value = transform(record.fields.get(row.source), row.transform, register)
        if value is None:
            continue
        try:
            fit = fitted(value, kind)
        except ValueError:
            return _about(RecordCause.FIELD_UNFIT, row, kind=kind.value)
        return _short_enough(masked(fit) if isinstance(fit, str) and row.target in FREE_TEXTS else fit, row)
    return _empty(rows[-1], kind)


def _empty(row: MappingRow, kind: Kind) -> _Cell | RecordFinding:
    if row.when_empty is WhenEmpty.PARK:
        return _about(RecordCause.FIELD_EMPTY, row)
    return _Cell("" if kind is Kind.TEXT else None, left=row.when_empty is WhenEmpty.KEEP)


def _short_enough(value: Value | Pointer, row: MappingRow) -> _Cell | RecordFinding:
    if row.length is None or not isinstance(value, str) or len(value) <= row.length:
        return _Cell(value)
    facts = {"has": str(len(value)), "takes": str(row.length)}
    if row.when_long is WhenLong.PARK:
        return _about(RecordCause.FIELD_TOO_LONG, row, **facts)
    return _Cell(value[: row.length].rstrip(), notice=_about(RecordNotice.FIELD_CUT, row, **facts))


def _with_its_start(values: dict[str, Value | Pointer]) -> dict[str, Value | Pointer]:
    """Leave an end date out where there is no start: Intempus takes none without (Intempus sheet 7.4)."""
    if values.get("end_date") is not None and values.get("start_date") is None:
        return {target: value for target, value in values.items() if target != "end_date"}
    return values


def _about(what: RecordCause | RecordNotice, row: MappingRow, **facts: str) -> RecordFinding:
    return RecordFinding(what, {"source": row.source, "target": row.target, **facts})
