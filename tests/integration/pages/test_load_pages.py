"""The first load on its pages: everything is seen and chosen before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.loading import Decision, ItemKind, LoadItem, LoadState
from bindeled.domain.registers.causes import RecordCause, RecordNotice
from bindeled.domain.roles import Role
from bindeled.texts import LANGUAGES, say
from tests.integration.pages.conftest import signed_in
from tests.integration.pages.test_setup_pages import SETUP, shown
from tests.support.processes import wait_for
from tests.unit.web.test_today import HOSTILE

if TYPE_CHECKING:
    from bindeled.domain.loading import KeptItem
    from tests.integration.pages.conftest import SettingsPages
    from tests.support.faces import Faces

DOUBT = {
    "grade": "yellow",
    "reason": "same_name",
    "candidates": "0042 Anna Berg; Hansen (id 7); 0043 Anna B. (id 8)",
}
FOUND = [
    LoadItem(1, ItemKind.LINK, "0001", "Per Holm", "same_number", {"to": "0001", "grade": "green"}),
    LoadItem(1, ItemKind.UPDATE, "0001", "Per Holm", "differs", {"Mobil": "11 22 33 44 → 55 66 77 88"}),
    LoadItem(2, ItemKind.ASK, "0099", "Anna Berg", RecordCause.MATCH_AMBIGUOUS.value, DOUBT, (7, 8)),
    LoadItem(3, ItemKind.PAID, "0077", "Bo Lund", RecordNotice.ONLY_IN_UNICONTA.value),
    LoadItem(4, ItemKind.SKIP, "0005", "Ida Lind", "same"),
    LoadItem(5, ItemKind.CREATE, "0006", "<b>Ole</b>", "new", {"Name": "<b>Ole</b>", "parent": "another record"}),
]


def planned(there: Faces) -> None:
    there.program.loading.loads.plan(there.ours.id, "employees", FOUND, there.program.clock())


def items(there: Faces) -> dict[tuple[int, ItemKind], KeptItem]:
    loads = there.program.loading.loads
    return {kept.item.key: kept for kept in loads.items(loads.required(there.ours.id, "employees"))}


def decide(pages: SettingsPages, **sent: object) -> str:
    address = f"{SETUP}load/employees/decide/"
    return pages.browser.post(address, sent, follow=True, headers={"Accept-Language": "da"}).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_tells_how_far_each_flow_is(pages: SettingsPages, language: str) -> None:
    planned(pages.faces)

    told = shown(pages.browser, "load/", language)

    assert say("page.load.state.planned", language) in told
    assert say("page.load.open", language, count="4") in told
    assert told.count(say("page.load.state.none", language)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_shows_its_records_with_the_reason(pages: SettingsPages, language: str) -> None:
    planned(pages.faces)

    told = {kind: shown(pages.browser, f"load/employees/?kind={kind.value}", language) for kind in ItemKind}

    assert say("match.same_number", language) in told[ItemKind.LINK]
    assert "55 66 77 88" in told[ItemKind.UPDATE]
    assert say("page.field.mobile", language) in told[ItemKind.UPDATE]
    assert say("page.load.paid", language, count="1") in told[ItemKind.PAID]
    assert say("load_skip.same", language) in told[ItemKind.SKIP]
    assert "<b>Ole</b>" in told[ItemKind.CREATE]
    assert say("load_fact.elsewhere", language) in told[ItemKind.CREATE]
    assert say("page.load.same", language, name="0042 Anna Berg; Hansen") in told[ItemKind.ASK]


def test_a_flow_that_is_live_is_told_to_be_and_one_that_is_held_back_is_not(pages: SettingsPages) -> None:
    planned(pages.faces)
    sentence = say("page.load.live", "da", flow=say("flow.employees", "da"))

    assert sentence in shown(pages.browser, "load/employees/")
    pages.program.shadows.begin(pages.faces.ours.id, "employees", pages.program.clock())
    assert sentence not in shown(pages.browser, "load/employees/")


def test_what_wants_a_person_is_shown_first_and_without_an_id_of_ours(pages: SettingsPages) -> None:
    planned(pages.faces)

    told = shown(pages.browser, "load/employees/")

    assert say("page.load.new", "da") in told
    assert "(id" not in told


def test_everything_of_a_kind_is_accepted_at_once(pages: SettingsPages) -> None:
    planned(pages.faces)

    told = decide(pages, what="accept_all", kind="link")

    assert say("page.load.chosen", "da", count="1") in told
    assert items(pages.faces)[1, ItemKind.LINK].decision is Decision.ACCEPT
    assert items(pages.faces)[1, ItemKind.UPDATE].decision is Decision.OPEN
    assert say("page.load.apply", "da", count="1") in told


def test_single_records_are_accepted_and_left(pages: SettingsPages) -> None:
    planned(pages.faces)
    decide(pages, what="accept", kind="update", item=["1-update", "1-link"])
    decide(pages, what="leave", kind="update", item=["1-update"])

    assert items(pages.faces)[1, ItemKind.UPDATE].decision is Decision.LEAVE
    assert items(pages.faces)[1, ItemKind.LINK].decision is Decision.ACCEPT


@pytest.mark.parametrize(("same", "decision", "chosen"), [("8", Decision.SAME, 8), ("new", Decision.NEW, None)])
def test_a_doubtful_match_is_answered(pages: SettingsPages, same: str, decision: Decision, chosen: int | None) -> None:
    planned(pages.faces)

    decide(pages, answer="2-ask", same=same, kind="ask")

    kept = items(pages.faces)[2, ItemKind.ASK]
    assert (kept.decision, kept.chosen) == (decision, chosen)
    assert "Olga" in kept.decided_by or "olga" in kept.decided_by


def test_what_cannot_be_accepted_is_not(pages: SettingsPages) -> None:
    planned(pages.faces)
    before = items(pages.faces)

    for text in (*HOSTILE, "3-paid", "4-skip", "2-ask", "99-create"):
        told = decide(pages, what="accept", kind=text, item=[text])
        decide(pages, what=text, answer=text, same=text)
        assert say("page.load.nothing_chosen", "da") in told, text
    assert items(pages.faces) == before


def test_what_was_accepted_is_asked_of_a_worker_and_the_page_follows(pages: SettingsPages) -> None:
    planned(pages.faces)
    decide(pages, what="accept_all", kind="link")

    pages.browser.post(f"{SETUP}load/employees/apply/")

    told = shown(pages.browser, "load/employees/")
    assert say("page.load.state.applying", "da") in told
    assert say("page.load.progress", "da", done="0", total="1") in told
    assert say("page.load.nothing_chosen", "da") in decide(pages, what="accept_all", kind="update")


def test_a_load_that_was_never_planned_is_not_begun(pages: SettingsPages) -> None:
    for what in ("apply", "decide"):
        pages.browser.post(f"{SETUP}load/items/{what}/", {"what": "accept_all", "kind": "create"})

    assert pages.program.loading.loads.current(pages.faces.ours.id, "items") is None
    assert say("page.load.plan", "da") in shown(pages.browser, "load/items/")


def test_taking_back_asks_for_a_fresh_sign_in_and_shows_what_it_takes_back(pages: SettingsPages) -> None:
    planned(pages.faces)
    loads = pages.program.loading.loads
    for state in (LoadState.APPLYING, LoadState.APPLIED):
        loads.move(loads.required(pages.faces.ours.id, "employees"), state, pages.program.clock())
    address = f"{SETUP}load/employees/undo/"
    assert pages.browser.get(address).status_code == 302

    pages.prove()

    assert say("page.load.undo.none", "da") in shown(pages.browser, "load/employees/undo/")
    pages.browser.post(address)
    assert say("page.load.state.undoing", "da") in shown(pages.browser, "load/employees/")


def test_looking_at_systems_that_do_not_answer_is_told_and_nothing_is_held(pages: SettingsPages) -> None:
    pages.browser.post(f"{SETUP}load/customers/plan/")

    looking = say("page.load.planning", "da")
    wait_for(lambda: looking not in shown(pages.browser, "load/customers/"), "the look has come to its end")

    assert say("page.load.plan.failed", "da", why="")[:20] in shown(pages.browser, "load/customers/")
    assert pages.program.loading.loads.current(pages.faces.ours.id, "customers") is None


def test_a_bookkeeper_looks_and_chooses_nothing(there: Faces) -> None:
    signed_in(there, Role.BOOKKEEPER)
    planned(there)

    told = there.browser.get(f"{SETUP}load/employees/").content.decode().split("<main")[1]

    assert "Anna Berg" in told
    assert "<button" not in told
