"""What reports are matched with: the look-up tables of both sides, and what work types were carried as before."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bindeled.domain.errors import NotSetUp
from bindeled.domain.mapping import Matcher

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.domain.mapping import ReportRules
    from bindeled.domain.nouns import UnicontaRegisters
    from bindeled.engine.reading import Reading
    from bindeled.ports import PairingMemory, ProjectJournal, ReportSource


class Matching:
    """The matcher of one run, made when the first report is due and not before."""

    def __init__(
        self,
        source: ReportSource,
        journal: ProjectJournal,
        rules: ReportRules,
        pairings: PairingMemory,
        reading: Reading,
    ) -> None:
        self._source = source
        self._journal = journal
        self._rules = rules
        self._pairings = pairings
        self._reading = reading
        self._used: Matcher | None = None

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher over both look-up tables. Raises NotSetUp when the journal that is chosen is not there."""
        here = self._reading.beside(self._source.registers)
        there = self._journal.registers()
        _require_journal(self._rules.journal, there)
        self._used = Matcher(here(), there, self._rules, self._pairings.known())
        return self._used

    def note_pairings(self, at: datetime) -> None:
        """Remember what each work type was carried as; where nothing was due, nothing was matched."""
        if self._used is not None:
            self._pairings.note(self._used.pairings, at)


def _require_journal(journal: str, there: UnicontaRegisters) -> None:
    """Raise NotSetUp when Uniconta has no such project journal; lines sent to it would all be refused."""
    if journal not in there.journals:
        raise NotSetUp(
            "Uniconta",
            f"Uniconta has no project journal called {journal}.",
            "Make it under Project, or choose another when the tenant is set up.",
        )
