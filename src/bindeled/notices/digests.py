"""Who is told what, put together: one letter for each recipient and side, however much it is about. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bindeled.domain.outbox import Letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bindeled.domain.notices import Side
    from bindeled.domain.outbox import Addressee, Item


def put_together(
    told: Iterable[tuple[Side, Item]], addressees: Mapping[int, Sequence[Addressee]]
) -> tuple[Letter, ...]:
    """Return the letters. `addressees` are those of each tenant; one who is there twice is told once."""
    items: dict[tuple[str, Side], list[Item]] = defaultdict(list)
    known: dict[tuple[str, Side], Addressee] = {}
    for side, item in told:
        for addressee in _told(item, addressees.get(item.about.tenant_id, ())):
            place = (addressee.recipient.key, side)
            known.setdefault(place, addressee)
            items[place].append(item)
    return tuple(Letter(known[place], place[1], tuple(found)) for place, found in items.items())


def _told(item: Item, addressees: Sequence[Addressee]) -> Iterable[Addressee]:
    wanting: dict[str, Addressee] = {}
    for addressee in addressees:
        if addressee.recipient.wants(item.matter, item.facts):
            wanting.setdefault(addressee.recipient.key, addressee)
    return wanting.values()
