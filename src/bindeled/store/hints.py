"""The addresses that the systems call, and the hints that wait for their run."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.accounts import System
from bindeled.domain.hints import Hook
from bindeled.domain.schedules import in_order
from bindeled.domain.states import RunState
from bindeled.store import models
from bindeled.store.audit import record
from bindeled.store.batches import lock_tenant
from bindeled.store.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

# When an address was heard is kept to the minute: a flood must not become as many writes.
_HEARD_EVERY = timedelta(minutes=1)


class StoredHooks:
    """Implements `connections.hooks.HookStore`."""

    def keep(self, hook: Hook) -> Hook:
        """Keep a new secret, for the key that there is already or else for the one handed in; return what is kept."""
        with transaction.atomic():
            lock_tenant(hook.tenant_id)
            row, _ = models.Hook.objects.update_or_create(
                tenant_id=hook.tenant_id,
                system=hook.system.value,
                defaults={"fingerprint": hook.fingerprint, "made_at": hook.made_at},
                create_defaults={"key": hook.key, "fingerprint": hook.fingerprint, "made_at": hook.made_at},
            )
            record("hook.renewed", f"hook {row.key}", hook.made_at, {"system": row.system}, tenant_id=row.tenant_id)
            return _hook(row)

    def find(self, key: str) -> Hook | None:
        """Return the address with this key, None when there is none."""
        row = models.Hook.objects.filter(key=key).first()
        return _hook(row) if row else None

    def of_tenant(self, tenant_id: int) -> list[Hook]:
        """Return the addresses of a tenant that have been made."""
        return [_hook(row) for row in models.Hook.objects.filter(tenant_id=tenant_id).order_by("system")]


class StoredHints:
    """Implements `engine.hints.KeptHints`."""

    def add(self, hook: Hook, flows: Iterable[str], due_at: datetime, at: datetime) -> None:
        """Keep a hint for each of these flows; one that waits already is left with its time."""
        if hook.heard_at is None or at - hook.heard_at > _HEARD_EVERY:
            models.Hook.objects.filter(key=hook.key).update(heard_at=at)
        waiting = models.Hint.objects.filter(tenant_id=hook.tenant_id).values_list("flow", flat=True)
        new = set(flows) - set(waiting)
        models.Hint.objects.bulk_create(
            [models.Hint(tenant_id=hook.tenant_id, flow=flow, since=at, due_at=due_at) for flow in in_order(new)],
            ignore_conflicts=True,
        )

    def due(self, at: datetime) -> list[tuple[int, str]]:
        """Return tenant and flow of each hint whose time has come, in the order in which flows run."""
        rows = models.Hint.objects.filter(due_at__lte=at).values_list("tenant_id", "flow")
        flows = in_order({flow for _, flow in rows})
        return sorted(rows, key=lambda row: (row[0], flows.index(row[1])))

    def follow(self, tenant_id: int, flow: str, at: datetime) -> bool:
        """Ask for the run that a hint is for, and let go of the hint; return whether a run was asked for."""
        with transaction.atomic():
            lock_tenant(tenant_id)
            hints = models.Hint.objects.filter(tenant_id=tenant_id, flow=flow)
            open_runs = models.Run.objects.filter(tenant_id=tenant_id, flow=flow, state__in=models.OPEN_RUNS)
            state = open_runs.values_list("state", flat=True).first()
            if state == RunState.RUNNING.value or not hints.delete()[0]:
                return False
            if state is None:
                Runs().queue(tenant_id, flow, "hint", at)
            return state is None

    def drop(self, tenant_id: int, flow: str) -> None:
        """Let go of a hint."""
        models.Hint.objects.filter(tenant_id=tenant_id, flow=flow).delete()


def _hook(row: models.Hook) -> Hook:
    return Hook(row.tenant_id, System(row.system), row.key, row.fingerprint, row.made_at, row.heard_at)
