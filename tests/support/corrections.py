"""People who change their minds about everything, and a bookkeeper who works in the journal by hand."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bindeled.domain.keys import Reference
from bindeled.domain.proof import prove
from sandbox.client import ControlRefused
from tests.support.people import People
from tests.support.sums import sum_of

if TYPE_CHECKING:
    import random
    from collections.abc import Collection

    from tests.support.people import BothTwins

_LINES = "ProjectJournalLineClient"
_HAND_QUANTITY = 99.5


class Corrections(People):
    """Besides what people do anyway, reports are moved to another case or employee, and lines are touched by hand.

    `touched` are the reports whose lines the bookkeeper has edited, moved or deleted: those are hers.
    """

    def __init__(self, company: BothTwins, chance: random.Random) -> None:
        super().__init__(company, chance)
        self.touched: set[int] = set()
        reports = self._here.truth()["reports"]
        self._cases = sorted({report["case"] for report in reports if report["case"]})
        self._employees = sorted({report["employee"] for report in reports})

    def act(self) -> None:
        """Do what people do, move a few reports, and touch a line or two by hand."""
        for _ in range(self._chance.randint(0, 2)):
            self._touch()
        super().act()
        self._move(self._some(self._chance.randint(0, 2)))

    def _move(self, reports: list[int]) -> None:
        for report_id in reports:
            to = self._chance.choice(({"case": self._cases}, {"employee": self._employees}))
            fields = {name: self._chance.choice(ids) for name, ids in to.items()}
            self._here.edit(resource="work_report", id=report_id, fields=fields)

    def _touch(self) -> None:
        """Edit, move or delete one line that lies in the journal, as a bookkeeper does in Uniconta."""
        control = self._company.uniconta.control
        lines = [line for line in control.stored(_LINES) if Reference.parse(line["ReferenceNumber"] or "")]
        if not lines:
            return
        line = self._chance.choice(lines)
        reference = Reference.parse(line["ReferenceNumber"])
        assert reference is not None
        self.touched.add(reference.report_id)
        act = self._chance.choice(("edit", "move", "delete"))
        with suppress(ControlRefused):  # the line was posted or taken back in the same moment
            if act == "delete":
                control.delete(entity=_LINES, row_id=line["RowId"])
            else:
                fields = {"Qty": _HAND_QUANTITY} if act == "edit" else {"Project": _another(line, lines)}
                control.edit(entity=_LINES, row_id=line["RowId"], fields=fields)


def _another(line: dict[str, Any], lines: list[dict[str, Any]]) -> Any:
    """Return the project of another line, the same where there is no other."""
    return next((other["Project"] for other in lines if other["Project"] != line["Project"]), line["Project"])


@dataclass(frozen=True, slots=True)
class Corrected:
    """What both twins show when it is over, apart from the reports whose lines a person has touched.

    `misplaced` count those whose hours or employee differ from Intempus, `unexplained` those that reconciliation names
    and nobody has touched. `touched` are how many reports a person's hand was on.
    """

    carried: int
    lost: int
    doubled: int
    misplaced: int
    unexplained: int
    inversions: int
    touched: int


def count_corrected(twins: BothTwins, touched: set[int], parked: Collection[int], differing: set[int]) -> Corrected:
    """Count. `parked` are set aside, `differing` those that reconciliation names with another reason than that."""
    here, there = twins.intempus.control, twins.uniconta.control
    counted, booked = sum_of(here, there, parked), there.truth()
    lines = [row for row in (*booked["lines"], *booked["transactions"]) if _report_of(row) not in touched]
    due = counted.approved.keys() - touched
    proof = prove(due, [row["ReferenceNumber"] for row in lines], parked)
    set_aside = touched | set(parked)
    wrong = {key for key in counted.broken if key not in set_aside} | _with_somebody_else(twins, lines, due)
    disorder = there.analysis("out-of-order")["reports"]
    return Corrected(
        carried=proof.carried,
        lost=proof.lost,
        doubled=proof.doubled,
        misplaced=len(wrong),
        unexplained=len(differing - touched),
        inversions=sum(count for key, count in disorder.items() if int(key) not in touched),
        touched=len(touched),
    )


def _report_of(row: dict[str, Any]) -> int:
    reference = Reference.parse(row["ReferenceNumber"] or "")
    return reference.report_id if reference else 0


def _with_somebody_else(twins: BothTwins, lines: list[dict[str, Any]], due: set[int]) -> set[int]:
    """Return the reports whose hours stand with another employee than Intempus says."""
    control = twins.intempus.control
    numbers = {person["id"]: str(person["number"]) for person in control.stored("employee")}
    owners = {report["id"]: numbers[report["employee"]] for report in control.truth()["reports"]}
    standing: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for row in lines:
        standing[_report_of(row), str(row["Employee"])] += Decimal(str(row["Qty"]))
    return {
        key for (key, employee), quantity in standing.items() if quantity and key in due and employee != owners[key]
    }
