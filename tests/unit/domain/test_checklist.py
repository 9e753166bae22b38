from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.accounts import System
from bindeled.domain.checklist import (
    ITEMS,
    Item,
    ItemState,
    Standing,
    checklist_of,
    item_of,
    moved_by_checks,
    proved_by,
    require_sayable,
)
from bindeled.domain.errors import Misconfigured

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANNA = "Anna"
STANDINGS = st.dictionaries(
    st.sampled_from(sorted(ITEMS)),
    st.builds(Standing, st.sampled_from(ItemState), st.just(ANNA), st.just(NOON), st.sampled_from(["", " ", "why"])),
)
PROVED = {code: Standing(ItemState.PROVED, ANNA, NOON) for code in ITEMS}


@given(STANDINGS)
def test_ready_is_never_said_while_something_that_blocks_is_not_settled(standings: dict[str, Standing]) -> None:
    checklist = checklist_of(standings)
    unsettled = [
        code
        for code, item in ITEMS.items()
        if item.blocking
        and (standing := standings.get(code, Standing())).state is not ItemState.PROVED
        and not (item.waivable and standing.state is ItemState.NOT_NEEDED and standing.reason.strip())
    ]
    assert checklist.ready is (not unsettled)
    assert [line.item.code for line in checklist.blocking] == unsettled


@pytest.mark.parametrize("code", [item.code for item in ITEMS.values() if item.blocking])
@pytest.mark.parametrize("state", [one for one in ItemState if one not in {ItemState.PROVED, ItemState.NOT_NEEDED}])
def test_a_single_item_that_blocks_keeps_everything_from_being_ready(code: str, state: ItemState) -> None:
    assert checklist_of(PROVED).ready
    assert not checklist_of({**PROVED, code: Standing(state, ANNA, NOON)}).ready


def test_what_does_not_block_may_stay_open() -> None:
    assert checklist_of({**PROVED, "support_user": Standing()}).ready


@pytest.mark.parametrize("item", [item for item in ITEMS.values() if item.proved_by], ids=lambda item: item.code)
def test_what_a_check_proves_is_not_ticked_by_hand(item: Item) -> None:
    with pytest.raises(Misconfigured, match="not by hand"):
        require_sayable(item, Standing(ItemState.PROVED, ANNA, NOON))


def test_what_is_always_needed_is_not_waived_and_a_waiver_has_a_reason_and_a_name() -> None:
    with pytest.raises(Misconfigured) as told:
        require_sayable(item_of("server_user"), Standing(ItemState.NOT_NEEDED))
    assert len(told.value.mistakes) == 3
    require_sayable(item_of("intempus_access"), Standing(ItemState.NOT_NEEDED, ANNA, NOON, "the key is handed over"))


def test_an_item_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(Misconfigured, match="server_user_usage"):
        item_of("server")


def test_a_right_is_proved_only_when_every_check_of_it_came_out_well() -> None:
    good = {"login": True, "company": True, "read.projects": True, "write.journal_lines": True}
    assert proved_by(System.UNICONTA, good) == {
        "uniconta_login": True,
        "uniconta_company": True,
        "uniconta_rights": True,
    }
    assert proved_by(System.UNICONTA, {**good, "write.journal_lines": False})["uniconta_rights"] is False


def test_checks_that_told_nothing_leave_the_items_as_they_are() -> None:
    assert proved_by(System.INTEMPUS, {}) == {}
    assert proved_by(System.INTEMPUS, {"login": True}) == {"intempus_key": True}


def test_what_was_proved_and_fails_now_is_open_again_and_keeps_its_day() -> None:
    due = date(2026, 12, 1)
    before = {"intempus_key": Standing(ItemState.PROVED, "check", NOON, due=due)}
    moved = moved_by_checks(before, {"intempus_key": False}, "check", NOON)
    assert moved == {"intempus_key": Standing(ItemState.OPEN, "check", NOON, due=due)}


def test_what_stays_as_it_is_is_not_said_again() -> None:
    proved = {"intempus_key": Standing(ItemState.PROVED, "check", NOON)}
    assert moved_by_checks(proved, {"intempus_key": True}, "check", NOON) == {}
    assert moved_by_checks({}, {"intempus_key": False}, "check", NOON) == {}


def test_what_is_late_is_known() -> None:
    standings = {"server_user": Standing(ItemState.ASKED, ANNA, NOON, due=date(2026, 11, 20))}
    checklist = checklist_of(standings)
    assert [line.item.code for line in checklist.overdue(date(2026, 11, 21))] == ["server_user"]
    assert checklist.overdue(date(2026, 11, 20)) == ()
