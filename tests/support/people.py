"""People at work on both sides: they approve, edit, withdraw and delete reports, and the bookkeeper posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from typing import Protocol

    from sandbox.client import TwinControl

    class Steered(Protocol):
        """A twin that can be steered."""

        @property
        def control(self) -> TwinControl:
            """Return what steers it."""

    class BothTwins(Protocol):
        """Where people work."""

        @property
        def intempus(self) -> Steered:
            """Return the twin of Intempus."""

        @property
        def uniconta(self) -> Steered:
            """Return the twin of Uniconta."""


_AMOUNTS = ("0.25", "1.50", "3.3333333333", "6.75", "11.00")
# One run may take back this many reports without being asked (`domain.safety`), and a run may have to make up for all
# that happened since the last one that came to its end.
_MAY_CHANGE = 18


class People:
    """What they do is drawn from the seed. Reports are approved batch by batch, from those nobody approved so far."""

    def __init__(self, company: BothTwins, chance: random.Random) -> None:
        self._company = company
        self._chance = chance
        self._here = company.intempus.control
        self._approved = {report["id"] for report in self._here.truth()["reports"]}
        self._pending: list[int] = []
        self._changes = 0

    def hold_back(self, share: float) -> None:
        """Withdraw a share of the approvals before anything is carried, so that there is something left to approve."""
        pending = self._chance.sample(sorted(self._approved), int(share * len(self._approved)))
        self._here.unapprove(pending)
        self._approved.difference_update(pending)
        self._pending = pending

    def approve(self, many: int) -> int:
        """Approve some more; return how many there still were."""
        batch, self._pending = self._pending[:many], self._pending[many:]
        self._here.approve(batch)
        self._approved.update(batch)
        return len(batch)

    def act(self) -> None:
        """Edit a few, withdraw one, now and then delete one or post the journal."""
        self._edit(self._some(self._chance.randint(0, 3)))
        self._withdraw(self._some(self._chance.randint(0, 1)))
        if self._chance.random() < 0.3:
            self._delete(self._some(1))
        if self._chance.random() < 0.4:
            self.post()

    def change(self, *, edited: int, withdrawn: int) -> None:
        """Edit and withdraw just so many."""
        self._edit(self._some(edited))
        self._withdraw(self._some(withdrawn))

    def post(self) -> None:
        """Post the journal, as the bookkeeper does."""
        self._company.uniconta.control.post_journal("INTEMPUS")

    def rest(self) -> None:
        """Begin to count changes anew: everything up to now has been made up for."""
        self._changes = 0

    def _some(self, many: int) -> list[int]:
        chosen = self._chance.sample(sorted(self._approved), min(many, _MAY_CHANGE - self._changes))
        self._changes += len(chosen)
        return chosen

    def _edit(self, reports: list[int]) -> None:
        for report_id in reports:
            amount = self._chance.choice(_AMOUNTS)
            self._here.edit(resource="work_report", id=report_id, fields={"amount": amount})

    def _withdraw(self, reports: list[int]) -> None:
        self._here.unapprove(reports)
        self._approved.difference_update(reports)
        self._pending += reports

    def _delete(self, reports: list[int]) -> None:
        for report_id in reports:
            self._here.delete(resource="work_report", id=report_id)
        self._approved.difference_update(reports)
