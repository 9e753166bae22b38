"""Audit entries: who did what to which, chained by hashes, so that none can be changed, removed or moved unnoticed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

# What the first entry of a chain names as the hash before it.
NOTHING_BEFORE = "0" * 64
# The chain of what belongs to no tenant.
INSTALLATION = "installation"


class ActorKind(StrEnum):
    """By which way somebody or something acts."""

    COMMAND_LINE = "command_line"
    API_TOKEN = "api_token"  # noqa: S105 - a kind of actor, not a token
    PAGE_USER = "page_user"
    RECONNECT_LINK = "reconnect_link"
    WORKER = "worker"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `name` is the user, the token's id or the link's id, `place` the machine or address it came from.

    Never a secret: a token and a link are named by their ids.
    """

    kind: ActorKind
    name: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value} {self.name}{f' at {self.place}' if self.place else ''}"


class AuditOutcome(StrEnum):
    """What came of it."""

    DONE = "done"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of one chain. `facts` is text that `canonical` wrote, `at` is zone-aware."""

    chain: str
    sequence: int
    at: datetime
    actor: Actor
    action: str
    subject: str
    facts: str
    outcome: AuditOutcome
    previous: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where a chain ends: the number and the hash of its newest entry."""

    chain: str
    sequence: int
    hash: str


def chain_of(tenant_id: int | None) -> str:
    """Return the name of a tenant's chain, or of the installation's for None."""
    return INSTALLATION if tenant_id is None else f"tenant {tenant_id}"


def canonical(facts: Mapping[str, Any]) -> str:
    """Return facts as the one text that they are hashed and kept as; control characters are written as escapes.

    Raises TypeError for what is not plain JSON: a secret above all.
    """
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256 over everything in the entry but its own hash, as 64 hexadecimal digits."""
    parts = {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor.kind.value, entry.actor.name, entry.actor.place],
        "action": entry.action,
        "subject": entry.subject,
        "facts": entry.facts,
        "outcome": entry.outcome.value,
        "previous": entry.previous,
    }
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where chains ended at a moment, as kept outside the database; `number` is its line."""

    number: int
    at: str
    heads: tuple[ChainHead, ...]


class Fault(StrEnum):
    """What may have happened to a chain."""

    CHANGED = "changed"
    REMOVED = "removed"
    MOVED = "moved"
    CUT = "cut"
    ROLLED_BACK = "rolled_back"
    REWRITTEN = "rewritten"
    ANCHOR_ALTERED = "anchor_altered"


@dataclass(frozen=True, slots=True)
class BadEntry:
    """The first entry of a chain that is not as it was written, and what happened to it."""

    chain: str
    sequence: int
    fault: Fault
    sentence: str


def first_bad(head: ChainHead, entries: Iterable[AuditEntry], anchored: Mapping[int, str]) -> BadEntry | None:
    """Return the first bad entry of a chain, None when it is whole.

    `anchored` is which hash stood at which number, by the signed anchors. Entries come in order of their number.
    """
    expected, previous = 1, NOTHING_BEFORE
    for entry in entries:
        bad = _bad_entry(entry, expected, previous) or _against_anchor(entry, anchored)
        if bad is not None:
            return bad
        expected, previous = expected + 1, entry.hash
    return _bad_end(head, expected - 1, previous, max(anchored, default=0))


def _bad_entry(entry: AuditEntry, expected: int, previous: str) -> BadEntry | None:
    if entry.sequence > expected:
        return _bad(entry.chain, expected, Fault.REMOVED, "was removed: the next one there is has a later number")
    if hash_of(entry) != entry.hash:
        if entry.previous != previous:
            return _bad(entry.chain, expected, Fault.MOVED, "stands in the place of another one")
        return _bad(entry.chain, expected, Fault.CHANGED, "was changed after it was written")
    if entry.previous != previous:
        return _bad(entry.chain, expected, Fault.MOVED, "does not follow the one before it")
    return None


def _against_anchor(entry: AuditEntry, anchored: Mapping[int, str]) -> BadEntry | None:
    if anchored.get(entry.sequence, entry.hash) == entry.hash:
        return None
    sentence = "is another one than the signed anchor knows: the chain was written anew, here or before"
    return _bad(entry.chain, entry.sequence, Fault.REWRITTEN, sentence)


def _bad_end(head: ChainHead, last: int, last_hash: str, anchored: int) -> BadEntry | None:
    if last < head.sequence:
        return _bad(head.chain, last + 1, Fault.CUT, f"and all up to {head.sequence} were cut off")
    if last < anchored:
        sentence = (
            f"and all up to {anchored} are gone, which a signed anchor knows: cut off, or the database was put back"
        )
        return _bad(head.chain, last + 1, Fault.ROLLED_BACK, sentence)
    if (head.sequence, head.hash) != (last, last_hash):
        return _bad(head.chain, last, Fault.CHANGED, "is not the one that the end of the chain names")
    return None


def _bad(chain: str, sequence: int, fault: Fault, what: str) -> BadEntry:
    return BadEntry(chain, sequence, fault, f"Entry {sequence} of the chain of {chain} {what}.")
