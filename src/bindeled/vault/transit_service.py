"""Speaks with the key service over HTTP: one request, one answer, and a sentence where there is none."""

from __future__ import annotations

import os
import ssl
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2

from bindeled.domain.errors import Misconfigured, Transient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LONGEST_TOKEN = 4096
# Rate-limited, standby, perished in between, sealed.
_AWAY = {429: "is busy", 472: "is a standby", 473: "is a standby", 502: "is not reached", 503: "is sealed"}


class KeyServiceAway(Transient):
    """The key service cannot be asked at the moment. Nothing is opened or sealed meanwhile, nothing is lost."""

    def __init__(self, origin: str, what: str) -> None:
        super().__init__(
            f"The key service at {origin} {what}, and no stored login can be opened without it. Nothing is lost; the "
            "work waits. Look after that server: start it, and unseal it with: bao operator unseal"
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer of the service: `data` of a good one, `errors` of another."""

    status: int
    data: dict[str, Any] = field(repr=False)
    errors: tuple[str, ...] = ()

    @property
    def is_success(self) -> bool:
        """Return whether it did what it was asked to."""
        return 200 <= self.status < 300

    def says(self, words: str) -> bool:
        """Return whether one of its errors says so."""
        return any(words in error for error in self.errors)


class TransitService:
    """One server, one mount. The token is read from its file at each call, so that it can be renewed while we run."""

    def __init__(self, origin: str, mount: str, token_file: Path, timeout_seconds: float) -> None:
        self.origin = origin
        self.mount = mount
        self._token_file = token_file
        self._http = httpx2.Client(
            timeout=timeout_seconds, verify=ssl.create_default_context(), trust_env=False, follow_redirects=False
        )

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answered:
        """Return the answer, whatever its status but those that mean: not now, or not with this token.

        Raises KeyServiceAway, or Misconfigured when the token is missing, open to others or refused.
        """
        headers = {"X-Vault-Token": self._token()}
        try:
            response = self._http.request(method, f"{self.origin}/v1/{self.mount}/{path}", headers=headers, json=body)
        except httpx2.TransportError as error:
            raise KeyServiceAway(self.origin, _reason(error)) from None
        if response.status_code in _AWAY:
            raise KeyServiceAway(self.origin, _AWAY[response.status_code])
        if response.status_code == 403:
            raise Misconfigured([self._refused(path)])
        return _answered(response)

    def _token(self) -> str:
        try:
            with self._token_file.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                    raise Misconfigured(
                        [
                            (
                                f"Others on this machine may read the token in {self._token_file}. Close it with: "
                                f"chmod 600 {self._token_file} - and have the token revoked if one of them may have."
                            )
                        ]
                    )
                token = file.read(_LONGEST_TOKEN).decode("ascii").strip()
        except OSError as error:
            raise Misconfigured([self._unreadable(str(error.strerror))]) from None
        except UnicodeDecodeError:
            raise Misconfigured([self._unreadable("it is not a token")]) from None
        if not token.isprintable() or not token:
            raise Misconfigured([self._unreadable("it is not a token")])
        return token

    def _unreadable(self, reason: str) -> str:
        return (
            f"The token of the key service cannot be read from {self._token_file}: {reason}. Put one there, or let "
            "BINDELED_TRANSIT_TOKEN_FILE name where it lies. Nothing was changed."
        )

    def _refused(self, path: str) -> str:
        return (
            f"The key service at {self.origin} refuses the token in {self._token_file} for {self.mount}/{path}. Put a "
            "valid token there, with a policy that allows to read this key, encrypt and decrypt with it. Nothing was "
            "changed."
        )


def _reason(error: httpx2.TransportError) -> str:
    return "does not answer in time" if isinstance(error, httpx2.TimeoutException) else "does not answer"


def _answered(response: httpx2.Response) -> Answered:
    try:
        content = response.json()
    except ValueError:
        content = {}
    if not isinstance(content, dict):
        content = {}
    data, errors = content.get("data"), content.get("errors")
    told = tuple(str(error) for error in errors) if isinstance(errors, list) else ()
    return Answered(response.status_code, data if isinstance(data, dict) else {}, told)
