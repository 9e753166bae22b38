"""Master keys: what the vault asks of whoever keeps them, and the keeper that is built in, a file.

A master key wraps the data keys of the tenants and nothing else. `transit` is the other keeper, a key service.
`WrappedKey.master_key_id` tells which key a keeper needs; it knows the one in use and the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bindeled.domain.errors import Misconfigured
from bindeled.domain.secrets import WrappedKey
from bindeled.vault.keyfile import add_key, create_key_file, drop_key, read_key_file
from bindeled.vault.seal import SealedBytes, place

if TYPE_CHECKING:
    from pathlib import Path

    from bindeled.vault.keyfile import MasterKeys


class KeyProvider(Protocol):
    """Keeps the master keys. Every method raises Misconfigured when the operator has to put something right.

    One that is asked over a network raises Transient when it is not there or not open at the moment.
    """

    def keeps(self, key_id: str) -> bool:
        """Return whether a master key of this id is one of its kind."""

    def prepare(self) -> str | None:
        """Make the first master key unless there is one, and say where it lies and what to do about it if it was made.

        Called only while nothing is wrapped.
        """

    @property
    def current_id(self) -> str:
        """Return the id of the master key that wraps."""

    def known_ids(self) -> list[str]:
        """Return the ids of every master key that unwraps, the one in use first."""

    def wrap(self, tenant_id: int, number: int, data_key: bytes) -> WrappedKey:
        """Wrap a tenant's data key with the current master key."""

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Return the data key. Raises DoesNotOpen when what is stored was altered or belongs elsewhere."""

    def add_next(self) -> str:
        """Make a new master key, which wraps from now on, and return its id. The one before still unwraps."""

    def drop_former(self, key_id: str) -> None:
        """Forget a former master key: what it wraps opens no more."""


class FileKeyProvider:
    """The master keys in a file of their own, kept in memory and read again when they do not suffice."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_before: MasterKeys | None = None

    def keeps(self, key_id: str) -> bool:
        """Return whether this is the id of a key in a file."""
        return key_id.startswith("mk-")

    def prepare(self) -> str | None:
        """Make the file unless there is one, then read it, so that a bad file is told at the start."""
        made = create_key_file(self._path)
        key_id = self._read().current
        return _announcement(self._path, key_id) if made else None

    @property
    def current_id(self) -> str:
        """Return the id of the key that wraps, as the file says now."""
        return self._read().current

    def known_ids(self) -> list[str]:
        """Return the ids of the keys in the file, the one in use first."""
        return list(self._read().keys)

    def wrap(self, tenant_id: int, number: int, data_key: bytes) -> WrappedKey:
        """Wrap a tenant's data key with the key that the file says now: another process may have added one."""
        masters = self._read()
        sealed = masters.keys[masters.current].seal(data_key, _place(tenant_id, number, masters.current))
        return WrappedKey(tenant_id, number, masters.current, sealed.nonce, sealed.ciphertext)

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Return the data key. Raises Misconfigured when it was wrapped by another key than those in the file."""
        masters = self._read_before
        if masters is None or wrapped.master_key_id not in masters.keys:
            masters = self._read()
        key = masters.keys.get(wrapped.master_key_id)
        if key is None:
            raise Misconfigured([_wrong_key(self._path, masters.current, wrapped.master_key_id)])
        sealed = SealedBytes(wrapped.nonce, wrapped.ciphertext)
        return key.open(sealed, _place(wrapped.tenant_id, wrapped.number, wrapped.master_key_id))

    def add_next(self) -> str:
        """Add a key to the file, in one step on the disk, and return its id."""
        add_key(self._path)
        return self._read().current

    def drop_former(self, key_id: str) -> None:
        """Take a former key out of the file, in one step on the disk."""
        drop_key(self._path, key_id)
        self._read()

    def _read(self) -> MasterKeys:
        self._read_before = read_key_file(self._path)
        return self._read_before


def _place(tenant_id: int, number: int, master_key_id: str) -> bytes:
    return place("data key", tenant_id, number, master_key_id)


def _wrong_key(path: Path, found: str, wanted: str) -> str:
    if wanted.startswith("transit:"):
        return (
            f"The stored secrets were sealed under {wanted}, a key service: set BINDELED_KEY_PROVIDER=transit with its "
            "address and token. Nothing was changed."
        )
    return (
        f"The master key in {path} is {found}, but the stored secrets were sealed under {wanted}. Put the file of "
        f"{wanted} back from its backup, or let BINDELED_MASTER_KEY_FILE name it. Nothing was changed."
    )


def _announcement(path: Path, key_id: str) -> str:
    return (
        f"The master key {key_id} was made in {path.absolute()}. No stored login can be opened without it: copy it now "
        "to a safe place, apart from the backups of the database. This is said only once."
    )
