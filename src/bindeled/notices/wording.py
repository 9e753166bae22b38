"""Writes a notice: what happened and since when, whose move it is, what waits, and one way to the page. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, format_datetime

from bindeled.domain.calendar import COPENHAGEN
from bindeled.domain.notices import TROUBLES, WATCHED, Side
from bindeled.texts import keys, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bindeled.domain.outbox import Item, NoticeRecord

# More than this nobody reads in a mail; the page shows all.
_LINES = 20
_DAYS = frozenset({"expires", "period", "cut_off", "day"})
_DAY = {"da": "d. MMMM yyyy", "en": "d MMMM yyyy"}
_MOMENTS = {"da": "d. MMMM 'kl.' HH.mm", "en": "d MMMM 'at' HH:mm"}


@dataclass(frozen=True, slots=True)
class Written:
    """A notice as it is sent: its subject on one line, the text, and the same with a button."""

    subject: str
    text: str
    html: str


def written(notice: NoticeRecord, public_url: str) -> Written:
    """Return the notice in its recipient's language."""
    language, items = notice.language, notice.items
    subject, paragraphs = _one(items[0], notice.side, language) if len(items) == 1 else _many(notice)
    # A letter that asks for something leads to where it is answered.
    address = public_url + str(items[0].facts.get("path") or _path(items))
    relation = say(f"mail_relation.{notice.relation.value}", language)
    footer, button = say("mail.why", language, relation=relation), say("mail.button", language)
    text = "\n\n".join([*paragraphs, f"{button}: {address}", f"-- \n{footer}"]) + "\n"
    return Written(" ".join(subject.split()), text, _html(paragraphs, address, button, footer))


def headline(item: Item, side: Side, language: str) -> str:
    """Return what an item tells, in a few words."""
    if side is Side.UP:
        return say("mail_over.subject", language, **_facts(item, language))
    return say(f"mail_subject.{item.matter.value}", language, **_facts(item, language))


def _one(item: Item, side: Side, language: str) -> tuple[str, list[str]]:
    subject = _with_tenant(item, side, language)
    return subject, list(_over(item, language) if side is Side.UP else _told(item, language))


def _told(item: Item, language: str) -> Iterator[str]:
    facts = _facts(item, language)
    yield say(f"mail_told.{item.matter.value}", language, **facts)
    yield say(f"mail_move.{item.matter.value}", language, **facts)
    if item.matter in TROUBLES:
        waits = [say("mail.waits", language, **facts)] if item.facts.get("waits") else []
        yield " ".join([*waits, say("mail.not_lost", language)])


def _over(item: Item, language: str) -> Iterator[str]:
    facts = _facts(item, language)
    yield say("mail_over.told", language, **facts)
    if item.facts.get("waits"):
        yield say("mail_over.catching_up", language, **facts)
    elif item.facts.get("sent") is not None:
        yield say("mail_over.caught_up", language, **facts)


def _many(notice: NoticeRecord) -> tuple[str, list[str]]:
    language = notice.language
    lines = list(dict.fromkeys(f"- {_with_tenant(item, notice.side, language)}" for item in notice.items))
    shown = lines[:_LINES]
    if len(lines) > _LINES:
        shown.append(say("mail_line.more", language, count=len(lines) - _LINES))
    about = {(item.about.tenant_id, item.about.system) for item in notice.items}
    count = len(lines) if notice.side is Side.NEWS else len(about)
    subject = say(f"mail_many.{notice.side.value}", language, count=count)
    closing = [] if notice.side is Side.NEWS else [say("mail.not_lost", language)]
    return subject, ["\n".join(shown), *closing]


def _with_tenant(item: Item, side: Side, language: str) -> str:
    return f"{item.about.tenant}: {headline(item, side, language)}"


def _facts(item: Item, language: str) -> Mapping[str, Any]:
    facts: dict[str, Any] = {**item.facts, "system": item.about.system}
    if "since" in facts:
        at = datetime.fromisoformat(facts["since"]).astimezone(COPENHAGEN)
        facts["since"] = format_datetime(at, _MOMENTS[language], locale=language)
    for name in facts.keys() & _DAYS:
        facts[name] = format_date(date.fromisoformat(facts[name]), _DAY[language], locale=language)
    if "field" in facts:
        facts["field"] = say(f"watch_field.{facts['field']}", language)
    if "missing" in facts:
        facts["missing"] = ", ".join(_resource(code, language) for code in facts["missing"])
    return facts


def _resource(code: str, language: str) -> str:
    key = f"resource.{code}"
    return say(key, language) if key in keys(language) else code


def _path(items: Sequence[Item]) -> str:
    """Return the page that shows all that a notice is about: one connection, what watches found, one tenant, or all."""
    about = [item.about for item in items]
    slugs, systems = {one.slug for one in about}, {one.system for one in about}
    if len(slugs) > 1:
        return "/"
    tenant = f"/tenants/{slugs.pop()}/"
    if {item.matter for item in items} <= WATCHED:
        return f"{tenant}settings/watches/"
    system = systems.pop().lower() if len(systems) == 1 else ""
    return f"{tenant}connections/{system}/" if system else tenant


def _html(paragraphs: Sequence[str], address: str, button: str, footer: str) -> str:
    body = "".join(f"<p>{escape(paragraph).replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)
    style = "display:inline-block;padding:12px 20px;background:#1d4f91;color:#ffffff;text-decoration:none"
    link = f'<p><a href="{escape(address)}" style="{style}">{escape(button)}</a></p>'
    return f"<!doctype html><html><body>{body}{link}<p><small>{escape(footer)}</small></p></body></html>"
