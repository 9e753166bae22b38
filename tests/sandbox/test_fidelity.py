"""The fidelity table cannot drift from the tests, the switches and the rules of the fact sheets."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sandbox.intempus.switches import Switches as IntempusSwitches
from sandbox.uniconta.switches import Switches as UnicontaSwitches

ROOT = Path(__file__).parents[2]
RULES = {"Intempus": 20, "Uniconta": 23}
SWITCHES = {
    "Intempus": set(IntempusSwitches.__dataclass_fields__),
    "Uniconta": set(UnicontaSwitches.__dataclass_fields__),
}
AGAIN = "write it anew with: .venv/bin/python tools/fidelity.py"


@pytest.fixture(scope="module")
def fidelity() -> ModuleType:
    specification = importlib.util.spec_from_file_location("fidelity", ROOT / "tools" / "fidelity.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module  # where dataclasses look for what annotations mean
    specification.loader.exec_module(module)
    return module


def test_the_page_is_what_facts_and_tests_say(fidelity: ModuleType) -> None:
    facts = fidelity.read_facts(fidelity.FACTS.read_text(encoding="utf-8"))
    written = fidelity.PAGE.read_text(encoding="utf-8")
    assert written == fidelity.page(facts, fidelity.read_tests()), AGAIN


def test_every_test_that_a_fact_names_exists(fidelity: ModuleType) -> None:
    facts = fidelity.read_facts(fidelity.FACTS.read_text(encoding="utf-8"))
    tests = fidelity.read_tests()
    assert [name for fact in facts for name in fact.tests if name not in tests] == []


@pytest.mark.parametrize("sheet", RULES)
def test_every_rule_of_section_8_stands_in_the_table_and_has_a_test_named_after_it(
    fidelity: ModuleType, sheet: str
) -> None:
    facts = fidelity.read_facts(fidelity.FACTS.read_text(encoding="utf-8"))
    rules = [str(number) for number in range(1, RULES[sheet] + 1)]
    assert [fact.section for fact in facts if fact.sheet == sheet and fact.rule] == [f"8.{rule}" for rule in rules]
    assert fidelity.rules_without_test(sheet, facts, fidelity.read_tests()) == []


def test_a_rule_whose_test_is_gone_is_missed_though_the_other_sheet_has_one(fidelity: ModuleType) -> None:
    facts = fidelity.read_facts(fidelity.FACTS.read_text(encoding="utf-8"))
    tests = {name: places for name, places in fidelity.read_tests().items() if not name.startswith("test_rule_13_")}
    tests["test_rule_13_of_the_other_sheet"] = [fidelity.Test("uniconta/test_x.py", "test_rule_13_of_the_other_sheet")]
    assert fidelity.rules_without_test("Intempus", facts, tests) == ["8.13"]
    assert fidelity.rules_without_test("Uniconta", facts, tests) == []


def test_a_fact_without_a_test_says_why(fidelity: ModuleType) -> None:
    facts = fidelity.read_facts(fidelity.FACTS.read_text(encoding="utf-8"))
    tests = fidelity.read_tests()
    assert [fact.says for fact in facts if bool(fact.shown_by(tests)) == bool(fact.why_untested)] == []


@pytest.mark.parametrize("sheet", SWITCHES)
def test_every_switch_stands_beside_a_fact_and_every_switch_that_is_named_exists(
    fidelity: ModuleType, sheet: str
) -> None:
    facts = fidelity.read_facts(fidelity.FACTS.read_text(encoding="utf-8"))
    assert {name for fact in facts if fact.sheet == sheet for name in fact.switches} == SWITCHES[sheet]
