"""Tokens, throttles, idempotency keys and checklists on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.setup import Setup
from bindeled.domain.accounts import System
from bindeled.domain.checklist import ItemState
from bindeled.domain.errors import Misconfigured
from bindeled.domain.roles import Reach, Role
from bindeled.store import models
from bindeled.store.checklist import ChecklistStore
from bindeled.store.idempotency import IdempotencyKeys, KeyedRequest, KeyReused
from bindeled.store.throttles import Throttles, seconds_left
from bindeled.store.tokens import TokenStore
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.tokens import ApiToken

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NEXT_YEAR = NOON + timedelta(days=365)


def a_token(tenant: Tenant, role: Role = Role.OWNER) -> tuple[ApiToken, str]:
    token, written = TokenStore().add("payroll", Reach(tenants={tenant.id: role}), NEXT_YEAR, NOON)
    return token, written.reveal()


def test_a_token_is_found_by_what_was_shown_once_and_reaches_what_it_was_made_for(tenant: Tenant) -> None:
    token, written = a_token(tenant, Role.PARTNER)
    found = TokenStore().by_written(written, NOON)
    assert found is not None
    assert (found.id, found.reach) == (token.id, Reach(tenants={tenant.id: Role.PARTNER}))


def test_no_part_of_a_token_by_which_it_opens_is_in_the_database(tenant: Tenant) -> None:
    _, written = a_token(tenant)
    secret = written.split("_", 2)[2]
    kept = [str(value) for row in models.ApiToken.objects.values() for value in row.values()]
    assert [value for value in kept if secret in value] == []


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t + "A", lambda _: ""])
def test_a_token_that_is_a_little_wrong_opens_nothing(tenant: Tenant, spoil: object) -> None:
    _, written = a_token(tenant)
    assert callable(spoil)
    assert TokenStore().by_written(spoil(written), NOON) is None


def test_a_token_ends_when_its_time_is_over_or_when_it_is_revoked(tenant: Tenant) -> None:
    token, written = a_token(tenant)
    assert TokenStore().by_written(written, NEXT_YEAR) is None
    assert TokenStore().revoke(token.id, NOON)
    assert TokenStore().by_written(written, NOON) is None
    assert not TokenStore().revoke(token.id, NOON)


def test_when_a_token_was_last_used_is_kept(tenant: Tenant) -> None:
    token, written = a_token(tenant)
    TokenStore().by_written(written, NOON + timedelta(hours=1))
    kept = TokenStore().get(token.id)
    assert kept is not None
    assert kept.last_used_at == NOON + timedelta(hours=1)


def test_a_token_without_name_reach_or_future_is_not_made() -> None:
    with pytest.raises(Misconfigured) as told:
        TokenStore().add(" ", Reach(), NOON, NOON)
    assert len(told.value.mistakes) == 3


def test_making_and_revoking_a_token_is_in_the_audit(tenant: Tenant) -> None:
    token, _ = a_token(tenant)
    TokenStore().revoke(token.id, NOON)
    kept = models.AuditEntry.objects.filter(subject=f"token {token.id}").order_by("pk").values_list("action", flat=True)
    assert list(kept) == ["token.made", "token.revoked"]


@pytest.mark.usefixtures("tenant")
def test_what_is_done_at_once_is_counted_once_each() -> None:
    counts = at_once([lambda: Throttles().count("token 1", "check", at=NOON, seconds=60)] * 4)
    assert sorted(str(count) for count in counts) == ["1", "2", "3", "4"]


@pytest.mark.usefixtures("tenant")
def test_a_new_stretch_of_time_counts_anew() -> None:
    count = Throttles().count
    assert [count("a", "check", at=NOON + timedelta(seconds=after), seconds=60) for after in (0, 59, 60)] == [1, 2, 1]
    assert seconds_left(NOON + timedelta(seconds=59), 60) == 1


def test_a_request_that_was_done_is_not_done_again_and_has_the_same_answer(tenant: Tenant) -> None:
    token, _ = a_token(tenant)
    request = KeyedRequest(token.id, "key", "digest")
    assert once(request, {"version": 1}) == ({"version": 1}, False)
    assert once(request, {"version": 2}) == ({"version": 1}, True)
    assert once(request, {"version": 2}, NOON + timedelta(days=2)) == ({"version": 2}, False)


def test_a_key_is_for_one_request_only(tenant: Tenant) -> None:
    token, _ = a_token(tenant)
    once(KeyedRequest(token.id, "key", "digest"), {})
    with pytest.raises(KeyReused):
        once(KeyedRequest(token.id, "key", "another"), {})


def test_a_request_that_failed_leaves_its_key_free(tenant: Tenant) -> None:
    token, _ = a_token(tenant)
    request = KeyedRequest(token.id, "key", "digest")
    with pytest.raises(Misconfigured):
        IdempotencyKeys().once(request, refuse, NOON, timedelta(days=1))
    assert once(request, {"version": 1}) == ({"version": 1}, False)


def test_of_two_that_are_the_same_at_once_one_is_done(tenant: Tenant) -> None:
    token, _ = a_token(tenant)
    request = KeyedRequest(token.id, "key", "digest")
    answers = at_once([partial(once, request, "one"), partial(once, request, "another")])
    done = [answer for answer in answers if isinstance(answer, tuple)]
    assert sorted(str(repeated) for _, repeated in done) == ["False", "True"]
    assert len({str(answer) for answer, _ in done}) == 1


def once(request: KeyedRequest, answer: object, at: datetime = NOON) -> tuple[object, bool]:
    return IdempotencyKeys().once(request, lambda: answer, at, timedelta(days=1))


def refuse() -> object:
    raise Misconfigured(["no"])


def test_a_check_proves_its_items_and_a_later_one_that_fails_opens_them_again(tenant: Tenant) -> None:
    setup = Setup(ChecklistStore(), lambda: NOON)
    setup.note_checks(tenant.id, System.INTEMPUS, {"login": True, "company": True, "read.employees": True})
    assert states(setup, tenant)["intempus_rights"] is ItemState.PROVED
    setup.note_checks(tenant.id, System.INTEMPUS, {"login": True, "read.employees": False})
    assert states(setup, tenant)["intempus_rights"] is ItemState.OPEN
    assert states(setup, tenant)["intempus_key"] is ItemState.PROVED


def test_what_a_person_says_of_an_item_is_kept_with_name_and_moment(tenant: Tenant) -> None:
    setup = Setup(ChecklistStore(), lambda: NOON)
    setup.say(tenant.id, "server_user", ItemState.ASKED, by="Anna", due=NEXT_YEAR.date())
    setup.say(tenant.id, "server_user", ItemState.RECEIVED, by="Bo")
    standing = ChecklistStore().standings(tenant.id)["server_user"]
    assert (standing.state, standing.by, standing.at, standing.due) == (
        ItemState.RECEIVED,
        "Bo",
        NOON,
        NEXT_YEAR.date(),
    )


def states(setup: Setup, tenant: Tenant) -> dict[str, ItemState]:
    return {line.item.code: line.standing.state for line in setup.checklist(tenant.id).lines}
