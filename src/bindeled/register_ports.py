"""What the register flows ask of the world. The docstrings are the contract, as in `ports`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bindeled.domain.registers.records import Link, Record, Register, Value
    from bindeled.domain.registers.setup import FlowSetup
    from bindeled.domain.registers.steps import Conflict, SetAside
    from bindeled.domain.states import EntryState


class RegisterSystem(Protocol):
    """One system's registers, in its own field names.

    Every method may raise Transient (it passes), NeedsSignIn (login refused) or MissingRight (this resource refused).
    """

    def read(self, register: Register) -> tuple[Record, ...]:
        """Return every record of a register, also those no longer in use. One that cannot be read is left out."""

    def open_reports(self, project: int) -> int:
        """Return how many work reports on a project are not approved yet; 0 where the system keeps none."""


class RegisterFollower(RegisterSystem, Protocol):
    """A system that is written to. Raises as RegisterSystem does, and as each method says."""

    def create(self, register: Register, values: Mapping[str, Value], creation_id: str) -> Record:
        """Make a record and return it as stored. The same `creation_id` must never make a second one.

        Raises Refused when the system will not take it and OutcomeUnknown when it was sent and no answer came.
        """

    def update(self, register: Register, record: Record, values: Mapping[str, Value]) -> Record:
        """Change these fields of a record, leave every other as it is, and return it as stored. Raises as `create`."""


@dataclass(frozen=True, slots=True)
class NewWrite:
    """A write about to be sent: what it does, to which record, with which values and over which before.

    `effect` is `create`, `update`, `deactivate` or `reactivate`. `follower_id` is None for a create.
    """

    register: Register
    master_id: int
    number: str
    name: str
    effect: str
    creation_id: str
    follower_id: int | None
    values: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenWrite:
    """A write that is being sent, or was when its run died. `sent_at` is as that of `ports.OpenEntry`."""

    id: int
    write: NewWrite
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """How a write ended. `link` is what is remembered of the pair from now on, where it was done."""

    write_id: int
    state: EntryState
    link: Link | None = None
    code: str = ""


class RegisterMemory(Protocol):
    """What one tenant's register flows remember: links, writes, what is parked, what was noticed.

    Each method is one transaction.
    """

    def links(self, register: Register) -> list[Link]:
        """Return every link of a register."""

    def keep_links(
        self, links: Sequence[Link], at: datetime, *, grade: str = "", reason: str = "", by: str = ""
    ) -> None:
        """Keep links, new ones and changed ones; a link whose number changed is told as an event.

        `by` is the person who decided that the two are the same, empty where the match did.
        """

    def keep_needed(self, register: Register, numbers: Iterable[str], at: datetime) -> None:
        """Note exactly these masters' numbers as needed by another flow."""

    def rejected(self, register: Register) -> frozenset[tuple[int, int]]:
        """Return the pairs, master's id and follower's id, that a person has said are not the same."""

    def setup(self, register: Register) -> FlowSetup:
        """Return the newest version of what the tenant has chosen for a flow, the standard before the first."""

    def open(self, writes: Sequence[NewWrite], at: datetime) -> list[OpenWrite]:
        """Write down these writes as being sent, in the order given, before anything leaves."""

    def settle(self, outcomes: Sequence[WriteOutcome], at: datetime) -> None:
        """Note how open writes ended and keep their links; a write that is no longer open is left as it is."""

    def unsettled(self, register: Register) -> list[OpenWrite]:
        """Return the writes whose outcome is not known, the oldest first."""

    def set_aside(self, register: Register, steps: Sequence[SetAside], at: datetime) -> tuple[int, int]:
        """Make the inbox of a register hold exactly these; return how many are new and how many have left."""

    def noticed(self, register: Register) -> list[SetAside]:
        """Return what the inbox of a register holds now."""

    def note_conflicts(self, conflicts: Sequence[Conflict], at: datetime) -> int:
        """Keep both values of fields that both systems changed; return how many are new."""
