"""Seals and opens the secrets of the tenants: a data key for each tenant, wrapped by the installation's master key.

A data key is read from its row for each use, so that one that is destroyed opens nothing from then on. `rotation` holds
how keys are replaced.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.secrets import NO_CONNECTION, Sealed, Secret, fingerprint_key_binding
from bindeled.vault.fingerprints import fingerprint_of, new_secret
from bindeled.vault.seal import DoesNotOpen, SealedBytes, SealingKey, new_key, place

if TYPE_CHECKING:
    from bindeled.domain.secrets import Binding, WrappedKey
    from bindeled.key_ports import DataKeyStore
    from bindeled.ports import Clock
    from bindeled.vault.keys import KeyProvider


class Vault:
    """The only place where a secret goes from plain to sealed and back."""

    def __init__(self, keys: KeyProvider, store: DataKeyStore, clock: Clock) -> None:
        self._keys = keys
        self._store = store
        self._clock = clock

    def prove(self) -> str | None:
        """Make sure that the master keys are those that this installation's secrets were sealed under.

        To be called at every start. Where nothing was sealed yet, the first master key is made: then what is to be said
        about it is returned. Raises Misconfigured when a master key is missing, damaged, open to others or another one,
        and Transient when a key service cannot be asked at the moment.
        """
        wrapped = self._store.one_of_each_master()
        for key in wrapped:
            self._unwrapped(key)
        return None if wrapped else self._keys.prepare()

    def seal(self, binding: Binding, secret: Secret) -> Sealed:
        """Seal a secret under the tenant's data key, which is made when this is the tenant's first.

        To be called inside the transaction that keeps what is returned, or the key might be destroyed before.
        """
        wrapped = self._store.use_primary(binding.tenant_id) or self._first_key(binding.tenant_id)
        key = self._unwrapped(wrapped)
        sealed = key.seal(secret.reveal().encode(), _place(binding, wrapped.number))
        return Sealed(wrapped.number, sealed.nonce, sealed.ciphertext)

    def open(self, binding: Binding, sealed: Sealed) -> Secret:
        """Return the secret. Raises Contradiction when the row was altered, moved, or its data key is gone."""
        return self._opened(binding, sealed, self._store.for_opening(binding.tenant_id, sealed.key_number))

    def seal_anew(self, binding: Binding, sealed: Sealed) -> Sealed:
        """Return the same secret sealed under the key that seals now. To be called as `seal` is; raises as `open`."""
        wrapped = self._store.for_moving(binding.tenant_id, sealed.key_number)
        return self.seal(binding, self._opened(binding, sealed, wrapped))

    def advance(self, tenant_id: int) -> None:
        """Let the tenant's next data key seal: one that was made and not taken into use, or a new one.

        Two steps, after each of which a crash leaves what the next call goes on from. Raises Overtaken when another
        process has just made it.
        """
        new = self._store.new(tenant_id)
        if new is None:
            new = self._keys.wrap(tenant_id, self._store.next_number(tenant_id), new_key())
            self._store.add(tenant_id, new, self._clock())
        self._store.make_primary(tenant_id, new.number, self._clock())

    def fingerprint(self, tenant_id: int, secret: Secret) -> str:
        """Return what tells whether two secrets of one tenant are the same, and nothing else about them.

        It outlives rotation of the data keys and ends with them: the key of it is sealed as every secret is. Raises
        Contradiction as `open` does.
        """
        binding = fingerprint_key_binding(tenant_id)
        sealed = self._store.fingerprint_key(tenant_id, lambda: self.seal(binding, new_secret()), self._clock())
        return fingerprint_of(self.open(binding, sealed), secret, tenant_id)

    def _first_key(self, tenant_id: int) -> WrappedKey:
        # A process whose master key file is another one must not begin a second set of keys.
        self.prove()
        # The other one may have been killed between its two steps: then this goes on from there.
        with suppress(Overtaken):
            self.advance(tenant_id)
        wrapped = self._store.use_primary(tenant_id)
        if wrapped is None:
            raise Overtaken(f"the first data key of tenant {tenant_id} is being made")
        return wrapped

    def _opened(self, binding: Binding, sealed: Sealed, wrapped: WrappedKey | None) -> Secret:
        if wrapped is None:
            raise _unopened(binding, f"the tenant has no data key {sealed.key_number}")
        key = self._unwrapped(wrapped)
        try:
            plain = key.open(SealedBytes(sealed.nonce, sealed.ciphertext), _place(binding, wrapped.number))
        except DoesNotOpen:
            raise _unopened(binding, "its row was altered or moved") from None
        return Secret(plain.decode())

    def _unwrapped(self, wrapped: WrappedKey) -> SealingKey:
        try:
            return SealingKey(self._keys.unwrap(wrapped))
        except DoesNotOpen:
            raise Contradiction(
                f"Data key {wrapped.number} of tenant {wrapped.tenant_id} does not open under its master key "
                f"{wrapped.master_key_id}: its row was altered or moved. Nothing was sent. Restore the table of data "
                "keys from a backup of the database."
            ) from None


def _place(binding: Binding, key_number: int) -> bytes:
    return place("secret", binding.tenant_id, binding.connection_id, binding.field, binding.version, key_number)


def _unopened(binding: Binding, why: str) -> Contradiction:
    if binding.connection_id == NO_CONNECTION:
        return Contradiction(
            f"The stored {binding.field} of tenant {binding.tenant_id} does not open: {why}. Restore the row from a "
            "backup of the database."
        )
    return Contradiction(
        f"The stored {binding.field} of connection {binding.connection_id}, version {binding.version} (tenant "
        f"{binding.tenant_id}) does not open: {why}. Nothing was sent with it. Hand the login over again, or restore "
        "the row from a backup of the database."
    )
