"""The master key in a key service: the Transit engine of an OpenBao or Vault server, which never hands it out.

It wraps and unwraps data keys with associated data, so that a wrapped key opens only in its place. A version of the
service's key is a master key of ours: `transit:<mount>/<key>:v3`. To wrap anew, a data key is unwrapped and wrapped,
since the service's own `rewrap` takes no associated data (OpenBao source, builtin/logical/transit/path_rewrap.go).
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import Misconfigured
from bindeled.domain.secrets import WrappedKey
from bindeled.vault.seal import KEY_BYTES, DoesNotOpen, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.vault.transit_service import Answered, TransitService

_CIPHERTEXT = re.compile(r"vault:v(\d+):[A-Za-z0-9+/=]+")
_PREFIX = "transit:"


class TransitKeyProvider:
    """Implements `KeyProvider`. A data key that was unwrapped is remembered for `memory_seconds`.

    So a call is not needed for every secret, and a service that is away for a moment stops nothing at once.
    """

    def __init__(
        self,
        service: TransitService,
        key: str,
        memory_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._key = key
        self._name = f"{_PREFIX}{service.mount}/{key}:v"
        self._memory_seconds = memory_seconds
        self._monotonic = monotonic
        self._memory: dict[WrappedKey, tuple[float, bytes]] = {}

    def keeps(self, key_id: str) -> bool:
        """Return whether this is a master key of a key service."""
        return key_id.startswith(_PREFIX)

    def prepare(self) -> None:
        """Make sure that the key is there; it is made by whoever runs the service, who is told how."""
        self._facts()

    @property
    def current_id(self) -> str:
        """Return the id of the newest version of the service's key."""
        return f"{self._name}{self._facts()['latest_version']}"

    def known_ids(self) -> list[str]:
        """Return the ids of every version that the service still decrypts with, the newest first."""
        facts = self._facts()
        oldest = max(1, int(facts.get("min_decryption_version", 1)))
        return [f"{self._name}{version}" for version in range(int(facts["latest_version"]), oldest - 1, -1)]

    def wrap(self, tenant_id: int, number: int, data_key: bytes) -> WrappedKey:
        """Wrap a tenant's data key with the newest version of the service's key."""
        body = {"plaintext": _base64(data_key), "associated_data": _base64(self._place(tenant_id, number))}
        answered = self._service.call("POST", f"encrypt/{self._key}", body)
        if answered.status != 200:
            raise self._misunderstood(answered)
        ciphertext = str(answered.data.get("ciphertext", ""))
        version = _CIPHERTEXT.fullmatch(ciphertext)
        if version is None:
            raise self._misunderstood(answered)
        return WrappedKey(tenant_id, number, f"{self._name}{version[1]}", b"", ciphertext.encode())

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Return the data key. Raises Misconfigured when another key wrapped it, or the service no longer opens it."""
        if not wrapped.master_key_id.startswith(self._name):
            raise Misconfigured([self._wrong_key(wrapped.master_key_id)])
        remembered = self._memory.get(wrapped)
        if remembered and self._monotonic() < remembered[0]:
            return remembered[1]
        data_key = self._decrypted(wrapped)
        self._remember(wrapped, data_key)
        return data_key

    def add_next(self) -> str:
        """Let the service make the next version of its key, and return its id."""
        answered = self._service.call("POST", f"keys/{self._key}/rotate", {})
        if not answered.is_success:
            raise self._misunderstood(answered)
        return self.current_id

    def drop_former(self, key_id: str) -> None:
        """Let the service decrypt no more with this version and those before it."""
        lowest = int(key_id.removeprefix(self._name)) + 1
        answered = self._service.call("POST", f"keys/{self._key}/config", {"min_decryption_version": lowest})
        if not answered.is_success:
            raise self._misunderstood(answered)
        self._memory.clear()

    def _facts(self) -> dict[str, Any]:
        answered = self._service.call("GET", f"keys/{self._key}")
        if answered.status == 404:
            raise Misconfigured([self._no_key()])
        if not answered.is_success or "latest_version" not in answered.data:
            raise self._misunderstood(answered)
        return answered.data

    def _decrypted(self, wrapped: WrappedKey) -> bytes:
        body = {
            "ciphertext": wrapped.ciphertext.decode("ascii", "replace"),
            "associated_data": _base64(self._place(wrapped.tenant_id, wrapped.number)),
        }
        answered = self._service.call("POST", f"decrypt/{self._key}", body)
        if answered.status == 200:
            return self._plaintext(answered)
        if answered.says("too old"):
            raise Misconfigured([self._too_old(wrapped.master_key_id)])
        if answered.status == 404 or answered.says("key not found"):
            raise Misconfigured([self._no_key()])
        if answered.status == 400:
            raise DoesNotOpen
        raise self._misunderstood(answered)

    def _plaintext(self, answered: Answered) -> bytes:
        try:
            data_key = base64.b64decode(str(answered.data.get("plaintext", "")), validate=True)
        except binascii.Error:
            raise self._misunderstood(answered) from None
        if len(data_key) != KEY_BYTES:
            raise self._misunderstood(answered)
        return data_key

    def _remember(self, wrapped: WrappedKey, data_key: bytes) -> None:
        now = self._monotonic()
        self._memory = {old: kept for old, kept in self._memory.items() if now < kept[0]}
        self._memory[wrapped] = (now + self._memory_seconds, data_key)

    def _place(self, tenant_id: int, number: int) -> bytes:
        return place("data key", tenant_id, number, f"{self._service.mount}/{self._key}")

    def _no_key(self) -> str:
        return (
            f"The key service at {self._service.origin} has no key {self._key} in {self._service.mount}. Make it there "
            f"with: bao write -f {self._service.mount}/keys/{self._key} - or name another with BINDELED_TRANSIT_KEY. "
            "Nothing was changed."
        )

    def _too_old(self, key_id: str) -> str:
        version = key_id.removeprefix(self._name)
        return (
            f"The key service at {self._service.origin} no longer decrypts with version {version} of {self._key}, by "
            f"which stored data keys are wrapped. Set min_decryption_version of {self._service.mount}/keys/{self._key} "
            f"back to {version}, then run: bindeled keys rotate --master. Nothing was changed."
        )

    def _wrong_key(self, key_id: str) -> str:
        return (
            f"The stored secrets were sealed under {key_id}, and BINDELED_KEY_PROVIDER=transit with "
            f"{self._service.mount}/{self._key} is set. Set the provider, mount and key that belong to it; a key file "
            "is named with BINDELED_MASTER_KEY_FILE. Nothing was changed."
        )

    def _misunderstood(self, answered: Answered) -> Misconfigured:
        return Misconfigured(
            [
                (
                    f"What answers at {self._service.origin} for {self._service.mount}/{self._key} is no Transit "
                    f"engine as expected (status {answered.status}). Check BINDELED_TRANSIT_URL, "
                    "BINDELED_TRANSIT_MOUNT and BINDELED_TRANSIT_KEY. Nothing was changed."
                )
            ]
        )


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
