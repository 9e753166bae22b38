"""A client in the manner of public ones for Uniconta: an OData consumer that reads `value` and writes whole rows."""

import base64
import datetime as dt
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import httpx2


class FeedReader:
    """Names the company in the user name; filters on dates with the literal of the older OData."""

    def __init__(self, origin: str, company: str, login: str, password: str) -> None:
        pair = base64.b64encode(f"00{company}/{login}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Accept": "application/json"}
        self._client = httpx2.Client(base_url=origin, headers=headers, trust_env=False, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def collections(self) -> list[str]:
        """Return what the service document names."""
        return [entry["name"] for entry in self._client.get("/odata").raise_for_status().json()["value"]]

    def rows(self, entity: str, condition: str = "") -> Iterator[dict[str, Any]]:
        """Yield rows; goes on while the server names a next link."""
        params: dict[str, str] | None = {"$filter": condition} if condition else None
        address: str | None = f"/odata/{entity}"
        while address:
            page = self._client.get(address, params=params).raise_for_status().json()
            yield from page["value"]
            address, params = page.get("@odata.nextLink"), None

    def between(self, entity: str, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
        """Return the rows whose `Date` lies in the span, both days included."""
        span = f"Date ge datetime'{first}T00:00:00' and Date le datetime'{last}T00:00:00'"
        return list(self.rows(entity, span))

    def insert(self, entity: str, row: dict[str, Any]) -> dict[str, Any]:
        """Add one row and return it as the server has it."""
        added: dict[str, Any] = self._client.post(f"/api/Entities/Insert/{entity}", json=row).raise_for_status().json()
        return added

    def put_back(self, entity: str, row: dict[str, Any]) -> None:
        """Write one whole row, as it was read and then changed."""
        self._client.put(f"/api/Entities/Update/{entity}", json=row).raise_for_status()
