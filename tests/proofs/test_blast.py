"""The short form of P16: what is broken for one tenant keeps no other waiting. Counted, not timed."""

from __future__ import annotations

import json
from collections import Counter

from proofs.connections.crowd import ask_for_runs
from proofs.connections.neighbours import OTHER, Neighbour, neighbours, runs_of
from tests.support.processes import TENANT, Company, wait_for

# Longer than anybody waits for anything here, so that what hangs does so until the end.
FOR_EVER = 900.0
# Enough for a tenant with nothing to carry to run each flow, and too few to carry so many reports one by one.
MANY_REPORTS = 60
FEW_CALLS = {
    "BINDELED_UNICONTA_CALLS_A_MINUTE": "32",
    "BINDELED_ALLOWANCE_SPAN_SECONDS": str(FOR_EVER),
    "BINDELED_LIST_SIZE": "1",
}
MANY_CALLS = {"BINDELED_UNICONTA_CALLS_A_MINUTE": "100000"}


def two_more_runs(rig: Company) -> None:
    """Wait until two more runs of the others have come to their end."""
    before = runs_of(rig, TENANT, "done")
    wait_for(lambda: runs_of(rig, TENANT, "done") >= before + 2, "the others' runs go on")


def refuse(rig: Company, neighbour: Neighbour) -> None:
    """Let the neighbour's login die, and the others go on while a person is asked for a new one."""
    neighbour.die()
    wait_for(lambda: neighbour.link() == "action_required", "the dead login is noticed")
    two_more_runs(rig)
    assert neighbour.link() == "action_required"
    neighbour.mend()


def be_away(rig: Company, neighbour: Neighbour) -> None:
    """Let the neighbour's system be away, and the others go on meanwhile."""
    neighbour.go_away()
    wait_for(lambda: neighbour.link() == "unreachable", "the outage is noticed")
    two_more_runs(rig)
    neighbour.mend()


def hang(rig: Company, neighbour: Neighbour) -> None:
    """Let each call of the neighbour hang, and the others go on beside the run that hangs. Nothing ends that."""
    neighbour.answer_slowly(FOR_EVER)
    wait_for(lambda: neighbour.places() == 1, "a run of the neighbour hangs")
    two_more_runs(rig)
    assert neighbour.places() == 1


def at_rest(rig: Company) -> int:
    """Return how many runs wait without a place."""
    return sum(len(json.loads(runs)) for (runs,) in rig.cli.rows("SELECT resting FROM worker"))


def carried(rig: Company) -> Counter[str]:
    """Return how often each reference lies in Uniconta."""
    return Counter(line["ReferenceNumber"] for line in rig.uniconta.control.truth()["lines"])


def test_a_tenant_that_catches_up_at_its_pace_keeps_nobody_waiting_for_the_only_place() -> None:
    settings = {**FEW_CALLS, "BINDELED_WORKER_SLOTS": "1", "BINDELED_WORKER_REST_SECONDS": "0.1"}
    with neighbours(MANY_REPORTS, **settings) as (rig, _neighbour):
        worker = rig.cli.start("worker")
        ask_for_runs(rig, TENANT, ("reports",), FOR_EVER)
        wait_for(lambda: at_rest(rig) == 1, "the tenant waits for its pace")
        before = runs_of(rig, OTHER, "done")
        ask_for_runs(rig, OTHER, ("reports",), FOR_EVER)
        wait_for(lambda: runs_of(rig, OTHER, "done") > before, "the neighbour's run goes on")
        assert runs_of(rig, TENANT, "running") == 1
        assert len(carried(rig)) < MANY_REPORTS

        # Nobody waits for it when the worker is stopped, and the next one carries the rest.
        assert worker.ask_to_end() == 0
        assert runs_of(rig, TENANT, "running") == 0
        rig.cli.start("worker", **MANY_CALLS)
        wait_for(lambda: len(carried(rig)) == MANY_REPORTS, "the tenant catches up")
        assert set(carried(rig).values()) == {1}


def test_no_run_of_another_tenant_waits_for_a_connection_that_is_broken() -> None:
    with neighbours(BINDELED_WORKER_SLOTS="2", BINDELED_READ_TIMEOUT_SECONDS=str(FOR_EVER)) as (rig, neighbour):
        rig.cli.start("worker")
        others = ask_for_runs(rig, TENANT, ("reports",), 0.7)
        ask_for_runs(rig, OTHER, ("employees", "reports"), 0.7)
        refuse(rig, neighbour)
        be_away(rig, neighbour)
        hang(rig, neighbour)
        ended = others.end()[0]
    assert len(ended) >= 6
    assert [run.error for run in ended if run.error] == []
