"""The audit, as rows: an entry is added in the transaction of what it tells of, or that does not happen."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from bindeled.domain.audit import (
    NOTHING_BEFORE,
    Actor,
    ActorKind,
    AuditEntry,
    AuditOutcome,
    ChainHead,
    canonical,
    chain_of,
    hash_of,
)
from bindeled.store import models
from bindeled.store.actors import current_actor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

_AT_A_TIME = 1000


def record(
    action: str,
    subject: str,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    *,
    tenant_id: int | None = None,
    outcome: AuditOutcome = AuditOutcome.DONE,
) -> None:
    """Add an entry to the tenant's chain, or to the installation's, by the current actor (`store.actors.acting_as`).

    Call it inside the transaction of what it tells of, and as its last statement, since it keeps others from adding to
    the chain until the transaction ends. `action` is `thing.happened`, `subject` names one thing (`connection 11`),
    `facts` are plain JSON and never a secret. A denied attempt is recorded with its `outcome`, in a transaction of its
    own.
    """
    with transaction.atomic():
        chain = _locked_chain(tenant_id)
        unsealed = AuditEntry(
            chain=chain.name,
            sequence=chain.sequence + 1,
            at=at,
            actor=current_actor(),
            action=action,
            subject=subject,
            facts=canonical(facts or {}),
            outcome=outcome,
            previous=chain.hash,
        )
        entry = replace(unsealed, hash=hash_of(unsealed))
        _add(chain, entry)
        chain.sequence, chain.hash = entry.sequence, entry.hash
        chain.save(update_fields=["sequence", "hash"])


class StoredAudit:
    """Reads the audit."""

    def heads(self, chain: str | None = None) -> list[ChainHead]:
        """Return where each chain ends, or the one that is named."""
        rows = models.AuditChain.objects.order_by("pk")
        chosen = rows if chain is None else rows.filter(name=chain)
        return [ChainHead(row.name, row.sequence, row.hash) for row in chosen]

    def entries(self, chain: str) -> Iterator[AuditEntry]:
        """Yield the entries of a chain in their order."""
        rows = models.AuditEntry.objects.filter(chain__name=chain).order_by("sequence", "pk")
        for row in rows.iterator(_AT_A_TIME):
            yield _entry(row, chain)

    def newest(self, chain: str, limit: int, offset: int = 0, about: Sequence[str] = ()) -> list[AuditEntry]:
        """Return the newest entries of a chain, the newest first; of actions that begin with one of `about`, or of all.

        `offset` entries that are newer still are left out.
        """
        rows = models.AuditEntry.objects.filter(chain__name=chain).order_by("-sequence")
        if about:
            rows = rows.filter(reduce(or_, (Q(action__startswith=beginning) for beginning in about)))
        return [_entry(row, chain) for row in rows[offset : offset + limit]]


def _locked_chain(tenant_id: int | None) -> models.AuditChain:
    chain, _ = models.AuditChain.objects.select_for_update(no_key=True).get_or_create(
        name=chain_of(tenant_id), defaults={"tenant_id": tenant_id, "hash": NOTHING_BEFORE}
    )
    return chain


def _add(chain: models.AuditChain, entry: AuditEntry) -> None:
    models.AuditEntry.objects.create(
        chain=chain,
        sequence=entry.sequence,
        at=entry.at,
        actor_kind=entry.actor.kind.value,
        actor_name=entry.actor.name,
        actor_place=entry.actor.place,
        action=entry.action,
        subject=entry.subject,
        facts=entry.facts,
        outcome=entry.outcome.value,
        previous=entry.previous,
        hash=entry.hash,
    )


def _entry(row: models.AuditEntry, chain: str) -> AuditEntry:
    return AuditEntry(
        chain=chain,
        sequence=row.sequence,
        at=row.at,
        actor=Actor(ActorKind(row.actor_kind), row.actor_name, row.actor_place),
        action=row.action,
        subject=row.subject,
        facts=row.facts,
        outcome=AuditOutcome(row.outcome),
        previous=row.previous,
        hash=row.hash,
    )
