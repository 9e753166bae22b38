"""Reading the secret and the days that a person hands over."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import typer

from bindeled.cli.connect import read_secret
from bindeled.cli.options import day
from bindeled.domain.errors import Misconfigured


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("hemmelig", "hemmelig"),
        ("hemmelig\n", "hemmelig"),
        ("hemmelig\r\n", "hemmelig"),
        ("hemmelig\n\n", "hemmelig\n"),
        (" hemmelig", " hemmelig"),
        ("hæmmelig", "hæmmelig"),
    ],
)
def test_a_secret_is_read_without_the_one_line_end_that_editors_add(tmp_path: Path, written: str, read: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(written.encode())
    assert read_secret(file).reveal() == read


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hemmelig\n"))
    assert read_secret(Path("-")).reveal() == "hemmelig"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00"], ids=["empty", "a line end", "no text"])
def test_a_file_without_a_secret_is_told_by_its_name_and_never_by_its_content(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(Misconfigured, match=r"The file .*/secret (is empty|with the secret cannot be read)"):
        read_secret(file)


def test_a_day_is_read_as_it_is_written_in_the_help() -> None:
    assert day("2026-11-23") == date(2026, 11, 23)


@pytest.mark.parametrize("text", ["yesterday", "23-11-2026", "2026-02-30", ""])
def test_what_is_no_day_is_told_with_how_to_write_one(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is not a day; write it like 2026-11-23"):
        day(text)
