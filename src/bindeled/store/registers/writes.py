"""Writes to a follower, noted down before they are sent and settled by what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.registers.records import Register
from bindeled.domain.states import ENTRY_MOVES, EntryState
from bindeled.register_ports import NewWrite, OpenWrite
from bindeled.store import models
from bindeled.store.events import batch_event
from bindeled.store.under_way import UnderWay, last_left

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bindeled.register_ports import WriteOutcome
    from bindeled.store.registers.links import Links

_SENDING = EntryState.SENDING
_CODE_LENGTH = 100


class Writes:
    """The writes of one tenant, as one run makes them with one credential version."""

    def __init__(self, tenant_id: int, run_id: int, credential_version: int, epoch: int) -> None:
        self._tenant_id = tenant_id
        self._run_id = run_id
        self._credential_version = credential_version
        self._epoch = epoch
        self._under_way = UnderWay(models.RegisterWrite)

    def open(self, writes: Sequence[NewWrite], at: datetime) -> list[OpenWrite]:
        """Note these writes down as being sent."""
        if not writes:
            return []
        with transaction.atomic():
            rows = models.RegisterWrite.objects.bulk_create([self._row(write, at) for write in writes], batch_size=40)
            self._tell("writes.opened", [row.number for row in rows], at)
        self._under_way.opened(row.pk for row in rows)
        return [OpenWrite(row.pk, write, at) for row, write in zip(rows, writes, strict=True)]

    def settle(self, outcomes: Sequence[WriteOutcome], links: Links, at: datetime) -> None:
        """Note how these ended and keep their links, in one transaction."""
        with transaction.atomic():
            done = [outcome for outcome in outcomes if self._settle(outcome, at)]
            links.keep([outcome.link for outcome in done if outcome.link is not None], at)
            if done:
                self._tell("writes.settled", [str(outcome.write_id) for outcome in done], at)
        self._under_way.settled(outcome.write_id for outcome in outcomes)

    def leaving(self, at: datetime) -> None:
        """Note that a call of this run leaves: what it has under way may be in it, and is as old as that."""
        self._under_way.leave(at)

    def unsettled(self, register: Register) -> list[OpenWrite]:
        """Return the writes whose outcome is not known, the oldest first."""
        rows = models.RegisterWrite.objects.filter(
            tenant_id=self._tenant_id, register=register.value, state=_SENDING.value
        )
        return [OpenWrite(row.pk, write_from(row), last_left(row.sent_at, row.left_at)) for row in rows.order_by("pk")]

    def _settle(self, outcome: WriteOutcome, at: datetime) -> bool:
        if outcome.state not in ENTRY_MOVES[_SENDING]:
            return False
        rows = models.RegisterWrite.objects.filter(pk=outcome.write_id, tenant_id=self._tenant_id, state=_SENDING.value)
        follower = {"follower_id": outcome.link.follower_id} if outcome.link else {}
        code = outcome.code[:_CODE_LENGTH]
        return bool(rows.update(state=outcome.state.value, code=code, settled_at=at, **follower))

    def _row(self, write: NewWrite, at: datetime) -> models.RegisterWrite:
        return models.RegisterWrite(
            tenant_id=self._tenant_id,
            register=write.register.value,
            master_id=write.master_id,
            follower_id=write.follower_id,
            number=write.number,
            name=write.name,
            effect=write.effect,
            creation_id=write.creation_id,
            state=_SENDING.value,
            before=dict(write.before),
            after=dict(write.values),
            run_id=self._run_id,
            credential_version=self._credential_version,
            epoch=self._epoch,
            sent_at=at,
        )

    def _tell(self, kind: str, keys: Sequence[str], at: datetime) -> None:
        batch_event(kind, self._tenant_id, self._run_id, at, keys)


def write_from(row: models.RegisterWrite) -> NewWrite:
    """Return a row as the write that leaves this room."""
    return NewWrite(
        Register(row.register),
        row.master_id,
        row.number,
        row.name,
        row.effect,
        row.creation_id,
        row.follower_id if row.effect != "create" else None,
        row.after,
        row.before,
    )
