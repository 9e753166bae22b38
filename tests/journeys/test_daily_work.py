"""The daily work by the command line: an inbox that is emptied, a sum that closes, and a feed for a spreadsheet."""

from __future__ import annotations

import csv
import json
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from tests.journeys.looking import DONE, NOT_DONE, NOT_RIGHT, THEIRS, assert_one_sentence, facts
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.processes import Company, Finished

# The whole of the invented company's five weeks, and more.
SPAN = "--from", "2026-01-01", "--to", "2027-12-31"


def inbox(company: Company, *words: str) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = facts(company.cli.must("inbox", "list", *THEIRS, "--json", *words))["groups"]
    return groups


def reconciled(company: Company, *words: str) -> Finished:
    return company.cli.run("reconcile", *THEIRS, *SPAN, "--json", *words)


def total(told: dict[str, Any], place: str) -> float:
    return sum(float(cell[place]) for cell in told["cells"])


def block_a_project(company: Company, *, blocked: bool) -> str:
    """Block or open the project that most approved reports are on, and return its number."""
    reports = [report for report in company.intempus.control.truth()["reports"] if report["approved"]]
    cases = {row["id"]: str(row["number"]) for row in company.intempus.control.stored("case")}
    numbers = [cases[report["case"]] for report in reports if report["case"] in cases]
    number = max(sorted(set(numbers)), key=numbers.count)
    control = company.uniconta.control
    [row] = [row for row in control.stored("ProjectClient") if row["Number"] == number]
    control.edit(entity="ProjectClient", row_id=row["RowId"], fields={"Blocked": blocked})
    return number


def waiting_for(company: Company, number: str) -> dict[str, Any]:
    """Return the cause that a blocked project is to reports."""
    [group] = [one for one in inbox(company) if one["cause"] == "project_blocked" and number in one["told"]]
    return group


def test_a_bookkeeper_empties_the_inbox_and_the_sum_closes(connected: Company) -> None:
    number = block_a_project(connected, blocked=True)
    connected.sync()
    group = waiting_for(connected, number)
    assert group["reports"]
    shown = connected.cli.must("inbox", "show", group["key"], *THEIRS).out
    assert "can mend it" in shown
    before = facts(reconciled(connected))
    assert (before["closed"], total(before, "parked") > 0) == (True, True)
    block_a_project(connected, blocked=False)
    tried = facts(connected.cli.run("inbox", "retry", group["key"], *THEIRS, "--json"))
    assert sorted(tried["left"]) == sorted(group["reports"])
    after = facts(reconciled(connected))
    assert total(after, "approved") == total(before, "approved")
    assert total(after, "journal") == total(before, "journal") + total(before, "parked") - total(after, "parked")


@pytest.mark.soak
def test_a_cause_is_handed_over_and_tried_in_vain_until_it_is_gone(connected: Company) -> None:
    number = block_a_project(connected, blocked=True)
    connected.sync()
    group = waiting_for(connected, number)
    handed = facts(connected.cli.must("inbox", "assign", group["key"], "Anna", *THEIRS, "--json"))
    assert handed["reports"] == len(group["reports"])
    still = facts(connected.cli.run("inbox", "retry", group["key"], *THEIRS, "--json"))
    assert (still["left"], still["tried"]) == ([], len(group["reports"]))
    assert waiting_for(connected, number)["assigned_to"] == "Anna"
    block_a_project(connected, blocked=False)
    connected.cli.run("inbox", "retry", group["key"], *THEIRS)
    assert_one_sentence(connected.cli.run("inbox", "show", group["key"], *THEIRS), NOT_RIGHT, "inbox list")


@pytest.mark.soak
def test_what_is_dismissed_with_a_reason_stays_away_and_comes_back_when_it_is_tried_again(connected: Company) -> None:
    number = block_a_project(connected, blocked=True)
    connected.sync()
    group = waiting_for(connected, number)
    one = str(group["reports"][0])
    assert_one_sentence(connected.cli.run("inbox", "dismiss", one, *THEIRS, "--only"), NOT_RIGHT, "--reason")
    connected.cli.must("inbox", "dismiss", one, *THEIRS, "--only", "--reason", "typed by hand")
    block_a_project(connected, blocked=False)
    connected.rest()
    [dismissed] = inbox(connected, "--dismissed")
    assert dismissed["dismissed"] == {one: "typed by hand"}
    assert "typed by hand" in connected.cli.must("audit", "list", *THEIRS).out
    connected.cli.run("inbox", "retry", one, *THEIRS)
    assert inbox(connected, "--dismissed") == []
    assert f"IM{int(one):010d}G01L01" in str(connected.uniconta.control.truth()["lines"])


@pytest.mark.soak
def test_a_line_deleted_in_uniconta_opens_the_sum_and_says_which_report(connected: Company, tmp_path: Path) -> None:
    connected.rest()
    assert reconciled(connected).code == DONE
    line = connected.uniconta.control.stored("ProjectJournalLineClient")[0]
    connected.uniconta.control.delete(entity="ProjectJournalLineClient", row_id=line["RowId"])
    sheet, book = tmp_path / "sum.csv", tmp_path / "sum.xlsx"
    told = reconciled(connected, "--csv", str(sheet), "--xlsx", str(book))
    assert (told.code, facts(told)["closed"]) == (NOT_DONE, False)
    [why] = [one for one in facts(told)["explanations"] if one["reason"] == "deleted_by_hand"]
    assert why["report"] == str(int(line["ReferenceNumber"][2:12]))
    rows = list(csv.DictReader(sheet.read_text().splitlines()))
    assert [row["difference"] for row in rows if float(row["difference"])] != []
    assert "name" not in rows[0]
    assert "xl/workbook.xml" in ZipFile(BytesIO(book.read_bytes())).namelist()


@pytest.mark.soak
def test_a_feed_is_read_by_its_address_and_shows_nothing_once_it_is_revoked(connected: Company) -> None:
    import httpx2  # noqa: PLC0415 - only this journey reads pages

    connected.rest()
    up = connected.cli.start("up", "--port", "0", "--json")
    wait_for(lambda: "http://" in up.out.read_text(), "the pages are served")
    origin = up.out.read_text().split('"page": "')[1].split('"')[0]
    made = facts(connected.cli.must("feeds", "create", "Ark", *THEIRS, "--weeks", "26", "--json"))
    address = origin + made["address"].split("8000", 1)[1]
    connected.cli.must("feeds", "refresh", *THEIRS)
    answer = httpx2.get(address)
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert sum(float(row["journal"]) for row in rows) > 0
    assert httpx2.post(address).status_code == 403
    assert facts(connected.cli.must("purge", "--dry-run", "--json"))["rows"]["snapshots"] == 0
    connected.cli.must("feeds", "revoke", str(made["feed"]), *THEIRS)
    assert httpx2.get(address).status_code == 404
    assert up.ask_to_end() == DONE
    secret = made["address"].rsplit("-", 1)[1]
    assert secret not in up.out.read_text() + up.error.read_text()
    assert_one_sentence(connected.cli.run("feeds", "revoke", "1", *THEIRS), NOT_RIGHT, "feeds list")


def test_a_report_without_a_remark_is_found_and_gone_once_it_has_one(connected: Company, tmp_path: Path) -> None:
    control = connected.intempus.control
    approved = min(report["id"] for report in control.truth()["reports"] if report["approved"])
    control.edit(resource="work_report", id=approved, fields={"remarks": "", "additional_remarks": ""})
    watch = {"name": "Bemærkninger", "kind": "report_lacks", "field": "remarks", "days": 90}
    file = tmp_path / "rules.json"
    file.write_text(json.dumps({"watches": [watch]}), encoding="utf-8")
    assert facts(connected.cli.must("rules", "set", str(file), *THEIRS, "--json"))["changed"] == ["watches"]
    assert str(approved) in found(connected)
    control.edit(resource="work_report", id=approved, fields={"remarks": "Nyt bad"})
    assert str(approved) not in found(connected)
    assert connected.cli.number("SELECT count(*) FROM watch_cause WHERE gone_at IS NOT NULL") == 1


def found(company: Company) -> set[str]:
    """Return what the rules find now."""
    told = facts(company.cli.must("rules", "found", "--now", *THEIRS, "--json"))["found"]
    return {one["name"] for one in told}
