"""Joins what hears of changes: the addresses that the systems call, and the runs that such a call brings forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.bootstrap.flow_names import FLOWS
from bindeled.bootstrap.time import now
from bindeled.connections.hooks import HookKeeping
from bindeled.engine.hints import HintReceiver, Throttle, queue_hinted_runs

if TYPE_CHECKING:
    from bindeled.settings import Settings
    from bindeled.store.schedules import Schedules
    from bindeled.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Hints:
    """The hooks of the installation, and what is made of the calls to them."""

    settings: Settings
    vault: Vault
    schedules: Schedules

    @property
    def hooks(self) -> HookKeeping:
        """Return the addresses that the systems call when something changed."""
        from bindeled.store.hints import StoredHooks  # noqa: PLC0415 - models need Django set up

        return HookKeeping(StoredHooks(), self.vault.fingerprint, self.settings.public_url, now)

    def receiver(self) -> HintReceiver:
        """Return what takes the calls to those addresses in this process."""
        from bindeled.store.hints import StoredHints  # noqa: PLC0415 - models need Django set up

        return HintReceiver(
            self.hooks.opened,
            StoredHints(),
            FLOWS,
            now,
            settle=timedelta(seconds=self.settings.hint_settle_seconds),
            throttle=Throttle(self.settings.hook_calls_a_minute),
        )

    def queue_due(self) -> None:
        """Queue the runs whose hints have settled."""
        from bindeled.store.hints import StoredHints  # noqa: PLC0415 - models need Django set up

        queue_hinted_runs(StoredHints(), self.schedules, now())
