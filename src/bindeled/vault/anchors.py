"""Anchors: where each chain of the audit ended at some moment, signed, in a file outside the database.

Whoever can write the database can remove its newest entries, put an older copy back, or work out every hash anew; the
anchors still say what there was. They are signed with a key that lies in a file of its own, so that nobody with the
database alone can write one. Against somebody who has this machine they help as far as the lines were copied elsewhere:
each is logged as well.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bindeled.domain.audit import NOTHING_BEFORE, Anchor, ChainHead, canonical
from bindeled.domain.errors import Misconfigured
from bindeled.vault.files import write_new
from bindeled.vault.seal import new_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """One line for each anchor, only ever added to; each names the hash of the line before."""

    path: Path
    key_path: Path

    def add(self, heads: Sequence[ChainHead], at: datetime) -> str | None:
        """Write where the chains end, as far as that is news; return the line. Raises Misconfigured when it cannot."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                lines = file.read().splitlines()
                news = _news(lines, heads)
                if not news:
                    return None
                line = self._line(news, _hash(lines[-1]) if lines else NOTHING_BEFORE, at, first=not lines)
                file.write(f"{line}\n")
                file.flush()
                os.fsync(descriptor)
                return line
        except OSError as error:
            raise Misconfigured([_cannot(self.path, error)]) from None

    def read(self) -> tuple[list[Anchor], int | None]:
        """Return the anchors up to the first line that is not as it was written, and that line's number if any."""
        if not self.path.exists():
            return [], None
        key = self._key(make=False).public_key()
        anchors, previous = list[Anchor](), NOTHING_BEFORE
        for number, line in enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                content = json.loads(line)
                key.verify(base64.b64decode(content.pop("signature")), canonical(content).encode())
                if content["previous"] != previous:
                    return anchors, number
                heads = tuple(ChainHead(chain, *end) for chain, end in content["heads"].items())
            except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, InvalidSignature):
                return anchors, number
            anchors.append(Anchor(number, content["at"], heads))
            previous = _hash(line)
        return anchors, None

    def _line(self, heads: Sequence[ChainHead], previous: str, at: datetime, *, first: bool) -> str:
        content: dict[str, Any] = {
            "at": at.isoformat(),
            "heads": {head.chain: [head.sequence, head.hash] for head in heads},
            "previous": previous,
        }
        signature = self._key(make=first).sign(canonical(content).encode())
        return canonical({**content, "signature": base64.b64encode(signature).decode()})

    def _key(self, *, make: bool) -> Ed25519PrivateKey:
        """Return the key that signs. It is made with the first anchor and never after: another would hide the loss."""
        if make and not self.key_path.exists():
            write_new(self.key_path, base64.b64encode(new_key()) + b"\n")
        try:
            return Ed25519PrivateKey.from_private_bytes(base64.b64decode(self.key_path.read_text(encoding="ascii")))
        except (OSError, ValueError, binascii.Error):
            raise Misconfigured([_no_key(self.key_path, self.path)]) from None


def _news(lines: Sequence[str], heads: Sequence[ChainHead]) -> list[ChainHead]:
    """Return the heads that no line tells of yet."""
    told: dict[str, Any] = {}
    for line in lines:
        try:
            told.update(json.loads(line)["heads"])
        except (ValueError, KeyError, TypeError):
            continue
    return [head for head in heads if told.get(head.chain) != [head.sequence, head.hash]]


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _cannot(path: Path, error: OSError) -> str:
    return f"The anchors of the audit cannot be written to {path}: {error.strerror}. Mend that."


def _no_key(key_path: Path, path: Path) -> str:
    return (
        f"The key that signs the anchors of the audit is missing or damaged in {key_path}. Put it back from its "
        f"backup. If it is gone for good, move {path} aside and note why: anchors begin anew then."
    )
