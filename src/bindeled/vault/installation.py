"""What belongs to no tenant: the key that signs sessions, and the second factors of those who sign in.

Both hang on one key of the installation, which lies in the database wrapped by the master key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, Protocol

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.secrets import NO_TENANT
from bindeled.vault.seal import NONCE_BYTES, DoesNotOpen, SealedBytes, SealingKey, new_key, place

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.domain.secrets import WrappedKey
    from bindeled.ports import Clock
    from bindeled.vault.keys import KeyProvider

_FIRST = 1
_MARK = "sealed1:"


class InstallationKeyStore(Protocol):
    """Keeps the wrapped key of the installation."""

    def newest(self) -> WrappedKey | None:
        """Return the key, None before the first start."""

    def add(self, key: WrappedKey, at: datetime) -> None:
        """Keep the key. Raises Overtaken when another process was first."""


class InstallationVault:
    """Signs and seals what belongs to no tenant."""

    def __init__(self, keys: KeyProvider, store: InstallationKeyStore, clock: Clock) -> None:
        self._keys = keys
        self._store = store
        self._clock = clock

    def signing_key(self) -> str:
        """Return the key that signs sessions and forms, as text; the same in every process of the installation."""
        return base64.b64encode(self._drawn("signing")).decode()

    def seal(self, text: str) -> str:
        """Return the text sealed, as text."""
        sealed = SealingKey(self._drawn("second factor")).seal(text.encode(), place("second factor"))
        return _MARK + base64.b64encode(sealed.nonce + sealed.ciphertext).decode()

    def open(self, sealed: str) -> str:
        """Return the text. Raises Contradiction when it was altered, or sealed under another key."""
        try:
            content = base64.b64decode(sealed.removeprefix(_MARK), validate=True)
            pair = SealedBytes(content[:NONCE_BYTES], content[NONCE_BYTES:])
            return SealingKey(self._drawn("second factor")).open(pair, place("second factor")).decode()
        except (DoesNotOpen, binascii.Error):
            raise Contradiction("A second factor does not open: its row was altered. Set up a new one.") from None

    def digest(self, text: str) -> str:
        """Return a keyed digest, the same for the same text in the whole installation, from which nothing is told."""
        return hmac.new(self._drawn("digest"), text.encode(), hashlib.sha256).hexdigest()

    def _drawn(self, purpose: str) -> bytes:
        return hmac.new(self._key(), place("installation", purpose), hashlib.sha256).digest()

    def _key(self) -> bytes:
        wrapped = self._store.newest() or self._first()
        try:
            return self._keys.unwrap(wrapped)
        except DoesNotOpen:
            raise Contradiction(
                "The key of the installation does not open: its row was altered. Restore the table of installation "
                "keys from a backup of the database."
            ) from None

    def _first(self) -> WrappedKey:
        wrapped = self._keys.wrap(NO_TENANT, _FIRST, new_key())
        try:
            self._store.add(wrapped, self._clock())
        except Overtaken:
            first = self._store.newest()
            if first is None:
                raise
            return first
        return wrapped
