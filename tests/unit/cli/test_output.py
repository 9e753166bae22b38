"""What commands print: one object for machines, tables and lines for people."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from rich.console import Console

from bindeled.cli import output
from bindeled.cli.failures import Failure

if TYPE_CHECKING:
    import pytest

COLUMNS: list[str] = ["tenant", "link", "company"]
ROWS: list[list[object]] = [["opdigtet", "connected", "Opdigtet Rør & Strøm [ApS]"], ["anden", None, 7]]


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Line:
    quantity: Decimal
    day: date


def test_machines_get_one_object_on_one_line_with_danish_letters_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    facts = {"name": "Ærø", "line": Line(Decimal("2.50"), date(2026, 11, 2)), "at": moment, "colours": {Colour.RED}}
    output.show(facts | {"colours": frozenset({"b", "a"}), "colour": Colour.RED}, as_json=True, lines=["not shown"])
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert "Ærø" in printed
    assert json.loads(printed) == {
        "name": "Ærø",
        "line": {"quantity": "2.50", "day": "2026-11-02"},
        "at": "2026-11-23T12:00:00+00:00",
        "colours": ["a", "b"],
        "colour": "red",
    }


def test_in_a_pipe_a_row_is_one_line_however_long(capsys: pytest.CaptureFixture[str]) -> None:
    output.show_table("Status", ["tenant", "what"], [["opdigtet", "ord " * 60]])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "opdigtet" in line]
    assert line.count("ord") == 60


def test_brackets_are_shown_and_not_taken_for_colours(capsys: pytest.CaptureFixture[str]) -> None:
    output.show_table("Status", COLUMNS, ROWS)
    output.show({}, as_json=False, lines=["[red]rød[/red]"])
    printed = capsys.readouterr().out
    assert "Opdigtet Rør & Strøm [ApS]" in printed
    assert "[red]rød[/red]" in printed
    assert "None" not in printed


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> io.StringIO:
    screen = io.StringIO()
    monkeypatch.setattr(
        output, "out", Console(file=screen, width=width, force_terminal=True, color_system=None, soft_wrap=True)
    )
    return screen


def test_on_a_wide_terminal_it_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = on_a_terminal(monkeypatch, 80)
    output.show_table("Status", COLUMNS, ROWS)
    assert any("opdigtet" in line and "connected" in line for line in screen.getvalue().splitlines())


def test_on_a_narrow_terminal_each_row_stands_one_below_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = on_a_terminal(monkeypatch, 30)
    output.show_table("Status", COLUMNS, ROWS)
    lines = [line.rstrip() for line in screen.getvalue().splitlines()]
    assert "  tenant   opdigtet" in lines
    assert "  link     connected" in lines


def test_a_failure_goes_to_standard_error_for_people_and_to_standard_output_for_machines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failure = Failure("The port is taken. Choose another.", "Misconfigured", 2)
    output.show_failure(failure, as_json=False)
    for_people = capsys.readouterr()
    assert (for_people.out, for_people.err) == ("", "The port is taken. Choose another.\n")
    output.show_failure(failure, as_json=True)
    for_machines = capsys.readouterr()
    assert for_machines.err == ""
    assert json.loads(for_machines.out) == {"error": failure.sentence, "kind": "Misconfigured"}


def test_moments_are_shown_in_danish_time() -> None:
    assert output.moment_of(datetime(2026, 7, 1, 22, 30, 5, tzinfo=UTC)) == "2026-07-02 00:30:05"
    assert output.moment_of(None) == ""
