"""Remembers what a request with an idempotency key was answered, so that its repeat is not done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from bindeled.store import models

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request with the same key. `same` tells whether it asked for the same; without a status it is under way."""

    same: bool
    status: int | None
    answer: Any


class IdempotencyKeys:
    """Keys by token. `request` is a digest of what is asked for."""

    def begin(self, token_id: int, key: str, request: str, at: datetime, keep: timedelta) -> Earlier | None:
        """Take the key for this request and return None; what the key was used for when it is taken."""
        models.IdempotencyKey.objects.filter(created_at__lt=at - keep).delete()
        try:
            with transaction.atomic():
                models.IdempotencyKey.objects.create(token_id=token_id, key=key, request=request, created_at=at)
        except IntegrityError:
            row = models.IdempotencyKey.objects.filter(token_id=token_id, key=key).first()
            return Earlier(row.request == request, row.status, row.answer) if row else Earlier(True, None, None)
        return None

    def finish(self, token_id: int, key: str, status: int, answer: Any) -> None:
        """Keep what was answered."""
        models.IdempotencyKey.objects.filter(token_id=token_id, key=key).update(status=status, answer=answer)

    def forget(self, token_id: int, key: str) -> None:
        """Let the key go: the request did not come about and may be made again."""
        models.IdempotencyKey.objects.filter(token_id=token_id, key=key).delete()
