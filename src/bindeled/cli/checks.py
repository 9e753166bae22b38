"""How checks of a login are told on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.connections.telling import cure, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.connections.checking import CheckReport


def check_facts(report: CheckReport) -> list[dict[str, Any]]:
    """Return each check for machines, in order."""
    return [
        {
            "check": result.check.id,
            "outcome": result.outcome.value,
            "sentence": sentence(result, "en"),
            "cure": cure(result, "en"),
            "evidence": result.evidence,
        }
        for result in report.checks
    ]


def check_lines(report: CheckReport) -> Iterator[str]:
    """Yield a line for each check, and one for what to do about it where there is something to do."""
    for result in report.checks:
        yield f"  {result.outcome.value.replace('_', ' '):<13}{sentence(result, 'en')}"
        if remedy := cure(result, "en"):
            yield f"  {'':<13}{remedy}"
