"""The master key file: made once, readable by its owner alone, refused when anything about it is not as it should be.

It is text, so that a person who finds it knows what it is:

    bindeled-master-key 1
    id mk-<16 hexadecimal digits, drawn from the key>
    key <the key's 32 bytes in Base64>

Because the id is drawn from the key, a damaged file is noticed when it is read and not when a secret is needed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from bindeled.domain.errors import Misconfigured
from bindeled.vault.seal import SealingKey, new_key

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 4096
_FORMAT = re.compile(rb"bindeled-master-key (\d+)\n")
_FORMAT_1 = re.compile(rb"bindeled-master-key 1\nid (mk-[0-9a-f]{16})\nkey ([A-Za-z0-9+/]{43}=)\n")
_BACK_FROM_BACKUP = "Put it back from its backup. Nothing was changed."


def create_key_file(path: Path) -> None:
    """Make the file with a new key unless there is one; of two processes at once, the first one's counts.

    It gets its name only when it lies whole on the disk, so that nobody ever reads half of it. Raises Misconfigured
    when it cannot be written.
    """
    try:
        if path.exists():
            return
        _make_folder(path.parent)
        _place_whole(path, _written(new_key()))
    except OSError as error:
        _refuse(f"The master key file {path} cannot be made: {error.strerror}. Mend that and start again.")


def read_key_file(path: Path) -> tuple[str, SealingKey]:
    """Return the id and the key. Raises Misconfigured with what to do; no sentence shows anything of the content."""
    content = _content(path)
    match = _FORMAT_1.fullmatch(content)
    if match is None:
        _refuse(_what_is_wrong(path, content))
    key_id, key = match[1].decode(), _decoded(match[2])
    if key is None or not secrets.compare_digest(key_id, _id_of(key)):
        _refuse(_damaged(path))
    return key_id, SealingKey(key)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                _refuse(
                    f"Others on this machine may read or change the master key file {path}. Close it with: "
                    f"chmod 600 {path} - and replace every login if one of them may have read it."
                )
            return file.read(_LONGEST)
    except FileNotFoundError:
        _refuse(
            f"The master key file {path} is missing, and the stored secrets cannot be opened without it. Put it back "
            "from its backup, or let BINDELED_MASTER_KEY_FILE name where it lies. No new key was made: it would not "
            "open them."
        )
    except OSError as error:
        _refuse(f"The master key file {path} cannot be read: {error.strerror}. Nothing was changed.")


def _what_is_wrong(path: Path, content: bytes) -> str:
    told = _FORMAT.match(content)
    if told is None or told[1] == b"1":
        return _damaged(path)
    return (
        f"The master key file {path} is of format {told[1].decode()}, which this release does not know. Start the "
        "release that wrote it, or a later one. Nothing was changed."
    )


def _damaged(path: Path) -> str:
    return f"The master key file {path} is damaged or was cut short. {_BACK_FROM_BACKUP}"


def _decoded(text: bytes) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None


def _written(key: bytes) -> bytes:
    return f"bindeled-master-key 1\nid {_id_of(key)}\nkey {base64.b64encode(key).decode()}\n".encode()


def _id_of(key: bytes) -> str:
    """Return a name that tells nothing of the key: 8 bytes of a hash of its 32 random ones."""
    return "mk-" + hashlib.blake2b(key, digest_size=8, person=b"bindeled-mk-id").hexdigest()


def _place_whole(path: Path, content: bytes) -> None:
    """Write a draft beside it, then give it the name, which succeeds for one process only."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, content)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it, each on the disk before anything is put into it."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse(sentence: str) -> NoReturn:
    raise Misconfigured([sentence])
