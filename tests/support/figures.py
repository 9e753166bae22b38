"""Figures that tests print at the end of a run even when all is well: a pytest plugin.

A test hands over a counter under one name; those of all tests, whatever process they ran in, are added up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_MARK = "figures: "


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[[str], Counter[str]]:
    """Return a function that gives a counter under a name, to be filled while the test runs."""

    def under(name: str) -> Counter[str]:
        counter: Counter[str] = Counter()
        # Kept by reference: what the counter holds when the test ends is what is reported, also when it fails.
        record_property(_MARK + name, counter)
        return counter

    return under


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the counters of a report into plain dictionaries: nothing else reaches another process."""
    report = yield
    report.user_properties = [
        (name, dict(value) if isinstance(value, Counter) else value) for name, value in report.user_properties
    ]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every sum in a line of its own."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties if report.when == "call" else ():
                if name.startswith(_MARK):
                    sums[name.removeprefix(_MARK)].update(value)
    if sums:
        terminalreporter.section("figures")
    for name, counter in sorted(sums.items()):
        terminalreporter.line(f"{name}: {', '.join(f'{value:,} {what}' for what, value in counter.items())}")
