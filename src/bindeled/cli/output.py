"""Shows results: one JSON object for machines, plain lines and tables for people."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import Enum
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bindeled.domain.calendar import COPENHAGEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bindeled.cli.failures import Failure

# Whoever reads a pipe line by line wants a row on one line.
_PIPE_WIDTH = 500
# What the last column of a table needs at least, and what stands between two columns.
_NARROWEST = 20
_BETWEEN = 3

out = Console(soft_wrap=True, highlight=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False)


def speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale says: names in Danish must come out the same in every pipe."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def show(facts: Mapping[str, Any], *, as_json: bool, lines: Iterable[str] = ()) -> None:
    """Print the facts as one JSON object, or the lines for people."""
    if as_json:
        _write(json.dumps(facts, default=_plain, ensure_ascii=False))
        return
    for line in lines:
        out.print(escape(line))


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their columns, an absent cell as nothing."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    console = out if out.is_terminal else Console(width=_PIPE_WIDTH)
    if _fits(columns, cells, console.width):
        console.print(_table(title, columns, cells))
    else:
        show({}, as_json=False, lines=[title, *_one_below_the_other(columns, cells)])


def _fits(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether the table can be read at this width; the last column may be broken into lines."""
    needed = [max(cell_len(cell) for cell in column) for column in zip(columns, *rows, strict=True)]
    return sum(needed[:-1]) + min(needed[-1], _NARROWEST) + _BETWEEN * len(columns) <= width


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(escape(column), overflow="fold", no_wrap=column is not columns[-1])
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def _one_below_the_other(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widest = max(map(len, columns))
    for row in rows:
        yield ""
        yield from (f"  {column:<{widest}}  {cell}" for column, cell in zip(columns, row, strict=True))


def show_failure(failure: Failure, *, as_json: bool) -> None:
    """Print what is the matter and what to do: as JSON to standard output, or as a sentence to standard error."""
    if as_json:
        _write(json.dumps({"error": failure.sentence, "kind": failure.kind}, ensure_ascii=False))
        return
    errors.print(escape(failure.sentence))


def moment_of(at: datetime | None) -> str:
    """Return a moment in Danish time as people read it, to the second; nothing for None."""
    return f"{at.astimezone(COPENHAGEN):%Y-%m-%d %H:%M:%S}" if at else ""


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
