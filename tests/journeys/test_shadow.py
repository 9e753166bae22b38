"""A flow in shadow, as the bookkeeper sees it: it runs for a while and writes nothing, and then it goes live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.journeys.looking import DONE, NOT_RIGHT, THEIRS, facts, lines_in_uniconta, writes

if TYPE_CHECKING:
    from tests.support.processes import Company


def told(company: Company, *words: str) -> dict[str, Any]:
    [shadow] = facts(company.cli.must("shadow", *words, *THEIRS, "--json"))["shadow"]
    return dict(shadow)


def test_a_flow_in_shadow_writes_nothing_and_tells_what_it_would_and_going_live_does_it(connected: Company) -> None:
    told(connected, "on", "reports")
    before = writes(connected)
    run = facts(connected.sync())
    assert (run["state"], writes(connected), connected.cli.number("SELECT count(*) FROM ledger_entry")) == (
        "done",
        before,
        0,
    )
    shadow = told(connected, "report", "reports", "--details")
    assert (shadow["runs"], shadow["is_complete"], shadow["would"]["carry"]) == (1, False, run["would_write"])
    would_carry = {change["about"] for change in shadow["changes"] if change["step"] == "carry"}
    off = facts(connected.cli.must("shadow", "off", "reports", *THEIRS, "--json"))
    [live] = off["shadow"]
    assert "bindeled setup show" in off["not_ready"][0]
    assert (live["would"], live["ended_at"] is not None) == (shadow["would"], True)
    connected.rest()
    assert {int(line[2:12]) for line in lines_in_uniconta(connected)} == would_carry


def test_a_report_for_people_is_a_few_plain_lines(connected: Company) -> None:
    connected.cli.must("shadow", "on", "reports", *THEIRS)
    connected.sync()
    said = connected.cli.must("shadow", "report", "reports", *THEIRS).out
    assert "reports, in shadow since" in said
    assert "1 run would have done:" in said
    assert "give it 7 before you go live" in said


def test_a_flow_that_never_was_in_shadow_has_nothing_to_tell(connected: Company) -> None:
    for words in (("report", "reports"), ("off", "reports"), ("on", "hours")):
        assert connected.cli.run("shadow", *words, *THEIRS).code == NOT_RIGHT
    assert connected.cli.run("shadow", "off", "all", *THEIRS).code == DONE
