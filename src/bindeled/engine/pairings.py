"""What work types were carried as before, remembered as long as the process lives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bindeled.domain.drift import KnownPairing, renewed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bindeled.domain.drift import Pairing


class PairingsInMemory:
    """Implements `ports.PairingMemory` where nothing is kept for later."""

    def __init__(self) -> None:
        self._kept: dict[int, KnownPairing] = {}

    def known(self) -> Mapping[int, KnownPairing]:
        """As the port says."""
        return dict(self._kept)

    def note(self, pairings: Sequence[Pairing], at: datetime) -> None:
        """As the port says."""
        del at
        for pairing in pairings:
            self._kept[pairing.work_type.id] = renewed(self._kept.get(pairing.work_type.id), pairing)

    def confirm(self, work_type_id: int, by: str) -> None:
        """Take for right what is used now."""
        now = self._kept[work_type_id].now
        self._kept[work_type_id] = replace(self._kept[work_type_id], matched=now, confirmed_by=by)
