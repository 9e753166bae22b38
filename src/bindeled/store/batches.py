"""Small helps for work on many rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bindeled.domain.errors import Contradiction
from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Thing = TypeVar("Thing")

# SQLite takes 999 variables in one statement as it is commonly built; a few are left for the rest of the condition.
VARIABLES = 990


def chunks(things: Sequence[Thing], size: int = VARIABLES) -> Iterator[Sequence[Thing]]:
    """Yield the things in pieces that fit into one statement, as an `IN` list unless `size` says otherwise."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def lock_tenant(tenant_id: int) -> None:
    """Let one transaction at a time look at this tenant's rows and then add to them, until it ends.

    SQLite does so by itself, since every transaction begins with the lock for writing. PostgreSQL holds the tenant's
    row in the mode that does not stop others from referring to it. Raises Contradiction when there is no such tenant.
    """
    rows = models.Tenant.objects.select_for_update(no_key=True).filter(pk=tenant_id)
    if not rows.values_list("pk", flat=True):
        raise Contradiction(f"There is no tenant with the id {tenant_id}.")
