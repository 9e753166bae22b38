"""What the pages of connections show: every word chosen, every figure written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bindeled.connections.deciding import previous_of
from bindeled.connections.links import WHOSE_MOVE
from bindeled.connections.telling import cure, sentence
from bindeled.domain.checks import CheckOutcome
from bindeled.domain.expiry import expires_in_days
from bindeled.domain.states import LinkState, VersionState
from bindeled.texts import say
from bindeled.web.figures import count_text, moment_of, short_day_text
from bindeled.web.pages.today.verdict import Tone, link_tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.checks import Check, CheckResult
    from bindeled.domain.errors import Evidence
    from bindeled.web.desk import HistoryRow
    from bindeled.web.figures import Moment

# A login that expires within so many days is told of (connections reference 3.3).
EXPIRES_SOON_DAYS = 30
# What happened and has a sentence of its own; everything else is told by its name.
_VERSION_EVENTS = "staged verified rejected switched rolled_back revoked proved retired destroyed expiring past_expiry"
_SENTENCES = frozenset(
    {f"version_{what}" for what in _VERSION_EVENTS.split()}
    | {"support_granted", "support_looked", "support_ended", "connection_variant_chosen"}
)
_MARKS = {
    CheckOutcome.OK: ("good", "✓"),
    CheckOutcome.WARN: ("wait", "!"),
    CheckOutcome.FAIL: ("act", "✕"),
    CheckOutcome.NOT_PROVABLE: ("soft", "?"),
}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check: how it came out, in a sentence, and what to do."""

    tone: str
    mark: str
    outcome: str
    sentence: str
    cure: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One credential version, without its secret."""

    number: str
    state: str
    login: str
    by: str
    at: Moment
    expires: str
    may_be_revoked: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to the connection."""

    at: Moment
    sentence: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What the system answered last, redacted."""

    at: Moment
    asked: str
    said: str
    rule: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class LinkCard:
    """How a connection stands, in a card."""

    system: str
    code: str
    state: str
    tone: str
    mark: str
    headline: str
    sentence: str
    remedy: str
    whose: str
    since: Moment | None
    company: str
    login: str
    expires: str
    expires_soon: bool
    proved: Moment | None
    calls: str
    is_connected: bool
    is_paused: bool
    needs_login: bool


def link_card(
    connection: Connection, active: VersionRecord | None, calls: int, now: datetime, language: str
) -> LinkCard:
    """Return the card of a connection. One that was never set up has no company and no login."""
    state, system = connection.link, connection.system.title
    name, tone = {"system": system}, link_tone(state)
    left = expires_in_days(active, now) if active else None
    proved = active and (active.proved_at or active.verified_at)
    return LinkCard(
        system=system,
        code=connection.system.value,
        state=state.value,
        tone=tone.value,
        mark=tone.mark,
        headline=say(f"link.{state.value}", language, **name),
        sentence=say(f"link_told.{state.value}", language, **name),
        remedy=say(f"link_remedy.{state.value}", language, **name),
        whose=say(f"move.{WHOSE_MOVE[state].value}", language, **name),
        since=moment_of(connection.link_since, now, language) if connection.active_version else None,
        company=str(connection.company or ""),
        login=active.login if active else "",
        expires=_expiry(active, left, language),
        expires_soon=left is not None and left <= EXPIRES_SOON_DAYS,
        proved=moment_of(proved, now, language) if proved else None,
        calls=count_text(calls, language),
        is_connected=active is not None,
        is_paused=state is LinkState.PAUSED,
        needs_login=tone is Tone.ACT and state is not LinkState.PAUSED,
    )


def check_rows(planned: Iterable[Check], results: Sequence[CheckResult], language: str) -> tuple[CheckRow, ...]:
    """Return what the checks found, and after them those that are still to come."""
    done = {result.check for result in results}
    waiting = [check for check in planned if check not in done] if results or not done else []
    return (
        *(_check_row(result, language) for result in results),
        *(_waiting_row(check, language) for check in waiting),
    )


def found_rows(results: Sequence[CheckResult], language: str) -> tuple[CheckRow, ...]:
    """Return what the checks found, without those that nobody made."""
    return tuple(_check_row(result, language) for result in results)


def version_rows(versions: Iterable[VersionRecord], now: datetime, language: str) -> tuple[VersionRow, ...]:
    """Return the versions, the newest first."""
    return tuple(
        VersionRow(
            number=str(version.number),
            state=say(f"page.version.{version.state.value}", language),
            login=version.login,
            by=version.actor,
            at=moment_of(version.created_at, now, language),
            expires=short_day_text(version.expires, language) if version.expires else "",
            may_be_revoked=version.state in {VersionState.ACTIVE, VersionState.RETIRING, VersionState.RETIRED},
        )
        for version in versions
    )


def event_rows(history: Iterable[HistoryRow], now: datetime, language: str) -> tuple[EventRow, ...]:
    """Return what happened, the newest first; what has no words of its own is told without its code."""
    return tuple(
        EventRow(moment_of(row.at, now, language), event_sentence(row.kind, row.facts, language)) for row in history
    )


def has_sentence(kind: str) -> bool:
    """Tell whether what happened has a sentence of its own."""
    return kind == "link.changed" or kind.replace(".", "_") in _SENTENCES


def event_sentence(kind: str, facts: Any, language: str) -> str:
    """Return what happened as a sentence."""
    known = {name: str(fact) for name, fact in facts.items()}
    if kind == "link.changed":
        return say("page.event.link_changed", language, state=_link_word(known.get("to", ""), known, language))
    plain = kind.replace(".", "_")
    code = plain if plain in _SENTENCES else "other"
    return say(f"page.event.{code}", language, **known)


def evidence_row(evidence: Evidence | None, at: datetime | None, now: datetime, language: str) -> EvidenceRow | None:
    """Return what was answered last, None when nothing was kept."""
    if evidence is None or at is None:
        return None
    said = str(evidence.status) if evidence.status else say("page.evidence.silent", language)
    asked = f"{evidence.method} {evidence.address}"
    return EvidenceRow(moment_of(at, now, language), asked, said, evidence.rule, evidence.excerpt)


def former_of(versions: Sequence[VersionRecord]) -> VersionRecord | None:
    """Return the login that a roll-back would take back into use, None when there is none."""
    return previous_of(versions)


def _expiry(active: VersionRecord | None, left: int | None, language: str) -> str:
    if active is None or active.expires is None or left is None:
        return ""
    return say("page.connection.expires", language, day=short_day_text(active.expires, language), days=str(left))


def _check_row(result: CheckResult, language: str) -> CheckRow:
    tone, mark = _MARKS[result.outcome]
    outcome = say(f"page.outcome.{result.outcome.value}", language)
    return CheckRow(tone, mark, outcome, sentence(result, language), cure(result, language))


def _waiting_row(check: Check, language: str) -> CheckRow:
    resource = say(f"resource.{check.resource.value}", language) if check.resource else ""
    told = say(f"page.check.{check.code.value}", language, resource=resource)
    return CheckRow("soft", "…", say("page.outcome.waiting", language), told, "")


def _link_word(state: str, facts: dict[str, str], language: str) -> str:
    known = {one.value for one in LinkState}
    return say(f"link.{state}", language, system=facts.get("system", "")) if state in known else state
