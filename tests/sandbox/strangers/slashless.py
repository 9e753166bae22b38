"""A client in the manner of public ones for Intempus: joins addresses without a slash at the end, as many do."""

from types import TracebackType
from typing import Any, Self

import httpx2


class Slashless:
    """Goes where a redirect leads, and knows nothing of why there is one."""

    def __init__(self, base: str, username: str, key: str) -> None:
        headers = {"Authorization": f"ApiKey {username}:{key}"}
        self._client = httpx2.Client(base_url=base, headers=headers, follow_redirects=True, trust_env=False, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def all(self, resource: str) -> list[dict[str, Any]]:
        objects: list[dict[str, Any]] = self._client.get(f"/{resource}").raise_for_status().json()["objects"]
        return objects

    def one(self, resource: str, number: int) -> dict[str, Any]:
        row: dict[str, Any] = self._client.get(f"/{resource}/{number}").raise_for_status().json()
        return row

    def create(self, resource: str, **fields: Any) -> httpx2.Response:
        return self._client.post(f"/{resource}", json=fields)

    def delete(self, resource: str, number: int) -> bool:
        return self._client.delete(f"/{resource}/{number}").status_code in (200, 204)
