"""A caller who knows nothing of the twin's inside."""

import base64
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import httpx2

COMPANY = 10523


class Caller:
    """Calls the twin as an integration would, with the user name in the form that the test wants."""

    def __init__(self, url: str, login: str, secret: str) -> None:
        self.login = login
        self.secret = secret
        self._client = httpx2.Client(base_url=url, timeout=60, trust_env=False)

    def call(
        self, method: str, path: str, *, user: str | None = None, password: str | None = None, **more: Any
    ) -> httpx2.Response:
        """Send one call; the company is in the user name unless `user` says otherwise."""
        pair = f"{user or f'00{COMPANY}/{self.login}'}:{password or self.secret}"
        headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode(), "Accept": "application/json"}
        headers |= more.pop("headers", {})
        return self._client.request(method, path, headers=headers, **more)

    def read(self, entity: str, text: str | None = None, **params: Any) -> list[dict[str, Any]]:
        """Read rows on surface A."""
        wanted = ({"$filter": text} if text else {}) | {f"${name}": value for name, value in params.items()}
        answer = self.call("GET", f"/odata/{entity}", params=wanted)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["value"])

    def bare(self, entity: str, **params: Any) -> list[dict[str, Any]]:
        """Read rows on surface B."""
        answer = self.call("GET", f"/api/Entities/{entity}", params=params)
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def one(self, entity: str, name: str, value: str) -> dict[str, Any]:
        """Read the one row of surface B with this value."""
        (row,) = self.bare(entity, Name=name, Value=value)
        return row

    def insert(self, entity: str, row: Any) -> httpx2.Response:
        return self.call("POST", f"/api/Entities/Insert/{entity}", json=row)

    def insert_list(self, entity: str, rows: Any) -> httpx2.Response:
        return self.call("POST", f"/api/Entities/InsertList/{entity}", json=rows)

    def update(self, entity: str, row: Any) -> httpx2.Response:
        return self.call("PUT", f"/api/Entities/Update/{entity}", json=row)

    def delete(self, entity: str, row: Any) -> httpx2.Response:
        return self.call("DELETE", f"/api/Entities/Delete/{entity}", json=row)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()


class WebCaller:
    """A caller of surface C: logs in once, then carries the token."""

    def __init__(self, url: str, login: str, secret: str) -> None:
        self.login = login
        self.secret = secret
        self.token = ""
        self.renewal = ""
        self._url = url
        self._client = httpx2.Client(timeout=60, trust_env=False)

    def post(self, path: str, body: Any, **more: Any) -> httpx2.Response:
        return self.call("POST", path, json=body, **more)

    def call(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= more.pop("headers", {})
        return self._client.request(method, self._url + path, headers=headers, **more)

    def try_login(self, **changes: Any) -> httpx2.Response:
        """Send a login of this user for its company, or as `changes` want it."""
        return self.post("/Login", {"Username": f"00{COMPANY}/{self.login}", "Password": self.secret, **changes})

    def log_in(self, **changes: Any) -> Self:
        answer = self.try_login(**changes).json()
        self.token, self.renewal = answer["token"], answer["refreshToken"]
        return self

    def renew(self) -> httpx2.Response:
        return self.post("/refresh", self.renewal)

    def ask(self, entity: str, *filters: dict[str, Any]) -> list[dict[str, Any]]:
        """Read rows."""
        answer = self.post(f"/Query/Get/{entity}", list(filters) or [{}])
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    """Return what a refused call is told by: status and text."""
    return answer.status_code, answer.text


def refusals_of_two_at_once(caller: Caller, path: str) -> set[tuple[int, str]]:
    """Read a path twice at the same moment, until one of the two is refused, and return how."""
    deadline = time.monotonic() + 60
    seen: set[tuple[int, str]] = set()
    while not seen and time.monotonic() < deadline:  # on a slow machine two calls may miss each other
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(lambda _: caller.call("GET", path), range(2)))
        seen = {refusal(answer) for answer in answers if answer.status_code != 200}
    return seen
