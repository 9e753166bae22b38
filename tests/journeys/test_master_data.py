"""Master data by the real command line: looked at, carried, mapped anew, taken back, told when it makes no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.looking import DONE, NOT_RIGHT, THEIRS, facts
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from tests.support.processes import Company


def test_a_mapping_is_changed_tried_and_taken_back(connected: Company) -> None:
    cli = connected.cli
    looked_at = facts(cli.must("sync", "customers", *THEIRS, "--dry-run", "--json"))
    assert looked_at["counts"] == {"create": 1, "link": 40}
    assert facts(cli.must("sync", "customers", *THEIRS, "--json"))["created"] == 1
    assert len(facts(cli.must("matches", "list", "customers", *THEIRS, "--json"))["links"]) == 41
    cli.must("mapping", "set", "customers", "notes", "--from", "City", *THEIRS, "--json")
    changed = facts(cli.must("sync", "customers", *THEIRS, "--dry-run", "--json"))
    assert changed["counts"] == {"update": 40}
    cli.must("mapping", "undo", "customers", *THEIRS)
    assert facts(cli.must("sync", "customers", *THEIRS, "--json"))["writes"] == 0
    shown = facts(cli.must("mapping", "show", "customers", *THEIRS, "--json"))
    assert [version["number"] for version in shown["versions"]] == [2, 1, 0]


def test_a_first_run_that_was_killed_after_linking_goes_on_by_itself_and_asks_nobody(connected: Company) -> None:
    cli, strictly = connected.cli, {"BINDELED_CHANGED_WITHOUT_ASKING": "1"}
    connected.intempus.control.fault("slow", seconds=0.1)
    first = cli.start("sync", "projects", *THEIRS, **strictly)
    wait_for(lambda: cli.number("SELECT count(*) FROM register_write WHERE register = 'projects'") > 0, "it writes")
    assert first.kill()
    connected.intempus.control.clear_faults()
    not_in_line = "SELECT count(*) FROM entity_link WHERE register = 'projects' AND seen = '{}'"
    assert cli.number(not_in_line) > 20
    wait_for(lambda: cli.run("sync", "projects", *THEIRS, **strictly).code == DONE, "it goes on")
    assert cli.number(not_in_line) == 0


def test_a_mapping_check_finds_a_field_that_is_not_there(connected: Company) -> None:
    cli = connected.cli
    assert cli.run("mapping", "check", "customers", *THEIRS).code == DONE
    cli.must("mapping", "filter", "customers", "--field", "xMisspelt", *THEIRS)
    finished = cli.run("mapping", "check", "customers", *THEIRS, "--json")
    assert finished.code == 1
    assert {"filter_not_seen"} == {one["trouble"] for one in facts(finished)["troubles"]}


def test_words_that_make_no_sense_are_told_and_change_nothing(connected: Company) -> None:
    cli = connected.cli
    for words in (
        ("matches", "list", "reports"),
        ("matches", "confirm", "customers", "10001"),
        ("matches", "decide", "customers", "10001", "phone", "nobody"),
        ("mapping", "set", "customers", "notes"),
        ("mapping", "filter", "customers"),
        ("mapping", "undo", "items"),
    ):
        finished = cli.run(*words, *THEIRS)
        assert finished.code == NOT_RIGHT, str(finished)
        assert "Traceback" not in finished.error
