"""What the buttons of the page do: which control route each one calls, and how its form becomes the payload."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Json = dict[str, Any]
Form = Mapping[str, str]


class Action(NamedTuple):
    """The control route that a form is for."""

    method: str
    path: str
    payload: Callable[[Form], Json]


def _ids(form: Form) -> Json:
    return {"ids": [int(number) for number in re.findall(r"\d+", form["ids"])]}


def _fault(form: Form) -> Json:
    """Leave out what was left empty, so that the fault's own particulars stand."""
    rule: Json = {name: form[name] for name in ("fault", "method", "path") if form.get(name)}
    rule |= {name: int(form[name]) for name in ("status", "skip", "seed") if form.get(name)}
    rule |= {name: float(form[name]) for name in ("seconds", "probability", "start", "end") if form.get(name)}
    return rule | {"count": int(form["count"]) if form.get("count") else None}


def _switch(form: Form) -> Json:
    """Read the value as JSON, else as the plain text it is."""
    try:
        return {form["name"]: json.loads(form["value"])}
    except ValueError:
        return {form["name"]: form["value"]}


def _credential(form: Form) -> Json:
    return {"action": form["action"], "login": form["login"]}


ACTIONS: dict[str, Action] = {
    "approve": Action("POST", "approve", _ids),
    "unapprove": Action("POST", "unapprove", _ids),
    "post-journal": Action("POST", "post-journal", lambda form: {"journal": form["journal"]}),
    "credential": Action("POST", "credentials", _credential),
    "fault": Action("POST", "faults", _fault),
    "outage": Action("POST", "outage", lambda form: {"fault": form["fault"]}),
    "outage-over": Action("POST", "outage", lambda _: {"fault": None}),
    "clock": Action("POST", "clock", lambda form: {"move": float(form["hours"]) * 3600}),
    "clear-faults": Action("DELETE", "faults", lambda _: {}),
    "switch": Action("POST", "switches", _switch),
    "story": Action("POST", "stories", lambda form: {"name": form["name"], "pace": float(form.get("pace") or 2)}),
}
