"""The checks of a login, one by one: what each outcome of a call turns into, and where the list ends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.checking import require_sound
from bindeled.connections.telling import cure, sentence
from bindeled.connections.verification import Circumstances, run_checks
from bindeled.domain.accounts import Connection, System
from bindeled.domain.checks import Check, CheckCode, CheckOutcome, CheckResult, as_row, from_row, planned_checks
from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    ForeignCompany,
    MissingRight,
    NeedsSignIn,
    SessionEnded,
    Throttled,
    Unreachable,
)
from bindeled.domain.needs import FLOW_NEEDS, Access, Resource, needs_of
from bindeled.domain.states import LinkState
from bindeled.texts import LANGUAGES, keys
from tests.fakes.clock import FakeClock
from tests.unit.connections.fakes import NORDLYS, REFUSED_WITH, SYDVEST

if TYPE_CHECKING:
    from bindeled.connections.checking import CheckReport
    from bindeled.domain.nouns import Company

OK, WARN, FAIL, NOT_PROVABLE = CheckOutcome
UNICONTA = Connection(1, 1, System.UNICONTA, NORDLYS, 1, 1, LinkState.CONNECTED, FakeClock()())
AWAY = Unreachable("Uniconta", "timed out", evidence=REFUSED_WITH)


@dataclass
class Probe:
    """Answers as it is told: `identity` is a company or what `identify` raises, `rights` what befalls a resource."""

    identity: Company | BindeledError = NORDLYS
    rights: dict[tuple[Access, Resource], BindeledError] = field(default_factory=dict)
    empty: frozenset[Resource] = frozenset()
    asked: list[str] = field(default_factory=list)

    def identify(self) -> Company:
        if isinstance(self.identity, BindeledError):
            raise self.identity
        return self.identity

    def sees(self, resource: Resource) -> bool:
        self._befall(Access.READ, resource)
        return resource not in self.empty

    def may_write(self, resource: Resource) -> bool:
        self._befall(Access.WRITE, resource)
        return False

    def _befall(self, access: Access, resource: Resource) -> None:
        self.asked.append(f"{access.value}.{resource.value}")
        if (access, resource) in self.rights:
            raise self.rights[access, resource]


def checked(probe: Probe, connection: Connection = UNICONTA, **more: object) -> CheckReport:
    facts = Circumstances(("reports",), **{"calls_today": 40, "calls_allowed": 5000, **more})  # type: ignore[arg-type] # the tests name the fields
    return run_checks(connection, probe, facts, lambda _results: None)


def outcomes(report: CheckReport) -> dict[str, CheckOutcome]:
    return {result.check.id: result.outcome for result in report.checks}


def test_a_sound_login_goes_through_every_check_that_was_planned_in_order() -> None:
    report = checked(Probe())
    assert tuple(result.check for result in report.checks) == planned_checks(System.UNICONTA, ("reports",))
    assert (report.good, report.company, require_sound(report)) == (True, NORDLYS, NORDLYS)


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        (AWAY, {"address": FAIL}),
        (Throttled("Uniconta", retry_after=30), {"address": OK, "login": NOT_PROVABLE}),
        (NeedsSignIn("Uniconta", evidence=REFUSED_WITH), {"address": OK, "login": FAIL}),
        (MissingRight("Uniconta", "company 1"), {"address": OK, "login": FAIL}),
        (Contradiction("an answer nobody knows"), {"address": OK, "login": NOT_PROVABLE}),
        (ForeignCompany("Uniconta", "one", "another"), {"address": OK, "login": OK, "company": FAIL}),
        (SYDVEST, {"address": OK, "login": OK, "company": FAIL}),
        (SessionEnded("Uniconta"), {"address": OK, "login": NOT_PROVABLE, "concurrency": WARN}),
    ],
)
def test_a_login_that_does_not_get_as_far_as_its_rights_is_asked_for_none(
    identity: Company | BindeledError, told: dict[str, CheckOutcome]
) -> None:
    probe = Probe(identity)
    report = checked(probe)
    assert (outcomes(report), probe.asked, report.good) == (told, [], False)
    expected: type[BindeledError] = type(identity) if isinstance(identity, BindeledError) else ForeignCompany
    with pytest.raises(expected):
        require_sound(report)


def test_a_missing_right_is_told_and_the_checks_go_on() -> None:
    refused = MissingRight("Uniconta", "EmployeeClient", evidence=REFUSED_WITH)
    report = checked(Probe(rights={(Access.READ, Resource.EMPLOYEES): refused}))
    assert [name for name, outcome in outcomes(report).items() if outcome is FAIL] == ["read.employees"]
    assert list(outcomes(report))[-1] == "concurrency"
    assert (require_sound(report), report.good) == (NORDLYS, False)


@pytest.mark.parametrize("error", [NeedsSignIn("Uniconta"), AWAY, Throttled("Uniconta")])
def test_a_login_refused_or_a_system_gone_in_the_middle_ends_the_checks(error: BindeledError) -> None:
    probe = Probe(rights={(Access.READ, Resource.EMPLOYEES): error})
    report = checked(probe)
    assert probe.asked[-1] == "read.employees"
    with pytest.raises(type(error)):
        require_sound(report)


def test_somebody_else_at_work_with_the_login_is_told_when_it_throws_us_out() -> None:
    report = checked(Probe(rights={(Access.READ, Resource.ITEMS): SessionEnded("Uniconta")}))
    assert outcomes(report)["concurrency"] is WARN


def test_a_table_that_no_company_has_empty_is_worth_a_word() -> None:
    report = checked(Probe(empty=frozenset({Resource.EMPLOYEES, Resource.JOURNAL_LINES})))
    assert (outcomes(report)["read.employees"], outcomes(report)["read.journal_lines"]) == (WARN, OK)
    assert report.good


@pytest.mark.parametrize(("used", "outcome"), [(3999, OK), (4000, WARN), (9000, WARN)])
def test_a_days_calls_that_run_out_are_told_before_they_have(used: int, outcome: CheckOutcome) -> None:
    assert outcomes(checked(Probe(), calls_today=used))["allowance"] is outcome


def test_a_login_that_another_connection_uses_is_told() -> None:
    assert outcomes(checked(Probe(), login_is_shared=True))["concurrency"] is WARN


def test_whoever_watches_sees_the_list_grow() -> None:
    seen: list[int] = []
    run_checks(UNICONTA, Probe(), Circumstances(("reports",)), lambda results: seen.append(len(results)))
    assert seen == list(range(1, len(planned_checks(System.UNICONTA, ("reports",))) + 1))


def test_asked_for_the_identity_only_nothing_further_is_tried() -> None:
    probe = Probe()
    report = run_checks(UNICONTA, probe, Circumstances(("reports",)), lambda _results: None, identity_only=True)
    assert (list(outcomes(report)), probe.asked) == (["address", "login", "company"], [])


def test_a_result_is_the_same_after_it_was_kept() -> None:
    refused = MissingRight("Uniconta", "EmployeeClient", evidence=REFUSED_WITH)
    result = CheckResult(Check(CheckCode.READ, Resource.EMPLOYEES), FAIL, {"system": "Uniconta"}, refused)
    again = from_row(json.loads(json.dumps(as_row(result))))
    assert (again.check, again.outcome, again.facts, again.evidence) == (
        result.check,
        result.outcome,
        result.facts,
        REFUSED_WITH,
    )


def test_a_write_that_was_refused_last_is_told_where_nothing_proves_the_right() -> None:
    refused = {Resource.EMPLOYEES: "EmployeeClientUser"}
    circumstances = Circumstances(("employees",), refused_writes=refused)
    report = run_checks(UNICONTA, Probe(), circumstances, lambda _results: None)
    assert [(told.check.id, told.outcome) for told in report.refused_before] == [("write.employees", WARN)]
    assert report.good
    assert require_sound(report) == NORDLYS
    assert not run_checks(UNICONTA, Probe(), Circumstances(("employees",)), lambda _results: None).refused_before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("result", checked(Probe()).checks, ids=lambda result: result.check.id)
def test_every_check_is_told_whole_in_both_languages(result: CheckResult, language: str) -> None:
    possible = {f"check.{result.check.code.value}.{outcome.value}" for outcome in CheckOutcome} & keys(language)
    assert result.sentence_key in possible
    assert "[" not in sentence(result, language)
    for key in possible:
        told = CheckResult(result.check, CheckOutcome(key.rpartition(".")[2]), result.facts)
        assert bool(cure(told, language)) == bool(told.cure_key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_flow_needs_has_a_name(language: str) -> None:
    assert {f"resource.{resource.value}" for resource in Resource} <= keys(language)


def test_what_several_flows_need_is_asked_for_once_and_reading_comes_first() -> None:
    needed = needs_of(System.INTEMPUS, FLOW_NEEDS)
    assert len(needed) == len(set(needed))
    assert [need.access for need in needed] == sorted((need.access for need in needed), key=lambda a: a is Access.WRITE)
