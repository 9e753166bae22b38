"""The pages of field mappings on a real program: tried on records, kept as versions, taken back."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.bootstrap.readings import ReadingState
from bindeled.domain.registers.records import FLOWS, Record, Register
from bindeled.domain.registers.setup import Filter
from bindeled.domain.registers.standard import STANDARD
from bindeled.domain.roles import Role
from tests.integration.pages.conftest import SettingsPages, signed_in
from tests.support.faces import faces

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bindeled.bootstrap.readings import Reading
    from tests.support.faces import Faces

ROW = {
    "source": "Name",
    "otherwise": "",
    "transform": "capitals",
    "when_empty": "park",
    "written": "always",
    "length": "12",
    "when_long": "cut",
}

# What a person, or somebody who means no good, may send.
UNFIT = [
    {"source": "nonsense"},
    {"source": "", "other_source": ""},
    {"source": "", "other_source": "a b"},
    {"source": "", "other_source": "<script>alert(1)</script>"},
    {"transform": "eval"},
    {"transform": "customer"},
    {"length": "-1"},
    {"length": "9" * 30},
    {"when_empty": ""},
]

# What a person, or somebody who means no good, may send.
HALF = [{"which": "groups"}, {"which": "field"}, {"which": "field", "field": "a b"}, {"which": "some"}, {}]


def customer(number: int, name: str, **fields: Any) -> Record:
    there = {"Account": str(number), "Name": name, "xIntempus": True, "Phone": "", **fields}
    return Record(number, str(number), name, there)


MASTER = (
    customer(1, "Bageri Ådalen", Phone="12 34"),
    customer(2, "Café <i>Sol</i> & Søn"),
    customer(3, "Tømrer Holm", xIntempus=False, Group="2"),
)


def look_before(pages: SettingsPages, read: Callable[[], Any], wait_seconds: float = 5) -> Reading:
    """Let somebody have looked at both systems a moment ago."""
    key, kept = (pages.faces.ours.id, "sides customers"), timedelta(hours=1)
    reading: Reading = pages.program.readings.look(
        key, read, wait_seconds=wait_seconds, kept=kept, now=pages.program.clock()
    )
    return reading


def read_before(pages: SettingsPages) -> None:
    assert look_before(pages, lambda: (MASTER, ())).state is ReadingState.THERE


def current(pages: SettingsPages, register: Register = Register.CUSTOMERS) -> Any:
    return pages.program.flows.setups(pages.faces.ours, register).current()


@pytest.mark.parametrize("register", FLOWS)
def test_every_flow_shows_its_standard_in_words(pages: SettingsPages, register: Register) -> None:
    page = pages.show(f"mapping/{register.value}/")
    assert "Standard" in page.text
    assert not {row.target for row in STANDARD[register].rows if "_" in row.target} & set(page.text.split())
    for row in STANDARD[register].rows:
        assert pages.get(f"mapping/{register.value}/field/", target=row.target).status_code == 200


def test_a_field_is_tried_on_real_records_kept_and_taken_back(pages: SettingsPages) -> None:
    read_before(pages)
    tried = pages.post("mapping/customers/field/?target=name", **ROW, do="try").content.decode()
    assert "Ud af 2 poster, der overføres, ændrer det 2." in tried
    assert "BAGERI ÅDALE" in tried
    assert "CAFÉ &lt;I&gt;S" in tried
    assert current(pages) == STANDARD[Register.CUSTOMERS]

    kept = pages.post("mapping/customers/field/?target=name", **ROW, do="keep").content.decode()

    assert "Det gælder fra næste kørsel" in kept
    assert "Udgave 1: Ændret: Navn" in pages.show("mapping/customers/").text
    assert "olga@nordlys.example" in kept
    changed = next(row for row in current(pages).rows if row.target == "name")
    assert (changed.transform.value, changed.length) == ("capitals", 12)
    assert [row.target for row in current(pages).rows] == [row.target for row in STANDARD[Register.CUSTOMERS].rows]
    assert "Den seneste ændring er fortrudt" in pages.post("mapping/customers/undo/").content.decode()
    assert current(pages) == STANDARD[Register.CUSTOMERS]


def test_with_nothing_changed_there_is_nothing_to_take_back(pages: SettingsPages) -> None:
    assert "intet at fortryde" in pages.post("mapping/items/undo/").content.decode()


def test_a_field_can_be_added_with_a_second_source_and_removed(pages: SettingsPages) -> None:
    sent = {**ROW, "source": "", "other_source": "xBemærkning", "otherwise": "Name", "when_empty": "keep", "length": ""}
    pages.post("mapping/customers/field/?target=notes", **sent, do="keep")
    assert [row.source for row in current(pages).rows if row.target == "notes"] == ["xBemærkning", "Name"]
    assert "xBemærkning, eller ellers Navn" in pages.show("mapping/customers/").text

    pages.post("mapping/customers/field/?target=notes", do="remove")

    assert "notes" not in current(pages).targets()
    again = pages.post("mapping/customers/field/?target=notes", do="remove").content.decode()
    assert "kunne ikke gemmes" in again


def test_a_field_that_cannot_be_is_told_in_its_place_and_nothing_is_kept(pages: SettingsPages) -> None:
    for sent in UNFIT:
        answer = pages.post("mapping/customers/field/?target=name", **{**ROW, **sent}, do="keep")
        assert answer.status_code == 400
        assert 'class="mistakes"' in answer.content.decode()
        assert "<script>alert" not in answer.content.decode()
        assert current(pages) == STANDARD[Register.CUSTOMERS]


def test_another_choice_of_records_is_tried_kept_and_taken_back(pages: SettingsPages) -> None:
    read_before(pages)
    tried = pages.post("mapping/customers/filter/", which="groups", groups="2, 7", do="try").content.decode()
    assert "Ud af 3 poster ville 1 blive overført" in tried
    assert "3 Tømrer Holm" in tried
    assert "1 Bageri Ådalen" in tried
    assert current(pages).filter == Filter("xIntempus")
    pages.post("mapping/customers/filter/", which="groups", groups="2, 7", do="keep")
    assert current(pages).filter == Filter("Group", frozenset({"2", "7"}))
    assert "De, hvor Gruppe er: 2, 7." in pages.show("mapping/customers/").text
    pages.post("mapping/customers/undo/")
    assert current(pages).filter == Filter("xIntempus")


def test_projects_are_chosen_by_phases(pages: SettingsPages) -> None:
    pages.post("mapping/projects/filter/", which="phases", phases=["InProgress", "Accepted"], do="keep")
    assert current(pages, Register.PROJECTS).filter == Filter("Phase", frozenset({"InProgress", "Accepted"}))
    assert "De, hvor Fase er: Accepteret, Igangværende." in pages.show("mapping/projects/").text


def test_half_a_choice_of_records_is_told_and_not_kept(pages: SettingsPages) -> None:
    for sent in HALF:
        answer = pages.post("mapping/customers/filter/", **sent, do="keep")
        assert answer.status_code == 400
        assert current(pages) == STANDARD[Register.CUSTOMERS]


def test_who_wins_and_whether_new_ones_are_made_is_chosen(pages: SettingsPages) -> None:
    pages.post("mapping/employees/choices/", creates="on", when_conflict="ask")
    after = current(pages, Register.EMPLOYEES)
    assert (after.creates, after.when_conflict.value) == (True, "ask")
    pages.post("mapping/employees/choices/", when_conflict="nonsense")
    assert current(pages, Register.EMPLOYEES) == after


def test_a_look_at_the_systems_tells_what_does_not_fit(pages: SettingsPages) -> None:
    read_before(pages)
    page = pages.show("mapping/customers/", look="1")
    assert "Ingen post har noget i CVR-nummer" in page.text
    assert "Felter med indhold i Uniconta" in page.text


def test_a_system_that_is_not_connected_is_told_in_a_sentence(pages: SettingsPages) -> None:
    page = pages.show("mapping/customers/", look="1")
    assert "Der er ikke afleveret noget login til" in page.text


def test_a_system_that_takes_its_time_leaves_no_page_without_a_word(tmp_path: Path) -> None:
    go_on = threading.Event()

    def slow() -> Any:
        go_on.wait(30)
        return MASTER, ()

    with faces(tmp_path, page_wait_seconds=0.05) as there:
        hurried = SettingsPages(there, signed_in(there, Role.OWNER))
        reading = look_before(hurried, slow, wait_seconds=0)
        assert reading.state is ReadingState.COMING
        assert "det tager længere end ventet" in hurried.show("mapping/customers/", look="1").text
        tried = hurried.post("mapping/customers/field/?target=name", **ROW, do="try").content.decode()
        assert "det tager længere end ventet" in tried
        assert "selected" in tried
        go_on.set()
        look_before(hurried, slow, wait_seconds=30)
        assert "Felter med indhold i Uniconta" in hurried.show("mapping/customers/", look="1").text


def test_a_viewer_sees_the_mapping_and_is_offered_no_change(there: Faces) -> None:
    viewer = SettingsPages(there, signed_in(there, Role.VIEWER))
    page = viewer.show("mapping/customers/", look="1")
    assert "CVR-nummer" in page.text
    assert "Ret" not in page.text.split()
    assert not [form for form in page.all("form") if "mapping" in str(form.attributes.get("action"))]
    assert viewer.get("mapping/customers/field/", target="name").status_code == 403
