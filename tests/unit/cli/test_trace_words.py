"""What happened to a report, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

import tests.support.database  # noqa: F401 - importing it configures Django
from bindeled.cli.trace import told
from bindeled.domain.causes import Cause
from bindeled.domain.states import Effect, EntryState, RunState
from bindeled.store.views import Moment

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
REFERENCE = "IM0000901234G01L01"


def moment(kind: str, **facts: Any) -> Moment:
    return Moment(AT, kind, 1, facts)


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("entry.sending", {"effect": "insert"}, f"sent to Uniconta's project journal as {REFERENCE}"),
        ("entry.done", {"effect": "insert", "row_id": 7, "code": ""}, f"carried ({REFERENCE}, row 7)"),
        ("entry.done", {"effect": "remove", "row_id": None}, f"taken back: the line was removed ({REFERENCE})"),
        ("entry.refused", {"effect": "insert", "code": "KeyExists"}, "Uniconta refused it: KeyExists"),
        ("entry.refused", {"effect": "insert", "code": ""}, "Uniconta refused it: no reason given"),
        ("run.queued", {"flow": "reports", "trigger": "hand"}, "asked for (hand)"),
        ("run.held", {"reason": "Intempus refused the login."}, "held: Intempus refused the login."),
        ("run.done", {"reason": "", "counts": {"read": 3}}, "done"),
        ("report.released", {"cause": "project_blocked"}, "left the inbox"),
        ("report.submitted", {"by": "Åse Bæk"}, "registered in Intempus by Åse Bæk"),
        (
            "report.approved",
            {"by": "Bo", "level": "Endelig godkender"},
            "approved in Intempus by Bo (Endelig godkender)",
        ),
        (
            "line.posted",
            {"voucher": "1007", "posting": "3", "invoice": ""},
            f"posted in Uniconta ({REFERENCE}), voucher 1007, posting 3",
        ),
        ("entry.sending", {"effect": "insert", "row": "IMW0"}, f"sent to Uniconta's weekly timesheet as {REFERENCE}"),
    ],
)
def test_a_moment_is_told_in_words(kind: str, facts: dict[str, Any], words: str) -> None:
    assert told(moment(kind, **{"reference": REFERENCE, **facts})) == words


def test_a_parked_report_is_told_with_its_cause_and_its_facts() -> None:
    words = told(moment("report.parked", cause="project_blocked", number="2058", name="Nødbelysning"))
    assert words == "parked: Project “2058” is blocked in Uniconta."


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("state", [*(state.value for state in EntryState), "first_sending"])
def test_every_effect_in_every_state_has_words(effect: Effect, state: str) -> None:
    words = told(moment(f"entry.{state}", reference=REFERENCE, effect=effect.value, row_id=None, code=""))
    assert words
    assert "None" not in words


@pytest.mark.parametrize("state", RunState)
def test_every_state_of_a_run_has_words(state: RunState) -> None:
    assert told(moment(f"run.{state.value}", trigger="hand", reason="", worker="w", attempt=1))


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_words(cause: Cause) -> None:
    assert told(moment("report.parked", cause=cause.value)).startswith("parked: ")
