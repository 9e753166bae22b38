"""Writes docs/reference/mutants.md: the figures, and every fault that lives with the reason why it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.mutants.records import Outcome

TARGET_PERCENT = 90.0

_HEAD = """# Mutants

<!-- Written by make mutants from tools/mutants/survivors.toml and what it measured; change that and run it again. -->

Small faults are put, one at a time, into the modules that decide about connections: the tables of states and moves,
the classification of each system's answers, the switch between logins, and the redaction of secrets. A fault that some
test of the module notices is *killed*. One that no test notices *survives*, and is listed below with the reason why it
may; `make mutants` ends with 1 when a survivor has no reason, or when fewer than {target:.0f} % of a module's faults
are killed. The faults are those of cosmic-ray that change what a line means, and a few of our own for tables: an entry
left out, another member named, a call left out, `in` turned round.

| module | faults | killed | survive | killed, % |
| --- | ---: | ---: | ---: | ---: |
"""


def page_of(outcomes: Sequence[Outcome], reasons: Mapping[str, Mapping[tuple[str, str], str]]) -> str:
    """Return the whole page."""
    rows = [_row(one.module, one.tried, one.killed) for one in outcomes]
    total = _row("**all**", sum(one.tried for one in outcomes), sum(one.killed for one in outcomes))
    sections = [_section(one, reasons.get(one.module, {})) for one in outcomes if one.survivors]
    return _HEAD.format(target=TARGET_PERCENT) + "\n".join([*rows, total]) + "\n\n" + "\n".join(sections)


def _row(name: str, tried: int, killed: int) -> str:
    share = 100.0 * killed / tried if tried else 100.0
    return f"| {name} | {tried} | {killed} | {tried - killed} | {share:.1f} |"


def _section(outcome: Outcome, reasons: Mapping[tuple[str, str], str]) -> str:
    lines = [f"## {outcome.module}\n", "| was | became | why it may live |", "| --- | --- | --- |"]
    lines += [f"| {_code(one.was)} | {_code(one.became)} | {reasons.get(one.key, '')} |" for one in outcome.survivors]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    escaped = text.replace("|", "\\|")
    fence = "``" if "`" in text else "`"
    return f"{fence}{escaped}{fence}" if text else "(nothing)"
