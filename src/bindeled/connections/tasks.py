"""What is to be done next about a connection, as data: a code for programs, and whose move it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.connections.links import WHOSE_MOVE, Move
from bindeled.domain.states import LinkState, VersionState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bindeled.domain.accounts import Connection, VersionRecord


class TaskCode(Enum):
    """What can be next. The texts tell it: `task.<code>`."""

    HAND_OVER_LOGIN = "hand_over_login"
    GRANT_RIGHT = "grant_right"
    LOOK_INTO_COMPANY = "look_into_company"
    RESUME = "resume"
    WAIT_FOR_SYSTEM = "wait_for_system"
    VERIFY_LOGIN = "verify_login"
    SWITCH_LOGIN = "switch_login"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `version` is the credential version that it is about, where it is about one."""

    code: TaskCode
    move: Move
    version: int | None = None


_BY_LINK = {
    LinkState.NOT_CONFIGURED: TaskCode.HAND_OVER_LOGIN,
    LinkState.ACTION_REQUIRED: TaskCode.HAND_OVER_LOGIN,
    LinkState.LIMITED: TaskCode.GRANT_RIGHT,
    LinkState.QUARANTINED: TaskCode.LOOK_INTO_COMPANY,
    LinkState.PAUSED: TaskCode.RESUME,
    LinkState.UNREACHABLE: TaskCode.WAIT_FOR_SYSTEM,
    LinkState.THROTTLED: TaskCode.WAIT_FOR_SYSTEM,
    LinkState.AWAITING_PROVIDER: TaskCode.WAIT_FOR_SYSTEM,
}
_BY_VERSION = {VersionState.STAGED: TaskCode.VERIFY_LOGIN, VersionState.VERIFIED: TaskCode.SWITCH_LOGIN}


def tasks_of(connection: Connection, versions: Sequence[VersionRecord]) -> tuple[Task, ...]:
    """Return what is next, the most pressing first; nothing when all is well."""
    return tuple(_tasks(connection, versions))


def _tasks(connection: Connection, versions: Sequence[VersionRecord]) -> Iterator[Task]:
    half_way = [version for version in versions if version.state in _BY_VERSION]
    for version in half_way:
        yield Task(_BY_VERSION[version.state], Move.CUSTOMER, version.number)
    code = _BY_LINK.get(connection.link)
    if code is not None and not (half_way and code is TaskCode.HAND_OVER_LOGIN):
        yield Task(code, WHOSE_MOVE[connection.link])
