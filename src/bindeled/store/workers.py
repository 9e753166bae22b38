"""Which worker processes are alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class Workers:
    """Implements `run_ports.WorkerStore`."""

    def beat(self, name: str, at: datetime, resting: Collection[int] = ()) -> None:
        """Say that this worker is alive, and which of its runs wait without a place."""
        models.Worker.objects.update_or_create(name=name, defaults={"beat_at": at, "resting": sorted(resting)})

    def resting(self) -> dict[str, list[int]]:
        """Return, by worker, the runs that waited without a place at its last beat."""
        return dict(models.Worker.objects.values_list("name", "resting"))

    def beats(self) -> dict[str, datetime]:
        """Return every worker that said it was alive and has not ended since, with its last beat."""
        return dict(models.Worker.objects.order_by("name").values_list("name", "beat_at"))

    def silent(self, before: datetime) -> list[str]:
        """Return the workers whose last beat is older than `before`."""
        rows = models.Worker.objects.filter(beat_at__lt=before).order_by("name")
        return list(rows.values_list("name", flat=True))

    def forget(self, name: str) -> None:
        """Drop a worker whose runs have been taken over, or which ends; what it was looking at, others may look at."""
        models.LinkLook.objects.filter(holder=name).update(holder="", held_until=None)
        models.Worker.objects.filter(name=name).delete()
