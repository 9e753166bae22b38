"""A secret that shows itself as stars, and the sealed forms in which it may be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

STARS = "********"
# Where a binding's `connection_id` would stand, for what is sealed for a tenant as a whole.
NO_CONNECTION = 0
# Where a tenant's id would stand, for a key of the installation as a whole.
NO_TENANT = 0
# What is sealed, as its binding names it: part of every sealed secret, never to be renamed.
_LOGIN, _FINGERPRINT_KEY, _ADDRESS = "secret", "fingerprint key", "address"


class Secret:
    """A key or password. Everything that prints, formats, pickles or compares it sees stars.

    `reveal` is called in two places only: in the vault, and at the moment of sending.
    """

    __slots__ = ("_plain",)

    def __init__(self, plain: str) -> None:
        self._plain = plain

    def reveal(self) -> str:
        """Return the secret in plain form."""
        return self._plain

    def __repr__(self) -> str:
        return STARS

    __str__ = __repr__

    def __format__(self, specification: str) -> str:
        return STARS

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Binding:
    """What a sealed secret is bound to: moved to another row, it does not open."""

    tenant_id: int
    connection_id: int
    field: str
    version: int


def login_binding(tenant_id: int, connection_id: int, version: int) -> Binding:
    """Return what the secret of a credential version is bound to."""
    return Binding(tenant_id, connection_id, _LOGIN, version)


def fingerprint_key_binding(tenant_id: int) -> Binding:
    """Return what the key of a tenant's fingerprints is bound to."""
    return Binding(tenant_id, NO_CONNECTION, _FINGERPRINT_KEY, 1)


def address_binding(tenant_id: int, contact_id: int) -> Binding:
    """Return what the address of a contact is bound to."""
    return Binding(tenant_id, NO_CONNECTION, _ADDRESS, contact_id)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret sealed with a tenant's data key; `key_number` tells which."""

    key_number: int
    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A tenant's data key, wrapped by the master key named by `master_key_id`."""

    tenant_id: int
    number: int
    master_key_id: str
    nonce: bytes
    ciphertext: bytes
