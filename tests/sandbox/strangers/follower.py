"""A client in the manner of public ones for Intempus: standard library only, follows `meta.next`, checkpoints."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urljoin


class Follower:
    """Reads what changed since the last time, page by page."""

    def __init__(self, origin: str, username: str, key: str) -> None:
        self._origin = origin
        self._headers = {"Authorization": f"ApiKey {username}:{key}", "Accept": "application/json"}
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.checkpoint = 0
        self.pages = 0

    def changed(self, resource: str, limit: int = 2) -> Iterator[dict[str, Any]]:
        """Yield every row that changed; the checkpoint moves to what the first page's header says."""
        query = urlencode({"logical_timestamp__gt": self.checkpoint, "limit": limit})
        address: str | None = f"/web/v1/{resource}/?{query}"
        first: int | None = None
        while address:
            page, header = self._get(urljoin(self._origin, address))
            first = header if first is None else first
            yield from page["objects"]
            address = page["meta"]["next"]
        self.checkpoint = first or self.checkpoint

    def _get(self, address: str) -> tuple[dict[str, Any], int]:
        self.pages += 1
        with self._opener.open(urllib.request.Request(address, headers=self._headers)) as answer:  # noqa: S310 - loopback
            return json.load(answer), int(answer.headers["Logical-Timestamp"])
