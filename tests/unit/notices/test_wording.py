"""What a notice says: what happened, since when, whose move it is, what waits, and one way to the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bindeled.domain.notices import TROUBLES, WATCHED, Matter, NoticeState, Relation, Side
from bindeled.domain.outbox import About, Item, NoticeRecord
from bindeled.notices.wording import written
from bindeled.texts import LANGUAGES, keys

NOON = datetime(2026, 11, 25, 8, 12, tzinfo=UTC)
PAGES = "https://bindeled.example"
FACTS: dict[str, Any] = {
    "since": NOON.isoformat(),
    "waits": 37,
    "missing": ["items", "journal_lines"],
    "by": "Anna",
    "reason": "Opgradering",
    "days": 14,
    "expires": "2026-12-09",
    "flow": "reports",
    "rule": "Bemærkninger",
    "count": 3,
    "named": "901, 902, 903",
    "field": "remarks",
    "percent": "80",
    "period": "2026-11-16",
    "cut_off": "2026-11-24",
    "day": "2026-11-23",
}


def item(matter: Matter, tenant: str = "Opdigtet VVS", system: str = "Uniconta", **facts: Any) -> Item:
    return Item(About(1, tenant, tenant.split(maxsplit=1)[0].lower(), 7, system), matter, {**FACTS, **facts})


def notice(*items: Item, side: Side = Side.DOWN, language: str = "da") -> NoticeRecord:
    return NoticeRecord(
        1, Relation.OWNER, language, 1, None, side, NoticeState.SENDING, NOON, NOON, 1, None, "", tuple(items)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("matter", list(Matter))
def test_every_matter_is_told_in_both_languages_with_everything_it_names(matter: Matter, language: str) -> None:
    mail = written(notice(item(matter), language=language), PAGES)
    assert "[" not in mail.subject + mail.text
    page = "settings/watches/" if matter in WATCHED else "connections/uniconta/"
    assert f"{PAGES}/tenants/opdigtet/{page}" in mail.text
    assert mail.html.count("<a ") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_hold_every_matter_side_and_relation(language: str) -> None:
    wanted = {f"mail_{part}.{matter.value}" for part in ("subject", "told", "move") for matter in Matter}
    wanted |= {f"mail_many.{side.value}" for side in Side}
    wanted |= {f"mail_relation.{relation.value}" for relation in Relation}
    assert wanted <= keys(language)


def test_a_refused_login_says_since_when_whose_move_it_is_and_what_waits() -> None:
    mail = written(notice(item(Matter.RECONNECT)), PAGES)
    assert mail.subject == "Opdigtet VVS: Forbind Uniconta igen"
    for said in (
        "25. november kl. 09.12",
        "Det er jeres tur",
        "Indberetninger, der venter trygt og sendes af sig selv bagefter: 37.",
        "Intet er gået tabt.",
    ):
        assert said in mail.text


def test_nothing_is_said_of_what_waits_where_nothing_waits() -> None:
    mail = written(notice(item(Matter.RECONNECT, waits=0)), PAGES)
    assert "venter" not in mail.text
    assert "Intet er gået tabt." in mail.text


@pytest.mark.parametrize("matter", [Matter.AWAY, Matter.SLOWED])
def test_what_nobody_can_mend_says_so_in_its_subject(matter: Matter) -> None:
    assert "I skal ikke gøre noget" in written(notice(item(matter)), PAGES).subject


def test_what_is_over_says_how_many_were_sent() -> None:
    mail = written(notice(item(Matter.RECONNECT, waits=0, sent=120), side=Side.UP), PAGES)
    assert mail.subject == "Opdigtet VVS: Uniconta virker igen"
    assert "120 sendt" in mail.text


def test_what_is_over_where_nothing_waited_says_only_that_there_is_nothing_to_do() -> None:
    mail = written(notice(item(Matter.RECONNECT, waits=0, sent=None), side=Side.UP), PAGES)
    assert "I skal ikke gøre noget" in mail.text
    assert "sendt" not in mail.text


def test_five_hundred_connections_are_twenty_lines_and_a_count() -> None:
    many = [Item(About(n, f"Kunde {n}", f"kunde-{n}", n, "Uniconta"), Matter.RECONNECT, FACTS) for n in range(500)]
    mail = written(notice(*many), PAGES)
    assert mail.subject == "Forbindelser, der ikke virker, som de skal: 500"
    assert mail.text.count("\n- ") + mail.text.startswith("- ") == 20
    assert "og 480 til" in mail.text
    assert f"{PAGES}/\n" in mail.text


def test_a_name_with_a_line_break_and_markup_breaks_neither_header_nor_page() -> None:
    mail = written(notice(item(Matter.RECONNECT, tenant="Ond\r\nBcc: x <script>")), PAGES)
    assert "\n" not in mail.subject
    assert "<script>" not in mail.html


def test_every_trouble_tells_that_nothing_is_lost() -> None:
    for matter in TROUBLES:
        assert "Nothing is lost." in written(notice(item(matter), language="en"), PAGES).text
