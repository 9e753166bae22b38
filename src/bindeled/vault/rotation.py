"""Replaces keys while everything goes on, in steps that a crash may fall between: the next call goes on from there.

A data key: the next one is made, seals from then on, everything sealed under others is sealed anew, and a former key is
destroyed only when nothing is sealed under it. A master key: the next one is made, every data key is wrapped anew, and
the former one is dropped only when nothing is wrapped by it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bindeled.domain.errors import BindeledError, Contradiction
from bindeled.domain.keyring import Destroyed, Kept, Progress, Rotated, rotation_is_due, rotation_is_half_way
from bindeled.domain.states import DataKeyState
from bindeled.vault.seal import DoesNotOpen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bindeled.domain.keyring import DataKeyFacts, KeyLimits
    from bindeled.key_ports import DataKeyStore, KeyRotationStore, SealedStore
    from bindeled.ports import Clock
    from bindeled.vault.keys import KeyProvider
    from bindeled.vault.vault import Vault

    Watch = Callable[[Progress], None]


class DataKeyRotation:
    """Rotates and destroys the data keys of tenants."""

    def __init__(
        self,
        vault: Vault,
        keys: DataKeyStore,
        rows: KeyRotationStore,
        sealed: SealedStore,
        limits: KeyLimits,
        clock: Clock,
    ) -> None:
        self._vault = vault
        self._keys = keys
        self._rows = rows
        self._sealed = sealed
        self._limits = limits
        self._clock = clock

    def rotate(self, tenant_id: int, watch: Watch) -> Rotated:
        """Replace the tenant's data key, or end a rotation that broke off."""
        if self._keys.new(tenant_id) is None:
            ended = self.go_on(tenant_id, watch)
            if ended.went_on:
                return ended
        self._vault.advance(tenant_id)
        return replace(self.go_on(tenant_id, watch), went_on=False)

    def go_on(self, tenant_id: int, watch: Watch) -> Rotated:
        """Seal anew what is sealed under other keys than the one in use, without making another."""
        moved, stuck = self._seal_anew(tenant_id, watch)
        emptied = self._mark_emptied(tenant_id)
        return Rotated(f"data key {self._primary(tenant_id)}", moved, bool(moved or emptied), tuple(stuck))

    def rotate_due(self) -> list[int]:
        """Rotate each tenant's key that has sealed often or long enough, and end what broke off; return the tenants."""
        at = self._clock()
        facts = self._rows.facts()
        due = {key.tenant_id for key in facts if rotation_is_due(key, self._limits, at)}
        broken_off = {key.tenant_id for key in facts if rotation_is_half_way(key)} - due
        for tenant_id in sorted(due):
            self.rotate(tenant_id, _nobody)
        for tenant_id in sorted(broken_off):
            if self._keys.new(tenant_id) is not None:
                self._vault.advance(tenant_id)
            self.go_on(tenant_id, _nobody)
        return sorted(due | broken_off)

    def overdue(self) -> list[DataKeyFacts]:
        """Return the data keys that have sealed often or long enough, and those of a rotation that broke off."""
        at = self._clock()
        return [key for key in self.facts() if rotation_is_due(key, self._limits, at) or rotation_is_half_way(key)]

    def facts(self) -> list[DataKeyFacts]:
        """Return how every data key stands that is not destroyed."""
        return self._rows.facts()

    def destroy_former(self, tenant_ids: Iterable[int]) -> Destroyed:
        """Destroy each former data key of these tenants that nothing needs any more."""
        gone, kept = [], []
        for key in (key for tenant_id in tenant_ids for key in self._rows.facts(tenant_id)):
            if key.state is DataKeyState.FORMER:
                why = self._rows.destroy_former(key.tenant_id, key.number, self._limits.grace, self._clock())
                gone += [] if why else [_name(key)]
                kept += [why] if why else []
        return Destroyed(tuple(gone), tuple(kept))

    def destroy_all(self, tenant_id: int) -> list[int]:
        """Make every secret of a tenant unreadable for good, and return the numbers of the keys that were destroyed."""
        return self._rows.destroy_all(tenant_id, self._clock())

    def _seal_anew(self, tenant_id: int, watch: Watch) -> tuple[int, list[str]]:
        primary = self._primary(tenant_id)
        if primary is None:
            return 0, []
        total = sum(key.ciphertexts for key in self._rows.facts(tenant_id) if key.number != primary)
        moved, stuck = 0, list[str]()
        for row in self._sealed.under_others(tenant_id, primary):
            try:
                moved += self._sealed.replace(row, partial(self._vault.seal_anew, row.binding, row.sealed))
            except Contradiction as error:
                stuck.append(error.sentence)
            watch(Progress(moved, total))
        return moved, stuck

    def _mark_emptied(self, tenant_id: int) -> bool:
        former = [key.number for key in self._rows.facts(tenant_id) if key.state is DataKeyState.FORMER]
        emptied = [self._rows.mark_emptied(tenant_id, number, self._clock()) for number in former]
        return any(emptied)

    def _primary(self, tenant_id: int) -> int | None:
        keys = self._rows.facts(tenant_id)
        return next((key.number for key in keys if key.state is DataKeyState.PRIMARY), None)


class MasterKeyRotation:
    """Rotates the master key, and drops the former one."""

    def __init__(self, keys: KeyProvider, rows: KeyRotationStore, limits: KeyLimits, clock: Clock) -> None:
        self._keys = keys
        self._rows = rows
        self._limits = limits
        self._clock = clock

    def standing(self) -> dict[str, int]:
        """Return how many data keys each master key wraps, the one in use first; former ones may wrap none."""
        wrapped = self._rows.by_master()
        return {**{key_id: wrapped.get(key_id, 0) for key_id in self._keys.known_ids()}, **wrapped}

    def rotate(self, watch: Watch) -> Rotated:
        """Replace the master key, or end a rotation that broke off: while one is under way no further key is made."""
        went_on = self._left() > 0 or self._made_and_not_ended()
        if not went_on:
            self._make_next()
        moved, stuck = self._wrap_anew(watch)
        self._rows.note_master("master_key.rotated", self._keys.current_id, self._clock(), {"moved": moved})
        return Rotated(self._keys.current_id, moved, went_on, tuple(stuck))

    def drop_former(self) -> Destroyed:
        """Drop each former master key that wraps nothing any more."""
        gone, kept = [], list[Kept]()
        # The oldest first: a key service that drops one drops those before it as well.
        for key_id in reversed(self._keys.known_ids()[1:]):
            reason = "an older one is kept" if kept else self._why_kept(key_id)
            if reason:
                kept.append(Kept(f"master key {key_id}", reason))
                continue
            # Noted first: what is noted and not done is done by the next call.
            self._rows.note_master("master_key.dropped", key_id, self._clock())
            self._keys.drop_former(key_id)
            gone.append(f"master key {key_id}")
        return Destroyed(tuple(gone), tuple(kept))

    def _made_and_not_ended(self) -> bool:
        """Tell whether the next key was made and everything moved to it, and only the end was never noted."""
        begun_from = self._rows.master_rotation_begun_from()
        return begun_from is not None and begun_from != self._keys.current_id

    def _make_next(self) -> None:
        """Make the next key. Noted before it is done, so that no key is ever made of which the audit knows nothing."""
        former = self._keys.current_id
        self._rows.note_master("master_key.rotation_begun", former, self._clock())
        try:
            made = self._keys.add_next()
        except BindeledError as error:
            self._rows.note_master("master_key.rotation_undone", former, self._clock(), {"reason": error.sentence})
            raise
        self._rows.note_master("master_key.made", made, self._clock(), {"former": former})

    def _why_kept(self, key_id: str) -> str:
        left = self._rows.by_master().get(key_id, 0)
        if left:
            return f"{left} data keys are still wrapped by it; run: bindeled keys rotate --master"
        rotated_at = self._rows.master_rotated_at()
        if rotated_at is None or self._clock() < rotated_at + self._limits.grace:
            # A process that wraps a new data key at this moment may still have taken the former one.
            return f"it was replaced less than {self._limits.grace} ago; try again later"
        return ""

    def _left(self) -> int:
        current = self._keys.current_id
        return sum(count for key_id, count in self._rows.by_master().items() if key_id != current)

    def _wrap_anew(self, watch: Watch) -> tuple[int, list[str]]:
        total, moved, stuck = self._left(), 0, list[str]()
        for wrapped in self._rows.under_other_masters(self._keys.current_id):
            try:
                anew = self._keys.wrap(wrapped.tenant_id, wrapped.number, self._keys.unwrap(wrapped))
            except DoesNotOpen:
                stuck.append(f"Data key {wrapped.number} of tenant {wrapped.tenant_id} was altered or moved.")
                continue
            moved += self._rows.rewrap(wrapped, anew, self._clock())
            watch(Progress(moved, total))
        return moved, stuck


def _name(key: DataKeyFacts) -> str:
    return f"data key {key.number} of tenant {key.tenant_id}"


def _nobody(progress: Progress) -> None:
    """Watch nothing."""
    del progress
