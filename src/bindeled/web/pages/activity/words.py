"""What was done, in words: which actions have a sentence of their own, and under what they are looked for."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.schedules import FLOW_ORDER
from bindeled.texts import say
from bindeled.web.flow_names import flow_name
from bindeled.web.pages.connection.rows import event_sentence, has_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.audit import AuditEntry

# By what somebody looks for, the beginnings of the actions that belong to it.
ABOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "connections": ("version.", "link.", "connection.", "hook."),
        "people": ("support.", "token.", "action.", "contact."),
        "inbox": ("report.",),
        "settings": ("rules.", "schedule.", "shadow.", "checklist.", "load.", "first_day."),
        "keeping": ("data_key.", "trail.", "master_key."),
    }
)
_OWN = frozenset(
    {
        *("report.assigned", "report.dismissed", "report.dismissal_taken_back"),
        *("rules.changed", "schedule.set", "shadow.begun", "shadow.ended", "checklist.moved", "first_day.changed"),
        *("load.planned", "load.decided", "load.applying", "load.applied", "load.undoing", "load.undone"),
        *("token.made", "token.revoked", "action.denied", "hook.renewed", "trail.purged"),
        *("data_key.made", "data_key.primary", "data_key.rewrapped", "data_key.emptied", "data_key.destroyed"),
        *("link.made", "link.opened", "link.tried", "link.refused", "link.used", "link.revoked"),
        *("contact.added", "contact.removed"),
    }
)


def sentence_of(entry: AuditEntry, language: str) -> str:
    """Return what was done as a sentence; what has none of its own is told without its code."""
    facts = {name: str(fact) for name, fact in json.loads(entry.facts).items()}
    flow = facts.get("flow") or entry.subject.rpartition(" ")[2]
    facts |= {"system": system_of(entry), "flow": _flow(flow, language)}
    if entry.action in _OWN:
        return say(f"page.did.{entry.action.replace('.', '_')}", language, **facts)
    if has_sentence(entry.action):
        return event_sentence(entry.action, facts, language)
    return say("page.did.other", language)


def system_of(entry: AuditEntry) -> str:
    """Return the system that it was about, as people write it, empty where it was about none."""
    return str(json.loads(entry.facts).get("system", "")).capitalize()


def _flow(code: str, language: str) -> str:
    return flow_name(code, language) if code in FLOW_ORDER else ""
