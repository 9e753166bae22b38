"""Something breaks, it is told plainly, it is mended, and everything arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.looking import (
    DONE,
    NOT_DONE,
    PASSES,
    THEIRS,
    facts,
    lines_in_uniconta,
    standing,
    writes,
)
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from tests.support.processes import Company, Finished

SYNC = ("sync", "reports", *THEIRS)
NEW_KEY = "invented-anew-00000000000000000000000001"


def revoke_the_key(company: Company) -> None:
    company.intempus.control.credentials("rotate", username=company.credentials["intempus"]["login"], key=NEW_KEY)


def connect_anew(company: Company) -> None:
    finished = company.connect("intempus", company.credentials["intempus"]["login"], NEW_KEY)
    assert finished.code == DONE, str(finished)


def sync_until_it_is_certain(company: Company, *options: str) -> Finished:
    """Run the flow until a doubt about the login has become a verdict."""
    finished = company.cli.run(*SYNC, *options)
    for _ in range(40):
        if finished.code != PASSES:
            break
        finished = company.cli.run(*SYNC, *options)
    return finished


def link_of(company: Company, system: str) -> dict[str, str]:
    (tenant,) = facts(company.cli.must("status", "--json"))["tenants"]
    link: dict[str, str] = tenant[system]
    return link


def test_a_revoked_key_is_told_with_whose_move_it_is_and_what_to_do(connected: Company) -> None:
    revoke_the_key(connected)
    doubted = connected.cli.run(*SYNC)
    assert doubted.code == PASSES, str(doubted)
    assert "Intempus refused one call. We are making sure" in doubted.out
    finished = sync_until_it_is_certain(connected)
    assert finished.code == NOT_DONE, str(finished)
    assert "Intempus refuses the login that we have" in finished.out
    assert "Hand over a new login for Intempus" in finished.out
    assert link_of(connected, "intempus") == {"link": "action_required", "whose_move": "customer"}
    assert link_of(connected, "uniconta") == {"link": "connected", "whose_move": "nobody"}
    status = connected.cli.must("status").out
    assert "Reconnect Intempus" in status
    assert "move: customer" in status


def test_with_the_new_key_the_held_run_goes_on_and_everything_is_carried(connected: Company) -> None:
    revoke_the_key(connected)
    held = facts(sync_until_it_is_certain(connected, "--json"))
    connect_anew(connected)
    done = facts(connected.cli.must(*SYNC, "--json"))
    assert done["run"] == held["run"]
    assert (done["state"], done["carried"]) == ("done", len(lines_in_uniconta(connected)))
    assert link_of(connected, "intempus")["link"] == "connected"


def test_uniconta_down_makes_the_run_wait_and_up_again_makes_it_go_on(connected: Company) -> None:
    connected.uniconta.control.fault("reset_before_commit", count=None)
    waiting = connected.cli.run(*SYNC, "--json")
    assert waiting.code == PASSES, str(waiting)
    assert facts(waiting)["state"] == "waiting"
    assert "Uniconta is not answering" in facts(waiting)["reason"]
    assert link_of(connected, "uniconta") == {"link": "unreachable", "whose_move": "provider"}
    connected.uniconta.control.clear_faults()
    done = facts(connected.cli.must(*SYNC, "--json"))
    assert (done["run"], done["state"]) == (facts(waiting)["run"], "done")
    assert done["carried"] == len(lines_in_uniconta(connected))


def test_a_waiting_run_goes_on_by_itself_while_a_worker_lives(connected: Company) -> None:
    connected.uniconta.control.fault("reset_before_commit", count=None)
    connected.cli.run(*SYNC)
    worker = connected.cli.start("worker")
    connected.uniconta.control.clear_faults()
    wait_for(lambda: connected.cli.number("SELECT state = 'done' FROM run") == 1, "the waiting run is done")
    assert len(lines_in_uniconta(connected)) == connected.cli.number("SELECT count(*) FROM ledger_entry")
    assert worker.ask_to_end() == DONE


def test_an_answer_lost_after_uniconta_took_the_lines_doubles_nothing(connected: Company) -> None:
    connected.uniconta.control.fault("reset_after_commit", path="/InsertList/")
    connected.cli.run(*SYNC)
    connected.rest()
    there = lines_in_uniconta(connected)
    assert len(there) == len(set(there)) == connected.cli.number("SELECT count(*) FROM ledger_entry")


def test_a_wrong_key_leaves_the_one_in_use_and_the_flow_as_they_are(connected: Company) -> None:
    before = standing(connected)
    refused = connected.connect("intempus", connected.credentials["intempus"]["login"], "invented-and-wrong")
    assert refused.code == NOT_DONE
    assert standing(connected) == before
    assert connected.sync().code == DONE


def test_a_login_that_was_never_handed_over_holds_the_run_and_says_so(company: Company) -> None:
    company.cli.must("tenants", "add", "Opdigtet", "--from", "2020-01-01")
    finished = company.cli.run(*SYNC)
    assert finished.code == NOT_DONE
    assert "Intempus is not connected yet" in finished.out
    assert writes(company) == 0
