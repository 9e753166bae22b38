"""Shows results: one JSON object for machines, plain lines and tables for people."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bindeled.domain.errors import BindeledError

# Narrow pipes would otherwise cut a sentence in the middle.
_WIDE = 200

out = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)


def show(facts: Mapping[str, Any], *, as_json: bool, lines: Iterable[str] = ()) -> None:
    """Print the facts as one JSON object, or the lines for people."""
    if as_json:
        typer.echo(json.dumps(facts, default=_plain, ensure_ascii=False))
        return
    for line in lines:
        out.print(escape(line))


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their columns."""
    table = Table(title=escape(title), title_justify="left")
    for column in columns:
        table.add_column(escape(column), overflow="fold")
    for row in rows:
        table.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    (out if out.is_terminal else Console(width=_WIDE)).print(table)


def show_error(error: BindeledError, *, as_json: bool) -> None:
    """Print what is the matter and what to do: as JSON to standard output, or as a sentence to standard error."""
    if as_json:
        typer.echo(json.dumps({"error": error.sentence, "kind": type(error).__name__}, ensure_ascii=False))
        return
    errors.print(escape(error.sentence))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set | tuple):
        return sorted(value) if not isinstance(value, tuple) else list(value)
    return str(value)
