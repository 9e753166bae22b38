"""Puts each labelled answer before the product's own clients, over a real line, and hears what they make of it."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bindeled.domain.accounts import System
from bindeled.domain.errors import BindeledError, Meaning
from bindeled.domain.secrets import Secret
from bindeled.intempus import wire
from bindeled.intempus.client import IntempusClient
from bindeled.transport.client import Transport
from bindeled.transport.leave import FixedLogin
from bindeled.uniconta.client import UnicontaClient
from bindeled.uniconta.wire import Row
from proofs.corpus.line import OVER_TLS, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from proofs.corpus.reading import Labelled

_COMPANY = "10523"
_ENTITY = "ProjectJournalLineClient"
_READ_SECONDS = 0.5
_A_ROW = {"RowId": 5, "Journal": "INTEMPUS", "Text": "Test"}


@dataclass(frozen=True, slots=True)
class Heard:
    """A case and what the product says of it; `error` is None when it took the answer for a good one."""

    labelled: Labelled
    error: BindeledError | None

    @property
    def meaning(self) -> Meaning | None:
        """Return what the product takes the answer to mean."""
        if self.error is None:
            return None
        said = self.error.evidence.meaning if self.error.evidence else ""
        return Meaning(said) if said else self.error.usual_meaning

    @property
    def right(self) -> bool:
        """Tell whether the product says what the person said."""
        return self.meaning is self.labelled.meaning


def hear_all(cases: Iterable[Labelled]) -> Iterator[Heard]:
    """Ask each case of the product's clients, one after the other, and yield what they say."""
    with Line() as line:
        for case in cases:
            yield Heard(case, _ask(case, line))


def _ask(case: Labelled, line: Line) -> BindeledError | None:
    with Transport(
        case.system.title,
        _prepared(case, line),
        FixedLogin(lambda: Secret("Basic bm9ib2R5Om5vdGhpbmc=")),
        1,
        _NoMeter(),
        lambda: datetime(2026, 1, 2, 12, 0, tzinfo=UTC),
        connect_timeout=2.0,
        read_timeout=_READ_SECONDS,
    ) as transport:
        calls = _intempus(transport) if case.system is System.INTEMPUS else _uniconta(transport)
        try:
            calls[case.ask]()
        except BindeledError as error:
            return error
    return None


def _prepared(case: Labelled, line: Line) -> str:
    """Set the line up for the case and return the origin to ask."""
    if case.behaviour == "refused":
        return f"http://127.0.0.1:{_free_port()}"
    if case.behaviour:
        line.do(case.behaviour)
        return line.origin("https" if case.behaviour in OVER_TLS else "http")
    line.say(case.status, case.content_type, case.headers, case.body)
    return line.origin()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _intempus(transport: Transport) -> Mapping[str, Callable[[], Any]]:
    client = IntempusClient(transport, page_size=100, attempts=1, wait=0)
    reports = wire.WORK_REPORT
    return {
        "list": lambda: list(client.pages(reports)),
        "row": lambda: client.row(reports, 5),
        "create": lambda: client.create(reports, {"amount": "7.5"}, "creation-5"),
        "update": lambda: client.update(reports, 5, {"amount": "7.5"}),
        "delete": lambda: client.delete(reports, 5),
    }


def _uniconta(transport: Transport) -> Mapping[str, Callable[[], Any]]:
    client = UnicontaClient(transport, _COMPANY, 1, 0)
    row = Row.read(_ENTITY, _A_ROW)
    return {
        "read": lambda: client.read(_ENTITY),
        "insert": lambda: client.insert(_ENTITY, {"Text": "Test"}),
        "insert_list": lambda: client.insert_list(_ENTITY, [{"Text": "Test"}, {"Text": "Test"}]),
        "update": lambda: client.update(row),
        "delete": lambda: client.delete(row),
    }


class _NoMeter:
    """Nothing here counts against anybody's allowance."""

    def count(self, connection_id: int, at: datetime) -> None:
        """Count nothing."""
