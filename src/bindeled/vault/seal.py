"""Seals bytes so that they open only where they belong: AES-256-GCM with the place as associated data."""

from __future__ import annotations

import os
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# First byte of all that is sealed, and bound to it. Another cipher gets another number and lives beside this one.
FORMAT = 1
KEY_BYTES = 32
NONCE_BYTES = 12

_HEADER = bytes([FORMAT])


class DoesNotOpen(Exception):
    """The key is another one, or the sealed bytes or the place that they belong to were altered."""


class SealedBytes(NamedTuple):
    """A nonce of 12 bytes; the format's byte, the ciphertext and its tag of 16 bytes."""

    nonce: bytes
    ciphertext: bytes


class SealingKey:
    """A key of 32 bytes that seals and opens, and cannot be read out of this object."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, place: bytes) -> SealedBytes:
        """Seal bytes for a place made by `place`.

        Each nonce is random: one key may seal 2**32 times before two alike become likely, and ours seals one login
        at each hand-over.
        """
        nonce = os.urandom(NONCE_BYTES)
        return SealedBytes(nonce, _HEADER + self._cipher.encrypt(nonce, plain, place))

    def open(self, sealed: SealedBytes, place: bytes) -> bytes:
        """Return the bytes sealed for this place. Raises DoesNotOpen, without telling which part is wrong."""
        if sealed.ciphertext[:1] != _HEADER or len(sealed.nonce) != NONCE_BYTES:
            raise DoesNotOpen
        try:
            return self._cipher.decrypt(sealed.nonce, sealed.ciphertext[1:], place)
        except InvalidTag:
            raise DoesNotOpen from None


def new_key() -> bytes:
    """Return a key from the system's random source."""
    return os.urandom(KEY_BYTES)


def place(purpose: str, *parts: str | int) -> bytes:
    """Return the associated data that names one place.

    Every part carries its length, so that no two places read the same: ("a", "bc") is not ("ab", "c").
    """
    texts = [text.encode() for text in (purpose, str(FORMAT), *map(str, parts))]
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)
