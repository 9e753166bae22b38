from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.errors import Misconfigured
from bindeled.domain.mapping import ChosenPayType, DimensionSource, EmployeeMatch, OwnRule, ReportRules
from bindeled.store.rules import checked_rules, rules_from_json, rules_to_json
from bindeled.store.tenants import slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nordlys VVS ApS", "nordlys-vvs-aps"),
        ("Ærø Bolig & Bad", "aeroe-bolig-bad"),
        ("Ålborg A\u030angstro\u0308m", "aalborg-aangstroem"),
        ("José's El", "jose-s-el"),
        ("***", "tenant"),
    ],
)
def test_a_slug_spells_the_name_in_plain_letters(name: str, slug: str) -> None:
    assert slug_of(name) == slug


LONG_DAY = {
    "name": "long day",
    "field": "quantity",
    "condition": "above",
    "severity": "block",
    "message_da": "For mange timer.",
    "message_en": "Too many hours.",
}


def test_a_rule_that_compares_with_a_number_is_taken() -> None:
    assert checked_rules({"own_rules": [{**LONG_DAY, "value": "12,5"}]})["own_rules"][0]["value"] == "12,5"


@given(
    st.builds(
        ReportRules,
        journal=st.text(),
        employee_match=st.sampled_from(EmployeeMatch),
        pay_types=st.dictionaries(st.integers(), st.text()),
        carry_generated=st.booleans(),
        chosen=st.dictionaries(st.integers(), st.builds(ChosenPayType, st.text(), st.text())),
        dimensions_from=st.sampled_from(DimensionSource),
        free_days=st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 31))),
        closed_until=st.none() | st.dates(),
        most_hours=st.decimals(0, 100, places=2),
        own_rules=st.tuples(st.from_type(OwnRule)),
    )
)
def test_rules_read_back_as_what_was_chosen(rules: ReportRules) -> None:
    assert rules_from_json(rules_to_json(rules)) == rules


def test_a_choice_that_did_not_exist_has_its_default() -> None:
    assert rules_from_json({"journal": "TID"}) == ReportRules(journal="TID")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"jurnal": "TID"}, "jurnal"),
        ({"closed_until": "yesterday"}, "closed_until"),
        ({"most_hours": "much"}, "most_hours"),
        ({"own_rules": [{"name": "r", "field": "mood"}]}, "own_rules"),
        ({"text": "{kunde}"}, "kunde"),
        ({"own_rules": [{**LONG_DAY, "value": "many"}]}, "long day would never hold"),
    ],
)
def test_a_choice_that_cannot_be_is_named(written: dict[str, object], told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        checked_rules(written)
