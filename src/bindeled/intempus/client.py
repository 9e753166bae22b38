"""Asks and tells Intempus: lists by page, single rows, and the writes. Speaks in rows of `wire`, judges by `errors`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from bindeled.domain.errors import BindeledError, Contradiction, OutcomeUnknown, Unreachable
from bindeled.intempus import wire
from bindeled.intempus.errors import SYSTEM, Gone, Heard, hear, problem, shape_problem
from bindeled.intempus.wire import Resource, Unreadable
from bindeled.transport.client import NotSent, Request
from bindeled.transport.retry import repeat_safe

if TYPE_CHECKING:
    from bindeled.transport.client import Answer, Transport

Row = TypeVar("Row")

Filters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list. `version` is the counter of the `Logical-Timestamp` header (sheet 4.3), None without one.

    `unreadable` holds by id, 0 where even that is unreadable, the rows that are left out and why.
    """

    rows: tuple[Row, ...]
    version: int | None
    unreadable: Mapping[int, str] = field(default_factory=dict)


class IntempusClient:
    """Intempus as one login sees it. Reads are tried up to `attempts` times, the first repeat after `wait` seconds.

    `page_size` is the number of rows asked for at once, 10,000 at most (sheet 3.1). Every method may raise Transient,
    NeedsSignIn, MissingRight and Contradiction.
    """

    def __init__(self, transport: Transport, page_size: int, attempts: int, wait: float) -> None:
        self._transport = transport
        self._page_size = page_size
        self._attempts = attempts
        self._wait = wait
        # Resources found to fail under cursor paging (sheet 3.2.3).
        self._without_cursor: set[str] = set()

    def pages(self, resource: Resource[Row], filters: Filters | None = None) -> Iterator[Page[Row]]:
        """Yield a list page by page, each read when it is asked for.

        A filter that Intempus does not know by name is ignored over there, and the whole list comes (sheet 3.3).
        """
        heard = repeat_safe(lambda: self._first_page(resource, filters or {}), self._attempts, self._wait)
        asked: set[str] = set()
        while True:
            yield _page(resource, heard)
            following = _following(heard, resource, self._transport.origin)
            if following is None:
                return
            if following in asked:
                raise Contradiction(f"{SYSTEM} sends us round in a circle in {resource.name}.", system=SYSTEM)
            asked.add(following)
            heard = self._read(resource, following)

    def rows(self, resource: Resource[Row], filters: Filters | None = None) -> Iterator[Row]:
        """Yield the rows of a list, without those that are unreadable."""
        for page in self.pages(resource, filters):
            yield from page.rows

    def row(self, resource: Resource[Row], row_id: int) -> Row | None:
        """Return one row, None when it is not there. Raises Unreadable when it does not say what it must."""
        try:
            heard = self._read(resource, f"{resource.path}{row_id}/")
        except Gone:
            return None
        return resource.read(heard.json)

    def create(self, resource: Resource[Row], fields: Mapping[str, Any], creation_id: str) -> Row:
        """Create a row and return it as stored.

        Repeated with the same `creation_id` it returns the first row again (sheet 5.2). Raises Refused, and
        OutcomeUnknown when it was sent and not confirmed.
        """
        body = wire.written({**fields, "creation_id": creation_id})
        heard = self._write(Request("POST", resource.path, json_body=body, writes=True), resource)
        return self._stored(resource, heard, heard.answer.headers.get("location", ""), "create")

    def update(self, resource: Resource[Row], row_id: int, changes: Mapping[str, Any]) -> Row:
        """Change some fields of a row and return it as stored. Raises as `create` does, and Gone.

        By PATCH: a PUT wipes the dates of a case that it does not name (sheet 8.6).
        """
        path = f"{resource.path}{row_id}/"
        heard = self._write(Request("PATCH", path, json_body=wire.written(changes), writes=True), resource)
        return self._stored(resource, heard, path, "update")

    def delete(self, resource: Resource[Any], row_id: int) -> bool:
        """Delete a row and return whether it was still there. Raises as `create` does."""
        try:
            self._write(Request("DELETE", f"{resource.path}{row_id}/", writes=True), resource)
        except Gone:
            return False
        return True

    def _first_page(self, resource: Resource[Any], filters: Filters) -> Heard:
        """Read the first page by cursor, or by offset where the cursor fails. Remembered once offset has worked."""
        params = [*filters.items(), ("limit", str(self._page_size))]
        by_offset = Request("GET", resource.path, params)
        if resource.name in self._without_cursor:
            return self._ask(by_offset, resource)
        try:
            return self._ask(Request("GET", resource.path, [*params, ("pagination_type", "cursor")]), resource)
        except Unreachable as error:
            if error.evidence is None or error.evidence.status != 500:
                raise
        heard = self._ask(by_offset, resource)
        self._without_cursor.add(resource.name)
        return heard

    def _read(self, resource: Resource[Any], path: str) -> Heard:
        return repeat_safe(lambda: self._ask(Request("GET", path), resource), self._attempts, self._wait)

    def _ask(self, request: Request, resource: Resource[Any]) -> Heard:
        def judge(answer: Answer) -> tuple[Heard, BindeledError | None]:
            heard = hear(answer, request, resource.name, self._transport.clock())
            return heard, problem(heard)

        return self._transport.ask(request, judge)

    def _write(self, request: Request, resource: Resource[Any]) -> Heard:
        """Send a write once. Whatever leaves open whether it happened becomes OutcomeUnknown."""
        try:
            return self._ask(request, resource)
        except NotSent:
            raise
        except Unreachable as error:
            raise OutcomeUnknown(SYSTEM, f"{request.method} {request.path}", evidence=error.evidence) from None

    def _stored(self, resource: Resource[Row], heard: Heard, path: str, action: str) -> Row:
        """Return the row that a write answered with, or read it where the answer was empty (sheet 2.2)."""
        try:
            if heard.json is not None:
                # The counter in a write's answer is not the row's own (sheet 4.5).
                return resource.read({**heard.json, "logical_timestamp": None})
            return resource.read(self._read(resource, _within(path, resource, self._transport.origin)).json)
        except (BindeledError, Unreadable):
            raise OutcomeUnknown(SYSTEM, f"{action} {resource.name}", evidence=heard.answer.evidence) from None


def _page(resource: Resource[Row], heard: Heard) -> Page[Row]:
    objects = heard.json.get("objects")
    if not isinstance(objects, list):
        raise shape_problem(heard, "a list of rows")
    rows: list[Row] = []
    unreadable: dict[int, str] = {}
    for row in objects:
        try:
            rows.append(resource.read(row))
        except (Unreadable, AttributeError) as error:
            unreadable[wire.row_id(row)] = str(error) if isinstance(error, Unreadable) else "it is not a row"
    return Page(tuple(rows), _version(heard), unreadable)


def _version(heard: Heard) -> int | None:
    told = heard.answer.headers.get("logical-timestamp", "")
    return int(told) if told.isdecimal() else None


def _following(heard: Heard, resource: Resource[Any], origin: str) -> str | None:
    meta = heard.json.get("meta")
    if not isinstance(meta, dict):
        raise shape_problem(heard, "word of the next page")
    address = meta.get("next")
    return _within(str(address), resource, origin) if address else None


def _within(address: str, resource: Resource[Any], origin: str) -> str:
    """Return the address without its origin. Raises Contradiction when it leads away: our login would go along."""
    path = address.removeprefix(origin)
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not parts.path.startswith(resource.path) or ".." in parts.path:
        raise Contradiction(
            f"{SYSTEM} points us to another place than {resource.name}. The login was not sent there.", system=SYSTEM
        )
    return path
