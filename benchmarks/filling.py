"""Fills a database as years of work would: many tenants, of which the largest has half of all ledger entries."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from benchmarks.filling_choices import choose, connect_all
from bindeled.domain.calendar import danish_day
from bindeled.domain.keys import Reference
from bindeled.domain.nouns import JournalLine
from bindeled.store import lines, models

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant

_AT_ONCE = 5000
_YEARS = 3
_COLUMNS = (
    *("tenant_id", "flow", "report_id", "generation", "line_number", "effect", "reference", "mark", "state", "line"),
    *("date", "hours", "cautions", "run_id", "credential_version", "epoch", "created_at", "sent_at", "settled_at"),
    *("row_id", "code", "row"),
)
_INSERT = (
    f"INSERT INTO ledger_entry ({', '.join(_COLUMNS)}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)
_CAUSES = ("project_blocked", "project_missing", "pay_type_unknown", "employee_unknown")
_FACTS = {"number": "1060", "name": "Nyt bad", "project": "1060", "employee": "0042"}
_RUNS, _PARKED, _NOTICES = 200, 300, 100


def fill(program: Program, tenants: int, rows: int) -> Tenant:
    """Add so many tenants and ledger entries, with what belongs to them, and return the largest tenant."""
    chance = random.Random(1)  # noqa: S311 - reproducible, nothing secret
    now = program.clock()
    made = [
        program.tenants.add(f"Kunde {number}", first_day=danish_day(now) - timedelta(days=365 * _YEARS))
        for number in range(tenants)
    ]
    shares = [rows // 2, *([rows // 2 // (tenants - 1)] * (tenants - 1))] if tenants > 1 else [rows]
    for tenant, share in zip(made, shares, strict=True):
        if share:
            _fill_tenant(tenant, share, now, chance)
    connect_all(program, made, now)
    choose(program, made[0], now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made[0]


def _fill_tenant(tenant: Tenant, rows: int, now: datetime, chance: random.Random) -> None:
    runs = [
        models.Run(
            tenant_id=tenant.id,
            flow=chance.choice(("reports", "projects", "items")),
            trigger="schedule",
            state="done",
            queued_at=now - timedelta(hours=number),
            started_at=now - timedelta(hours=number),
            finished_at=now - timedelta(hours=number),
            counts={"carried": 40},
        )
        for number in range(_RUNS, 0, -1)
    ]
    with transaction.atomic():
        made = models.Run.objects.bulk_create(runs, batch_size=90)
        models.Event.objects.bulk_create(
            [
                models.Event(kind=kind, at=run.queued_at, tenant_id=tenant.id, run_id=run.pk, facts={"attempt": 1})
                for run in made
                for kind in ("run.queued", "run.begun", "run.done")
            ],
            batch_size=90,
        )
        models.ParkedReport.objects.bulk_create(_parked(tenant, now), batch_size=50)
    with transaction.atomic(), connection.cursor() as cursor:
        batch: list[tuple[Any, ...]] = []
        for row in _entries(tenant, rows, now, made[-1].pk, chance):
            batch.append(row)
            if len(batch) == _AT_ONCE:
                cursor.executemany(_INSERT, batch)
                batch.clear()
        cursor.executemany(_INSERT, batch)


def _parked(tenant: Tenant, now: datetime) -> Iterator[models.ParkedReport]:
    for number in range(_PARKED):
        yield models.ParkedReport(
            tenant_id=tenant.id,
            flow="reports",
            report_id=90_000_000 + number,
            date=danish_day(now),
            cause=_CAUSES[number % len(_CAUSES)],
            facts={**_FACTS, "number": str(1000 + number % 40)},
            run_id=1,
            since=now - timedelta(hours=number),
            changed_at=now,
            mark="m",
            quantity=Decimal("7.5"),
            unit="hours",
        )


def _entries(tenant: Tenant, rows: int, now: datetime, run_id: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Yield entries of reports that were carried, the oldest first, spread over the years and today."""
    today, days = danish_day(now), 365 * _YEARS
    for number in range(rows):
        day = today - timedelta(days=days - days * (number + 1) // rows)
        at = now - timedelta(days=(today - day).days, seconds=number % 3600)
        line = _line(number + 1, day, chance)
        yield (
            *(tenant.id, "reports", number + 1, 1, 1, "insert", line.reference, "0123456789abcdef", "done"),
            *(lines.encode(line), day, "7.5", "", run_id, 1, 1, str(at), str(at), str(at), number + 1, "", ""),
        )


def _line(report_id: int, day: date, chance: random.Random) -> JournalLine:
    return JournalLine(
        reference=str(Reference(report_id, 1)),
        journal="INTEMPUS",
        date=day,
        project=str(chance.randrange(1000, 1400)),
        employee=f"{chance.randrange(1, 200):04d}",
        pay_type="100",
        project_category="TIME",
        item="",
        text="Nyt bad",
        quantity=Decimal("7.5"),
        unit="Timer",
        invoiceable=True,
    )
