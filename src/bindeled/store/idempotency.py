"""Remembers what a request with an idempotency key was answered, so that its repeat is not done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from bindeled.domain.errors import BindeledError
from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta


class KeyReused(BindeledError):
    """The key came with another request before. Nothing was done."""

    def __init__(self) -> None:
        super().__init__("This idempotency key was used for another request. Nothing was done; take a new key.")


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request that carries a key: whose token, the key, and a keyed digest of everything that it asks for."""

    token_id: int
    key: str
    digest: str


class IdempotencyKeys:
    """What was answered, by token and key."""

    def once(self, request: KeyedRequest, do: Callable[[], Any], at: datetime, keep: timedelta) -> tuple[Any, bool]:
        """Do it and keep its answer, all in one transaction; or return the answer that was kept, and True.

        Whatever `do` raises leaves the key free. Raises KeyReused when the key was kept for another request.
        """
        models.IdempotencyKey.objects.filter(created_at__lt=at - keep).delete()
        kept = _kept(request)
        if kept is not None:
            return kept, True
        try:
            with transaction.atomic():
                row = models.IdempotencyKey.objects.create(
                    token_id=request.token_id, key=request.key, request=request.digest, created_at=at
                )
                row.answer = do()
                row.save(update_fields=["answer"])
        except IntegrityError:
            # The same request at the same moment was first.
            kept = _kept(request)
            if kept is None:
                raise
            return kept, True
        return row.answer, False


def _kept(request: KeyedRequest) -> Any:
    row = models.IdempotencyKey.objects.filter(token_id=request.token_id, key=request.key).first()
    if row is None:
        return None
    if row.request != request.digest:
        raise KeyReused
    return row.answer
