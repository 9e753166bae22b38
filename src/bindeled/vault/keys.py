"""Master keys: what the vault asks of whoever keeps them, and the keeper that is built in, a file.

A master key wraps the data keys of the tenants and nothing else. An outside keeper (a key service) is another class
with these methods; for rotation a keeper knows former keys beside the current one, and `WrappedKey.master_key_id`
tells which of them it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bindeled.domain.errors import Misconfigured
from bindeled.domain.secrets import WrappedKey
from bindeled.vault.keyfile import create_key_file, read_key_file
from bindeled.vault.seal import SealedBytes, SealingKey, place

if TYPE_CHECKING:
    from pathlib import Path


class KeyProvider(Protocol):
    """Keeps the master keys. Every method raises Misconfigured when the operator has to put something right."""

    def prepare(self) -> None:
        """Make the first master key unless there is one. Called only while nothing is wrapped."""

    @property
    def current_id(self) -> str:
        """Return the id of the master key that wraps."""

    def wrap(self, tenant_id: int, number: int, data_key: bytes) -> WrappedKey:
        """Wrap a tenant's data key with the current master key."""

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Return the data key. Raises DoesNotOpen when what is stored was altered or belongs elsewhere."""


class FileKeyProvider:
    """The master key in a file of its own, read once and kept in memory from then on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._master: tuple[str, SealingKey] | None = None

    def prepare(self) -> None:
        """Make the file unless there is one, then read it, so that a bad file is told at the start."""
        create_key_file(self._path)
        self._read()

    @property
    def current_id(self) -> str:
        """Return the id of the key in the file."""
        return self._read()[0]

    def wrap(self, tenant_id: int, number: int, data_key: bytes) -> WrappedKey:
        """Wrap a tenant's data key with the key in the file."""
        key_id, key = self._read()
        sealed = key.seal(data_key, _place(tenant_id, number, key_id))
        return WrappedKey(tenant_id, number, key_id, sealed.nonce, sealed.ciphertext)

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Return the data key. Raises Misconfigured when it was wrapped by another key than the one in the file."""
        key_id, key = self._read()
        if wrapped.master_key_id != key_id:
            raise Misconfigured([_wrong_key(self._path, key_id, wrapped.master_key_id)])
        sealed = SealedBytes(wrapped.nonce, wrapped.ciphertext)
        return key.open(sealed, _place(wrapped.tenant_id, wrapped.number, key_id))

    def _read(self) -> tuple[str, SealingKey]:
        if self._master is None:
            self._master = read_key_file(self._path)
        return self._master


def _place(tenant_id: int, number: int, master_key_id: str) -> bytes:
    return place("data key", tenant_id, number, master_key_id)


def _wrong_key(path: Path, found: str, wanted: str) -> str:
    return (
        f"The master key in {path} is {found}, but the stored secrets were sealed under {wanted}. Put the file of "
        f"{wanted} back from its backup, or let BINDELED_MASTER_KEY_FILE name it. Nothing was changed."
    )
