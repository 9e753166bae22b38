"""Every property that is promised has a short form in this suite; a property without a test makes this one fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proofs.connections.catalogue import PROOFS
from proofs.connections.forms import FORMS, table

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/reference/proofs.md").read_text()
# P1 to P16, and those that have a letter.
PROMISED = {f"P{number}" for number in range(1, 17)} | {"P1c", "P2c", "P3c", "P4b", "P5b", "P7b", "P8b"}
SHORT = sorted({test for forms in FORMS.values() for test in forms.short})
LONG = sorted({test for forms in FORMS.values() for test in forms.soak})


def decorated(test: str) -> str:
    """Return the decorators of a test and its first line; of a file named alone, its first test."""
    file, _, name = test.partition("::")
    pattern = rf"((?:^@[^\n]*\n)*)^def {name or 'test_'}"
    found = re.search(pattern, (ROOT / file).read_text(), re.MULTILINE)
    assert found is not None, f"there is no such test: {test}"
    return found.group(0)


def test_each_promised_property_is_measured_by_the_command() -> None:
    assert {name for names in PROOFS for name in names} == PROMISED


def test_each_property_that_is_measured_has_a_short_form_in_the_suite() -> None:
    assert set(FORMS) == PROMISED
    assert all(forms.short for forms in FORMS.values())


@pytest.mark.parametrize("test", SHORT)
def test_a_short_form_is_a_test_that_every_run_of_the_suite_takes(test: str) -> None:
    assert "@pytest.mark.soak" not in decorated(test)


@pytest.mark.parametrize("test", LONG)
def test_a_long_form_is_a_test_of_the_soak(test: str) -> None:
    assert "mark.soak" in decorated(test)


def test_the_document_names_the_forms_of_each_property() -> None:
    assert [row for row in table() if row not in DOCUMENT] == []
