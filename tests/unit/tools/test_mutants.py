"""The command that puts faults into the code: which faults it makes, that a test kills one, and when it complains."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutants.__main__ import complaints_on
from tools.mutants.making import mutants_of
from tools.mutants.page import page_of
from tools.mutants.records import Outcome, Survivor, keep, kept, reasons_in, state_of

ROOT = Path(__file__).parents[3]
HERE = ROOT / "tools" / "mutants"
BREAKER = "connections/breaker.py"


def faults(text: str) -> set[str]:
    return {mutant.became for mutant in mutants_of(text)}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("x = {A, B}\n", {"x = { B}", "x = {A,}"}),
        ("x = {A: B}\n", {"x = {}"}),
        ("x = (A, B)\n", {"x = ( B)", "x = (A,)"}),
        ("x = A in B\n", {"x = A not in B"}),
        ("x = A not in B\n", {"x = A in B"}),
        ("x = S.ONE, S.TWO\n", {"x = S.TWO, S.TWO", "x = S.ONE, S.ONE"}),
        ("note(it)\n", {"pass"}),
        ("x = not A\n", {"x =  A"}),
        ("x = A < B\n", {"x = A <= B", "x = A >= B"}),
        ("x = True\n", {"x = False"}),
    ],
)
def test_each_kind_of_fault_is_made(text: str, made: set[str]) -> None:
    assert faults(text) == made


@pytest.mark.parametrize(
    "text",
    [
        "def f(x: A | None = None) -> B | C: ...\n",
        "x: A | B = y\n",
        "def f(*, x): ...\n",
        "if TYPE_CHECKING:\n    import a\n",
        "@dataclass(frozen=True)\nclass A:\n    x: int\n",
        "x = (A)\n",
        "x = [a for a in b]\n",
    ],
)
def test_where_only_the_type_checker_looks_no_fault_is_made(text: str) -> None:
    assert faults(text) == set()


def test_a_fault_is_known_by_what_it_changes_and_not_by_its_line() -> None:
    (first,), (second,) = mutants_of("x = A in B\n"), mutants_of("\n\nx = A in B\n")
    assert (first.key, first.line, second.line) == (second.key, 1, 3)


def test_a_fault_fails_the_tests_of_its_module_and_the_module_as_it_is_does_not() -> None:
    script = (
        "from tools.mutants.trying import *\n"
        "warm_up()\n"
        f"path = SOURCE / {BREAKER!r}\n"
        "text, tests = path.read_text(), ['tests/unit/connections/test_breaker.py']\n"
        "assert not is_killed(path, text, tests, 60)\n"
        "assert is_killed(path, text.replace('failures: int = 5', 'failures: int = 6'), tests, 60)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


LIVES = Survivor(3, "x = 1", "x = 2")
REASON = {LIVES.key: "It decides nothing."}


@pytest.mark.parametrize(
    ("tried", "reasons", "complaint"),
    [
        (100, REASON, ""),
        (100, {}, "survives without a reason"),
        (5, REASON, "80.0 % killed, the target is 90 %"),
        (100, {**REASON, ("y = 1", "y = 2"): "Gone since."}, "has a reason and does not live: y = 1"),
    ],
)
def test_too_few_killed_a_survivor_without_a_reason_and_a_reason_without_a_survivor_are_complained_of(
    tried: int, reasons: dict[tuple[str, str], str], complaint: str
) -> None:
    found = complaints_on(Outcome(BREAKER, tried, (LIVES,)), reasons)
    assert len(found) == bool(complaint)
    assert complaint in "".join(found)


def test_what_was_measured_is_kept_as_long_as_module_and_tests_stay_as_they_are(tmp_path: Path) -> None:
    module, test = tmp_path / "module.py", tmp_path / "test_module.py"
    module.write_text("x = 1\n")
    test.write_text("assert x\n")
    outcome = Outcome("module.py", 2, (LIVES,))
    keep(tmp_path / "records", outcome, state_of(module, [test]))
    assert kept(tmp_path / "records", "module.py", state_of(module, [test])) == (outcome, True)
    test.write_text("assert x == 1\n")
    assert kept(tmp_path / "records", "module.py", state_of(module, [test])) == (outcome, False)
    module.write_text("x = 2\n")
    assert kept(tmp_path / "records", "module.py", state_of(module, [test])) is None


def test_the_page_tells_figures_survivors_and_reasons() -> None:
    shown = page_of([Outcome(BREAKER, 100, (LIVES,))], {BREAKER: REASON})
    assert f"| {BREAKER} | 100 | 99 | 1 | 99.0 |" in shown
    assert "| `x = 1` | `x = 2` | It decides nothing. |" in shown


def test_each_reason_is_about_a_line_that_is_still_there() -> None:
    for module, reasons in reasons_in(HERE / "survivors.toml").items():
        lines = {line.strip() for line in (ROOT / "src" / "bindeled" / module).read_text().splitlines()}
        assert {was for was, _ in reasons} <= lines, module
