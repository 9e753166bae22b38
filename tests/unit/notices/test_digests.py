"""Who is told what: one letter for each recipient and side."""

from __future__ import annotations

import pytest

from bindeled.domain.notices import WANTED, Matter, Recipient, Relation, Side
from bindeled.domain.outbox import About, Addressee, Item
from bindeled.notices.digests import put_together


def somebody(key: str, relation: Relation = Relation.OWNER, wanted: frozenset[Matter] | None = None) -> Addressee:
    return Addressee(Recipient(key, relation, "da", wanted))


def item(matter: Matter = Matter.RECONNECT, tenant_id: int = 1, **facts: object) -> Item:
    return Item(About(tenant_id, "Opdigtet", "opdigtet", tenant_id, "Uniconta"), matter, facts)


def test_five_hundred_connections_that_fail_are_one_letter_for_each_recipient() -> None:
    told = [(Side.DOWN, item(tenant_id=number)) for number in range(500)]
    everybody = {number: [somebody("partner"), somebody(f"owner {number}")] for number in range(500)}
    letters = put_together(told, everybody)
    assert len(letters) == 501
    assert [len(letter.items) for letter in letters if letter.to.recipient.key == "partner"] == [500]


def test_one_who_is_owner_and_contact_is_told_once() -> None:
    both = [somebody("anna"), somebody("anna", Relation.ERROR_CONTACT)]
    (letter,) = put_together([(Side.DOWN, item())], {1: both})
    assert (letter.to.recipient.relation, len(letter.items)) == (Relation.OWNER, 1)


def test_what_began_and_what_is_over_are_two_letters() -> None:
    letters = put_together([(Side.DOWN, item()), (Side.UP, item())], {1: [somebody("anna")]})
    assert [letter.side for letter in letters] == [Side.DOWN, Side.UP]


def test_nobody_is_told_of_another_tenant() -> None:
    assert put_together([(Side.DOWN, item(tenant_id=2))], {1: [somebody("anna")]}) == ()


def test_what_somebody_chose_comes_before_what_their_relation_is_told() -> None:
    chosen = somebody("anna", wanted=frozenset({Matter.EXPIRING}))
    assert put_together([(Side.DOWN, item())], {1: [chosen]}) == ()


def test_an_owner_is_told_everything() -> None:
    assert WANTED[Relation.OWNER] == frozenset(Matter)


@pytest.mark.parametrize(("days", "told"), [(30, 0), (14, 0), (7, 1), (3, 1), (1, 1)])
def test_support_hears_of_an_expiry_from_a_week_before_on(days: int, told: int) -> None:
    support = {1: [somebody("support", Relation.SUPPORT)]}
    assert len(put_together([(Side.NEWS, item(Matter.EXPIRING, days=days))], support)) == told


def test_the_first_login_of_a_connection_is_no_news() -> None:
    assert put_together([(Side.NEWS, item(Matter.LOGIN_CHANGED, former=None))], {1: [somebody("anna")]}) == ()
    assert put_together([(Side.NEWS, item(Matter.LOGIN_CHANGED, former=1))], {1: [somebody("anna")]}) != ()
