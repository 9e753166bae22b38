"""Getting started, on a real program: what is next comes first, and going live waits for what is needed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.checklist import ITEMS, ItemState
from bindeled.domain.going_live import STAGES, Stage
from bindeled.domain.roles import Role
from bindeled.domain.shadow import WouldDo
from bindeled.domain.states import LinkState
from bindeled.store.shadows import StoredShadowKeeper
from bindeled.texts import LANGUAGES, say
from tests.integration.pages.conftest import signed_in
from tests.support.standing import stand
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from django.test import Client

    from tests.integration.pages.conftest import SettingsPages
    from tests.support.faces import Faces

SETUP = "/tenants/nordlys-vvs/setup/"


def shown(browser: Client, address: str = "", language: str = "da") -> str:
    answer = browser.get(SETUP + address, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.content[:500]
    return sound(answer.content.decode(), language).text


def settle(there: Faces, *codes: str) -> None:
    """Let items be in place, by whatever proves them."""
    by_check: dict[System, dict[str, bool]] = {system: {} for system in System}
    for code in codes:
        proving = ITEMS[code].proved_by
        if proving is None:
            there.program.setup.say(there.ours.id, code, ItemState.PROVED, by="Olga")
        else:
            by_check[proving.system].update(dict.fromkeys(proving.begins, True))
    for system, outcomes in by_check.items():
        there.program.setup.note_checks(there.ours.id, system, outcomes)


def connect_both(there: Faces) -> None:
    for system in System:
        stand(there.connection(there.ours, system), LinkState.CONNECTED, there.program.clock())


def test_every_item_belongs_to_one_stage() -> None:
    placed = [code for codes in STAGES.values() for code in codes]
    assert sorted(placed) == sorted(ITEMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_new_finds_the_first_thing_to_do(pages: SettingsPages, language: str) -> None:
    told = shown(pages.browser, language=language)

    assert say("checklist.data_processing_terms", language) in told
    assert say("setup_do.data_processing_terms", language) in told
    assert say("page.setup.missing", language, count=str(sum(item.blocking for item in ITEMS.values()))) in told


def test_whoever_stopped_half_way_finds_the_next_step_first(pages: SettingsPages) -> None:
    settle(pages.faces, *[code for code in STAGES[Stage.PREPARE] if ITEMS[code].blocking])

    assert say("page.next.hold_back.title", "da") in shown(pages.browser)
    pages.browser.post(f"{SETUP}hold-back/")

    assert say("setup_do.intempus_key", "da") in shown(pages.browser)
    assert pages.program.shadows.current(pages.faces.ours.id, "reports")


def test_what_others_are_at_is_passed_over(pages: SettingsPages) -> None:
    pages.browser.post(f"{SETUP}items/data_processing_terms/say/", {"state": "asked"})

    assert say("setup_do.error_contact", "da") in shown(pages.browser)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_says_why_what_to_do_and_how_it_is_proved(pages: SettingsPages, language: str) -> None:
    for code in ITEMS:
        told = shown(pages.browser, f"items/{code}/", language)
        assert say(f"checklist_why.{code}", language) in told, code
        assert say(f"setup_do.{code}", language) in told, code


def test_what_is_said_of_an_item_carries_name_day_and_a_day_by_which(pages: SettingsPages) -> None:
    past = (pages.program.clock() - timedelta(days=3)).date().isoformat()
    pages.browser.post(f"{SETUP}items/server_user/say/", {"state": "asked", "due": past})

    told = shown(pages.browser, "items/server_user/")
    assert "Olga" in told
    assert say("page.setup.overdue", "da") in told


def test_what_a_check_proves_cannot_be_ticked(pages: SettingsPages) -> None:
    answer = pages.browser.post(f"{SETUP}items/intempus_key/say/", {"state": "proved"})

    assert answer.status_code == 400
    assert pages.program.setup.checklist(pages.faces.ours.id).lines[2].standing.state is ItemState.OPEN


def test_there_is_nothing_to_say_of_what_a_check_has_proved(pages: SettingsPages) -> None:
    settle(pages.faces, "intempus_key")

    told = shown(pages.browser, "items/intempus_key/")

    assert say("page.setup.proved_by_check", "da", system="Intempus", at="")[:-2] in told
    assert say("page.item.say", "da") not in told


def test_what_is_not_needed_wants_a_reason(pages: SettingsPages) -> None:
    address = f"{SETUP}items/support_user/say/"
    assert pages.browser.post(address, {"state": "not_needed"}).status_code == 400

    pages.browser.post(address, {"state": "not_needed", "reason": "Vi vil selv se efter."})

    assert "Vi vil selv se efter." in shown(pages.browser)


def test_whatever_somebody_types_stays_text(pages: SettingsPages) -> None:
    for text in HOSTILE:
        sent = {"state": "not_needed", "reason": text, "due": text}
        answer = pages.browser.post(f"{SETUP}items/support_user/say/", sent)
        assert answer.status_code == 400
        assert "<script>alert" not in answer.content.decode()
        assert pages.browser.post(f"{SETUP}choices/save/", {"match": text, "first_day": text}).status_code == 400


def test_the_choices_are_kept_and_settle_their_item(pages: SettingsPages) -> None:
    pages.browser.post(f"{SETUP}choices/save/", {"match": "email", "first_day": "2026-01-05"})

    ours = pages.program.tenants.by_id(pages.faces.ours.id)
    assert (ours.rules.employee_match.value, ours.first_day.isoformat()) == ("email", "2026-01-05")
    assert "matching_key" not in {line.item.code for line in pages.program.setup.checklist(ours.id).blocking}


def test_nobody_goes_live_before_all_that_is_needed_is_there(pages: SettingsPages) -> None:
    pages.program.setting_up.hold_back(pages.faces.ours)

    for reason in ("checklist", "link"):
        assert say(f"page.live.hinders.{reason}", "da") in shown(pages.browser, "shadow/")
    pages.browser.post(f"{SETUP}shadow/live/")

    assert say("page.live.refused", "da") in shown(pages.browser, "shadow/")
    assert pages.program.shadows.current(pages.faces.ours.id, "reports")


def test_a_tenant_that_is_ready_goes_live_and_its_first_runs_are_asked_for(pages: SettingsPages) -> None:
    there = pages.faces
    settle(there, *[code for code, item in ITEMS.items() if item.blocking])
    there.program.setup.say(there.ours.id, "first_load_agreed", ItemState.NOT_NEEDED, by="Olga", reason="Intet nyt.")
    there.program.setting_up.hold_back(there.ours)
    connect_both(there)
    assert say("page.next.watch.title", "da") in shown(pages.browser)

    answer = pages.browser.post(f"{SETUP}shadow/live/", follow=True, headers={"Accept-Language": "da"})

    assert say("page.live.done", "da") in answer.content.decode()
    assert say("page.setup.live", "da") in answer.content.decode()
    assert [run.flow for run in there.program.runs.due(there.program.clock())][-1] == "reports"
    assert there.program.shadows.current(there.ours.id, "reports") is None


def test_a_flow_that_a_load_held_back_is_let_go_whatever_the_checklist_says(pages: SettingsPages) -> None:
    there, now = pages.faces, pages.program.clock()
    connect_both(there)
    there.program.shadows.begin(there.ours.id, "reports", now)
    there.program.shadows.end(there.ours.id, "reports", now)
    there.program.shadows.begin(there.ours.id, "employees", now)
    assert say("page.next.release.title", "da") in shown(pages.browser)

    pages.browser.post(f"{SETUP}shadow/live/")

    assert there.program.shadows.current(there.ours.id, "employees") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shadow_shows_what_would_have_been_written(pages: SettingsPages, language: str) -> None:
    program, now = pages.program, pages.program.clock()
    line = {"date": "2026-11-16", "project": "1060", "employee": "0042", "quantity": "7.5", "unit": "Timer"}
    shadow = program.shadows.begin(pages.faces.ours.id, "reports", now)
    found = [WouldDo(901, "carry", facts=line), WouldDo(902, "park", facts={"cause": "project_blocked"})]
    StoredShadowKeeper(shadow).hold(found, now)

    told = shown(pages.browser, "shadow/", language)
    each = shown(pages.browser, "shadow/reports/", language)

    assert say("help_title.project_blocked", language) in told
    assert ("7,50" if language == "da" else "7.50") in each
    assert "901" in each
    assert "project_blocked" not in told + each


def test_a_viewer_sees_all_of_it_and_is_offered_nothing(there: Faces) -> None:
    signed_in(there, Role.VIEWER)

    for address in ("", "items/server_user/", "choices/", "load/", "load/employees/", "shadow/"):
        answer = there.browser.get(SETUP + address)
        assert answer.status_code == 200
        forms = answer.content.decode().split("<main")[1]
        assert "<button" not in forms, address
