"""Writes HTML. Every text that comes from a twin goes through `text`; nothing else is ever put into a page."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, NewType

Html = NewType("Html", str)


def text(value: Any) -> Html:
    """Write any value so that it is shown and never understood."""
    return Html(escape("" if value is None else str(value)))


def joined(parts: Iterable[Html]) -> Html:
    """Put parts one after the other."""
    return Html("\n".join(parts))


def section(title: str, *parts: Html) -> Html:
    """Write a heading and what stands under it."""
    return Html(f'<section id="{anchor(title)}"><h2>{text(title)}</h2>\n{joined(parts)}</section>')


def anchor(title: str) -> Html:
    """Name a section so that the head of the page can lead there."""
    return text(title.lower().replace(" ", "-"))


def leads(titles: Iterable[str]) -> Html:
    """Write what leads to the sections of the page."""
    written = (f'<a href="#{anchor(title)}">{text(title)}</a>' for title in titles)
    return Html(f"<nav>{' '.join(written)}</nav>")


def note(sentence: str) -> Html:
    """Write one sentence."""
    return Html(f"<p>{text(sentence)}</p>")


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Html:
    """Write rows under their columns; what is HTML already, as forms are, must come as a `Cell`."""
    head = "".join(f"<th>{text(column)}</th>" for column in columns)
    body = "\n".join("<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>" for row in rows)
    if not body:
        return note("None.")
    return Html(f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>")


class Cell:
    """Something written already, to be put into a table as it is."""

    def __init__(self, written: Html) -> None:
        self.written = written


def coloured(value: Any, *, good: bool) -> Cell:
    """Write a value so that what went wrong stands out."""
    return Cell(Html(f'<span class="{"good" if good else "bad"}">{text(value)}</span>'))


def form(do: str, button: str, *fields: Html, **hidden: str) -> Html:
    """Write a form that asks the page to do one of `sandbox.page.actions`."""
    carried = "".join(
        f'<input type="hidden" name="{text(name)}" value="{text(value)}">'
        for name, value in {"do": do, **hidden}.items()
    )
    return Html(f'<form method="post">{carried}{"".join(fields)}<button>{text(button)}</button></form>')


def field(name: str, label: str, value: str = "", size: int = 12) -> Html:
    """Write a field for one line of text."""
    shown = f'<input name="{text(name)}" value="{text(value)}" size="{size}">'
    return Html(f"<label>{text(label)} {shown}</label>")


def choice(name: str, label: str, options: Mapping[str, str]) -> Html:
    """Write a field that takes one of `options`: value and what is shown for it."""
    shown = "".join(f'<option value="{text(value)}">{text(said)}</option>' for value, said in options.items())
    return Html(f'<label>{text(label)} <select name="{text(name)}">{shown}</select></label>')


def page(title: str, parts: Iterable[Html]) -> Html:
    """Write the whole page."""
    return Html(
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{text(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{text(title)}</h1>\n{joined(parts)}</body></html>\n"
    )


def _cell(value: Any) -> Html:
    return value.written if isinstance(value, Cell) else text(value)


_STYLE = (
    "body{font-family:sans-serif;margin:1rem 2rem;max-width:90rem;color:#222;line-height:1.4}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin:1.6rem 0 .5rem}h3{font-size:1rem;margin:.8rem 0 .3rem}"
    "nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;padding:.4rem 0;border-bottom:1px solid #bbb}"
    "table{border-collapse:collapse;font-size:.85rem}thead{background:#eee}"
    "td,th{border:1px solid #bbb;padding:.2rem .5rem;text-align:left;vertical-align:middle;overflow-wrap:break-word}"
    "form{display:inline-flex;flex-wrap:wrap;align-items:center;gap:.4rem .8rem;margin:.3rem 1.2rem .3rem 0}"
    "td form{margin:0 .6rem 0 0}button{padding:.2rem .6rem}"
    ".good{color:#176117}.bad{color:#a11212;font-weight:bold}"
    "pre{background:#eee;padding:.5rem;overflow:auto;white-space:pre-wrap}"
)
