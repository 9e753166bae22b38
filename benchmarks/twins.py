"""How much the twins serve, so that nobody mistakes a twin's limit for the product's."""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2

from sandbox.client import start_twin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CLIENTS = 2
SECONDS = 3.0
ROWS = 20_000
LIST = 500


@dataclass(frozen=True, slots=True)
class Served:
    """What one twin served to two clients at once: answers and rows per second."""

    what: str
    answers: float
    rows: float


def measure_twins() -> list[Served]:
    """Ask each twin for pages, for single rows and, of Uniconta, for inserts of whole lists."""
    with start_twin("intempus") as intempus:
        key = intempus.control.reset("bulk", reports=ROWS)["intempus"]
        headers = {"Authorization": f"ApiKey {key['login']}:{key['secret']}"}
        served = [
            _served("Intempus: pages of 1,000 reports", 1000, intempus.url, headers, _page),
            _served("Intempus: one customer at a time", 1, intempus.url, headers, _customer),
        ]
    with start_twin("uniconta") as uniconta:
        login = uniconta.control.reset("bulk", reports=1)["uniconta"]
        pair = f"00{login['company']}/{login['login']}:{login['secret']}"
        headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode(), "Accept": "application/json"}
        served += [
            _served("Uniconta: lists of 500 lines inserted", LIST, uniconta.url, headers, _insert),
            _served("Uniconta: 500 lines read by reference", LIST, uniconta.url, headers, _find),
        ]
    return served


def twins_table(served: list[Served]) -> list[str]:
    """Return what the twins serve as a Markdown table."""
    if not served:
        return []
    rows = [f"| {one.what} | {one.answers:,.0f} | {one.rows:,.0f} |" for one in served]
    return [
        "",
        "What each twin serves to two clients at once:",
        "",
        "| twin | answers/s | rows/s |",
        "| --- | --- | --- |",
        *rows,
    ]


def _served(
    what: str, rows: int, url: str, headers: Mapping[str, str], ask: Callable[[httpx2.Client, int], Any]
) -> Served:
    """Let clients ask for a few seconds, each over one connection of its own."""
    counts = [0] * CLIENTS
    ends = time.perf_counter() + SECONDS

    def client(number: int) -> None:
        with httpx2.Client(base_url=url, headers=headers, timeout=60) as http:
            while time.perf_counter() < ends:
                ask(http, number * 1_000_000 + counts[number])
                counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = sum(counts) / (time.perf_counter() - started)
    return Served(what, answers, answers * rows)


def _page(http: httpx2.Client, number: int) -> None:
    offset = number * 1000 % ROWS
    http.get("/web/v1/work_report/", params={"limit": 1000, "offset": offset}).raise_for_status()


def _customer(http: httpx2.Client, number: int) -> None:
    del number
    http.get("/web/v1/customer/", params={"limit": 1}).raise_for_status()


def _insert(http: httpx2.Client, number: int) -> None:
    lines = [
        {
            "Journal": "INTEMPUS",
            "Date": "2026-11-20",
            "Project": "0042",
            "Employee": "101",
            "PrCategory": "100",
            "Qty": 7.5,
            "ReferenceNumber": f"B{number:09d}{index:04d}",
        }
        for index in range(LIST)
    ]
    http.post("/api/Entities/InsertList/ProjectJournalLineClient", json=lines).raise_for_status()


def _find(http: httpx2.Client, number: int) -> None:
    del number
    between = "ReferenceNumber ge 'B0000000000000' and ReferenceNumber le 'B0000000000499'"
    http.get("/odata/ProjectJournalLineClient", params={"$filter": between}).raise_for_status()
