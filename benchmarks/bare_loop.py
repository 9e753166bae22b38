"""The baseline: a loop that reads pages and inserts lists, with no ledger, no memory and no second look.

Everything it does not do is what the product is for; what it does is the least that any integration can do. Run as a
program it carries what the twins hold, once, and prints one JSON line: seconds, carried, calls, peak memory in KiB.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PAGE = 1000
LIST = 500
INTEMPUS_TABLES = ("employee", "case", "work_type", "work_category", "product")
UNICONTA_TABLES = (
    "ProjectClient",
    "EmployeeClient",
    "InvItemClient",
    "EmpPayrollCategoryClient",
    "PrCategoryClient",
    "ProjectJournalClient",
)


class BareLoop:
    """Reads, maps by number, inserts. Counts its own calls."""

    def __init__(self, twins: Mapping[str, Any]) -> None:
        intempus, uniconta = twins["credentials"]["intempus"], twins["credentials"]["uniconta"]
        pair = f"00{uniconta['company']}/{uniconta['login']}:{uniconta['secret']}"
        self._intempus = httpx2.Client(
            base_url=twins["intempus"],
            timeout=120,
            headers={"Authorization": f"ApiKey {intempus['login']}:{intempus['secret']}"},
        )
        self._uniconta = httpx2.Client(
            base_url=twins["uniconta"],
            timeout=120,
            headers={
                "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
                "Accept": "application/json",
            },
        )
        self._company = uniconta["company"]
        self.calls = 0

    def run(self) -> int:
        """Carry everything approved and return how many lines were sent."""
        here = {name: {row["id"]: row for page in self._pages(name) for row in page} for name in INTEMPUS_TABLES}
        there = {name: self._table(name) for name in UNICONTA_TABLES}
        categories = {
            **{("work_type", row["Number"]): row["PrCategory"] for row in there["EmpPayrollCategoryClient"]},
            **{("product", row["Item"]): row["PrCategory"] for row in there["InvItemClient"] if row.get("PrCategory")},
        }
        carried = 0
        for page in self._pages("work_report", "&approved=true"):
            lines = [self._line(row, here, categories) for row in page]
            for start in range(0, len(lines), LIST):
                self._insert(lines[start : start + LIST])
            carried += len(lines)
        return carried

    def read(self, resources: Iterable[str], entities: Iterable[str]) -> None:
        """Read these tables of both systems and every approved report, and keep nothing of it."""
        for name in resources:
            for _page in self._pages(name):
                pass
        for _page in self._pages("work_report", "&approved=true"):
            pass
        for entity in entities:
            self._table(entity)

    def _pages(self, resource_name: str, more: str = "") -> Iterator[list[dict[str, Any]]]:
        address: str | None = f"/web/v1/{resource_name}/?pagination_type=cursor&limit={PAGE}{more}"
        while address:
            self.calls += 1
            content = self._intempus.get(address).raise_for_status().json()
            yield content["objects"]
            address = content["meta"]["next"]

    def _table(self, entity: str) -> list[dict[str, Any]]:
        self.calls += 1
        rows: list[dict[str, Any]] = (
            self._uniconta.get(f"/odata/{self._company}/{entity}").raise_for_status().json()["value"]
        )
        return rows

    def _insert(self, lines: list[dict[str, Any]]) -> None:
        self.calls += 1
        self._uniconta.post("/api/Entities/InsertList/ProjectJournalLineClient", json=lines).raise_for_status()

    def _line(self, row: Mapping[str, Any], here: Mapping[str, Any], categories: Mapping[Any, str]) -> dict[str, Any]:
        kind, uri = ("work_type", row["worktype"]) if row["worktype"] else ("product", row["product"])
        number = here[kind][_id(uri)]["number"]
        return {
            "Journal": "INTEMPUS",
            "Date": row["start_date"],
            "Project": here["case"][_id(row["case"])]["number"],
            "Employee": str(here["employee"][_id(row["employee"])]["number"]),
            "PayrollCategory" if kind == "work_type" else "Item": number,
            "PrCategory": categories[kind, number],
            "Text": row["remarks"],
            "Qty": float(row["amount"]),
            "ReferenceNumber": str(row["id"]),
        }


def _id(uri: str) -> int:
    return int(uri.rstrip("/").rpartition("/")[2])


def main() -> None:
    """Run once against the twins named by the JSON on standard input."""
    loop = BareLoop(json.load(sys.stdin))
    started = time.perf_counter()
    carried = loop.run()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "carried": carried, "calls": loop.calls, "peak_kib": peak}))


if __name__ == "__main__":
    main()
