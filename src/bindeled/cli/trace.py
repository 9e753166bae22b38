"""`bindeled trace` answers "where is my hour?"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.store.views import Moment, ReportTimeline

# What an effect is called when it is sent, and when it is done.
_EFFECTS = {
    "insert": ("sent to Uniconta's project journal", "carried"),
    "remove": ("asked Uniconta to remove the line", "taken back: the line was removed"),
    "reverse": ("sent a line that takes the posted one back", "taken back: the posted line was reversed"),
    "forget": ("the line was gone from Uniconta already", "withdrawn: the line was gone from Uniconta already"),
}
_RUNS = {
    "run.queued": "asked for ({trigger})",
    "run.asked_again": "asked for again ({trigger})",
    "run.begun": "began",
}


# What the systems tell when they are asked; what has no time of its own is told as of now.
_ASKED = {
    "report.submitted": "registered in Intempus by {by}",
    "report.approved": "approved in Intempus by {by} ({level})",
    "report.not_approved": "not finally approved in Intempus now",
    "report.deleted": "not there in Intempus now",
    "line.posted": "posted in Uniconta ({reference})",
    "line.unposted": "lies in the project journal, not posted yet ({reference})",
    "line.on_timesheet": "written to the weekly timesheet, not posted yet ({reference})",
    "line.gone": "not in Uniconta now ({reference})",
}


def trace(
    report: Annotated[int, typer.Argument(metavar="REPORT", help="The report's number in Intempus.")],
    tenant: TenantOption,
    *,
    kept: Annotated[bool, typer.Option("--kept", help="Show what was kept here, and ask neither system.")] = False,
    json: JsonOption = False,
) -> None:
    """Show what became of one report, from who registered it to its posting. Exits 1 when nothing is known of it.

    Both systems are asked what they know of it now; where they cannot be, that is said, and what was kept is shown.
    """
    program = open_program()
    from bindeled.store.views import report_timeline  # noqa: PLC0415 - models need Django set up

    owner = program.tenants.by_slug(tenant)
    timeline = report_timeline(owner.id, report) if kept else program.trace(owner, report)
    if json:
        show(_facts(report, tenant, timeline), as_json=True)
    elif timeline.moments:
        show_table(f"Report {report}", ["when", "run", "what"], [_row(moment) for moment in timeline.moments])
        show({}, as_json=False, lines=_advice(timeline))
    else:
        show({}, as_json=False, lines=[_unknown(report, tenant)])
    raise typer.Exit(0 if timeline.moments else 1)


def _facts(report: int, tenant: str, timeline: ReportTimeline) -> dict[str, object]:
    facts: dict[str, object] = {
        "report": report,
        "entries": timeline.entries,
        "moments": timeline.moments,
        "unasked": str(timeline.unasked or ""),
    }
    return facts if timeline.moments else facts | {"error": _unknown(report, tenant), "kind": "Unknown"}


def _row(moment: Moment) -> tuple[object, ...]:
    return moment_of(moment.at), moment.run_id, told(moment)


def told(moment: Moment) -> str:
    """Return what happened, in words."""
    facts = moment.facts
    if moment.kind.startswith("entry."):
        return _told_entry(moment.kind.removeprefix("entry."), facts)
    if moment.kind == "report.parked":
        return f"parked: {_cause('cause', facts)}"
    if moment.kind == "report.released":
        return "left the inbox"
    if moment.kind in _ASKED:
        return _told_asked(_ASKED[moment.kind], facts)
    if moment.kind in _RUNS:
        return _RUNS[moment.kind].format_map(facts)
    ended = moment.kind.removeprefix("run.")
    return f"{ended}: {facts['reason']}" if facts.get("reason") else ended


def _told_asked(words: str, facts: Mapping[str, object]) -> str:
    """Return what one of the systems tells, with Uniconta's numbers where it has any."""
    numbers = [f"{name} {facts[name]}" for name in ("voucher", "posting", "invoice") if facts.get(name)]
    return ", ".join([words.format_map(facts), *numbers])


def _told_entry(state: str, facts: Mapping[str, object]) -> str:
    sending, done = _EFFECTS[str(facts["effect"])]
    if facts.get("row"):
        sending = sending.replace("project journal", "weekly timesheet")
    row = f", row {facts['row_id']}" if facts.get("row_id") else ""
    ended = {
        "done": f"{done} ({facts['reference']}{row})",
        "refused": f"Uniconta refused it: {facts.get('code') or 'no reason given'}",
        "not_there": "looked up: it did not arrive in Uniconta, so it may be sent again",
        "first_sending": f"{sending} as {facts['reference']}, for the first time",
    }
    version = f", with login version {facts['credential_version']}" if facts.get("credential_version") else ""
    return ended.get(state, f"{sending} as {facts['reference']}{version}")


def _advice(timeline: ReportTimeline) -> list[str]:
    """Return what is to be known, and to be done while the report is parked."""
    unasked = [f"The systems were not asked: {timeline.unasked}"] if timeline.unasked else []
    return [*_cautions(timeline), *_what_to_do(timeline), *unasked]


def _cautions(timeline: ReportTimeline) -> list[str]:
    cautions = timeline.entries[-1].cautions if timeline.entries else ()
    return [f"Note: {say(f'caution.{caution}', 'en')}" for caution in cautions]


def _what_to_do(timeline: ReportTimeline) -> list[str]:
    stays = [moment for moment in timeline.moments if moment.kind in {"report.parked", "report.released"}]
    if not stays or stays[-1].kind != "report.parked":
        return []
    facts = stays[-1].facts
    return [f"{_cause('whose', facts)} can mend it. {_cause('remedy', facts)}"]


def _cause(key: str, facts: Mapping[str, object]) -> str:
    return say(f"{key}.{facts['cause']}", "en", **{name: fact for name, fact in facts.items() if name != "cause"})


def _unknown(report: int, tenant: str) -> str:
    return (
        f"Nothing is known of report {report}: it is not approved yet, it lies before the first day that is carried, "
        "or no run has read it. Look it up in Intempus, or see what a run would do now: "
        f"bindeled sync reports --tenant {tenant} --dry-run"
    )
