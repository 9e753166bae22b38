"""What became of the reports, counted from what both twins hold and what they wrote down: `python -m sandbox.analysis`.

The sandbox knows nothing of any product. The caller says by regular expressions how a line names the report that it
carries, and how a line names one that it takes back; the one group in each is the report's id.
"""

import argparse
import datetime as dt
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.journal import Journal, Request, Write
from sandbox.versions import NOT_RIGHT

if TYPE_CHECKING:
    from sandbox.client import TwinControl

CARRIED = r"IM0*(\d+)G"
TAKEN_BACK = r"IM0*(\d+)R"
WINDOW_SECONDS = 300.0

_ADDING = ("insert", "create")

Json = dict[str, Any]


@dataclass(frozen=True)
class Naming:
    """How a line's reference names its report. Raises `ValueError` for an expression without exactly one group."""

    carried: str = CARRIED
    taken_back: str = TAKEN_BACK

    def __post_init__(self) -> None:
        for text in (self.carried, self.taken_back):
            try:
                groups = re.compile(text).groups
            except re.error as error:
                raise ValueError(f"Not a regular expression: {text!r}") from error
            if groups != 1:
                raise ValueError(f"The expression must have one group, the report's id: {text!r}")

    def report_in(self, reference: str | None) -> int | None:
        """Return the report that a line with this reference carries, None when it carries none."""
        return _id_in(self.carried, reference)

    def report_taken_back_in(self, reference: str | None) -> int | None:
        """Return the report that a line with this reference takes back, None when it takes none back."""
        return _id_in(self.taken_back, reference)


def standing(references: Iterable[str | None], naming: Naming) -> dict[int, int]:
    """Count for each report how often it lies there: lines that carry it less lines that take it back."""
    counted: Counter[int] = Counter()
    for reference in references:
        carried = naming.report_in(reference)
        taken_back = naming.report_taken_back_in(reference)
        if carried is not None:
            counted[carried] += 1
        if taken_back is not None:
            counted[taken_back] -= 1
    return dict(counted)


def lost(due: Iterable[int], standing: Mapping[int, int]) -> list[int]:
    """Return the reports that are due and lie nowhere."""
    return sorted(report for report in set(due) if standing.get(report, 0) <= 0)


def doubled(standing: Mapping[int, int]) -> dict[int, int]:
    """Return the reports that lie there more than once, and how often."""
    return {report: times for report, times in sorted(standing.items()) if times > 1}


def not_due(due: Iterable[int], standing: Mapping[int, int]) -> list[int]:
    """Return the reports that lie there though nobody approved them, or no longer."""
    return sorted({report for report, times in standing.items() if times > 0} - set(due))


def out_of_order(writes: Iterable[Write], naming: Naming) -> dict[int, int]:
    """Count for each report how often a line of it was added after one whose reference comes later in the alphabet."""
    latest: dict[int, str] = {}
    inversions: Counter[int] = Counter()
    for write in writes:
        reference = _added_reference(write)
        report = naming.report_in(reference)
        if reference is None or report is None:
            continue
        if reference < latest.get(report, ""):
            inversions[report] += 1
        latest[report] = max(reference, latest.get(report, ""))
    return dict(inversions)


def written_after_revocation(writes: Iterable[tuple[Write, Request | None]]) -> list[Json]:
    """Return the accepted writes whose call was signed by a secret that was not right when the call came in.

    Those of a session that outlived its password are among them.
    """
    return [
        {"entity": write.entity, "action": write.action, "key": write.key, "request": request.number}
        for write, request in writes
        if request is not None and request.standing in (*NOT_RIGHT, "outlived")
    ]


def attempts(refused: Iterable[Request], login: str = "") -> Json:
    """Count calls that came with a dead secret, and apart from them those with one that was never given out.

    `per_day` goes by the day of arrival in UTC, and so does `most_a_day`, the highest number of one secret;
    `most_in_five_minutes` is the highest number in any five minutes.
    With a `login`, only its calls count.
    """
    calls = [call for call in refused if login in ("", call.credential)]
    dead = [call for call in calls if call.standing == "dead"]
    of_one = Counter((_day(call.arrived), call.credential, call.version) for call in dead)
    return {
        "dead": len(dead),
        "per_day": dict(Counter(_day(call.arrived) for call in dead)),
        "most_a_day": max(of_one.values(), default=0),
        "most_in_five_minutes": most_within([call.arrived for call in dead], WINDOW_SECONDS),
        "by_credential": dict(Counter(f"{call.credential} v{call.version}" for call in dead)),
        "never_issued": len(calls) - len(dead),
    }


def most_within(times: Iterable[float], seconds: float) -> int:
    """Return the highest number of `times` that lie within any stretch shorter than `seconds`."""
    ordered = sorted(times)
    most = first = 0
    for last, time in enumerate(ordered):
        while time - ordered[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def due_in(truth: Json, beside: str = "") -> list[int]:
    """Return the approved reports of a twin's truth, but for those of the origin `beside`."""
    return [row["id"] for row in truth.get("reports", ()) if row["approved"] and (row["origin"] or "") != beside]


def references_in(truth: Json) -> list[str | None]:
    """Return the references of all lines and transactions of a twin's truth."""
    return [row["ReferenceNumber"] for name in ("lines", "transactions") for row in truth.get(name, ())]


def compare(intempus: "TwinControl", uniconta: "TwinControl", naming: Naming, beside: str = "") -> Json:
    """Ask both twins through their controls and return every figure there is."""
    due = due_in(intempus.truth(), beside)
    there = standing(references_in(uniconta.truth()), naming)
    query = {"carried": naming.carried, "taken_back": naming.taken_back}
    carried = len(set(due) - set(lost(due, there)))
    calls = {twin: control.calls()["total"] for twin, control in (("intempus", intempus), ("uniconta", uniconta))}
    return {
        "due": len(due),
        "carried": carried,
        "lost": lost(due, there),
        "doubled": doubled(there),
        "not_due": not_due(due, there),
        "out_of_order": uniconta.analysis("out-of-order", **query)["reports"],
        "calls": calls,
        "calls_per_carried_report": sum(calls.values()) / carried if carried else None,
        **{name: _of_each(name, intempus, uniconta) for name in ("attempts", "written-after-revocation")},
    }


def routes(journal: Journal, truth: Callable[[Json], Json]) -> dict[tuple[str, str], Callable[[Json], Json]]:
    """Return the control routes for what one twin alone can tell: method and path, and what answers a query.

    `standing` and `out-of-order` take the expressions `carried` and `taken_back`, `attempts` a `login`.
    """

    def references(query: Json) -> Json:
        there = standing(references_in(truth({})), _naming(query))
        return {"standing": there, "doubled": doubled(there)}

    def order(query: Json) -> Json:
        return {"reports": out_of_order((write for write, _ in journal.signed_writes()), _naming(query))}

    return {
        ("GET", "analysis/attempts"): lambda query: attempts(journal.refused(), query.get("login", "")),
        ("GET", "analysis/written-after-revocation"): lambda _: {
            "writes": written_after_revocation(journal.signed_writes())
        },
        ("GET", "analysis/signed"): lambda _: {"signed": journal.signed()},
        ("GET", "analysis/due"): lambda _: {"due": due_in(truth({}))},
        ("GET", "analysis/standing"): references,
        ("GET", "analysis/out-of-order"): order,
    }


def main(argv: list[str] | None = None) -> None:
    """Print every figure as one JSON object; the exit status is 0 only when nothing is lost, doubled or disordered."""
    from sandbox.client import TwinControl  # noqa: PLC0415 - a twin that only counts needs no HTTP client

    chosen = _parser().parse_args(argv)
    naming = Naming(chosen.carried, chosen.taken_back)
    with closing(TwinControl(chosen.intempus)) as intempus, closing(TwinControl(chosen.uniconta)) as uniconta:
        figures = compare(intempus, uniconta, naming, chosen.beside)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    sys.exit(1 if any(figures[name] for name in ("lost", "doubled", "not_due", "out_of_order")) else 0)


def _parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m sandbox.analysis", description="What became of the reports.")
    options.add_argument("--intempus", required=True, metavar="URL")
    options.add_argument("--uniconta", required=True, metavar="URL")
    options.add_argument("--carried", default=CARRIED, metavar="REGEX", help="finds the report that a line carries")
    options.add_argument("--taken-back", default=TAKEN_BACK, metavar="REGEX", help="finds the one it takes back")
    options.add_argument("--beside", default="", metavar="ORIGIN", help="reports of this origin are not due")
    return options


def _naming(query: Json) -> Naming:
    return Naming(query.get("carried", CARRIED), query.get("taken_back", TAKEN_BACK))


def _of_each(name: str, intempus: "TwinControl", uniconta: "TwinControl") -> Json:
    return {"intempus": intempus.analysis(name), "uniconta": uniconta.analysis(name)}


def _added_reference(write: Write) -> str | None:
    return (write.after or {}).get("ReferenceNumber") if write.action in _ADDING else None


def _id_in(expression: str, reference: str | None) -> int | None:
    match = re.search(expression, reference or "")
    return int(match[1]) if match else None


def _day(time: float) -> str:
    return dt.datetime.fromtimestamp(time, dt.UTC).date().isoformat()


if __name__ == "__main__":
    main()
