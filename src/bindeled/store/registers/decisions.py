"""What a person decides about master data: who is whom, what stays pinned, which of two values counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.causes import DOUBTS
from bindeled.domain.registers.matching import Grade, MatchReason
from bindeled.domain.registers.records import Link, Register
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.batches import lock_tenant
from bindeled.store.events import batch_event
from bindeled.store.registers.inbox import RecordInbox
from bindeled.store.registers.links import Links, link_from, number_column

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.registers.steps import SetAside

# A decision is no part of a run.
_NO_RUN = 0


@dataclass(frozen=True, slots=True)
class KeptLink:
    """A link with how it came about."""

    link: Link
    grade: str
    reason: str
    decided_by: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class KeptConflict:
    """A field that both systems changed, with both values; `winner` is empty while it waits for a person."""

    number: str
    name: str
    field: str
    master_value: str
    follower_value: str
    master_changed_at: str
    follower_changed_at: str
    seen_at: datetime
    winner: str
    decided_by: str


class MatchDecisions:
    """The links, doubts and conflicts of one register of one tenant, and what a person says about them."""

    def __init__(self, tenant_id: int, register: Register) -> None:
        self._tenant_id = tenant_id
        self._register = register

    def links(self) -> list[KeptLink]:
        """Return every link, by number."""
        return sorted(map(_kept, self._linked), key=lambda one: one.link.master_number)

    def link(self, number: str) -> KeptLink:
        """Return the link of a record. Raises Misconfigured when it is linked to nothing."""
        return _kept(self._row(number))

    def part(self, wanted: str, first: int, most: int) -> tuple[list[KeptLink], int]:
        """Return a part of the links, by number, and how many there are; `wanted` is part of a number or a name."""
        rows = self._linked
        if wanted:
            either = Q(intempus_number__icontains=wanted) | Q(uniconta_number__icontains=wanted)
            rows = rows.filter(either | Q(name__icontains=wanted))
        ordered = rows.order_by(number_column(self._register), "pk")
        return [_kept(row) for row in ordered[first : first + most]], rows.count()

    def doubts(self) -> list[SetAside]:
        """Return the records whose match waits for a person."""
        inbox = RecordInbox(self._tenant_id, _NO_RUN).all(self._register)
        return [step for step in inbox if step.finding.what in DOUBTS]

    def conflicts(self, *, waiting: bool = True) -> list[KeptConflict]:
        """Return the fields that both systems changed: those that wait for a person, or all, the newest first."""
        rows = models.FieldConflict.objects.filter(tenant_id=self._tenant_id, register=self._register.value)
        return [_conflict(row) for row in (rows.filter(decided_at=None) if waiting else rows).order_by("-pk")]

    def confirm(self, number: str, candidate: int | None, at: datetime) -> Link:
        """Link a record to its candidate. Raises Misconfigured when there is no doubt, or none or several to choose."""
        doubt = self._doubt(number)
        found = _candidates(doubt)
        if candidate is None and len(found) == 1:
            candidate = found[0]
        if candidate not in found:
            listed = doubt.finding.facts["candidates"]
            raise Misconfigured([f"Say which of these {number} is, with --candidate and its id: {listed}"])
        link = Link(self._register, doubt.about, candidate, number, name=doubt.name)
        with transaction.atomic():
            told = {"grade": Grade.GREEN.value, "reason": MatchReason.BY_HAND.value, "by": str(current_actor())}
            Links(self._tenant_id, _NO_RUN).keep([link], at, **told)
            self._release(doubt, at)
        return link

    def reject(self, number: str, candidate: int | None, at: datetime) -> int:
        """Say that a record is none of its candidates, or not this one; return how many pairs were rejected."""
        doubt = self._doubt(number)
        found = _candidates(doubt)
        if candidate is not None and candidate not in found:
            raise Misconfigured([f"{candidate} is no candidate of {number}."])
        rejected = found if candidate is None else [candidate]
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            for follower_id in rejected:
                models.RejectedMatch.objects.get_or_create(
                    tenant_id=self._tenant_id,
                    register=self._register.value,
                    master_id=doubt.about,
                    follower_id=follower_id,
                    defaults={"rejected_by": str(current_actor()), "at": at},
                )
            self._tell("links.rejected", number, at)
            self._release(doubt, at)
        return len(rejected)

    def pin(self, number: str, field: str, at: datetime, *, on: bool) -> None:
        """Keep a field of the follower's record as it is, or let the master have it again."""
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            row = self._row(number)
            row.pins = sorted({*row.pins, field} if on else set(row.pins) - {field})
            # Forgotten, so that a field that is let go is written at the next run, whatever it was before.
            row.seen.pop(field, None)
            row.changed_at = at
            row.save(update_fields=["pins", "seen", "changed_at"])
            self._tell("links.pinned" if on else "links.unpinned", f"{number} {field}", at)

    def decide(self, number: str, field: str, at: datetime, *, master: bool) -> None:
        """Say which value of a conflict counts: the master's is written at the next run, the follower's is left."""
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            rows = models.FieldConflict.objects.filter(tenant_id=self._tenant_id, register=self._register.value)
            conflict = rows.filter(number=number, field=field, decided_at=None).first()
            if conflict is None:
                raise Misconfigured([f"No conflict about {field} of {number} waits for a decision."])
            link = self._row(number)
            before = conflict.master_before if master else conflict.master_value
            link.seen[field] = [before, conflict.follower_value]
            link.save(update_fields=["seen"])
            conflict.decided_at, conflict.decided_by = at, str(current_actor())
            conflict.winner = "master" if master else "follower"
            conflict.save(update_fields=["decided_at", "decided_by", "winner"])
            self._tell("records.decided", f"{number} {field}", at)

    def _doubt(self, number: str) -> SetAside:
        for step in self.doubts():
            if step.number == number:
                return step
        raise Misconfigured([f"No match of {number} among the {self._register.value} waits for a decision."])

    def _row(self, number: str) -> models.EntityLink:
        row = self._linked.filter(**{number_column(self._register): number}).first()
        if row is None:
            raise Misconfigured([f"{number} among the {self._register.value} is not linked."])
        return row

    @property
    def _linked(self) -> QuerySet[models.EntityLink]:
        return models.EntityLink.objects.filter(tenant_id=self._tenant_id, register=self._register.value)

    def _release(self, doubt: SetAside, at: datetime) -> None:
        rows = models.ParkedRecord.objects.filter(
            tenant_id=self._tenant_id, register=self._register.value, about=doubt.about, released_at=None
        )
        rows.filter(cause=doubt.finding.what.value).update(released_at=at)

    def _tell(self, kind: str, key: str, at: datetime) -> None:
        facts = {"register": self._register.value, "by": str(current_actor())}
        batch_event(kind, self._tenant_id, _NO_RUN, at, [key], facts=facts)


def _kept(row: models.EntityLink) -> KeptLink:
    return KeptLink(link_from(row), row.grade, row.reason, row.decided_by, row.linked_at)


def _candidates(doubt: SetAside) -> list[int]:
    return [int(key) for key in doubt.finding.facts["ids"].split(",")]


def _conflict(row: models.FieldConflict) -> KeptConflict:
    return KeptConflict(
        row.number,
        row.name,
        row.field,
        row.master_value,
        row.follower_value,
        row.master_changed_at,
        row.follower_changed_at,
        row.seen_at,
        row.winner,
        row.decided_by,
    )
