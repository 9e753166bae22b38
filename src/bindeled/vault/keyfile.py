"""The master key file: made once, readable by its owner alone, refused when anything about it is not as it should be.

It is text, so that a person who finds it knows what it is:

    bindeled-master-key 1
    id mk-<16 hexadecimal digits, drawn from the key>
    key <the key's 32 bytes in Base64>

Between the making of a new key and the end of the former one it holds both, the one that wraps first:

    bindeled-master-key 2
    key mk-<16 hexadecimal digits> <Base64>
    key mk-<16 hexadecimal digits> <Base64>

Because the id is drawn from the key, a damaged file is noticed when it is read and not when a secret is needed. It is
only ever replaced whole, so that a machine that loses its power keeps the one or the other.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import os
import re
import secrets
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bindeled.domain.errors import Misconfigured
from bindeled.vault.files import write_new
from bindeled.vault.seal import SealingKey, new_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LONGEST = 4096
_FORMAT = re.compile(rb"bindeled-master-key (\d+)\n")
_KEY_LINE = re.compile(rb"key (mk-[0-9a-f]{16}) ([A-Za-z0-9+/]{43}=)\n")
_FORMAT_2 = re.compile(rb"bindeled-master-key 2\n(?:key mk-[0-9a-f]{16} [A-Za-z0-9+/]{43}=\n)+")
_FORMAT_1 = re.compile(rb"bindeled-master-key 1\nid (mk-[0-9a-f]{16})\nkey ([A-Za-z0-9+/]{43}=)\n")
_BACK_FROM_BACKUP = "Put it back from its backup. Nothing was changed."


class MasterKeys(NamedTuple):
    """The keys in the file by id; `current` is the one that wraps and stands first."""

    current: str
    keys: dict[str, SealingKey]


def create_key_file(path: Path) -> bool:
    """Make the file with a new key unless there is one; of two processes at once, the first one's counts.

    Return whether it was made here.

    It gets its name only when it lies whole on the disk, so that nobody ever reads half of it. Raises Misconfigured
    when it cannot be written.
    """
    try:
        if path.exists():
            return False
        _make_folder(path.parent)
        return _place_first(path, _written([new_key()]))
    except OSError as error:
        _refuse(f"The master key file {path} cannot be made: {error.strerror}. Mend that and start again.")


def read_key_file(path: Path) -> MasterKeys:
    """Return the ids and the keys. Raises Misconfigured with what to do; no sentence shows anything of the content."""
    keys = _plain_keys(path)
    return MasterKeys(next(iter(keys)), {key_id: SealingKey(key) for key_id, key in keys.items()})


def add_key(path: Path) -> None:
    """Put a new key before the one in the file. Raises Misconfigured when there is a former one already."""
    with _alone(path):
        keys = list(_plain_keys(path).values())
        if len(keys) > 1:
            _refuse(
                f"The master key file {path} still holds the former key. Drop it first with: "
                "bindeled keys destroy-old --master"
            )
        _replace(path, _written([new_key(), *keys]))


def drop_key(path: Path, key_id: str) -> None:
    """Take a former key out of the file; one that is not there is gone already. The key that wraps is never taken."""
    with _alone(path):
        current, *former = _plain_keys(path).items()
        if current[0] == key_id:
            _refuse(f"The master key {key_id} is in use and cannot be dropped. Nothing was changed.")
        _replace(path, _written([current[1], *(key for name, key in former if name != key_id)]))


def _plain_keys(path: Path) -> dict[str, bytes]:
    content = _content(path)
    one, several = _FORMAT_1.fullmatch(content), _FORMAT_2.fullmatch(content)
    if not (one or several):
        _refuse(_what_is_wrong(path, content))
    pairs = [(one[1], one[2])] if one else _KEY_LINE.findall(content)
    keys = {key_id.decode(): _decoded(text) for key_id, text in pairs}
    if any(key is None or not secrets.compare_digest(key_id, _id_of(key)) for key_id, key in keys.items()):
        _refuse(_damaged(path))
    return {key_id: key for key_id, key in keys.items() if key is not None}


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time replace the file. Raises Misconfigured when it cannot be written."""
    try:
        folder = os.open(path.resolve().parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
    except OSError as error:
        _refuse(f"The master key file {path} cannot be replaced: {error.strerror}. Nothing was changed.")


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
    if told is None or told[1] in {b"1", b"2"}:
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


def _written(keys: Sequence[bytes]) -> bytes:
    """Return the text of the file; with one key it is of the format that every release reads."""
    texts = [(_id_of(key), base64.b64encode(key).decode()) for key in keys]
    if len(texts) == 1:
        return "bindeled-master-key 1\nid {}\nkey {}\n".format(*texts[0]).encode()
    return ("bindeled-master-key 2\n" + "".join(f"key {key_id} {text}\n" for key_id, text in texts)).encode()


def _id_of(key: bytes) -> str:
    """Return a name that tells nothing of the key: 8 bytes of a hash of its 32 random ones."""
    return "mk-" + hashlib.blake2b(key, digest_size=8, person=b"bindeled-mk-id").hexdigest()


def _place_first(path: Path, content: bytes) -> bool:
    """Write a draft beside it, then give it the name, which succeeds for one process only; return whether for us."""
    draft = _draft(path)
    first = False
    try:
        write_new(draft, content)
        with suppress(FileExistsError):
            os.link(draft, path)
            first = True
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return first


def _replace(path: Path, content: bytes) -> None:
    """Write a draft beside it, then let it take the place in one step."""
    place = path.resolve()
    draft = _draft(place)
    try:
        write_new(draft, content)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(place.parent)


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


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
