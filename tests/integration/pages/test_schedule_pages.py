"""The pages of schedules on a real program: what is filled in is what runs go by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.domain.schedule_words import written_schedule

if TYPE_CHECKING:
    from tests.integration.pages.conftest import SettingsPages

MORNINGS = {"window0-weekdays": ["mon", "tue"], "window0-times": "7, 09.30"}

# What a person, or somebody who means no good, may send.
UNFIT: list[dict[str, Any]] = [
    {"window0-weekdays": ["mon"], "window0-times": "<script>"},
    {"window0-weekdays": ["mon"], "window0-times": "25.00"},
    {"window0-weekdays": ["someday"], "window0-times": "7"},
    {"window0-weekdays": ["mon"], "window0-minutes": "0"},
    {"window0-weekdays": ["mon"], "window0-minutes": "15", "window0-first": "18", "window0-last": "6"},
    {"window0-times": "7"},
    {"days_off": "31.2"},
    {"days_off": "'; DROP TABLE schedule; --"},
    {"days_off": "1" * 2000},
]


def standing(pages: SettingsPages, flow: str = "items") -> dict[str, object]:
    kept = pages.program.schedules.current(pages.faces.ours.id, flow)
    return written_schedule(kept.schedule)


def test_each_flow_tells_when_it_runs_and_its_next_five_runs(pages: SettingsPages) -> None:
    page = pages.show("schedules/")
    assert "Mandag til fredag kl. 07.00, 10.00, 13.00, 16.00" in page.text
    assert "Mandag til fredag hver time fra 06.00 til 18.00" in page.text
    assert len(page.all("time")) == 5 * 5


def test_a_schedule_is_tried_kept_and_taken_back(pages: SettingsPages) -> None:
    before = standing(pages)
    tried = pages.post("schedules/items/", **MORNINGS, do="try")
    assert "Sådan ville den køre" in tried.content.decode()
    assert standing(pages) == before

    days_off = {"skip_holidays": "on", "days_off": "24.12, 20.7.2027"}
    kept = pages.post("schedules/items/", **MORNINGS, **days_off, do="keep")

    assert "Køreplanen er gemt" in kept.content.decode()
    assert "24. december" in kept.content.decode()
    assert standing(pages) == {
        "windows": ["mon,tue 07:00,09:30"],
        "skip_holidays": True,
        "days_off": ["12-24", "2027-07-20"],
    }
    pages.post("schedules/items/undo/")
    assert standing(pages) == before
    assert "olga@nordlys.example" in pages.show("schedules/items/").text


def test_a_schedule_without_windows_never_runs_by_itself(pages: SettingsPages) -> None:
    pages.post("schedules/items/", do="keep")
    assert standing(pages)["windows"] == []
    assert "Kører aldrig af sig selv" in pages.show("schedules/").text
    pages.post("schedules/items/standard/")
    assert standing(pages)["windows"] == ["mon-fri every 60 minutes 06:00-18:00"]


def test_what_cannot_be_is_told_in_its_place_and_nothing_is_kept(pages: SettingsPages) -> None:
    for sent in UNFIT:
        before = standing(pages)
        answer = pages.post("schedules/items/", **sent, do="keep")
        assert answer.status_code == 400
        assert "mistakes" in answer.content.decode() or "note-act" in answer.content.decode()
        assert "<script>" not in answer.content.decode()
        assert standing(pages) == before


def test_running_now_asks_for_one_run(pages: SettingsPages) -> None:
    told = pages.post("schedules/reports/run/")
    pages.post("schedules/reports/run/")
    assert "Kørslen er bestilt" in told.content.decode()
    assert len(pages.program.runs.latest(pages.faces.ours.id, 10)) == 1


def test_a_flow_that_there_is_not_is_not_there(pages: SettingsPages) -> None:
    assert pages.get("schedules/nonsense/").status_code == 404
    assert pages.browser.post(pages.address("schedules/nonsense/run/")).status_code == 404
