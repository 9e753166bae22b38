from __future__ import annotations

import re

import pytest

from bindeled.texts import LANGUAGES
from bindeled.web.findings import finding_words
from tests.unit.texts.test_texts import FINDINGS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cause_tells_a_day_as_machines_write_it(language: str) -> None:
    words = [finding_words(one.cause.value, one.facts, language) for one in FINDINGS]

    assert not [told for told in words if re.search(r"\d{4}-\d{2}-\d{2}", told.sentence + told.remedy)]
