"""The rules by the command line: written as data, found, mended in Intempus, and gone by themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.looking import NOT_RIGHT, THEIRS, assert_one_sentence, facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.processes import Company, Finished

LATE = {"name": "Slutdato", "kind": "past_end_date"}
OVER = {"name": "Budget", "kind": "over_budget", "percent": "100"}


def write(company: Company, folder: Path, choices: dict[str, Any]) -> Finished:
    file = folder / "rules.json"
    file.write_text(json.dumps(choices), encoding="utf-8")
    return company.cli.run("rules", "set", str(file), *THEIRS, "--json")


def found(company: Company, rule: str) -> set[str]:
    told = facts(company.cli.must("rules", "found", "--now", *THEIRS, "--json"))["found"]
    return {one["name"] for one in told if one["rule"] == rule}


@pytest.mark.soak
def test_a_project_past_its_end_date_and_over_its_budget_is_found_by_its_number(
    connected: Company, tmp_path: Path
) -> None:
    connected.rest()
    [number] = connected.cli.rows(
        "SELECT json_extract(line, '$[4]') FROM ledger_entry WHERE hours > 0 AND state = 'done' LIMIT 1"
    )[0]
    control = connected.intempus.control
    [case] = [row for row in control.stored("case") if str(row["number"]) == number]
    fields = {"start_date": "2026-01-01", "end_date": "2026-01-31", "hour_budget": "0.25"}
    control.edit(resource="case", id=case["id"], fields=fields)
    write(connected, tmp_path, {"watches": [LATE, OVER]})
    assert number in found(connected, "Slutdato")
    assert number in found(connected, "Budget")
    write(connected, tmp_path, {"watches": []})
    assert found(connected, "Slutdato") == found(connected, "Budget") == set()


@pytest.mark.soak
def test_a_rule_that_cannot_be_is_told_in_a_sentence_and_nothing_changes(connected: Company, tmp_path: Path) -> None:
    before = connected.cli.must("rules", "show", *THEIRS).out
    file = tmp_path / "wrong.json"
    mistakes: list[dict[str, Any]] = [
        {"watches": [{"name": "x", "kind": "weather"}]},
        {"watch": []},
        {"financial_year_begins": 13},
    ]
    for wrong in mistakes:
        file.write_text(json.dumps(wrong), encoding="utf-8")
        assert_one_sentence(connected.cli.run("rules", "set", str(file), *THEIRS), NOT_RIGHT)
    file.write_text("{", encoding="utf-8")
    assert_one_sentence(connected.cli.run("rules", "set", str(file), *THEIRS), NOT_RIGHT, "no JSON")
    assert connected.cli.must("rules", "show", *THEIRS).out == before


@pytest.mark.soak
def test_a_rule_that_holds_a_report_back_parks_it_with_the_tenants_own_words(
    connected: Company, tmp_path: Path
) -> None:
    rule = {"name": "Lange dage", "field": "quantity", "condition": "above", "value": "0", "severity": "block"}
    rule |= {"message_da": "Ring til mester.", "message_en": "Call the foreman."}
    write(connected, tmp_path, {"own_rules": [rule]})
    connected.sync()
    groups = facts(connected.cli.must("inbox", "list", *THEIRS, "--json"))["groups"]
    assert any("Call the foreman." in group["told"] for group in groups if group["cause"] == "own_rule")
    write(connected, tmp_path, {"own_rules": []})
    connected.sync()
    left = facts(connected.cli.must("inbox", "list", *THEIRS, "--json"))["groups"]
    assert [group for group in left if group["cause"] == "own_rule"] == []


def test_the_latest_change_of_a_choice_is_taken_back_and_with_none_it_is_told_so(
    connected: Company, tmp_path: Path
) -> None:
    refused = connected.cli.run("rules", "undo", "text", *THEIRS)
    assert_one_sentence(refused, NOT_RIGHT, "never changed")
    write(connected, tmp_path, {"text": "{remarks}"})
    assert facts(connected.cli.must("rules", "undo", "text", *THEIRS, "--json"))["value"] == ""
    assert facts(connected.cli.must("rules", "undo", "text", *THEIRS, "--json"))["value"] == "{remarks}"
    assert_one_sentence(connected.cli.run("rules", "undo", "nothing", *THEIRS), NOT_RIGHT, "rules show")
