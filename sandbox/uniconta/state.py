"""Everything the twin holds, in memory. Rows are never changed in place, so a reader may keep what it got."""

import threading
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.uniconta.entities import ENTITIES
from sandbox.uniconta.entity import Entity

Row = dict[str, Any]
Key = str | tuple[Any, Any]  # with what it is a key within, where it is not a key of the whole company

_HIGHEST_ROW = float("inf")


class Table:
    """The rows of one entity in one company, by RowId, with indexes on key, journal and reference."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self._rows: dict[int, Row] = {}
        self._by_key: dict[Key, int] = {}
        self._by_journal: defaultdict[str | None, dict[int, None]] = defaultdict(dict)
        self._references: list[tuple[str, int]] = []
        self._last_row = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def get(self, row_id: int) -> Row | None:
        """Return the row with this number."""
        return self._rows.get(row_id)

    def by_key(self, key: Key | None) -> Row | None:
        """Return the row with this business key; case counts."""
        row_id = self._by_key.get(key) if key is not None else None
        return None if row_id is None else self._rows.get(row_id)

    def key_of(self, row: Row) -> Key:
        """Return the key of a row, for `by_key`."""
        key: str = row[self.entity.key or "RowId"]
        return key if self.entity.within is None else (row[self.entity.within], key)

    def in_journal(self, journal: str) -> list[Row]:
        """Return the lines of one journal."""
        return [self._rows[row_id] for row_id in sorted(self._by_journal.get(journal, ()))]

    def count_in_journal(self, journal: str) -> int:
        """Return how many lines one journal has."""
        return len(self._by_journal.get(journal, ()))

    def with_reference(self, low: str, high: str) -> list[Row]:
        """Return the rows with a ReferenceNumber from `low` to `high`, both included."""
        first = bisect_left(self._references, (low, 0))
        last = bisect_right(self._references, (high, _HIGHEST_ROW))
        return [self._rows[row_id] for row_id in sorted(row_id for _, row_id in self._references[first:last])]

    def copy(self) -> "Table":
        """Return the rows as they are now. They are never changed in place, so only what points at them is copied."""
        twin = Table(self.entity)
        twin._rows = dict(self._rows)
        twin._by_key = dict(self._by_key)
        twin._references = list(self._references)
        twin._by_journal.update((journal, dict(rows)) for journal, rows in self._by_journal.items())
        return twin

    def next_row(self) -> int:
        """Give out a RowId; none is given twice."""
        self._last_row += 1
        return self._last_row

    def put(self, row: Row) -> None:
        """Store `row` under its RowId, in place of the one that was there."""
        row_id: int = row["RowId"]
        if row_id in self._rows:
            self._unindex(self._rows[row_id])
        self._rows[row_id] = row
        if self.entity.key is not None:
            self._by_key[self.key_of(row)] = row_id
        if "Journal" in row:
            self._by_journal[row["Journal"]][row_id] = None
        if row.get("ReferenceNumber") is not None:
            insort(self._references, (row["ReferenceNumber"], row_id))

    def remove(self, row_id: int) -> None:
        """Delete the row with this number."""
        self._unindex(self._rows[row_id])
        del self._rows[row_id]

    def _unindex(self, row: Row) -> None:
        row_id = row["RowId"]
        if self.entity.key is not None:
            self._by_key.pop(self.key_of(row), None)
        if "Journal" in row:
            self._by_journal[row["Journal"]].pop(row_id, None)
        if row.get("ReferenceNumber") is not None:
            del self._references[bisect_left(self._references, (row["ReferenceNumber"], row_id))]


class Company:
    """One company's tables."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.tables = {name: Table(entity) for name, entity in ENTITIES.items()}
        self.posted_journals = 0
        self.vouchers = 0
        self.invoices: dict[int, str] = {}  # number -> account

    def copy(self) -> "Company":
        """Return the company as it is now, for reading."""
        twin = Company(self.number)
        twin.tables = {name: table.copy() for name, table in self.tables.items()}
        twin.invoices = dict(self.invoices)
        return twin

    def table(self, name: str) -> Table:
        """Return the table of an entity by its plain name."""
        return self.tables[name]


class State:
    """All companies. Hold `lock` while writing, and while reading more than one row."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.companies: dict[int, Company] = {}

    def copy(self) -> "State":
        """Return everything as it is now, for reading."""
        twin = State()
        with self.lock:
            twin.companies = {number: company.copy() for number, company in self.companies.items()}
        return twin

    def replace(self, companies: Iterable[int]) -> None:
        """Forget everything and begin with these empty companies."""
        with self.lock:
            self.companies = {number: Company(number) for number in companies}

    def first_company(self) -> int:
        """Return the company that control calls mean when they name none."""
        return next(iter(self.companies))
