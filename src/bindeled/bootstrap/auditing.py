"""Proves the audit against itself and against the anchors, and writes anchors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bindeled.domain.audit import NOTHING_BEFORE, BadEntry, ChainHead, Fault, first_bad

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.domain.audit import Anchor
    from bindeled.store.audit import StoredAudit
    from bindeled.vault.anchors import AnchorFile

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and the first bad entry of each chain that is not whole."""

    chains: int
    entries: int
    anchors: int
    bad: tuple[BadEntry, ...]


@dataclass(frozen=True, slots=True)
class Auditing:
    """The audit of the installation. `stored` holds the entries, `anchors` lies outside the database."""

    anchors: AnchorFile
    stored: StoredAudit

    def anchor(self, at: datetime) -> None:
        """Write where the chains end to the anchor file and to the log, as far as that is news."""
        line = self.anchors.add(self.stored.heads(), at)
        if line is not None:
            _log.info("audit.anchor", line=line)

    def verify(self, chain: str | None = None) -> Verified:
        """Prove every chain, or the one that is named."""
        anchors, altered = self.anchors.read()
        heads = {head.chain: head for head in self.stored.heads(chain)}
        for name in {head.chain for anchor in anchors for head in anchor.heads} - heads.keys():
            if chain in {None, name}:
                heads[name] = ChainHead(name, 0, NOTHING_BEFORE)
        found = [
            first_bad(head, self.stored.entries(name), _anchored(anchors, name)) for name, head in sorted(heads.items())
        ]
        bad = [_altered(altered)] if altered else []
        bad += [one for one in found if one is not None]
        return Verified(len(heads), sum(head.sequence for head in heads.values()), len(anchors), tuple(bad))


def _anchored(anchors: list[Anchor], chain: str) -> dict[int, str]:
    return {head.sequence: head.hash for anchor in anchors for head in anchor.heads if head.chain == chain}


def _altered(line: int) -> BadEntry:
    sentence = f"Line {line} of the anchor file is not as it was written; the anchors from there on prove nothing."
    return BadEntry("anchors", line, Fault.ANCHOR_ALTERED, sentence)
