"""The corpus as it is kept: TOML beside this file, each table standing for every call and body that it names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from bindeled.domain.accounts import System
from bindeled.domain.errors import Meaning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ASKS = {System.INTEMPUS: ("list", "create"), System.UNICONTA: ("read", "insert_list")}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer, or what a line did instead of carrying one (`behaviour`), and what a person says that it means.

    `ask` is the call that it came to. `source` is where the label is from.
    """

    system: System
    meaning: Meaning
    source: str
    ask: str
    status: int = 0
    content_type: str = ""
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    behaviour: str = ""

    def __str__(self) -> str:
        what = self.behaviour or f"{self.status} {self.body[:40]!r}"
        return f"{self.system.title} {self.ask}: {what} is {self.meaning.value}"


@cache
def corpus() -> tuple[Labelled, ...]:
    """Return every case. Raises KeyError and ValueError when a file names what is not there."""
    return (*_answers(System.INTEMPUS), *_answers(System.UNICONTA), *_lines())


def _answers(system: System) -> Iterator[Labelled]:
    for table in _tables(f"{system.value}.toml", "answer"):
        for ask in table["asks"]:
            for body in table["bodies"]:
                yield Labelled(
                    system,
                    Meaning(table["class"]),
                    table["source"],
                    ask,
                    table["status"],
                    table["type"],
                    body,
                    table.get("headers", {}),
                )


def _lines() -> Iterator[Labelled]:
    for table in _tables("network.toml", "line"):
        for system, asks in _ASKS.items():
            for ask in asks:
                yield Labelled(system, Meaning.NETWORK, table["source"], ask, behaviour=table["behaviour"])


def _tables(file: str, name: str) -> list[dict[str, Any]]:
    text = resources.files(__name__.rpartition(".")[0]).joinpath(file).read_text(encoding="utf-8")
    return list(tomllib.loads(text)[name])
