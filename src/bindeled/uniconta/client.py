"""Uniconta's two surfaces behind one client: the OData feed for reading, the entity endpoints for writing (sheet 3).

The newer surface with tokens (sheet 3.3) can take the place of either: `Reads` and `Writes` are all that is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NewType, Protocol
from urllib.parse import urljoin, urlsplit

from bindeled.domain.errors import Contradiction, OutcomeUnknown, Unreachable
from bindeled.transport.client import Request, Unanswered
from bindeled.transport.retry import repeat_safe
from bindeled.uniconta.auth import SYSTEM, company_number
from bindeled.uniconta.errors import Heard, Question, hear, judge, rows_read, rows_stored
from bindeled.uniconta.wire import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from bindeled.domain.errors import BindeledError
    from bindeled.transport.client import Answer, Transport

Filter = NewType("Filter", str)


# --- Filters ----------------------------------------------------------------------------------------------------------


def equals(name: str, value: str | date) -> Filter:
    """Return a filter on one value of a property. Enums are not for filtering: their form is unknown (sheet 7)."""
    return Filter(f"{name} eq {_literal(value)}")


def between(name: str, first: str | date, last: str | date) -> Filter:
    """Return a filter on a range of a property, both ends in it."""
    return Filter(f"{name} ge {_literal(first)} and {name} le {_literal(last)}")


def _literal(value: str | date) -> str:
    """Return a text in quotes, or a date in the old form that this feed wants (sheet 3.1)."""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else f"datetime'{value:%Y-%m-%d}T00:00:00'"


# --- Surfaces ---------------------------------------------------------------------------------------------------------


class Reads(Protocol):
    """What the client asks of a surface that can read."""

    def read(
        self, entity: str, where: Filter | None = None, order_by: str | None = None, top: int | None = None
    ) -> list[Row]:
        """Return every row of a table that the filter lets through, the first `top` of them."""


class Writes(Protocol):
    """What the client asks of a surface that can write."""

    def insert(self, entity: str, values: Mapping[str, Any]) -> Row | None:
        """Insert one row and return it as stored, None when the answer does not show it."""

    def insert_list(self, entity: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Insert rows in one call and return them as stored, none when the answer does not show them."""

    def update(self, row: Row) -> Row | None:
        """Replace a row by this one, which must hold everything that was read; return it where the answer shows it."""

    def delete(self, row: Row) -> None:
        """Delete a row."""


class Feed:
    """Surface A: reads over OData, following the pages that Uniconta cuts an answer into."""

    def __init__(self, transport: Transport, company: str, attempts: int, first_wait: float) -> None:
        self._transport = transport
        self._company = company
        self._attempts = attempts
        self._first_wait = first_wait

    def read(
        self, entity: str, where: Filter | None = None, order_by: str | None = None, top: int | None = None
    ) -> list[Row]:
        """Return every row of a table that the filter lets through, in as many calls as there are pages."""
        options = {"$filter": where, "$orderby": order_by, "$top": str(top) if top else None}
        path = f"/odata/{self._company}/{entity}"
        request = Request("GET", path, [(name, value) for name, value in options.items() if value])
        rows: list[Row] = []
        visited: set[str] = set()
        while True:
            heard = self._ask(request, entity)
            rows += [Row.read(entity, values) for values in rows_read(heard.content) or ()]
            following = self._next_path(heard.content, path)
            if following is None:
                return rows
            if following in visited:
                raise Unreachable(SYSTEM, f"its pages of {entity} run in a circle")
            visited.add(following)
            request = Request("GET", following)

    def _ask(self, request: Request, entity: str) -> Heard:
        question = Question(entity, writes=False, company=self._company)
        return repeat_safe(lambda: self._transport.ask(request, _judge(question)), self._attempts, self._first_wait)

    def _next_path(self, content: Any, path: str) -> str | None:
        """Return path and query of the next page. The login must not follow a link to anywhere else."""
        link = content.get("@odata.nextLink") if isinstance(content, dict) else None
        if not link:
            return None
        here = urlsplit(self._transport.origin)
        there = urlsplit(urljoin(self._transport.origin + path, str(link)))
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise Unreachable(SYSTEM, "its next page lies at another address")
        return f"{there.path}?{there.query}" if there.query else there.path


class Endpoints:
    """Surface B: writes to the entity endpoints. Nothing is repeated here; a write may have happened."""

    def __init__(self, transport: Transport, company: str) -> None:
        self._transport = transport
        self._company = company

    def insert(self, entity: str, values: Mapping[str, Any]) -> Row | None:
        """Insert one row and return it as stored, None when the answer does not show it."""
        rows = self._write("POST", "Insert", entity, dict(values))
        return rows[0] if rows else None

    def insert_list(self, entity: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Insert rows in one call and return them as stored, none when the answer does not show them.

        Raises OutcomeUnknown when the answer shows another number of rows than was sent.
        """
        stored = self._write("POST", "InsertList", entity, list(rows))
        if stored and len(stored) != len(rows):
            raise OutcomeUnknown(SYSTEM, f"writing {entity}: {len(rows)} rows sent, {len(stored)} shown as stored")
        return stored

    def update(self, row: Row) -> Row | None:
        """Replace a row by this one and return it as stored, None when the answer does not show it.

        Raises Contradiction when it does not hold everything that was read.
        """
        if row.withheld:
            names = ", ".join(sorted(row.withheld))
            raise Contradiction(f"A {row.entity} row cannot be written back: that would wipe {names}", system=SYSTEM)
        stored = self._write("PUT", "Update", row.entity, _identified(row))
        return stored[0] if stored else None

    def delete(self, row: Row) -> None:
        """Delete a row; Uniconta wants the whole of it in the body (sheet 4)."""
        self._write("DELETE", "Delete", row.entity, _identified(row))

    def _write(self, method: str, action: str, entity: str, body: Any) -> list[Row]:
        """Send one write. Raises OutcomeUnknown when no usable answer came; NotSent says that nothing was sent."""
        request = Request(method, f"/api/Entities/{action}/{entity}", json_body=body, writes=True)
        question = Question(entity, writes=True, company=self._company)
        try:
            heard = self._transport.ask(request, _judge(question))
        except Unanswered as silence:
            raise OutcomeUnknown(SYSTEM, f"writing {entity}", evidence=silence.evidence) from None
        return [Row.read(entity, values) for values in rows_stored(heard.content)]


class UnicontaClient:
    """One company of Uniconta: reads over one surface, writes over the other.

    `company` is the company's number. A read that fails in passing is tried up to `attempts` times, the first time
    again after `first_wait` seconds; a write is never repeated.
    """

    def __init__(self, transport: Transport, company: str, attempts: int, first_wait: float) -> None:
        self.company = company_number(company)
        self.reads: Reads = Feed(transport, self.company, attempts, first_wait)
        self.writes: Writes = Endpoints(transport, self.company)

    def read(
        self, entity: str, where: Filter | None = None, order_by: str | None = None, top: int | None = None
    ) -> list[Row]:
        """Return every row of a table that the filter lets through; `order_by` is as in `Name asc`.

        `top` is how many at most (sheet 3.1), None for all.

        A table with its user-defined fields has `User` behind its name (sheet 3.1). Uniconta ignores a filter on a
        property that it does not know (sheet 3.4), so the caller checks what comes back.
        """
        return self.reads.read(entity, where, order_by, top)

    def insert(self, entity: str, values: Mapping[str, Any]) -> Row | None:
        """Insert one row and return it as stored, None when Uniconta does not show it."""
        return self.writes.insert(entity, values)

    def insert_list(self, entity: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Insert rows in one call and return them as stored, none when Uniconta does not show them."""
        return self.writes.insert_list(entity, rows)

    def update(self, row: Row) -> Row | None:
        """Replace a row by this one, through the table's name that it was read by (sheet 4), and return it if shown."""
        return self.writes.update(row)

    def delete(self, row: Row) -> None:
        """Delete a row that was read before."""
        self.writes.delete(row)


def _judge(question: Question) -> Callable[[Answer], tuple[Heard, BindeledError | None]]:
    """Return what tells of an answer to this question what it says, and what is the matter with it."""

    def judge_answer(answer: Answer) -> tuple[Heard, BindeledError | None]:
        heard = hear(answer.status, answer.content_type, answer.headers, answer.body)
        return heard, judge(heard, question, answer.evidence)

    return judge_answer


def _identified(row: Row) -> dict[str, Any]:
    """Return what the row holds. Raises Contradiction without its number, by which alone Uniconta knows it."""
    if row.row_id is None:
        raise Contradiction(f"A {row.entity} row without its number cannot be written back", system=SYSTEM)
    return dict(row.values)
