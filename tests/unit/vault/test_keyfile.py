from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Misconfigured
from bindeled.vault.keyfile import create_key_file, read_key_file
from bindeled.vault.keys import FileKeyProvider

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PREPARE = """
import sys
from pathlib import Path
from bindeled.vault.keys import FileKeyProvider
keys = FileKeyProvider(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
keys.prepare()
print(keys.current_id, flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "home" / "master.key"
    create_key_file(file)
    return file


def test_the_first_start_makes_a_file_that_only_its_owner_may_read(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["master.key"]
    key_id = read_key_file(file).current
    assert file.read_text().startswith(f"bindeled-master-key 1\nid {key_id}\nkey ")


def test_a_later_start_keeps_the_file(file: Path) -> None:
    before = file.read_bytes()
    FileKeyProvider(file).prepare()
    assert file.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_may_touch_is_refused_until_it_is_closed(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(Misconfigured, match=f"chmod 600 {file}"):
        FileKeyProvider(file).prepare()
    file.chmod(0o600)
    FileKeyProvider(file).prepare()


def _with_another_first_character(content: bytes) -> bytes:
    before, _, key = content.partition(b"key ")
    return before + b"key " + (b"B" if key.startswith(b"A") else b"A") + key[1:]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:0],
        lambda content: content[:30],
        lambda content: content[:-1],
        _with_another_first_character,
        lambda content: content.replace(b"key ", b"key  "),
        lambda content: content.replace(b"id mk-", b"id mk-0", 1),
        lambda content: content + b"x" * 10_000,
        lambda _content: b"something else altogether\n",
    ],
    ids=["empty", "half", "last byte", "one character", "a blank more", "id", "far too long", "another file"],
)
def test_a_damaged_file_is_refused_without_a_word_of_its_content(file: Path, damage: Callable[[bytes], bytes]) -> None:
    content = file.read_bytes()
    damaged = damage(content)
    file.write_bytes(damaged)
    with pytest.raises(Misconfigured, match="damaged or was cut short") as caught:
        FileKeyProvider(file).prepare()
    assert content.split()[-1].decode()[:12] not in str(caught.value)
    assert file.read_bytes() == damaged


def test_a_file_of_a_later_release_says_so(file: Path) -> None:
    file.write_bytes(b"bindeled-master-key 3\nwhatever it holds\n")
    with pytest.raises(Misconfigured, match="is of format 3"):
        FileKeyProvider(file).prepare()


def test_a_missing_file_is_refused_by_whoever_needs_the_key(tmp_path: Path) -> None:
    keys = FileKeyProvider(tmp_path / "master.key")
    with pytest.raises(Misconfigured, match="No new key was made"):
        _ = keys.current_id
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("make", [FileKeyProvider.prepare, lambda keys: keys.current_id], ids=["making", "reading"])
def test_a_folder_in_the_files_place_is_told(tmp_path: Path, make: Callable[[FileKeyProvider], object]) -> None:
    (tmp_path / "master.key").mkdir()
    with pytest.raises(Misconfigured, match="cannot be read: Is a directory"):
        make(FileKeyProvider(tmp_path / "master.key"))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(Misconfigured, match="cannot be made"):
        FileKeyProvider(tmp_path / "home" / "master.key").prepare()


def test_a_write_that_breaks_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Misconfigured, match="No space left on device"):
        FileKeyProvider(tmp_path / "master.key").prepare()
    assert not list(tmp_path.iterdir())


def test_processes_that_start_at_once_end_with_one_and_the_same_key(tmp_path: Path) -> None:
    file = tmp_path / "home" / "master.key"
    starts = [
        subprocess.Popen([sys.executable, "-c", _PREPARE, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    for start in starts:
        assert start.stdout is not None
        assert start.stdout.readline() == b"ready\n"
    ids = set()
    for start in starts:
        assert start.stdin is not None
        start.stdin.write(b"\n")
        start.stdin.flush()
    for start in starts:
        told, _ = start.communicate(timeout=60)
        assert start.returncode == 0
        ids.add(told.strip().decode())
    assert ids == {read_key_file(file).current}
    assert [path.name for path in file.parent.iterdir()] == ["master.key"]
