"""Pairs of which a person has said that they are not the same: told by name, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.causes import DOUBTS
from bindeled.domain.registers.waiting import told_candidates
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.batches import lock_tenant
from bindeled.store.events import batch_event
from bindeled.store.registers.links import Links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.registers.records import Register

# A decision is no part of a run.
_NO_RUN = 0


@dataclass(frozen=True, slots=True)
class RejectedPair:
    """A record of the master and one of the follower that are not the same, by whom and when.

    Both go by the number and name under which they were found, empty where nothing tells them any more. `linked_to` is
    the number of the record that the master's is linked to by now.
    """

    master_id: int
    follower_id: int
    number: str
    name: str
    candidate: str
    by: str
    at: datetime
    linked_to: str = ""

    @property
    def key(self) -> tuple[int, int]:
        """Return the ids of both."""
        return self.master_id, self.follower_id


class Rejections:
    """The rejected pairs of one register of one tenant."""

    def __init__(self, tenant_id: int, register: Register) -> None:
        self._tenant_id = tenant_id
        self._register = register

    def pairs(self) -> list[RejectedPair]:
        """Return every pair, the newest first."""
        rows = list(self._rows.order_by("-pk"))
        if not rows:
            return []
        masters = {row.master_id for row in rows}
        names, candidates = self._told(masters)
        kept = Links(self._tenant_id, _NO_RUN).of_masters(self._register, masters)
        linked = {link.master_id: link for link in kept}
        found = []
        for row in rows:
            link = linked.get(row.master_id)
            number, name = names.get(row.master_id) or ((link.master_number, link.name) if link else ("", ""))
            candidate = candidates.get((row.master_id, row.follower_id), "")
            ids = row.master_id, row.follower_id
            to = link.follower_number if link else ""
            found.append(RejectedPair(*ids, number, name, candidate, row.rejected_by, row.at, to))
        return found

    def of(self, number: str, candidate: int | None) -> list[RejectedPair]:
        """Return the pairs of a record, or the one with this candidate. Raises Misconfigured when there is none."""
        found = [one for one in self.pairs() if one.number == number and candidate in {None, one.follower_id}]
        if not found:
            raise Misconfigured([f"No match of {number} among the {self._register.value} was rejected."])
        return found

    def take_back(self, pair: RejectedPair, at: datetime) -> None:
        """Let a pair be found again. Raises Misconfigured when it is rejected no longer."""
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            gone, _ = self._rows.filter(master_id=pair.master_id, follower_id=pair.follower_id).delete()
            if not gone:
                raise Misconfigured([f"That match of {pair.number} is rejected no longer."])
            facts = {"register": self._register.value, "by": str(current_actor())}
            batch_event("links.rejection_taken_back", self._tenant_id, _NO_RUN, at, [pair.number], facts=facts)

    def _told(self, masters: Collection[int]) -> tuple[dict[int, tuple[str, str]], dict[tuple[int, int], str]]:
        """Return numbers and names of masters, and of the candidates found for them, as they were told when found."""
        names: dict[int, tuple[str, str]] = {}
        candidates: dict[tuple[int, int], str] = {}
        for about, number, name, facts in self._findings(masters):
            names[about] = number, name
            candidates |= {(about, key): told for key, told in told_candidates(facts.get("candidates", ""))}
        return names, candidates

    def _findings(self, masters: Collection[int]) -> Iterator[tuple[int, str, str, dict[str, str]]]:
        asked = models.LoadItem.objects.filter(load__tenant_id=self._tenant_id, load__flow=self._register.value)
        parked = models.ParkedRecord.objects.filter(tenant_id=self._tenant_id, register=self._register.value)
        causes = [cause.value for cause in DOUBTS]
        for rows in (asked.filter(reason__in=causes), parked.filter(cause__in=causes)):
            found = rows.order_by("pk").values_list("about", "number", "name", "facts")
            yield from (row for row in found if row[0] in masters)

    @property
    def _rows(self) -> QuerySet[models.RejectedMatch]:
        return models.RejectedMatch.objects.filter(tenant_id=self._tenant_id, register=self._register.value)
