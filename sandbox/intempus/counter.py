"""The logical timestamp: one counter over all tables, neither dense nor a clock (Intempus sheet 4.1-4.3, 8.5)."""

import random
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_VALUE = 9_150_000_000
LARGEST_GAP = 400
PLACEHOLDER = 42  # what the answer to a POST shows instead of the value (Intempus sheet 4.5)


class Counter(models.Model):
    """The single row that holds the highest value given out. It commits together with the row that got the value."""

    value = models.BigIntegerField(default=FIRST_VALUE)

    class Meta:
        """Bookkeeping of the twin, not a resource."""

        app_label = "intempus"

    def __str__(self) -> str:
        return str(self.value)


class _Gaps:
    """Steps between values, the same for the same seed."""

    def __init__(self) -> None:
        self.seed(0)

    def seed(self, seed: int) -> None:
        """Begin the sequence anew."""
        self._random = random.Random(seed)  # noqa: S311 - reproducible test data, nothing secret

    def next(self) -> int:
        """How far the next value lies from the last."""
        return self._random.randint(1, LARGEST_GAP)


gaps = _Gaps()


def highest_committed() -> int:
    """Return the value the `Logical-Timestamp` header carries."""
    return Counter.objects.values_list("value", flat=True).filter(pk=1).first() or FIRST_VALUE


def next_value() -> int:
    """Take one value. Call inside the transaction that writes the row, or a reader could see a value too early."""
    return next(take(1))


def take(count: int) -> "Iterator[int]":
    """Take `count` rising values at once, for bulk loading."""
    row, _ = Counter.objects.get_or_create(pk=1)
    values = []
    for _ in range(count):
        row.value += gaps.next()
        values.append(row.value)
    row.save()
    return iter(values)


def stamp(row: models.Model) -> None:
    """Give the stored `row` its next value without showing it on the object.

    That is why a POST answers with the placeholder and a PUT with the old value (Intempus sheet 4.5).
    """
    type(row)._base_manager.filter(pk=row.pk).update(logical_timestamp=next_value())  # noqa: SLF001 - Django's documented name for the manager without filters
