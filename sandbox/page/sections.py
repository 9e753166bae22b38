"""The parts of the page, each written from what one or two control routes answer."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sandbox.faults import Rule
from sandbox.page.markup import Cell, Html, choice, coloured, field, form, joined, note, section, table, text
from sandbox.presets import NAMES

Json = dict[str, Any]
# Asks a GET route of this twin's own control.
Ask = Callable[[str], Json]

_EMPTY: tuple[Any, ...] = (None, "", False, 0, [], "0001-01-01T00:00:00")
_OUTAGES = ("unavailable", "cdn_page", "gateway_timeout", "reset_before_commit", "login_page", "throttled_seconds")
SHOWN_REQUESTS = 30
SHOWN_WRITES = 15


def contents(ask: Ask) -> Html:
    """Say what is in the twin: counts, and the latest rows of each kind."""
    there = ask("contents")
    counts = note(" · ".join(f"{name}: {rows:,}" for name, rows in there["counts"].items() if rows) or "Nothing.")
    latest = [joined((Html(f"<h3>{text(name)}</h3>"), _rows(rows))) for name, rows in there["latest"].items()]
    return section("What is in it", counts, *latest)


def people(paths: set[str]) -> Html:
    """Offer what people do in the system's own pages, as far as this twin has it."""
    forms = []
    if "approve" in paths:
        ids = field("ids", "Reports", size=40)
        forms += [form("approve", "Approve", ids), form("unapprove", "Withdraw approval", ids)]
    if "post-journal" in paths:
        forms.append(form("post-journal", "Post the journal", field("journal", "Journal", "INTEMPUS")))
    return section("What people do", *forms)


def time(ask: Ask) -> Html:
    """Show the twin's clock, and let it be set ahead."""
    shown = ask("clock")
    ahead = f", {dt.timedelta(seconds=shown['moved'])} ahead of this machine" if shown["moved"] else ""
    move = form("clock", "Set it ahead", field("hours", "hours", "24", 5))
    return section("Time", note(f"The twin takes it for {shown['now'][:19].replace('T', ' ')} (UTC){ahead}."), move)


def requests(ask: Ask) -> Html:
    """Show the latest calls with the credential that signed each, and how it stood."""
    latest = ask("requests")["requests"][-SHOWN_REQUESTS:]
    columns = ("no.", "arrived (UTC)", "took", "call", "answer", "signed by", "which was")
    rows = (
        (
            call["number"],
            _moment(call["arrived"]),
            f"{(call['completed'] - call['arrived']) * 1000:,.0f} ms",
            f"{call['method']} {call['path']}",
            coloured("reset" if call["status"] is None else call["status"], good=(call["status"] or 500) < 400),
            call["credential"] + (f" v{call['version']}" if call["version"] else ""),
            coloured(call["standing"], good=call["standing"] == "alive"),
        )
        for call in reversed(latest)
    )
    return section("Latest calls", table(columns, rows))


def writes(ask: Ask) -> Html:
    """Show the latest accepted writes with what changed."""
    latest = ask("journal")["writes"][-SHOWN_WRITES:]
    rows = ((write["entity"], write["action"], write["key"], _changes(write)) for write in reversed(latest))
    return section("Latest accepted writes", table(("entity", "action", "key", "changes"), rows))


def credentials(ask: Ask) -> Html:
    """Show every secret that was given out, and buttons to end, renew and let in again."""
    rows = (
        (
            version["login"],
            version["version"],
            coloured("alive" if version["alive"] else "dead", good=version["alive"]),
            _moment(version["issued"]),
            _moment(version["died"]),
            _moment(version["valid_from"]),
            _moment(version["valid_until"]),
            Cell(_buttons(version["login"])),
        )
        for version in ask("credentials")["versions"]
    )
    columns = ("login", "version", "state", "given out", "died", "valid from", "valid until", "")
    return section("Credentials", table(columns, rows))


def switches(ask: Ask, notes: Mapping[str, str]) -> Html:
    """Show what the fact sheet leaves open, how it is set, and where the sheet speaks of it."""
    rows = (
        (
            name,
            Cell(form("switch", "Set", field("value", "", json.dumps(value, ensure_ascii=False)), name=name)),
            notes.get(name),
        )
        for name, value in ask("switches").items()
    )
    return section("Switches", table(("switch", "value", "other values; section of the fact sheet"), rows))


def faults(ask: Ask) -> Html:
    """Show the rules in force, and a form for one more."""
    rules = [_told_of(rule) for rule in ask("faults")["rules"]]
    new = form(
        "fault",
        "Let it happen",
        choice("fault", "Fault", {name: name for name in NAMES}),
        field("method", "method", size=6),
        field("path", "path (regular expression)", size=20),
        field("count", "calls (empty: all)", "1", 4),
        field("skip", "after", "0", 4),
        field("probability", "probability", "1", 4),
        field("seed", "seed", "1", 4),
        field("start", "from second", size=4),
        field("end", "to second", size=4),
        field("status", "status", size=4),
        field("seconds", "seconds", size=4),
    )
    outage = (form("outage", "Outage", choice("fault", "every call", {name: name for name in _OUTAGES})),
              form("outage-over", "End the outage"))  # fmt: skip
    return section("Faults", _rows(rules), new, *outage, form("clear-faults", "Let everything go well again"))


def analysis(ask: Ask) -> Html:
    """Show the figures that this twin alone can tell."""
    attempts, calls = ask("analysis/attempts"), ask("calls")
    there = ask("analysis/standing")
    figures = {
        "calls": calls["total"],
        "calls by status": ", ".join(f"{status}: {count}" for status, count in sorted(calls["by_status"].items())),
        "calls with a dead credential": attempts["dead"],
        "of these, most in any five minutes": attempts["most_in_five_minutes"],
        "calls with a secret never given out": attempts["never_issued"],
        "writes accepted after a revocation": len(ask("analysis/written-after-revocation")["writes"]),
        "reports approved": len(ask("analysis/due")["due"]),
        "reports carried": sum(times > 0 for times in there["standing"].values()),
        "reports carried more than once": len(there["doubled"]),
        "reports with lines out of order": len(ask("analysis/out-of-order")["reports"]),
    }
    told = "Lines name their report as IM<id>G...; what was lost takes both twins: python -m sandbox.analysis."
    return section("Figures", table(("figure", "value"), figures.items()), note(told))


def stories(ask: Ask) -> Html:
    """Offer the stories, and tell how far the latest has come."""
    known = ask("stories")
    if not known["neighbours"]:
        told = "This twin does not know where the other one is. Start both with python -m sandbox, or use the command."
        return section("Stories", note(told))
    rows = (
        (name, title, Cell(form("story", "Play", field("pace", "seconds between steps", "2", 4), name=name)))
        for name, title in known["stories"].items()
    )
    latest = known["latest"]
    happened = [note(line) for line in latest["told"]]
    heading = f"{latest['name']}: {'is being played' if latest['playing'] else 'at its end'}" if latest["name"] else ""
    return section("Stories", table(("story", "what happens", ""), rows), note(heading), *happened)


def _buttons(login: str) -> Html:
    said = {
        "revoke": "Revoke",
        "activate": "Let in again",
        "rotate": "Give a new secret",
        "add-secret": "Give a second one",
    }
    return joined(form("credential", button, action=action, login=login) for action, button in said.items())


def _rows(rows: list[Json]) -> Html:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return table(columns, ([row.get(name) for name in columns] for row in rows))


def _told_of(rule: Json) -> Json:
    """Leave out of a rule what is as it always is."""
    usual = {**asdict(Rule(rule["fault"])), "count": 0, "set_at": rule["set_at"]}
    return {"fault": rule["fault"]} | {
        name: "all" if (name, value) == ("count", None) else value
        for name, value in rule.items()
        if value != usual[name]
    }


def _changes(write: Json) -> str:
    """Say what became of each field; of a row that is new or gone, only what it holds."""
    before, after = write["before"], write["after"]
    if before is None or after is None:
        held = {name: value for name, value in (before or after or {}).items() if value not in _EMPTY}
        return "; ".join(f"{name}: {value}" for name, value in held.items())
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return "; ".join(f"{name}: {before.get(name)} → {after.get(name)}" for name in names)


def _moment(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(sep=" ", timespec="seconds")[:19]
