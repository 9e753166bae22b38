"""The report ledger in the database: written before anything leaves, never twice for one reference and effect."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.planning import Remembered, Standing, remember
from bindeled.domain.states import ENTRY_MOVES, Effect, EntryState
from bindeled.ports import OpenEntry
from bindeled.store import lines, models
from bindeled.store.batches import chunks, lock_tenant
from bindeled.store.entries import Sender
from bindeled.store.events import batch_event
from bindeled.store.parked import Inbox
from bindeled.store.past import has_past, past_reports
from bindeled.store.under_way import UnderWay, last_left

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from bindeled.domain.nouns import JournalLine
    from bindeled.domain.planning import Park
    from bindeled.ports import NewEntry, Outcome
    from bindeled.store.entries import Found, Key, Signed

FLOW = "reports"


def _nobody() -> None:
    """Nothing was signed."""


class StoredReportLedger:
    """Implements `ports.ReportLedger` for one tenant and one run of its `reports` flow.

    `signed` tells the version of the Uniconta login, and the epoch, that the run's latest call was signed with; they
    are kept with each entry when it is opened and when it is settled.
    """

    def __init__(self, tenant_id: int, run_id: int, signed: Signed = _nobody) -> None:
        self._tenant_id = tenant_id
        self._run_id = run_id
        self._sender = Sender(tenant_id, FLOW, run_id, signed)
        self._inbox = Inbox(tenant_id, FLOW, run_id)
        self._under_way = UnderWay(models.LedgerEntry)

    # what was done before

    def remembered(self, report_ids: Sequence[int]) -> dict[int, Remembered]:
        """Return what was done before about these reports; those without entries are left out."""
        found = remember(self._sender.traces(report_ids))
        if self._has_purged:
            found = past_reports(self._tenant_id, FLOW, [key for key in report_ids if key not in found]) | found
        for report_id in self._dismissed.keys() & set(report_ids):
            known = found.get(report_id, Remembered(1, Standing.NOT_CARRIED, "", ()))
            found[report_id] = replace(known, dismissed=self._dismissed[report_id])
        return found

    @cached_property
    def _has_purged(self) -> bool:
        """Whether anything of this tenant was ever purged; of most nothing was, and then nobody asks page by page."""
        return has_past(self._tenant_id, FLOW)

    @cached_property
    def _dismissed(self) -> dict[int, str]:
        """What people had dismissed when the run began, with the marks that it holds for."""
        return self._inbox.dismissed()

    def carried_lines(self, report_ids: Sequence[int]) -> dict[int, list[JournalLine]]:
        """Return the lines of these reports that lie in Uniconta, as they were sent."""
        lying = {report_id: known.lying for report_id, known in self.remembered(report_ids).items()}
        found: dict[int, list[JournalLine]] = {}
        for some in chunks(list(lying)):
            rows = self._rows.filter(report_id__in=some, effect=Effect.INSERT.value).order_by("reference")
            for report_id, reference, line in rows.values_list("report_id", "reference", "line"):
                if reference in lying[report_id]:
                    found.setdefault(report_id, []).append(lines.decode(line))
        return found

    def carried_ids(self, first_day: date) -> set[int]:
        """Return the reports of which a line lies in Uniconta and that start on or after `first_day`.

        What `domain.planning` concludes from the traces of one report, counted by the database for all of them: in the
        latest generation more lines were inserted than taken back, and nothing is under way.
        """
        inserted, done = Q(effect=Effect.INSERT.value), Q(state=EntryState.DONE.value)
        generations = self._rows.filter(date__gte=first_day).values("report_id", "generation")
        counted = generations.annotate(
            inserted=Count("line_number", filter=inserted & done, distinct=True),
            undone=Count("line_number", filter=~inserted & done, distinct=True),
            under_way=Count("pk", filter=Q(state=EntryState.SENDING.value)),
        ).order_by("report_id", "generation")
        columns = counted.values_list("report_id", "inserted", "undone", "under_way")
        latest = {report_id: there > gone and not open_ones for report_id, there, gone, open_ones in columns}
        return {report_id for report_id, is_lying in latest.items() if is_lying}

    # one effect after the other

    def open(self, entries: Sequence[NewEntry], at: datetime) -> list[OpenEntry]:
        """Write these entries as being sent, in the order given, before anything leaves.

        An entry that was refused or not there before is opened again with the line handed in. Raises Overtaken
        when one of them is being sent or done: somebody else was first.
        """
        wanted = {(entry.line.reference, entry.effect.value): entry for entry in entries}
        if len(wanted) < len(entries):
            raise Contradiction("The same ledger entry was to be opened twice in one list; nothing was opened.")
        if not wanted:
            return []
        with transaction.atomic():
            ids = self._open(wanted, at)
            # What was dismissed and is carried after all has changed since, and nobody has dismissed that.
            self._inbox.release(sorted({entry.report_id for entry in entries} & self._dismissed.keys()), at)
        self._under_way.opened(ids.values())
        return [
            OpenEntry(ids[key], entry.line.reference, entry.effect, entry.line, at) for key, entry in wanted.items()
        ]

    def _open(self, wanted: Mapping[Key, NewEntry], at: datetime) -> Mapping[Key, int]:
        # Behind this lock nobody else adds entries of this tenant: what is not found now is ours to write.
        lock_tenant(self._tenant_id)
        references = [reference for reference, _ in wanted]
        before = self._sender.find(references)
        for key in wanted.keys() & before.keys():
            _refuse_taken(key, before[key])
        again = {key: before[key].id for key in wanted if key in before}
        self._sender.open_again([(entry_id, wanted[key]) for key, entry_id in again.items()], at)
        ids = self._sender.insert([entry for key, entry in wanted.items() if key not in again], at)
        batch_event("entries.opened", self._tenant_id, self._run_id, at, references)
        return again | ids

    def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Move open entries to how they ended; an entry that is no longer open is left as it is.

        Raises Contradiction for an outcome that is not an ending; then none of them is written.
        """
        for state in {outcome.state for outcome in outcomes} - ENTRY_MOVES[EntryState.SENDING]:
            raise Contradiction(f"An entry that is being sent cannot end as {state.value}.")
        if outcomes:
            with transaction.atomic():
                self._sender.settle(outcomes, at)
            self._under_way.settled(outcome.entry_id for outcome in outcomes)

    def leaving(self, at: datetime) -> None:
        """Note that a call of this run leaves: what it has under way may be in it, and is as old as that."""
        self._under_way.leave(at)

    def unsettled(self, limit: int, after: str = "") -> list[OpenEntry]:
        """Return up to `limit` entries whose outcome is not known, by reference, those behind `after` only."""
        rows = self._rows.filter(state=EntryState.SENDING.value, reference__gt=after).order_by("reference", "id")
        columns = rows.values_list("id", "reference", "effect", "line", "sent_at", "left_at")[:limit]
        return [
            OpenEntry(entry_id, reference, Effect(effect), lines.decode(line), last_left(sent_at, left_at))
            for entry_id, reference, effect, line, sent_at, left_at in columns
        ]

    # what is set aside

    def parked_ids(self) -> set[int]:
        """Return the reports that are parked now."""
        return self._inbox.report_ids()

    def set_aside_ids(self) -> set[int]:
        """Return the reports that are parked now, with those that a person has dismissed."""
        return self._inbox.report_ids() | self._inbox.dismissed().keys()

    def park(self, parks: Sequence[Park], at: datetime) -> int:
        """Set reports aside, or keep them aside with the cause of now; return how many are new or have a new cause."""
        return self._inbox.park(parks, at)

    def release(self, report_ids: Sequence[int], at: datetime) -> int:
        """Take these reports out of the inbox; return how many were in it."""
        return self._inbox.release(report_ids, at)

    # how far the changes were taken in

    def checkpoint(self) -> int | None:
        """Return the counter up to which changes have been taken in, None before the first run."""
        return self._checkpoints.values_list("version", flat=True).first()

    def move_checkpoint(self, version: int, at: datetime) -> None:
        """Keep the counter, which never goes back, and that the picture was complete at this moment."""
        with transaction.atomic():
            models.Checkpoint.objects.get_or_create(tenant_id=self._tenant_id, flow=FLOW, defaults={"version": version})
            self._checkpoints.filter(version__lt=version).update(version=version)
            self._checkpoints.update(complete_at=at)

    def complete_at(self) -> datetime | None:
        """Return when a run last saw the complete picture and carried it, None before the first."""
        return self._checkpoints.values_list("complete_at", flat=True).first()

    @property
    def _checkpoints(self) -> QuerySet[models.Checkpoint]:
        return models.Checkpoint.objects.filter(tenant_id=self._tenant_id, flow=FLOW)

    @property
    def _rows(self) -> QuerySet[models.LedgerEntry]:
        return models.LedgerEntry.objects.filter(tenant_id=self._tenant_id, flow=FLOW)


def _refuse_taken(key: Key, found: Found) -> None:
    if EntryState.SENDING not in ENTRY_MOVES[EntryState(found.state)]:
        reference, effect = key
        raise Overtaken(f"{reference} ({effect}) is {found.state} already")
