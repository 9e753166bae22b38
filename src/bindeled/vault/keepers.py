"""The keeper of the master key in use, beside one that was in use before.

So an installation moves from a file to a key service, or back, by a rotation of the master key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.secrets import WrappedKey
    from bindeled.vault.keys import KeyProvider


class Keepers:
    """Implements `KeyProvider`: everything new goes to the first keeper, others unwrap what they wrapped before."""

    def __init__(self, current: KeyProvider, others: Sequence[KeyProvider] = ()) -> None:
        self._current = current
        self._others = others

    def keeps(self, key_id: str) -> bool:
        """Return whether one of them keeps this master key."""
        return any(keeper.keeps(key_id) for keeper in (self._current, *self._others))

    def prepare(self) -> str | None:
        """Make the first master key, as the keeper in use does."""
        return self._current.prepare()

    @property
    def current_id(self) -> str:
        """Return the id of the master key that wraps."""
        return self._current.current_id

    def known_ids(self) -> list[str]:
        """Return the ids of the master keys of the keeper in use."""
        return self._current.known_ids()

    def wrap(self, tenant_id: int, number: int, data_key: bytes) -> WrappedKey:
        """Wrap a data key with the master key in use."""
        return self._current.wrap(tenant_id, number, data_key)

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Let the keeper unwrap it that wrapped it; the one in use says what is wrong when none did."""
        keeper = next((other for other in self._others if other.keeps(wrapped.master_key_id)), self._current)
        return keeper.unwrap(wrapped)

    def add_next(self) -> str:
        """Make a new master key at the keeper in use."""
        return self._current.add_next()

    def drop_former(self, key_id: str) -> None:
        """Forget a former master key of the keeper in use."""
        self._current.drop_former(key_id)
