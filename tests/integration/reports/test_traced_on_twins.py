"""One report from who registered it to its voucher, as both twins tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.cli.trace import told
from tests.support.joined import joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.joined import Joined


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Joined]:
    """Return a company with a few approved reports of which nothing is carried yet."""
    with joined(tmp_path, 8) as company:
        yield company


def story(company: Joined, report: int) -> list[str]:
    return [told(moment) for moment in company.program.trace(company.tenant, report).moments]


def test_a_report_is_told_from_its_registration_to_its_voucher(company: Joined) -> None:
    report = min(company.approved())
    company.intempus.unapprove([report])
    registered, *rest = story(company, report)
    assert registered.startswith("registered in Intempus by ")
    assert rest == ["not finally approved in Intempus now"]
    company.intempus.approve([report])
    company.run()
    told_now = story(company, report)
    assert [words for words in told_now if words.startswith("approved in Intempus by ")]
    assert told_now[-1].startswith("lies in the project journal, not posted yet")
    company.uniconta.post_journal("INTEMPUS")
    posted = story(company, report)[-1]
    assert posted.startswith("posted in Uniconta")
    assert "voucher " in posted


def test_a_report_is_told_from_what_was_kept_while_a_system_cannot_be_asked(company: Joined) -> None:
    company.run()
    report = min(company.approved())
    company.uniconta.outage()
    timeline = company.program.trace(company.tenant, report)
    assert "Uniconta is not answering" in str(timeline.unasked)
    kinds = {moment.kind for moment in timeline.moments}
    assert {"report.submitted", "report.approved", "entry.sending", "entry.done"} <= kinds
    assert not [kind for kind in kinds if kind.startswith("line.")]
