"""The notices on their way: put in with what was noted, taken out by compare-and-set along `NOTICE_MOVES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from bindeled.domain.notices import NOTICE_MOVES, Matter, NoticeState, Relation, Side
from bindeled.domain.outbox import About, Item, NoticeRecord
from bindeled.domain.states import may_become
from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.domain.outbox import Letter

_REASON_LENGTH = 200


class StoredOutbox:
    """The notices of the installation."""

    def add(self, letters: Iterable[Letter], at: datetime, due_at: datetime, *, mailed: bool) -> None:
        """Keep the letters until `due_at`; what is waiting for the same recipient on the same side takes them in.

        Without mail (`mailed` False) they are kept to be shown and never sent.
        """
        with transaction.atomic():
            for letter in letters:
                self._put(letter, at, due_at, mailed=mailed)

    def claim(self, now: datetime, until: datetime) -> NoticeRecord | None:
        """Take the notice that has been due the longest, for until then; None when none is due.

        One whose sender fell silent is taken again: it is sent at least once.
        """
        waiting = models.Notice.objects.filter(state__in=may_become(NOTICE_MOVES, NoticeState.SENDING), due_at__lte=now)
        for row in waiting.order_by("due_at", "pk")[:10]:
            same = models.Notice.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts, due_at=row.due_at)
            taken = {"state": NoticeState.SENDING.value, "due_at": until, "attempts": row.attempts + 1}
            if same.update(**taken):
                return _record(models.Notice.objects.get(pk=row.pk))
        return None

    def sent(self, notice: NoticeRecord, at: datetime) -> bool:
        """Note that it was sent; False when somebody else has taken it meanwhile."""
        return _move(notice, NoticeState.SENT, sent_at=at, reason="")

    def failed(self, notice: NoticeRecord, again_at: datetime, reason: str) -> bool:
        """Note why it could not be sent, and when it is tried again."""
        return _move(notice, NoticeState.QUEUED, due_at=again_at, reason=reason[:_REASON_LENGTH])

    def give_up(self, notice: NoticeRecord, reason: str) -> bool:
        """Note that it is tried no more, and why; it stays, and is shown."""
        return _move(notice, NoticeState.GIVEN_UP, reason=reason[:_REASON_LENGTH])

    def try_again(self, tenant_id: int, at: datetime) -> int:
        """Queue what was given up, of one tenant, and return how many notices that was."""
        rows = models.Notice.objects.filter(
            state=NoticeState.GIVEN_UP.value, pk__in=_of_tenant(tenant_id).values("notice_id")
        )
        return rows.update(state=NoticeState.QUEUED.value, created_at=at, due_at=at, attempts=0)

    def of_tenant(self, tenant_id: int, limit: int) -> list[NoticeRecord]:
        """Return the newest notices that tell of this tenant, each with what it tells of this tenant only."""
        ids = _of_tenant(tenant_id).order_by("-notice_id").values_list("notice_id", flat=True).distinct()[:limit]
        rows = models.Notice.objects.filter(pk__in=list(ids)).order_by("-pk")
        return [_record(row, tenant_id) for row in rows]

    def _put(self, letter: Letter, at: datetime, due_at: datetime, *, mailed: bool) -> None:
        recipient = letter.to.recipient
        row = None
        if mailed and due_at > at:
            waiting = models.Notice.objects.filter(
                recipient=recipient.key, side=letter.side.value, state=NoticeState.QUEUED.value, attempts=0
            )
            # Locked, so that it is not taken while this is put into it.
            row = waiting.filter(due_at__gt=at).select_for_update().first()
        if row is None:
            row = models.Notice.objects.create(
                recipient=recipient.key,
                relation=recipient.relation.value,
                language=recipient.language,
                person_id=letter.to.person_id,
                contact_id=letter.to.contact_id,
                side=letter.side.value,
                state=(NoticeState.QUEUED if mailed else NoticeState.KEPT).value,
                created_at=at,
                due_at=due_at,
            )
        models.NoticeItem.objects.bulk_create(
            models.NoticeItem(
                notice=row,
                tenant_id=item.about.tenant_id,
                system=item.about.system,
                matter=item.matter.value,
                facts=dict(item.facts),
            )
            for item in letter.items
        )


def _of_tenant(tenant_id: int) -> Any:
    return models.NoticeItem.objects.filter(tenant_id=tenant_id)


def _move(notice: NoticeRecord, state: NoticeState, **columns: Any) -> bool:
    # Whoever took it later counts one attempt more.
    rows = models.Notice.objects.filter(
        pk=notice.id, state__in=may_become(NOTICE_MOVES, state), attempts=notice.attempts
    )
    return bool(rows.update(state=state.value, **columns))


def _record(row: models.Notice, tenant_id: int | None = None) -> NoticeRecord:
    items = row.noticeitem_set.select_related("tenant").order_by("pk")
    chosen = items if tenant_id is None else items.filter(tenant_id=tenant_id)
    return NoticeRecord(
        id=row.pk,
        relation=Relation(row.relation),
        language=row.language,
        person_id=row.person_id,
        contact_id=row.contact_id,
        side=Side(row.side),
        state=NoticeState(row.state),
        created_at=row.created_at,
        due_at=row.due_at,
        attempts=row.attempts,
        sent_at=row.sent_at,
        reason=row.reason,
        items=tuple(_item(item) for item in chosen),
    )


def _item(row: models.NoticeItem) -> Item:
    return Item(About(row.tenant.pk, row.tenant.name, row.tenant.slug, None, row.system), Matter(row.matter), row.facts)
