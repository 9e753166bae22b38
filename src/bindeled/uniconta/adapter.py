"""Uniconta's project journal in our words: the port `ProjectJournal` on top of the client."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar

import structlog

from bindeled.domain.errors import ForeignCompany, MissingRight, OutcomeUnknown, Refused, Unreachable
from bindeled.domain.keys import Reference
from bindeled.domain.nouns import (
    Company,
    FoundLine,
    Item,
    PayrollEmployee,
    PayType,
    Phase,
    Place,
    Project,
    ProjectCategory,
    Task,
    UnicontaRegisters,
)
from bindeled.domain.timesheet import reference_in
from bindeled.uniconta.auth import SYSTEM
from bindeled.uniconta.client import between
from bindeled.uniconta.rows import (
    CategoryRow,
    CompanyRow,
    EmployeeRow,
    ItemGroupRow,
    ItemRow,
    JournalLineRow,
    JournalRow,
    PayTypeRow,
    ProjectRow,
    TaskRow,
    TransRow,
)
from bindeled.uniconta.wire import CategoryType, Unreadable, without_blanks, written_number, written_time

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from bindeled.domain.nouns import JournalLine
    from bindeled.uniconta.client import UnicontaClient
    from bindeled.uniconta.wire import Row

logger = structlog.get_logger(__name__)

# Report numbers further apart than this are looked up by a call of their own, so that the rows between stay unread...
WIDE_GAP = 1000
# ... up to this many calls for one table: a call costs more than many rows (sheet 2.4).
MOST_RANGES = 20

# Before lines are deleted they are read once more, so many together and in so few calls. The fewer together, the
# shorter the moment in which a person may change one of them unnoticed.
LOOKED_AT_TOGETHER, MOST_LOOKS = 20, 2

_DIMENSIONS = tuple(f"Dimension{number}" for number in range(1, 6))


class _Typed(Protocol):
    """What every class of `rows` offers."""

    ENTITY: ClassVar[str]

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""


Typed = TypeVar("Typed", bound=_Typed)


class UnicontaProjectJournal:
    """The project journal of one company; its contract is `ports.ProjectJournal`.

    Tasks are read `with_tasks` only: most companies have none, and a call costs.
    """

    def __init__(self, client: UnicontaClient, *, with_tasks: bool = False) -> None:
        self._client = client
        self._with_tasks = with_tasks
        self._clearing_journals: frozenset[str] | None = None

    def identify(self) -> Company:
        """Return the company that the login opens.

        Raises ForeignCompany when the login sees other companies and not this one, MissingRight when it sees none.
        """
        seen = self._read(CompanyRow)
        wanted = self._client.company
        for company in seen:
            if str(company.id) == wanted:
                return Company(wanted, company.name)
        if not seen:
            raise MissingRight(SYSTEM, f"company {wanted}", "it has access to no company at all")
        raise ForeignCompany(SYSTEM, f"company {wanted}", ", ".join(f"{row.name} ({row.id})" for row in seen))

    def registers(self) -> UnicontaRegisters:
        """Return the look-up tables, in one call each.

        A login that may not see items lets what is made of items wait; everything else goes on.
        """
        journals = self._journals()
        rows = self._seen(ItemRow)
        items = {row.item: _item(row) for row in rows or () if row.item}
        return UnicontaRegisters(
            projects={row.number: _project(row) for row in self._read(ProjectRow) if row.number},
            employees={row.number: _employee(row) for row in self._read(EmployeeRow) if row.number},
            items=items,
            pay_types={row.number: _pay_type(row) for row in self._read(PayTypeRow) if row.number},
            project_categories={row.number: _category(row) for row in self._read(CategoryRow) if row.number},
            journals=frozenset(row.journal for row in journals),
            group_categories=self._group_categories(items.values()),
            workspaces={row.journal: row.workspace for row in journals},
            items_refused=rows is None,
            tasks=self._tasks() if self._with_tasks else None,
        )

    def _tasks(self) -> dict[tuple[str, str], Task] | None:
        """Return the tasks of every project, None where the login may not see them."""
        rows = self._seen(TaskRow)
        return None if rows is None else {(row.project, row.task): _task(row) for row in rows}

    def _seen(self, kind: type[Typed]) -> list[Typed] | None:
        """Return the rows of a whole table, None where the login may not see it."""
        try:
            return self._read(kind)
        except MissingRight as error:
            logger.warning("table_not_seen", system=SYSTEM, reason=error.sentence)
            return None

    def _group_categories(self, items: Iterable[Item]) -> dict[str, str]:
        """Return the project category of each item group, asked for only where an item has none of its own.

        A login that may not see item groups lets the items without a category wait; everything else goes on.
        """
        if all(item.project_category for item in items):
            return {}
        return {row.group: row.project_category for row in self._seen(ItemGroupRow) or ()}

    def insert(self, lines: Sequence[JournalLine]) -> list[int | None]:
        """Insert these lines in one call and return Uniconta's row number of each, None where it told none."""
        if not lines:
            return []
        stored = self._client.insert_list(JournalLineRow.ENTITY, [_values(line) for line in lines])
        row_ids = {row.text("ReferenceNumber"): row.row_id for row in stored}
        return [row_ids.get(line.reference) for line in lines]

    def find(self, references: Sequence[str]) -> dict[str, FoundLine]:
        """Return the lines with these references, from the journal and from what is posted.

        The journal is read first: a line that is posted between the two reads is seen in both, never in neither. Where
        a journal keeps its lines when they are posted, what is posted counts: deleting the other would undo nothing.
        """
        in_journal = {row.reference: row for row in self._matching(JournalLineRow, references)}
        open_lines = {reference for reference, row in in_journal.items() if row.journal in self._clearing()}
        posted = self._matching(TransRow, [reference for reference in references if reference not in open_lines])
        found = {reference: _found(row, Place.JOURNAL) for reference, row in in_journal.items()}
        return found | {row.reference: _found(row, Place.POSTED) for row in posted}

    def lines_between(self, first: date, last: date) -> list[FoundLine]:
        """Return every line of these days, each once: what is posted counts where a journal keeps its lines."""
        lying = self._of_days(JournalLineRow.ENTITY, Place.JOURNAL, first, last)
        posted = self._of_days(TransRow.ENTITY, Place.POSTED, first, last)
        gone = {line.reference for line in posted if line.reference}
        return [line for line in lying if line.reference not in gone] + posted

    def _of_days(self, entity: str, place: Place, first: date, last: date) -> list[FoundLine]:
        """Return the lines of one table. Raises Unreachable for a row that cannot be read: the sum would be wrong."""
        rows = self._client.read(entity, between("Date", first, last))
        try:
            # What was posted from a row of ours on the weekly timesheet is counted there.
            return [_booked(row, place) for row in rows if not reference_in(row.text("Text"))]
        except Unreadable as error:
            raise Unreachable(SYSTEM, str(error)) from None

    def remove(self, lines: Sequence[FoundLine]) -> dict[str, Refused | OutcomeUnknown]:
        """Delete unposted lines one by one; return by reference what stands against those that were not deleted.

        A line that is already gone counts as deleted; it may have been posted instead. One that was changed since it
        was found is left alone. Uniconta wants the whole row of what it deletes (sheet 4), so each is read before.
        """
        troubles: dict[str, Refused | OutcomeUnknown] = {}
        ordered = sorted(lines, key=lambda line: line.reference)
        for start in range(0, len(ordered), LOOKED_AT_TOGETHER):
            for reference, row in self._unchanged(ordered[start : start + LOOKED_AT_TOGETHER]).items():
                try:
                    self._client.delete(row)
                except (Refused, OutcomeUnknown) as trouble:
                    troubles[reference] = trouble
        return troubles

    def _unchanged(self, lines: Sequence[FoundLine]) -> dict[str, Row]:
        """Return by reference, with everything in them, the rows of these lines that are still as they were found."""
        found = {line.reference: line for line in lines}
        rows = self._rows_of(JournalLineRow, found, MOST_LOOKS)
        return {typed.reference: row for row, typed in rows if _is_as_found(typed, found[typed.reference])}

    def _matching(self, kind: type[Typed], references: Iterable[str]) -> list[Typed]:
        """Return the rows with exactly these references."""
        return [typed for _, typed in self._rows_of(kind, set(references), MOST_RANGES)]

    def _rows_of(self, kind: type[Typed], wanted: Collection[str], most: int) -> list[tuple[Row, Typed]]:
        """Return the rows with exactly these references, as they are and as they are read, in at most so many calls.

        Raises Unreachable for a row that cannot be read: left out, it would pass for one that is not there.
        """
        rows = (
            row
            for first, last in reference_ranges(wanted, most)
            for row in self._client.read(kind.ENTITY, between("ReferenceNumber", first, last))
        )
        try:
            return [(row, kind.of(row)) for row in rows if row.text("ReferenceNumber") in wanted]
        except Unreadable as error:
            raise Unreachable(SYSTEM, str(error)) from None

    def _read(self, kind: type[Typed]) -> list[Typed]:
        """Return the rows of a whole table. One that cannot be read is left out, as if Uniconta did not have it."""
        typed: list[Typed] = []
        for row in self._client.read(kind.ENTITY):
            try:
                typed.append(kind.of(row))
            except Unreadable as error:
                logger.warning("row_left_out", system=SYSTEM, reason=str(error), row_id=row.values.get("RowId"))
        return typed

    def _journals(self) -> list[JournalRow]:
        journals = self._read(JournalRow)
        self._clearing_journals = frozenset(row.journal for row in journals if row.deletes_lines)
        return journals

    def _clearing(self) -> frozenset[str]:
        """Return the journals whose lines vanish when they are posted, asked for once."""
        if self._clearing_journals is None:
            self._journals()
        return self._clearing_journals or frozenset()


def reference_ranges(references: Iterable[str], most: int = MOST_RANGES) -> list[tuple[str, str]]:
    """Return first and last reference of each range to look through, at most so many, cut where the gaps are widest."""
    ordered = sorted(references)
    gaps = [(_distance(first, second), place) for place, (first, second) in enumerate(pairwise(ordered), 1)]
    widest = sorted((gap for gap in gaps if gap[0] > WIDE_GAP), reverse=True)[: most - 1]
    edges = [0, *sorted(place for _, place in widest), len(ordered)]
    return [(ordered[start], ordered[end - 1]) for start, end in pairwise(edges) if start < end]


def _distance(first: str, second: str) -> int:
    """Return how many reports lie between two references; a text that is none of ours is far from everything."""
    one, other = Reference.parse(first), Reference.parse(second)
    return abs(other.report_id - one.report_id) if one and other else WIDE_GAP + 1


def _values(line: JournalLine) -> dict[str, Any]:
    """Return the line as Uniconta's keys."""
    values = {
        "Journal": line.journal,
        "Date": line.date.isoformat(),
        "Project": line.project,
        "PrCategory": line.project_category,
        "Employee": line.employee,
        "PayrollCategory": line.pay_type,
        "Item": line.item,
        "Text": line.text,
        "TimeFrom": written_time(line.date, line.time_from),
        "TimeTo": written_time(line.date, line.time_to),
        "Qty": written_number(line.quantity),
        "Unit": line.unit,
        "Invoiceable": line.invoiceable,
        "ReferenceNumber": line.reference,
        "Task": line.task,
        "WorkSpace": line.workspace,
    }
    if any(line.dimensions):
        values.update(zip(_DIMENSIONS, line.dimensions, strict=True))
    return without_blanks(values)


def _is_as_found(row: JournalLineRow, line: FoundLine) -> bool:
    content = row.quantity, row.project, row.employee
    return line.row_id in {None, row.row_id} and content == (line.quantity, line.project, line.employee)


def _found(row: JournalLineRow | TransRow, place: Place) -> FoundLine:
    return FoundLine(row.reference, row.row_id, place, row.quantity, row.project, row.employee)


def _booked(row: Row, place: Place) -> FoundLine:
    text = row.text
    owner = text("Project"), text("Employee")
    return FoundLine(
        text("ReferenceNumber"), row.row_id, place, row.number("Qty"), *owner, row.day("Date"), text("Unit")
    )


def _project(row: ProjectRow) -> Project:
    return Project(row.number, row.name, Phase(row.phase.value), row.blocked, row.dimensions, row.invoiceable)


def _employee(row: EmployeeRow) -> PayrollEmployee:
    locks = row.closed_until, row.approved_until
    return PayrollEmployee(row.number, row.name, row.email, row.blocked, row.terminated, row.dimensions, *locks)


def _task(row: TaskRow) -> Task:
    return Task(row.project, row.task, row.workspace, row.pay_type, row.ended)


def _item(row: ItemRow) -> Item:
    lands = row.project_category, row.pay_type
    return Item(row.item, row.name, row.unit, row.blocked, *lands, row.group, row.dimensions, row.sales_price)


def _pay_type(row: PayTypeRow) -> PayType:
    return PayType(
        number=row.number,
        name=row.name,
        unit=row.unit,
        blocked=row.blocked,
        invoiceable=row.invoiceable,
        project_category=row.project_category,
        item=row.item,
        internal_project=row.internal_project,
        dimensions=row.dimensions,
        sales_price=row.sales_price,
        id=row.id,
    )


def _category(row: CategoryRow) -> ProjectCategory:
    """Return the category. A kind that we do not know counts as bookable: a person looks before the line is posted."""
    is_bookable = row.type not in {CategoryType.HEADER, CategoryType.SUM}
    return ProjectCategory(row.number, row.name, is_bookable, row.invoiceable)
