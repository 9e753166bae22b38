"""The first load, as the bookkeeper does it: look, accept, carry out, and take back; also when the machine dies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.looking import DONE, NOT_RIGHT, THEIRS, facts, writes
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from tests.support.processes import Company


def load(company: Company, *words: str) -> dict[str, Any]:
    return facts(company.cli.must("load", *words, *THEIRS, "--json"))


def customers_in_intempus(company: Company) -> dict[str, dict[str, Any]]:
    return {row["number"]: row for row in company.intempus.control.stored("customer")}


def to_be_made(company: Company) -> set[str]:
    [shown] = load(company, "show", "customers")["loads"]
    return {item["number"] for item in shown["items"] if item["kind"] == "create"}


@pytest.fixture
def planned(connected: Company) -> Company:
    """Thirty customers are new in Uniconta, and the load of customers is planned."""
    rows = [
        {"Account": f"LOAD-{number}", "Name": f"Ny Kunde {number}", "Group": "1", "xIntempus": True}
        for number in range(30)
    ]
    connected.uniconta.control.rows("DebtorClient", rows)
    load(connected, "plan", "customers")
    return connected


def test_a_load_does_what_was_accepted_and_can_be_taken_back(planned: Company) -> None:
    before, made = writes(planned), to_be_made(planned)
    assert len(made) >= 30
    load(planned, "accept", "customers", "LOAD-0", "LOAD-1")
    [run] = load(planned, "apply", "customers")["runs"]
    assert (run["created"], {"LOAD-0", "LOAD-1", "LOAD-2"} & set(customers_in_intempus(planned))) == (
        2,
        {"LOAD-0", "LOAD-1"},
    )
    assert writes(planned) >= before + 2
    load(planned, "undo", "customers")
    rows = customers_in_intempus(planned)
    assert [rows[number]["active"] for number in ("LOAD-0", "LOAD-1")] == [False, False]


def test_nothing_is_written_while_it_is_held_back_and_a_look_holds_nothing_back(planned: Company) -> None:
    planned.cli.must("shadow", "on", "customers", *THEIRS)
    before = writes(planned)
    run = facts(planned.cli.must("sync", "customers", *THEIRS, "--json"))
    assert (run["state"], run["would_write"] > 0, writes(planned)) == ("done", True, before)
    planned.cli.must("shadow", "off", "customers", *THEIRS)
    [told] = load(planned, "plan", "customers")["loads"]
    assert told["live"]
    assert facts(planned.cli.must("sync", "customers", *THEIRS, "--json"))["created"] >= 30


def test_a_load_that_was_killed_goes_on_and_makes_nothing_twice(planned: Company) -> None:
    wanted = to_be_made(planned)
    load(planned, "accept", "customers", "--kind", "create")
    planned.intempus.control.fault("slow", seconds=0.05)
    applying = planned.cli.start("load", "apply", "customers", *THEIRS)
    wait_for(lambda: len(wanted & set(customers_in_intempus(planned))) >= 5, "a few are made")
    assert applying.kill()
    planned.intempus.control.clear_faults()
    wait_for(lambda: planned.cli.run("load", "apply", "customers", *THEIRS).code == DONE, "it goes on")
    numbers = [row["number"] for row in planned.intempus.control.stored("customer")]
    assert wanted <= set(numbers)
    assert len(numbers) == len(set(numbers))
    [shown] = load(planned, "show", "customers")["loads"]
    assert (shown["state"], set(shown["outcomes"])) == ("applied", {"done"})


def test_what_cannot_be_decided_is_told(planned: Company) -> None:
    for words in (
        ("accept", "customers"),
        ("accept", "customers", "nobody"),
        ("accept", "customers", "LOAD-0", "--new", "--same-as", "7"),
        ("apply", "reports"),
        ("undo", "items"),
    ):
        assert planned.cli.run("load", *words, *THEIRS).code == NOT_RIGHT, words
