"""How links stand: moved along `LINK_MOVES` by compare-and-set, the event in the same transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bindeled.domain.accounts import SwitchVariant
from bindeled.domain.gate import LinkView
from bindeled.domain.links import DoubtLimits, LinkFacts, Pause, Trigger, link_after
from bindeled.domain.states import LinkState, RunState
from bindeled.store import models
from bindeled.store.connections import connection_from, locked, set_link
from bindeled.store.doubts import is_believed_late
from bindeled.store.events import connection_event
from bindeled.store.meters import StoredEvidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bindeled.domain.accounts import Connection
    from bindeled.domain.errors import Evidence

_WAITS = (RunState.WAITING.value, RunState.HELD.value)


@dataclass(frozen=True, slots=True)
class StoredLinks:
    """Implements `connections.service.LinkKeeping`."""

    limits: DoubtLimits = field(default_factory=DoubtLimits)

    def happened(
        self,
        connection: Connection,
        trigger: Trigger,
        at: datetime,
        evidence: Evidence | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Connection:
        """Move the link as the table says and return the connection as it stands now; `facts` go into the event.

        Evidence is kept each time. What was met at an earlier epoch says nothing about the login in use now: the link
        stays as it is then.
        """
        with transaction.atomic():
            row = locked(connection.id)
            if evidence is not None:
                StoredEvidence().keep(row.pk, evidence, at)
            before = LinkState(row.link)
            known = self._facts(row, trigger, at)
            after = link_after(before, trigger, known) if row.epoch == connection.epoch else before
            if after is not before:
                set_link(row, after, at)
                row.save(update_fields=["link", "link_since"])
                models.LinkLook.objects.filter(pk=row.pk).update(tries=0)
                told = {"from": before.value, "to": after.value, "trigger": trigger.value, **(facts or {})}
                answer = asdict(evidence) if evidence else None
                connection_event("link.changed", row, at, {**told, "evidence": answer})
        return connection_from(row)

    def _facts(self, row: models.Connection, trigger: Trigger, at: datetime) -> LinkFacts:
        late = trigger is Trigger.REJECTED_FOR_GOOD and is_believed_late(row, at, self.limits)
        return replace(facts_of(row), comes_and_goes=late)

    def view(self, connection: Connection) -> LinkView:
        """Return how the link stands now, as the gate sees it."""
        row = models.Connection.objects.get(pk=connection.id)
        return LinkView(connection.system, LinkState(row.link))

    def variant(self, connection: Connection) -> SwitchVariant:
        """Return how a new login of this connection takes over."""
        return SwitchVariant(models.Connection.objects.values_list("switch_variant", flat=True).get(pk=connection.id))

    def choose_variant(self, connection: Connection, variant: SwitchVariant, at: datetime) -> None:
        """Say how a new login of this connection takes over."""
        with transaction.atomic():
            row = locked(connection.id)
            if row.switch_variant != variant.value:
                facts = {"from": row.switch_variant, "to": variant.value}
                row.switch_variant = variant.value
                row.save(update_fields=["switch_variant"])
                connection_event("connection.variant_chosen", row, at, facts)

    # rights

    def lacks(self, connection: Connection, resource: str, at: datetime, *, by_write: bool = False) -> None:
        """Note that the login may not use this resource; `by_write` says that a real write was refused."""
        refused = {"write_refused_at": at} if by_write else {}
        models.LackingRight.objects.update_or_create(
            connection_id=connection.id, resource=resource, defaults=refused, create_defaults={"since": at, **refused}
        )

    def lacks_only(self, connection: Connection, resources: Iterable[str], at: datetime) -> None:
        """Note that a whole proof found these resources refused and no others."""
        wanted = set(resources)
        with transaction.atomic():
            models.LackingRight.objects.filter(connection_id=connection.id).exclude(resource__in=wanted).delete()
            for resource in sorted(wanted):
                self.lacks(connection, resource, at)

    def refused_writes(self, connection: Connection, login: str) -> list[str]:
        """Return what this login was not allowed to write when it last tried; nothing of a login that is not in use."""
        known = models.CredentialVersion.objects.filter(connection_id=connection.id, login=login)
        if connection.active_version not in known.values_list("number", flat=True):
            return []
        rows = models.LackingRight.objects.filter(connection_id=connection.id).exclude(write_refused_at=None)
        return list(rows.order_by("resource").values_list("resource", flat=True))

    def went_through(self, connection: Connection, resources: Iterable[str], since: datetime, at: datetime) -> None:
        """Note that a run which began then ended with none of these refused; the link shows what is missing still."""
        rows = models.LackingRight.objects.filter(connection_id=connection.id, resource__in=list(resources))
        if rows.filter(write_refused_at__lt=since).delete()[0]:
            self.happened(connection, Trigger.WORKS, at)

    def limited(self) -> list[Connection]:
        """Return the connections whose login lacks a right and works otherwise."""
        rows = models.Connection.objects.filter(link=LinkState.LIMITED.value).order_by("pk")
        return [connection_from(row) for row in rows]

    # pauses

    def pause(self, connection: Connection, pause: Pause, at: datetime) -> Connection:
        """Hold the link, by whom, why and until when; the event is written with it."""
        with transaction.atomic():
            row = locked(connection.id)
            row.paused_by, row.pause_reason, row.pause_ends = pause.by, pause.reason, pause.ends
            row.save(update_fields=["paused_by", "pause_reason", "pause_ends"])
            ends = pause.ends.isoformat() if pause.ends else None
            return self.happened(
                connection_from(row), Trigger.PAUSED, at, None, {"by": pause.by, "reason": pause.reason, "ends": ends}
            )

    def pause_of(self, connection: Connection) -> Pause | None:
        """Return why the link is paused, None when it is not."""
        row = models.Connection.objects.get(pk=connection.id)
        if row.link != LinkState.PAUSED.value:
            return None
        return Pause(row.paused_by, row.pause_reason, row.pause_ends)

    def pauses_over(self, now: datetime) -> list[Connection]:
        """Return the connections whose pause has come to its end."""
        rows = models.Connection.objects.filter(link=LinkState.PAUSED.value, pause_ends__lte=now).order_by("pk")
        return [connection_from(row) for row in rows]


def facts_of(row: models.Connection) -> LinkFacts:
    """Return what decides between the ends of a move, as it is in this transaction."""
    runs = models.Run.objects.filter(tenant_id=row.tenant_id, state__in=_WAITS)
    held = models.HeldReport.objects.filter(tenant_id=row.tenant_id)
    return LinkFacts(
        work_waits=runs.exists() or held.exists(),
        right_missing=row.lackingright_set.exists(),
        has_login=row.active_version is not None,
    )
