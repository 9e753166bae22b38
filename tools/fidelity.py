# ruff: noqa: INP001 - run by its path, not imported
"""Writes the fidelity table: each fact about the providers, how sure it is, its switch, and the test that shows it.

`python tools/fidelity.py` writes docs/reference/fidelity.md from tests/sandbox/facts.toml and the tests themselves; a
test fails when the page differs, when a named test or switch does not exist, or when a rule has no test.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "sandbox"
FACTS = TESTS / "facts.toml"
PAGE = ROOT / "docs" / "reference" / "fidelity.md"
SHEETS = {"Intempus": "intempus", "Uniconta": "uniconta"}

_HEAD = """# Fidelity of the twins

<!-- Written by tools/fidelity.py from tests/sandbox/facts.toml and the tests; change those and run it again. -->

What a client can see of the real Intempus and Uniconta, how sure that is, and the test that shows the twin doing it.
Sections are those of the fact sheets the twins are built from. *Verified* was seen on the real system by somebody who
says so in public; *documented* is the provider's own word; *code* is what public programs rely on; *inferred* follows
from evidence, and for Intempus often from tastypie, the framework of the real one; a *guess* is no more than that.
Where a switch is named, the twin can be made to do otherwise: on its control page, or with `POST /_control/switches`.
See [use the sandbox](../howto/use-the-sandbox.md).
"""


@dataclass(frozen=True)
class Test:
    """A test function and the file it stands in, below tests/sandbox."""

    file: str
    name: str


@dataclass(frozen=True)
class Fact:
    """One fact as facts.toml has it."""

    sheet: str
    section: str
    says: str
    certainty: str
    switches: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    why_untested: str = ""

    @property
    def rule(self) -> str:
        """The number of the rule of section 8 that it is, empty when it is none."""
        found = re.fullmatch(r"8\.(\d+)", self.section)
        return found[1] if found else ""

    def named_after_it(self, tests: dict[str, list[Test]]) -> list[Test]:
        """Return the tests in the twin's own folder that carry its rule in their name."""
        return [
            test
            for name, places in tests.items()
            if self.rule and name.startswith(f"test_rule_{self.rule}_")
            for test in places
            if test.file.startswith(SHEETS[self.sheet] + "/")
        ]

    def shown_by(self, tests: dict[str, list[Test]]) -> list[Test]:
        """Return the tests that it names and those that are named after it."""
        named = [test for name in self.tests for test in tests.get(name, [])]
        return sorted({*named, *self.named_after_it(tests)}, key=lambda test: (test.file, test.name))


def rules_without_test(sheet: str, facts: list[Fact], tests: dict[str, list[Test]]) -> list[str]:
    """Return the sections of the rules of section 8 of a sheet that no test is named after."""
    return [fact.section for fact in facts if fact.sheet == sheet and fact.rule and not fact.named_after_it(tests)]


def read_facts(text: str) -> list[Fact]:
    """Read the facts in their order. Raises `TypeError` for a key that a fact does not have."""
    return [Fact(**entry) for entry in tomllib.loads(text)["fact"]]


def read_tests(folder: Path = TESTS) -> dict[str, list[Test]]:
    """Return every test function below `folder` by its name."""
    found: defaultdict[str, list[Test]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[node.name].append(Test(path.relative_to(folder).as_posix(), node.name))
    return dict(found)


def page(facts: list[Fact], tests: dict[str, list[Test]]) -> str:
    """Return the whole page."""
    parts = [_HEAD]
    for sheet in SHEETS:
        parts += [
            f"## {sheet}\n",
            "| section | fact | certainty | switch | shown by |",
            "| --- | --- | --- | --- | --- |",
        ]
        parts += [_row(fact, fact.shown_by(tests)) for fact in facts if fact.sheet == sheet]
        parts.append("")
    return "\n".join(parts)


def _row(fact: Fact, shown_by: list[Test]) -> str:
    switches = ", ".join(f"`{name}`" for name in fact.switches)
    tests = "<br>".join(f"{_sentence(test.name)} (`{test.file}`)" for test in shown_by)
    cells = (fact.section, fact.says, fact.certainty, switches, tests or f"*{fact.why_untested}*")
    return "| " + " | ".join(cells) + " |"


def _sentence(name: str) -> str:
    return re.sub(r"^rule_\d+_", "", name.removeprefix("test_")).replace("_", " ")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(read_facts(FACTS.read_text(encoding="utf-8")), read_tests()), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
