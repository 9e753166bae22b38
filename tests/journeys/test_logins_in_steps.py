"""A login is staged, checked, taken into use, given back and ended, step by step on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.processes import TENANT, Company, Finished, a_company

if TYPE_CHECKING:
    from collections.abc import Iterator

THEIRS = ("--tenant", TENANT)
NEXT = ("Server2", "Invented-next-secret")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with a_company(tmp_path_factory.mktemp("steps")) as company:
        company.reset("small", 1)
        company.set_up()
        number = int(company.credentials["uniconta"]["company"])
        company.uniconta.control.credentials("add", login=NEXT[0], password=NEXT[1], companies=[number])
        yield company


def credentials(company: Company, *words: str) -> Finished:
    return company.cli.run("credentials", words[0], "uniconta", *words[1:], *THEIRS, "--json")


def states(company: Company) -> list[str]:
    return [version["state"] for version in facts(credentials(company, "list"))["versions"]]


def facts(finished: Finished) -> Any:
    assert finished.code in {0, 1}, str(finished)
    return json.loads(finished.out)


def hand_over(company: Company, *more: str) -> Finished:
    number = company.credentials["uniconta"]["company"]
    words = ["connect", "uniconta", *THEIRS, "--company", number, "--login", NEXT[0], "--secret-file", "-", *more]
    return company.cli.run(*words, stdin=NEXT[1])


def test_a_login_goes_every_step_of_its_life_and_each_is_told(company: Company) -> None:
    staged = hand_over(company, "--stage-only", "--expires", "2031-01-31", "--grace", "3d")
    assert staged.code == 0, str(staged)
    assert "Take it into use with: bindeled credentials switch" in staged.out
    assert states(company) == ["verified", "active"]

    told = facts(credentials(company, "verify", "2"))
    assert {check["outcome"] for check in told["checks"]} == {"ok", "not_provable"}
    assert facts(credentials(company, "switch", "2"))["replaced"] == 1
    assert states(company) == ["active", "retiring"]
    assert facts(credentials(company, "rollback"))["version"] == 1
    assert states(company) == ["retiring", "active"]

    ended = facts(credentials(company, "revoke", "1", "--reason", "sent by mail"))
    assert (ended["was_in_use"], states(company)) == (True, ["retiring", "revoked"])
    held = company.sync()
    assert held.code == 1, str(held)
    again = hand_over(company)
    assert again.code == 0, str(again)
    company.rest()
    everything = "".join(file.read_text() for file in company.cli.said.iterdir())
    assert NEXT[1] not in everything


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("switch", "99"), "There is no version 99"),
        (("verify", "1"), "The secret of version 1 was destroyed"),
        (("revoke", "1"), "cannot be revoked"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(company: Company, words: tuple[str, ...], told: str) -> None:
    company.cli.run("credentials", "revoke", "uniconta", "1", *THEIRS)
    before = states(company)
    finished = credentials(company, *words)
    assert finished.code == 1, str(finished)
    assert told in json.loads(finished.out)["error"]
    assert states(company) == before


@pytest.mark.parametrize("grace", ["8d", "24", "soon", "-1h"])
def test_a_grace_that_is_none_is_told_before_anything_is_stored(company: Company, grace: str) -> None:
    before = states(company)
    finished = hand_over(company, "--grace", grace)
    assert finished.code == 2, str(finished)
    assert states(company) == before
