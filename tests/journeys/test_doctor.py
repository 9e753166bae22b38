"""`bindeled doctor` says what is right, what is not, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.journeys.looking import facts

if TYPE_CHECKING:
    from tests.support.processes import Company, Finished


def findings(finished: Finished) -> dict[str, Any]:
    return {one["what"]: one for one in facts(finished)["findings"]}


def test_a_good_installation_needs_no_mending(connected: Company) -> None:
    finished = connected.cli.run("doctor", "--json")
    assert finished.code == 0, str(finished)
    assert all(one["good"] for one in findings(finished).values())


def test_a_mistyped_variable_and_an_open_key_file_are_both_told(connected: Company) -> None:
    (connected.cli.home / "master.key").chmod(0o644)
    finished = connected.cli.run("doctor", "--json", BINDELED_TICK_SECOND="1")
    assert finished.code == 1
    bad = {what: one["sentence"] for what, one in findings(finished).items() if not one["good"]}
    assert "BINDELED_TICK_SECOND" in bad["environment"]
    assert "chmod 600" in bad["permissions"]
    assert "chmod 600" in bad["database and master key"]


def test_a_provider_that_cannot_be_reached_is_told(connected: Company) -> None:
    finished = connected.cli.run("doctor", "--json", BINDELED_UNICONTA_URL="http://127.0.0.1:9")
    assert "cannot be reached" in findings(finished)["Uniconta"]["sentence"]
