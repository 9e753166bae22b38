"""What the product makes of answers that a person has labelled (property P6, test T14 of the connections reference)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Meaning
from bindeled.intempus import errors as intempus_errors
from bindeled.uniconta import errors as uniconta_errors
from proofs.corpus.asking import Heard, hear_all
from proofs.corpus.matrix import Diagnosis, matrix_lines
from proofs.corpus.reading import corpus

if TYPE_CHECKING:
    from types import ModuleType

RULES = [
    pytest.param(table, rule.name, id=f"{table.__name__.split('.')[1]}-{rule.name}")
    for table in (intempus_errors, uniconta_errors)
    for rule in table.RULES[:-1]  # the last one takes whatever is left
]


@pytest.fixture(scope="module")
def diagnosis() -> Diagnosis:
    return Diagnosis(list(hear_all(corpus())))


def test_the_corpus_has_two_hundred_answers_and_twenty_of_each_class(diagnosis: Diagnosis) -> None:
    assert len(diagnosis.heard) >= 200
    assert diagnosis.smallest_class >= 20


def test_no_outage_limit_or_broken_line_is_told_as_a_refused_login(diagnosis: Diagnosis) -> None:
    assert diagnosis.outages_blamed_on_the_login == 0


def test_every_answer_is_heard_as_the_person_who_labelled_it_heard_it(diagnosis: Diagnosis) -> None:
    assert [str(case.labelled) for case in diagnosis.wrong] == []


def test_the_matrix_counts_every_case_once(diagnosis: Diagnosis) -> None:
    cells = [int(cell) for line in matrix_lines(diagnosis.heard)[1:] for cell in line.split()[1:] if cell != "."]
    assert sum(cells) == len(diagnosis.heard)


def test_a_case_that_is_heard_wrongly_is_counted_against_us() -> None:
    (refused, *_) = [case for case in corpus() if case.meaning is Meaning.AUTH]
    mislabelled = replace(refused, meaning=Meaning.OUTAGE)
    diagnosis = Diagnosis(list(hear_all([mislabelled])))
    assert (diagnosis.overall, diagnosis.outages_blamed_on_the_login) == (0.0, 1)


@pytest.mark.parametrize(("table", "name"), RULES)
def test_without_any_one_rule_some_answer_is_judged_otherwise(
    table: ModuleType, name: str, diagnosis: Diagnosis, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = [case for case in diagnosis.heard if rule_of(case) == name]
    assert decided, "no answer of the corpus comes to this rule"
    rules = tuple(rule for rule in table.RULES if rule.name != name)
    monkeypatch.setattr(table, "RULES", rules)
    if table is intempus_errors:
        monkeypatch.setattr(table.problem, "__defaults__", (rules,))
    again = list(hear_all(case.labelled for case in decided))
    assert [verdict(case) for case in again] != [verdict(case) for case in decided]


def rule_of(case: Heard) -> str:
    return case.error.evidence.rule if case.error and case.error.evidence else ""


def verdict(case: Heard) -> tuple[Meaning | None, str, str]:
    return case.meaning, str(case.error), getattr(case.error, "code", "")
