"""The pages of matching on a real program: what a person answers is what the next run goes by."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.drift import Called, Pairing
from bindeled.domain.registers.causes import RecordCause, RecordFinding
from bindeled.domain.registers.records import Link, Record, Register, Seen
from bindeled.domain.registers.steps import Conflict, SetAside
from bindeled.domain.roles import Role
from bindeled.store.pairings import StoredPairings
from bindeled.store.registers.conflicts import note_conflicts
from bindeled.store.registers.inbox import RecordInbox
from bindeled.store.registers.links import Links
from tests.integration.pages.conftest import SettingsPages, signed_in

if TYPE_CHECKING:
    from tests.support.faces import Faces

NAME = 'Bageri <b>"Ådalen"</b>'

# What a person, or somebody who means no good, may send.
NO_CANDIDATES = ["8; DROP TABLE", "-1", "9" * 40, "<script>", "٣"]


def doubt(pages: SettingsPages, *candidates: tuple[int, str], grade: str = "yellow") -> None:
    """Let a run have found that a customer may be one of these."""
    told = "; ".join(f"{name} (id {key})" for key, name in candidates)
    facts = {
        "grade": grade,
        "reason": "same_name" if grade == "yellow" else "several",
        "candidates": told,
        "ids": ",".join(str(key) for key, _ in candidates),
    }
    cause = RecordCause.MATCH_DOUBTFUL if grade == "yellow" else RecordCause.MATCH_AMBIGUOUS
    step = SetAside(77, "10001", NAME, RecordFinding(cause, facts))
    RecordInbox(pages.faces.ours.id, 0).hold_exactly(Register.CUSTOMERS, [step], pages.program.clock())


def links(pages: SettingsPages) -> list[tuple[int, int]]:
    kept = pages.program.flows.matches(pages.faces.ours, Register.CUSTOMERS).links()
    return [(one.link.master_id, one.link.follower_id) for one in kept]


def test_a_doubt_is_told_with_its_reason_and_linked_when_somebody_says_that_it_is_the_same(
    pages: SettingsPages,
) -> None:
    doubt(pages, (8, "501 Bageriet; Ådalen"))
    page = pages.show("matching/customers/")
    assert "Tvivlsom : Samme navn, men et andet nummer" in page.text
    assert "501 Bageriet; Ådalen" in page.text
    assert NAME in page.text
    assert "(id 8)" not in page.text

    told = pages.post("matching/customers/answer/", number="10001", candidate="8", answer="same")

    assert "10001 er koblet" in told.content.decode()
    assert links(pages) == [(77, 8)]
    after = pages.show("matching/customers/").text
    assert "Intet venter på jeres svar" in after
    assert "Koblet af en person" in after
    assert "olga@nordlys.example" in after


def test_of_several_candidates_one_has_to_be_chosen(pages: SettingsPages) -> None:
    doubt(pages, (8, "501 Bageriet"), (9, "502 Bager Ådal"), grade="red")

    told = pages.post("matching/customers/answer/", number="10001", answer="same")

    assert "blev ikke valgt nogen" in told.content.decode()
    assert links(pages) == []
    pages.post("matching/customers/answer/", number="10001", candidate="9", answer="same")
    assert links(pages) == [(77, 9)]


def test_a_rejection_takes_the_doubt_away_and_links_nothing(pages: SettingsPages) -> None:
    doubt(pages, (8, "501 Bageriet"))
    pages.post("matching/customers/answer/", number="10001", candidate="8", answer="none")
    assert links(pages) == []
    assert "Intet venter på jeres svar" in pages.show("matching/customers/").text


def both(pages: SettingsPages, here: Record, *there: Record) -> None:
    """Let somebody have read these customers from both systems a moment ago."""
    readings, key = pages.program.readings, (pages.faces.ours.id, "sides customers")
    kept, now = timedelta(minutes=5), pages.program.clock()
    readings.look(key, lambda: ((here,), there), wait_seconds=10, kept=kept, now=now)


OURS = Record(77, "10001", "Bageri Ådalen", {"Phone": "12 34", "xIntempus": True, "Group": "1"})


def test_a_rejection_is_seen_and_taken_back_after_it_was_told_what_comes_of_it(pages: SettingsPages) -> None:
    doubt(pages, (8, "501 Bageriet"))
    pages.post("matching/customers/answer/", number="10001", candidate="8", answer="none")
    assert "501 Bageriet" in pages.show("matching/customers/").text
    both(pages, OURS, Record(8, "501", "Bageri Ådalen", {}))

    asked = pages.show("matching/customers/", rejected="77-8")

    assert "Samme navn, men et andet nummer: ved næste kørsel venter de igen på jeres svar" in asked.text
    assert pages.program.flows.rejections(pages.faces.ours, Register.CUSTOMERS).pairs()
    told = pages.post("matching/customers/rejected/", pair="77-8")
    assert "10001 kan nu blive foreslået igen" in told.content.decode()
    assert pages.program.flows.rejections(pages.faces.ours, Register.CUSTOMERS).pairs() == []
    assert "Ikke de samme" not in pages.show("matching/customers/").text


def test_of_a_rejected_record_that_is_linked_by_now_it_is_said_that_the_link_stays(pages: SettingsPages) -> None:
    doubt(pages, (8, "501 Bageriet"))
    pages.post("matching/customers/answer/", number="10001", candidate="8", answer="none")
    link = Link(Register.CUSTOMERS, 77, 9, "10001", "502", "Bageri Ådalen")
    Links(pages.faces.ours.id, 0).keep([link], pages.program.clock())
    assert "10001 er nu koblet til 502" in pages.show("matching/customers/", rejected="77-8").text


def test_what_nobody_rejected_or_linked_leads_back_to_the_list(pages: SettingsPages) -> None:
    for pair in ("", "77-8", "x", "1-2-3", "<script>"):
        assert "Lad dem blive foreslået igen" not in pages.show("matching/customers/", rejected=pair).text
        assert "Se, hvordan det står nu" in pages.post("matching/customers/rejected/", pair=pair).content.decode()
    assert pages.get("matching/customers/record/", number="10001").status_code == 302


def test_a_field_is_pinned_and_let_go_after_both_values_were_shown(pages: SettingsPages) -> None:
    link = Link(Register.CUSTOMERS, 77, 8, "10001", "501", "Bageri Ådalen", {"phone": Seen("56 78", "56 78")})
    Links(pages.faces.ours.id, 0).keep([link], pages.program.clock(), grade="green", reason="same_number")
    both(pages, OURS, Record(8, "501", "Bageri Ådalen", {"phone": "56 78"}))
    assert "»56 78« bliver stående i Intempus; »12 34« bliver ikke skrevet" in record_page(pages)

    pages.post("matching/customers/record/?number=10001", field="phone", do="pin")

    assert "Fastholdt: Telefon" in pages.show("matching/customers/").text
    assert "Ved næste kørsel bliver der skrevet »12 34« i stedet for »56 78«" in record_page(pages)
    pages.post("matching/customers/record/?number=10001", field="phone", do="let_go")
    assert "Fastholdt: Telefon" not in pages.show("matching/customers/").text
    pages.post("matching/customers/record/?number=10001", field="no such field", do="pin")
    assert pages.program.flows.matches(pages.faces.ours, Register.CUSTOMERS).link("10001").link.pins == frozenset()


def record_page(pages: SettingsPages) -> str:
    return pages.show("matching/customers/record/", number="10001").text


def test_a_candidate_that_there_is_not_is_refused_in_a_sentence(pages: SettingsPages) -> None:
    for sent in NO_CANDIDATES:
        doubt(pages, (8, "501 Bageriet"), (9, "502 Bager Ådal"), grade="red")
        told = pages.post("matching/customers/answer/", number="10001", candidate=sent, answer="same")
        assert "Se, hvordan det står nu" in told.content.decode()
        assert links(pages) == []


def test_a_viewer_sees_what_waits_and_can_answer_nothing(there: Faces) -> None:
    viewer = SettingsPages(there, signed_in(there, Role.VIEWER))
    doubt(viewer, (8, "501 Bageriet"))
    page = viewer.show("matching/customers/")
    assert "501 Bageriet" in page.text
    assert "Det er den samme" not in page.text
    assert viewer.post("matching/customers/answer/", number="10001", candidate="8").status_code == 403
    assert links(viewer) == []


def test_of_a_field_that_both_changed_a_person_says_whose_value_counts(pages: SettingsPages) -> None:
    tenant_id, now = pages.faces.ours.id, pages.program.clock()
    link = Link(Register.CUSTOMERS, 77, 8, "10001", "501", "Bageri Ådalen", {"phone": Seen("1", "1")})
    Links(tenant_id, 0).keep([link], now, grade="green", reason="same_number")
    note_conflicts(tenant_id, 0, [Conflict(link, "phone", "12 34", "56 78", Seen("1", "1"), "", "", False)], now)
    page = pages.show("matching/customers/")
    assert "10001 Bageri Ådalen: Telefon" in page.text
    assert "12 34" in page.text
    assert "56 78" in page.text

    told = pages.post("matching/customers/decide/", number="10001", field="phone", winner="master")

    assert "Det er afgjort for 10001" in told.content.decode()
    assert "Ændret i begge systemer" not in pages.show("matching/customers/").text
    again = pages.post("matching/customers/decide/", number="10001", field="phone", winner="master")
    assert "Se, hvordan det står nu" in again.content.decode()


def test_long_lists_are_shown_in_parts_and_searched(pages: SettingsPages) -> None:
    many = [Link(Register.CUSTOMERS, key, key, f"{key:05d}", f"{key:05d}", f"Kunde {key}") for key in range(1, 121)]
    Links(pages.faces.ours.id, 0).keep(many, pages.program.clock(), grade="green", reason="same_number")
    second = pages.show("matching/customers/", page="2").text
    assert "00051" in second
    assert "00101" not in second
    assert "00001" in pages.show("matching/customers/", page="nonsense").text
    found = pages.show("matching/customers/", wanted="Kunde 77").text
    assert "00077" in found
    assert "00078" not in found
    assert "Ingen koblinger passer" in pages.show("matching/customers/", wanted="%' OR 1=1").text


def test_a_renamed_pay_type_waits_until_somebody_says_that_it_is_right(pages: SettingsPages) -> None:
    memory, now = StoredPairings(pages.faces.ours.id), pages.program.clock()
    work = Called(5, "100", "Normaltid")
    memory.note([Pairing(work, Called(9, "100", "Timeløn"), "100")], now)
    memory.note([Pairing(work, Called(9, "100", "Akkord"), "100")], now)
    assert "hed »Timeløn« og hedder nu »Akkord«" in pages.show("matching/").text

    pages.post("matching/renamed/accept/", work_type="5")

    assert "Alt hedder, hvad det hed" in pages.show("matching/").text
