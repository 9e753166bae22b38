from __future__ import annotations

from bindeled.store.views import Moment, ReportTimeline
from bindeled.texts import LANGUAGES
from bindeled.web.pages.hour.asked import told_sentence, where_lying
from tests.unit.web.fake_pages import NOW
from tests.unit.web.test_hour_pages import REFERENCE, a_told, sent

TOLD: dict[str, tuple[dict[str, str], str, str]] = {
    "report.submitted": ({"by": "Åse Bæk"}, "Registreret i Intempus af Åse Bæk.", "Registered in Intempus by Åse Bæk."),
    "report.approved": (
        {"by": "Mester", "level": "final_approver"},
        "Godkendt i Intempus af Mester (endelig godkender).",
        "Approved in Intempus by Mester (final approver).",
    ),
    "line.posted": (
        {"reference": REFERENCE, "voucher": "4711", "posting": "12", "invoice": "9"},
        f"Bogført i Uniconta ({REFERENCE}). Bilag 4711, bogføringsnummer 12, faktura 9.",
        f"Posted in Uniconta ({REFERENCE}). Voucher 4711, posting number 12, invoice 9.",
    ),
}


def test_what_a_system_tells_is_told_with_its_names_and_numbers() -> None:
    for kind, (facts, *sentences) in TOLD.items():
        moment = Moment(NOW, kind, None, facts)
        assert [told_sentence(moment, language) for language in ("da", "en")] == sentences


def test_what_a_system_leaves_out_leaves_no_gap() -> None:
    moments = [a_told(kind, reference=REFERENCE) for kind in ("line.posted", "line.unposted", "line.gone")]
    moments += [a_told("line.on_timesheet", reference=REFERENCE), a_told("report.submitted", by="")]
    moments += [a_told("report.approved", by=by, level=level) for by in ("", "Bo") for level in ("", "Mester", "[x]")]
    moments += [a_told("report.not_approved"), a_told("report.deleted")]

    sentences = [told_sentence(moment, language) for moment in moments for language in LANGUAGES]

    assert len(set(sentences)) == len(sentences)
    assert not [sentence for sentence in sentences if "()" in sentence or "  " in sentence or "[by]" in sentence]


# By their number, what Uniconta tells of the newest lines of a report, and what that makes of the whole.
LYING: list[tuple[dict[int, str], str]] = [
    ({1: "line.posted"}, "posted"),
    ({1: "line.unposted"}, "unposted"),
    ({1: "line.on_timesheet"}, "on_timesheet"),
    ({1: "line.posted", 2: "line.posted"}, "posted"),
    ({1: "line.posted", 2: "line.unposted"}, ""),
    ({1: "line.posted", 2: "line.gone"}, "gone"),
    ({1: "line.posted", 2: ""}, ""),
    ({1: ""}, ""),
]


def lying(lines: dict[int, str]) -> str:
    """Return where a report lies whose former line is gone, as it is to be."""
    references = {number: f"IM0000000901G02L{number:02}" for number in lines}
    told = [a_told(kind, reference=references[number]) for number, kind in lines.items() if kind]
    entries = (sent(), *(sent(reference, 2) for reference in references.values()))
    return where_lying(ReportTimeline(entries, (a_told("line.gone", reference=REFERENCE), *told)))


def test_where_the_lines_lie_is_said_where_it_is_known_of_all_of_them() -> None:
    assert [lying(lines) for lines, _ in LYING] == [where for _, where in LYING]
