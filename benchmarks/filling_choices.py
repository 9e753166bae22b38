"""What people have chosen and decided after years of work, and connections in use: what the pages show beside hours."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.loading import Decision, ItemKind, ItemOutcome, LoadState
from bindeled.domain.mapping.own_rules import Condition, Field, OwnRule, Severity
from bindeled.domain.notices import Relation
from bindeled.domain.reconnecting import Step
from bindeled.domain.registers.causes import RecordCause
from bindeled.domain.registers.matching import Grade, MatchReason
from bindeled.domain.registers.records import Register
from bindeled.domain.roles import Role
from bindeled.domain.secrets import Secret
from bindeled.domain.states import LinkState, VersionState
from bindeled.domain.watching.watches import Watch, WatchKind
from bindeled.engine.schedule import REPORTS
from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant

_LINKS, _PINNED_EACH, _REJECTED, _DOUBTS, _CONFLICTS = 3000, 10, 100, 30, 30
_RULES, _WATCHES = 10, 10
# One tenant in so many has a login that is refused, and somebody who hands a new one over.
_TROUBLED_EACH = 10
# By number: the login that was replaced, the one in use, and one that is ready to replace it.
LOGINS = {1: VersionState.RETIRING, 2: VersionState.ACTIVE, 3: VersionState.VERIFIED}
# What 200 employees hand in in a month.
_SHADOWED = 4200
# How many records the first load of each flow made.
_LOADED = {Register.CUSTOMERS: 3000, Register.ITEMS: 5000, Register.PROJECTS: 3000}
_REGISTER, _OWNER = Register.PROJECTS, "Olga"


def connect_all(program: Program, tenants: Sequence[Tenant], now: datetime) -> None:
    """Give every tenant two connections in use; of some the login is refused and somebody is about to replace it."""
    for place, tenant in enumerate(tenants):
        for system in System:
            connection = program.stored_connections.connection(tenant, system)
            troubled = place % _TROUBLED_EACH == 0 and system is System.UNICONTA
            _connect(connection, now, LinkState.ACTION_REQUIRED if troubled else LinkState.CONNECTED)
            if troubled:
                program.progress.came_to(connection, Step.ENTER, Role.BOOKKEEPER, now)
                program.reconnect_links.make(connection, made_by=_OWNER)


def _connect(connection: Connection, now: datetime, link: LinkState) -> None:
    """Let a login be in use, with the one that it replaced, which still works, and one that is ready to replace it."""
    made = {"login": "bindeled", "company": "10777", "origin": "bench", "created_at": now, "verified_at": now}
    for number, state in LOGINS.items():
        models.CredentialVersion.objects.create(
            connection_id=connection.id,
            number=number,
            state=state.value,
            activated_at=now if state is not VersionState.VERIFIED else None,
            retires_at=now + timedelta(days=1) if state is VersionState.RETIRING else None,
            **made,
        )
    in_use = next(number for number, state in LOGINS.items() if state is VersionState.ACTIVE)
    models.Connection.objects.filter(pk=connection.id).update(active_version=in_use, epoch=2, link=link.value)


def choose(program: Program, tenant: Tenant, now: datetime) -> None:
    """Let people of the tenant have matched its projects by hand, and written rules and watches."""
    register = {"tenant_id": tenant.id, "register": _REGISTER.value}
    models.EntityLink.objects.bulk_create(_links(register, now), batch_size=50)
    models.RejectedMatch.objects.bulk_create(
        [
            models.RejectedMatch(**register, master_id=number, follower_id=number + 1, rejected_by=_OWNER, at=now)
            for number in range(_REJECTED)
        ],
        batch_size=90,
    )
    models.ParkedRecord.objects.bulk_create(_doubts(register, now), batch_size=50)
    models.FieldConflict.objects.bulk_create(_conflicts(register, now), batch_size=50)
    program.tenants.change_own_rules(tenant.id, list(_rules()), now)
    shadow = program.shadows.begin(tenant.id, REPORTS, now)
    models.ShadowStep.objects.bulk_create(_steps(shadow.id, now), batch_size=90)
    for flow, many in _LOADED.items():
        load = models.Load.objects.create(
            tenant_id=tenant.id, flow=flow.value, state=LoadState.APPLIED.value, planned_at=now, author=_OWNER
        )
        models.LoadItem.objects.bulk_create(_items(load.pk, many), batch_size=60)
    program.notices.add_contact(tenant, Secret("it@opdigtet.example"), Relation.TECHNICAL_CONTACT, "da", None)
    watches = [Watch(f"Overvågning {number}", WatchKind.HOURS_MISSING) for number in range(_WATCHES)]
    program.tenants.change_watches(tenant.id, watches, now)


def _links(register: Mapping[str, object], now: datetime) -> Iterator[models.EntityLink]:
    for number in range(_LINKS):
        yield models.EntityLink(
            **register,
            intempus_id=number,
            uniconta_id=100_000 + number,
            intempus_number=str(1000 + number),
            uniconta_number=str(1000 + number),
            name=f"Nyt bad {number}",
            grade=Grade.GREEN.value,
            reason=MatchReason.BY_HAND.value,
            decided_by=_OWNER,
            pins=["name"] if number % _PINNED_EACH == 0 else [],
            linked_at=now,
            changed_at=now,
        )


def _doubts(register: Mapping[str, object], now: datetime) -> Iterator[models.ParkedRecord]:
    doubt = {"grade": Grade.RED.value, "reason": MatchReason.SEVERAL.value, "ids": "1, 2"}
    for number in range(_DOUBTS):
        yield models.ParkedRecord(
            **register,
            about=200_000 + number,
            number=str(9000 + number),
            name="Nyt tag",
            cause=RecordCause.MATCH_AMBIGUOUS.value,
            facts={**doubt, "candidates": "1 Nyt tag (id 1); 2 Nyt tag (id 2)"},
            run_id=1,
            since=now - timedelta(hours=number),
            changed_at=now,
        )


def _conflicts(register: Mapping[str, object], now: datetime) -> Iterator[models.FieldConflict]:
    for number in range(_CONFLICTS):
        yield models.FieldConflict(
            **register,
            master_id=number,
            number=str(1000 + number),
            name=f"Nyt bad {number}",
            field="name",
            master_before="Bad",
            master_value="Nyt bad",
            follower_before="Bad",
            follower_value="Badeværelse",
            master_changed_at=now.isoformat(),
            follower_changed_at=now.isoformat(),
            run_id=1,
            seen_at=now,
        )


def _steps(shadow_id: int, now: datetime) -> Iterator[models.ShadowStep]:
    line = {"date": now.date().isoformat(), "project": "1060", "employee": "0042", "quantity": "7.5", "unit": "Timer"}
    for number in range(_SHADOWED):
        step = {"shadow_id": shadow_id, "about": number, "step": "carry", "number": str(number), "name": "Nyt bad"}
        yield models.ShadowStep(**step, facts={**line, "lines": "1"}, first_at=now, last_at=now)


def _items(load_id: int, many: int) -> Iterator[models.LoadItem]:
    accepted = {"kind": ItemKind.CREATE.value, "decision": Decision.ACCEPT.value, "outcome": ItemOutcome.DONE.value}
    for number in range(many):
        yield models.LoadItem(
            load_id=load_id,
            place=number,
            about=number,
            number=str(1000 + number),
            name="Nyt bad",
            reason="new",
            facts={"name": "Nyt bad", "number": str(1000 + number)},
            candidates=[],
            decided_by=_OWNER,
            **accepted,
        )


def _rules() -> Iterator[OwnRule]:
    for number in range(_RULES):
        told = ("Bemærkning mangler", "Remarks are missing")
        yield OwnRule(f"Regel {number}", Field.REMARKS, Condition.IS_EMPTY, Severity.WARN, *told)
