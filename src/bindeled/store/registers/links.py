"""Links between records, kept by both systems' ids whichever of them is the master."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from bindeled.domain.accounts import System
from bindeled.domain.registers.records import MASTERS, Link, Register, Seen
from bindeled.store import models
from bindeled.store.batches import chunks, lock_tenant
from bindeled.store.events import batch_event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

_CHANGED = (
    *("intempus_id", "uniconta_id", "intempus_number", "uniconta_number", "name"),
    *("seen", "generation", "changed_at", "grade", "reason", "decided_by"),
)
_ROWS_AT_ONCE = 200


class Links:
    """The links of one tenant, as one run sees and changes them."""

    def __init__(self, tenant_id: int, run_id: int) -> None:
        self._tenant_id = tenant_id
        self._run_id = run_id

    def all(self, register: Register) -> list[Link]:
        """Return every link of a register, the oldest first."""
        return [link_from(row) for row in self._rows(register).order_by("pk")]

    def of_masters(self, register: Register, masters: Iterable[int]) -> list[Link]:
        """Return the links of these masters' records."""
        column = f"{_master_column(register)}__in"
        return [
            link_from(row) for some in chunks(list(masters)) for row in self._rows(register).filter(**{column: some})
        ]

    def keep(self, links: Sequence[Link], at: datetime, *, grade: str = "", reason: str = "", by: str = "") -> None:
        """Keep new and changed links. One that takes over a counterpart takes it from the link that had it."""
        by_register: dict[Register, list[Link]] = {}
        for link in links:
            by_register.setdefault(link.register, []).append(link)
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            for register, some in by_register.items():
                self._keep(register, some, at, {"grade": grade, "reason": reason, "decided_by": by})

    def keep_needed(self, register: Register, numbers: Iterable[str], at: datetime) -> None:
        """Note exactly these masters' numbers as needed by another flow."""
        wanted = set(numbers)
        column = number_column(register)
        rows = self._rows(register).values_list("pk", column, "needed")
        changed = {
            needed: [pk for pk, n, old in rows if (n in wanted) is needed is not old] for needed in (True, False)
        }
        with transaction.atomic():
            for needed, keys in changed.items():
                for some in chunks(keys):
                    self._rows(register).filter(pk__in=some).update(needed=needed, changed_at=at)

    def _keep(self, register: Register, links: Sequence[Link], at: datetime, told: dict[str, str]) -> None:
        master = _master_column(register)
        known = {getattr(row, master): row for row in self._touched(register, links)}
        self._make_room(register, links, known)
        fresh = [link for link in links if link.master_id not in known]
        models.EntityLink.objects.bulk_create([self._row(link, at, told) for link in fresh], batch_size=_ROWS_AT_ONCE)
        matched = told if told["grade"] else {}
        changed = [_changed(known[link.master_id], link, at, matched) for link in links if link.master_id in known]
        renumbered = [
            row.intempus_number for row, before in changed if before != (row.intempus_number, row.uniconta_number)
        ]
        for row, _ in changed:
            # One statement each: put together as one, thousands of them cost six times as much to write down.
            row.save(update_fields=_CHANGED)
        for kind, keys in (("links.made", [link.master_number for link in fresh]), ("links.renumbered", renumbered)):
            if keys:
                facts = {"register": register.value, **told}
                batch_event(kind, self._tenant_id, self._run_id, at, sorted(keys), facts=facts)

    def _touched(self, register: Register, links: Sequence[Link]) -> Iterator[models.EntityLink]:
        """Yield the rows that have a master or a follower of these links."""
        seen: set[int] = set()
        for some in chunks(links, _ROWS_AT_ONCE):
            masters = Q(**{f"{_master_column(register)}__in": [link.master_id for link in some]})
            followers = Q(**{f"{_follower_column(register)}__in": [link.follower_id for link in some]})
            for row in self._rows(register).filter(masters | followers):
                if row.pk not in seen:
                    seen.add(row.pk)
                    yield row

    def _make_room(self, register: Register, links: Sequence[Link], known: dict[int, models.EntityLink]) -> None:
        """Drop what would stand in the way: a link of another master to the same follower."""
        followers = {link.follower_id: link.master_id for link in links}
        follower = _follower_column(register)
        stale = [
            master_id
            for master_id, row in known.items()
            if followers.get(getattr(row, follower), master_id) != master_id
        ]
        for some in chunks([known.pop(master_id).pk for master_id in stale]):
            models.EntityLink.objects.filter(pk__in=some).delete()

    def _row(self, link: Link, at: datetime, told: dict[str, str]) -> models.EntityLink:
        return models.EntityLink(
            tenant_id=self._tenant_id,
            register=link.register.value,
            **_columns(link),
            **told,
            pins=sorted(link.pins),
            needed=link.needed,
            linked_at=at,
            changed_at=at,
        )

    def _rows(self, register: Register) -> QuerySet[models.EntityLink]:
        return models.EntityLink.objects.filter(tenant_id=self._tenant_id, register=register.value)


def link_from(row: models.EntityLink) -> Link:
    """Return a row as the link that leaves this room."""
    register = Register(row.register)
    sides = (row.uniconta_id, row.uniconta_number), (row.intempus_id, row.intempus_number)
    master, follower = sides if MASTERS[register] is System.UNICONTA else sides[::-1]
    return Link(
        register,
        master[0],
        follower[0],
        master[1],
        follower[1],
        row.name,
        {target: Seen(*pair) for target, pair in row.seen.items()},
        frozenset(row.pins),
        row.needed,
        row.generation,
    )


def _changed(
    row: models.EntityLink, link: Link, at: datetime, matched: Mapping[str, str]
) -> tuple[models.EntityLink, tuple[str, str]]:
    """Put a link, and how it was matched anew, into its row; return it with the numbers it had."""
    before = (row.intempus_number, row.uniconta_number)
    for column, value in {**_columns(link), **matched}.items():
        setattr(row, column, value)
    row.changed_at = at
    return row, before


def _columns(link: Link) -> dict[str, Any]:
    sides = (link.master_id, link.master_number), (link.follower_id, link.follower_number)
    uniconta, intempus = sides if MASTERS[link.register] is System.UNICONTA else sides[::-1]
    return {
        "intempus_id": intempus[0],
        "uniconta_id": uniconta[0],
        "intempus_number": intempus[1],
        "uniconta_number": uniconta[1],
        "name": link.name,
        "seen": {target: list(pair) for target, pair in link.seen.items()},
        "generation": link.generation,
    }


def _master_column(register: Register) -> str:
    return f"{MASTERS[register].value}_id"


def _follower_column(register: Register) -> str:
    return "intempus_id" if MASTERS[register] is System.UNICONTA else "uniconta_id"


def number_column(register: Register) -> str:
    """Return the column that holds the master's number."""
    return f"{MASTERS[register].value}_number"
