"""The search for secrets: every byte of every file, for every spelling of a secret that we can think of.

It shares nothing with how the product takes secrets out of texts, so that one mistake is not made twice.
"""

from __future__ import annotations

import base64
import html
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# A piece of a secret is a leak too: what an excerpt or a column cut off.
_SHORTEST_PIECE = 10


@dataclass(frozen=True, slots=True)
class Planted:
    """A login with the secret that must not be found; `name` is what a find is called by."""

    name: str
    login: str
    secret: str

    @property
    def pairs(self) -> tuple[str, ...]:
        """Return how login and secret travel together: Intempus' pair, and Uniconta's with its company in front."""
        return (f"{self.login}:{self.secret}", f"0010523/{self.login}:{self.secret}")


@dataclass(frozen=True, slots=True)
class Find:
    """A secret in a file, and in which spelling."""

    secret: str
    spelling: str
    file: Path
    around: str


def search(folders: Iterable[Path], planted: Iterable[Planted]) -> list[Find]:
    """Return every find in the files under these folders. Capitals count for nothing."""
    wanted = [(one.name, name, text) for one in planted for name, text in spellings(one)]
    return [
        Find(secret, spelling, file, repr(content[max(0, place - 60) : place + 120]))
        for file in files_under(folders)
        for content in [file.read_bytes().lower()]
        for secret, spelling, text in wanted
        if (place := content.find(text.lower())) >= 0
    ]


def files_under(folders: Iterable[Path]) -> list[Path]:
    """Return the files, in order."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def spellings(planted: Planted) -> Iterator[tuple[str, bytes]]:
    """Yield each spelling of the secret, of its halves and of its pairs, with a name for it."""
    for piece, text in _pieces(planted.secret):
        for name, spelled in {**_texts(text), **_in_base64(text)}.items():
            yield f"{name} of {piece}", spelled
    for pair in planted.pairs:
        yield "whole pair in Base64", base64.b64encode(pair.encode())
        yield "whole pair in URL Base64", base64.urlsafe_b64encode(pair.encode())


def _pieces(secret: str) -> Iterator[tuple[str, str]]:
    yield "the whole", secret
    middle = len(secret) // 2
    for name, half in (("the first half", secret[:middle]), ("the last half", secret[middle:])):
        if len(half) >= _SHORTEST_PIECE:
            yield name, half


def _texts(text: str) -> dict[str, bytes]:
    return {
        "plain": text.encode(),
        "UTF-16": text.encode("utf-16-le"),
        "Latin-1": text.encode("latin-1"),
        "URL form": quote(text, safe="").encode(),
        "URL form with slashes": quote(text).encode(),
        "form field": quote_plus(text).encode(),
        "JSON": json.dumps(text)[1:-1].encode(),
        "JSON with letters": json.dumps(text, ensure_ascii=False)[1:-1].encode(),
        "JSON with slashes": json.dumps(text)[1:-1].replace("/", "\\/").encode(),
        "JSON in JSON": json.dumps(json.dumps(text))[3:-3].encode(),
        "HTML": html.escape(text).encode(),
        "Python": repr(text)[1:-1].encode(),
        "Python bytes": repr(text.encode())[2:-1].encode(),
        "hexadecimal": text.encode().hex().encode(),
        "backwards": text[::-1].encode(),
    }


def _in_base64(text: str) -> dict[str, bytes]:
    """Return what must stand in any Base64 with the text in it: it begins at one of three places in a group.

    The characters at both ends also hold bits of the neighbours and are left out.
    """
    spelled = {}
    for lead in range(3):
        for name, encode in (("Base64", base64.b64encode), ("URL Base64", base64.urlsafe_b64encode)):
            whole = encode(bytes(lead) + text.encode())
            first = (lead * 8 + 5) // 6
            last = (lead + len(text.encode())) * 8 // 6
            spelled[f"{name} at {lead}"] = whole[first:last]
    return spelled
