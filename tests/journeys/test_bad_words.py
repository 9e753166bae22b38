"""Commands that cannot be right, and logins that are not: one clear sentence, and nothing changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.looking import (
    NOT_DONE,
    NOT_RIGHT,
    PASSES,
    THEIRS,
    assert_one_sentence,
    content_of,
    facts,
    standing,
)

if TYPE_CHECKING:
    from tests.support.processes import Company, Finished

CONNECT_INTEMPUS = ("connect", "intempus", *THEIRS, "--login", "Integration@opdigtet.example", "--secret-file")
CONNECT_UNICONTA = ("connect", "uniconta", *THEIRS, "--login", "OpdigtetIntegration", "--secret-file", "-")
NOBODY_THERE = "http://127.0.0.1:9"

WRONG_COMMANDS = {
    "unknown command": (("carry",), "No such command 'carry'"),
    "unknown flow": (
        ("sync", "hours", *THEIRS),
        "There is no flow called hours. Known are: employees, customers, items, projects, reports, all.",
    ),
    "unknown tenant": (
        ("sync", "reports", "--tenant", "nobody"),
        "There is no tenant 'nobody'. The tenants are: opdigtet",
    ),
    "unknown tenant of a connection": (("connections", "list", "--tenant", "nobody"), "There is no tenant 'nobody'"),
    "unknown system": (("connections", "check", "economic", *THEIRS), "'economic' is not one of"),
    "no tenant": (("sync", "reports"), "Missing option '--tenant'"),
    "unknown option": (("sync", "reports", *THEIRS, "--fast"), "No such option: --fast"),
    "first day is no date": (
        ("tenants", "add", "Ny", "--from", "yesterday"),
        "'yesterday' is not a day; write it like",
    ),
    "first day in Danish": (("tenants", "add", "Ny", "--from", "23-11-2026"), "'23-11-2026' is not a day"),
    "expiry is no date": ((*CONNECT_UNICONTA, "--company", "1", "--expires", "soon"), "'soon' is not a day"),
    "window without a weekday": (
        ("schedules", "set", "reports", *THEIRS, "--window", "07:00"),
        "The window '07:00' cannot be read",
    ),
    "day off that is none": (
        ("schedules", "set", "reports", *THEIRS, "--day-off", "24 December"),
        "'24 December' is no day off",
    ),
    "schedule without a change": (("schedules", "set", "reports", *THEIRS), "Nothing to change"),
    "schedule with two minds": (
        ("schedules", "set", "reports", *THEIRS, "--never", "--window", "mon 07:00"),
        "contradict each other",
    ),
    "schedule of an unknown flow": (("schedules", "reset", "hours", *THEIRS), "There is no flow called hours"),
    "nothing to undo": (("schedules", "undo", "reports", *THEIRS), "nothing to undo"),
    "report is no number": (("trace", "my hour", *THEIRS), "Invalid value for 'REPORT'"),
    "tenant without a name": (("tenants", "add", "  "), "A tenant needs a name"),
    "secret file is not there": ((*CONNECT_INTEMPUS, "no-such-file"), "No such file or directory"),
    "secret file is a folder": ((*CONNECT_INTEMPUS, "."), "Is a directory"),
    "secret file is empty": ((*CONNECT_INTEMPUS, "/dev/null"), "is empty. Write the key or password into it"),
    "standard input is empty": ((*CONNECT_INTEMPUS, "-"), "Standard input is empty"),
}


@pytest.mark.parametrize(("words", "told"), WRONG_COMMANDS.values(), ids=WRONG_COMMANDS)
def test_a_wrong_command_is_one_sentence_and_changes_nothing(
    connected: Company, words: tuple[str, ...], told: str
) -> None:
    before = content_of(connected.cli.home / "bindeled.sqlite3"), standing(connected)
    assert_one_sentence(connected.cli.run(*words), NOT_RIGHT, told)
    assert (content_of(connected.cli.home / "bindeled.sqlite3"), standing(connected)) == before


@pytest.mark.parametrize("name", ["unknown command", "unknown flow", "unknown tenant", "secret file is empty"])
def test_a_wrong_command_for_machines_is_an_object_with_error_and_kind(connected: Company, name: str) -> None:
    words, told = WRONG_COMMANDS[name]
    finished = connected.cli.run(*words, "--json")
    assert (finished.code, finished.error) == (NOT_RIGHT, "")
    assert told in facts(finished)["error"]
    assert facts(finished)["kind"] in {"Usage", "Misconfigured"}


def hand_over(to: Company, system: str, **changed: str) -> Finished:
    return to.connect(system, **{**to.credentials[system], **changed})


@pytest.mark.parametrize(
    ("system", "changed", "told"),
    [
        ("intempus", {"secret": "invented-and-wrong"}, "Intempus refused the login"),
        ("intempus", {"login": "integration@opdigtet.example"}, "capitals count"),
        ("intempus", {"login": "Integration@opdigtet.example "}, "probably copied along"),
        ("intempus", {"secret": " invented00000000000000000000000000000001"}, "probably copied along"),
        ("intempus", {"secret": "invented\n0001"}, "cannot be seen"),
        ("uniconta", {"secret": "invented-and-wrong"}, "Uniconta refused the login"),
        ("uniconta", {"login": "opdigtetintegration"}, "capitals count"),
        ("uniconta", {"company": "10777"}, "but the connection belongs to Opdigtet Rør & Strøm ApS (10523)"),
        ("uniconta", {"company": "99999"}, ""),
        ("uniconta", {"company": "ten"}, ""),
    ],
    ids=[
        "wrong key", "small letters", "blank behind the user name", "blank before the key", "key over two lines",
        "wrong password", "small letters in Uniconta", "foreign company", "company that is not there",
        "company that is no number",
    ],
)  # fmt: skip
def test_a_login_that_is_not_right_is_refused_and_the_one_in_use_stays(
    connected: Company, system: str, changed: dict[str, str], told: str
) -> None:
    before = standing(connected)
    refused = hand_over(connected, system, **changed)
    assert refused.code in {NOT_DONE, NOT_RIGHT}
    assert_one_sentence(refused, refused.code, told)
    assert standing(connected) == before
    assert changed.get("secret", "invented-and-wrong") not in refused.error


def test_a_foreign_company_is_refused_by_name_and_number(connected: Company) -> None:
    refused = hand_over(connected, "uniconta", company="10777")
    assert_one_sentence(refused, NOT_DONE, "Opdigtet Rør & Strøm Ejendomme ApS (10777)", "Nothing was changed")


def test_an_address_where_nobody_answers_passes_by_itself(connected: Company) -> None:
    before = standing(connected)
    refused = connected.cli.run(*CONNECT_INTEMPUS, "-", stdin="invented", BINDELED_INTEMPUS_URL=NOBODY_THERE)
    assert_one_sentence(refused, PASSES, "Intempus is not answering", "Hand it over again")
    assert standing(connected) == before


def test_an_address_where_something_else_answers_is_not_taken_for_the_system(connected: Company) -> None:
    before = standing(connected)
    elsewhere = connected.uniconta.url
    refused = connected.cli.run(*CONNECT_INTEMPUS, "-", stdin="invented", BINDELED_INTEMPUS_URL=elsewhere)
    assert refused.code in {NOT_DONE, PASSES}
    assert_one_sentence(refused, refused.code, "Intempus")
    assert standing(connected) == before


def test_a_run_to_an_address_where_nobody_answers_waits(connected: Company) -> None:
    finished = connected.cli.run("sync", "reports", *THEIRS, BINDELED_UNICONTA_URL=NOBODY_THERE)
    assert finished.code == PASSES
    assert "Uniconta is not answering" in finished.out
    assert "Traceback" not in finished.error


def test_a_dry_run_to_an_address_where_nobody_answers_is_one_sentence(connected: Company) -> None:
    finished = connected.cli.run("sync", "reports", *THEIRS, "--dry-run", BINDELED_UNICONTA_URL=NOBODY_THERE)
    assert_one_sentence(finished, PASSES, "Uniconta is not answering")


def test_all_wrong_settings_are_named_at_once(connected: Company) -> None:
    before = standing(connected)
    finished = connected.cli.run(
        "status",
        BINDELED_INTEMPUS_URL="http://intempus.example",
        BINDELED_UNICONTA_URL="uniconta",
        BINDELED_PAGE_SIZE="many",
        BINDELED_DATABASE_URL="mysql://somewhere",
        BINDELED_LOG_LEVEL="LOUD",
    )
    assert finished.code == NOT_RIGHT
    lines = finished.error.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "BINDELED_DATABASE_URL", "BINDELED_INTEMPUS_URL", "BINDELED_UNICONTA_URL", "BINDELED_LOG_LEVEL",
        "BINDELED_PAGE_SIZE",
    ]  # fmt: skip
    assert "must begin with https, since a login travels with every call" in finished.error
    assert standing(connected) == before


def test_settings_that_do_not_fit_together_are_told(connected: Company) -> None:
    finished = connected.cli.run("status", BINDELED_LEASE_SECONDS="1", BINDELED_TICK_SECONDS="2")
    assert_one_sentence(finished, NOT_RIGHT, "BINDELED_LEASE_SECONDS must be longer than BINDELED_TICK_SECONDS")
