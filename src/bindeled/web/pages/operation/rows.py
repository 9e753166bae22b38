"""What the pages of operation show: every word chosen, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.holding import Room
from bindeled.domain.keyring import Guard
from bindeled.domain.states import DataKeyState, RunState
from bindeled.texts import say
from bindeled.web.figures import count_text, moment_of
from bindeled.web.flow_names import flow_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bindeled.bootstrap.auditing import Verified
    from bindeled.bootstrap.operating import DiskStanding, KeyStanding, WorkerStanding
    from bindeled.domain.accounts import Connection
    from bindeled.run_ports import RunRecord
    from bindeled.settings import Settings
    from bindeled.web.figures import Moment

_MEGABYTE = 1_000_000
_QUEUES = (RunState.QUEUED, RunState.RUNNING, RunState.WAITING, RunState.HELD)
_ROOMS = {Room.ENOUGH: ("good", "✓"), Room.LITTLE: ("wait", "!"), Room.NONE: ("act", "!")}


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One worker."""

    name: str
    tone: str
    mark: str
    state: str
    heard: Moment
    lease: Moment
    carries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """The runs that stand alike; `oldest` is None where there are none."""

    name: str
    count: str
    oldest: Moment | None
    whose: str


@dataclass(frozen=True, slots=True)
class DiskRow:
    """Room for the database."""

    tone: str
    mark: str
    told: str
    used: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """Today's calls of one connection."""

    tenant: str
    system: str
    made: str
    allowed: str
    tone: str


@dataclass(frozen=True, slots=True)
class MasterRow:
    """One master key, by a name that tells nothing of it."""

    name: str
    state: str
    wraps: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One data key of one tenant."""

    tenant: str
    number: str
    state: str
    since: Moment
    secrets: str
    seals: str
    guard: str
    tone: str
    due: bool


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One chain of the audit, and what its proof came to."""

    code: str
    name: str
    entries: str
    tone: str
    mark: str
    result: str


def worker_rows(
    workers: Sequence[WorkerStanding], names: Mapping[int, str], now: datetime, language: str
) -> tuple[WorkerRow, ...]:
    """Return the workers with what they carry."""
    return tuple(
        WorkerRow(
            name=one.name,
            tone="good" if one.alive else "act",
            mark="✓" if one.alive else "!",
            state=say("page.operate.alive" if one.alive else "page.operate.silent", language),
            heard=moment_of(one.heard_at, now, language),
            lease=moment_of(one.lease_until, now, language),
            carries=tuple(_carried_text(run, one, names, language) for run in one.carries),
        )
        for one in workers
    )


def queue_rows(
    runs: Sequence[RunRecord], names: Mapping[int, str], now: datetime, language: str
) -> tuple[QueueRow, ...]:
    """Return how many runs stand how, with the oldest of each."""
    rows = []
    for state in _QUEUES:
        there = [run for run in runs if run.state is state]
        oldest = min(there, key=lambda run: run.queued_at) if there else None
        rows.append(
            QueueRow(
                name=say(f"page.operate.queue.{state.value}", language),
                count=count_text(len(there), language),
                oldest=moment_of(oldest.queued_at, now, language) if oldest else None,
                whose=_run_text(oldest, names, language) if oldest else "",
            )
        )
    return tuple(rows)


def disk_row(disk: DiskStanding, language: str) -> DiskRow:
    """Return how much room is left."""
    tone, mark = _ROOMS[disk.room]
    figures = {
        "used": count_text(-(-disk.used // _MEGABYTE), language),
        "quota": count_text(disk.quota // _MEGABYTE, language),
    }
    told = say(f"page.operate.disk.{disk.room.value}", language)
    return DiskRow(tone, mark, told, say("page.operate.disk.used", language, **figures))


def call_rows(
    calls: Sequence[tuple[Connection, int]], settings: Settings, names: Mapping[int, str], language: str
) -> tuple[CallRow, ...]:
    """Return today's calls, those nearest to what is allowed first."""
    ranked = sorted(calls, key=lambda call: -call[1])
    return tuple(_call_row(connection, made, settings, names, language) for connection, made in ranked)


def master_rows(standing: Mapping[str, int], language: str) -> tuple[MasterRow, ...]:
    """Return the master keys, the one in use first."""
    return tuple(
        MasterRow(
            name=key_id,
            state=say("page.keys.master.former" if place else "page.keys.master.current", language),
            wraps=count_text(count, language),
        )
        for place, (key_id, count) in enumerate(standing.items())
    )


def key_rows(keys: Sequence[KeyStanding], names: Mapping[int, str], now: datetime, language: str) -> tuple[KeyRow, ...]:
    """Return the data keys of all tenants."""
    return tuple(
        KeyRow(
            tenant=names.get(one.key.tenant_id, ""),
            number=str(one.key.number),
            state=say(f"page.keys.state.{one.key.state.value}", language),
            since=moment_of(one.key.primary_since or one.key.created_at, now, language),
            secrets=count_text(one.key.ciphertexts, language),
            seals=count_text(one.key.uses, language),
            guard=say(f"page.keys.guard.{one.guard.value}", language),
            tone="good" if one.guard is Guard.FREE else "soft",
            due=one.due,
        )
        for one in keys
    )


def left_to_move(keys: Sequence[KeyStanding], standing: Mapping[str, int]) -> int:
    """Return what is still sealed under former data keys, or wrapped by former master keys."""
    sealed = sum(one.key.ciphertexts for one in keys if one.key.state is not DataKeyState.PRIMARY)
    return sealed + sum(list(standing.values())[1:])


def chain_row(code: str, name: str, entries: int, verified: Verified | None, language: str) -> ChainRow:
    """Return one chain; `verified` is what its proof found, None where nobody has asked for it."""
    counted = count_text(entries, language)
    if verified is None:
        return ChainRow(code, name, counted, "soft", "○", say("page.audit.not_yet", language))
    if not verified.bad:
        facts = {"entries": count_text(verified.entries, language), "anchors": count_text(verified.anchors, language)}
        return ChainRow(code, name, counted, "good", "✓", say("page.audit.sound", language, **facts))
    bad = verified.bad[0]
    fault = say(f"page.audit.fault.{bad.fault.value}", language)
    told = say("page.audit.bad", language, number=count_text(bad.sequence, language), fault=fault)
    return ChainRow(code, name, counted, "act", "!", told)


def _run_text(run: RunRecord, names: Mapping[int, str], language: str) -> str:
    flow = flow_name(run.flow, language)
    return say("page.operate.run", language, flow=flow, tenant=names.get(run.tenant_id, ""))


def _carried_text(run: RunRecord, worker: WorkerStanding, names: Mapping[int, str], language: str) -> str:
    told = _run_text(run, names, language)
    return say("page.operate.run.resting", language, run=told) if run.id in worker.resting else told


def _call_row(
    connection: Connection, made: int, settings: Settings, names: Mapping[int, str], language: str
) -> CallRow:
    a_day = connection.system is System.UNICONTA
    most = settings.uniconta_daily_calls if a_day else settings.intempus_calls_a_minute
    allowed = say(f"page.operate.calls.{'a_day' if a_day else 'a_minute'}", language, count=count_text(most, language))
    tone = "act" if a_day and made >= most else "soft"
    tenant = names.get(connection.tenant_id, "")
    return CallRow(tenant, connection.system.title, count_text(made, language), allowed, tone)
