"""Ledger entries by the thousand: written by hand in SQL, where Django's objects would take several times as long.

What writes here runs inside a transaction that the ledger has opened. Each statement takes as many rows as SQLite has
room for, which spares PostgreSQL a thousand ways there and back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.keys import Reference
from bindeled.domain.nouns import HOUR_UNITS
from bindeled.domain.planning import Trace
from bindeled.domain.states import ENTRY_MOVES, Effect, EntryState, may_become
from bindeled.store import lines, models
from bindeled.store.batches import VARIABLES, chunks
from bindeled.store.events import batch_event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bindeled.ports import NewEntry, Outcome

# Version of the login and epoch that the latest call was signed with; None before the first.
Signed = Callable[[], tuple[int, int] | None]

# What makes an entry one of its kind: its reference and the value of its effect.
Key = tuple[str, str]

_EFFECTS = {effect.value: effect for effect in Effect}
_STATES = {state.value: state for state in EntryState}

# What is written when an entry is opened, first or again: the columns in the order of `_Writer.sent`.
_SENT = (
    *("state", "line", "row", "date", "hours", "mark", "cautions"),
    *("run_id", "credential_version", "epoch", "sent_at", "settled_at", "row_id", "code"),
)
_COLUMNS = (
    *("tenant_id", "flow", "report_id", "generation", "line_number", "effect", "reference", "created_at"),
    *_SENT,
)
_INSERT = f"INSERT INTO ledger_entry ({', '.join(_COLUMNS)}) VALUES {{}} RETURNING reference, effect, id"  # noqa: S608 - our own column names
_MAY_BE_OPENED = ", ".join(f"'{state}'" for state in may_become(ENTRY_MOVES, EntryState.SENDING))
_OPEN_AGAIN = (
    f"UPDATE ledger_entry SET {', '.join(f'{column} = %s' for column in _SENT)} "  # noqa: S608 - our own column names
    f"WHERE id = %s AND state IN ({_MAY_BE_OPENED})"
)
# Every database calls the columns of a bare list of values so.
_SETTLE = (
    "UPDATE ledger_entry SET state = ended.column2, row_id = CAST(ended.column3 AS bigint), code = ended.column4, "
    "settled_at = %s, credential_version = COALESCE(CAST(%s AS integer), credential_version), "
    "epoch = COALESCE(CAST(%s AS integer), epoch) FROM (VALUES {}) AS ended "
    "WHERE id = ended.column1 AND tenant_id = %s AND state = 'sending'"
)
_FIND = "SELECT reference, effect, id, state FROM ledger_entry WHERE tenant_id = %s AND reference IN ({})"
_TRACES = (
    "SELECT report_id, generation, effect, state, mark, reference FROM ledger_entry "
    "WHERE tenant_id = %s AND flow = %s AND report_id IN ({}) ORDER BY id"
)
_SENDING = EntryState.SENDING.value
_CODE_LENGTH = 100


class Found(NamedTuple):
    """An entry that is there: its id and the value of its state."""

    id: int
    state: str


class Sender:
    """Who writes: the tenant and flow, the run, and what tells which login the latest call was signed with."""

    def __init__(self, tenant_id: int, flow: str, run_id: int, signed: Signed) -> None:
        self._tenant_id = tenant_id
        self._flow = flow
        self._run_id = run_id
        self._signed = signed

    def find(self, references: Sequence[str]) -> dict[Key, Found]:
        """Return the entries with these references, by reference and effect."""
        found: dict[Key, Found] = {}
        with connection.cursor() as cursor:
            for some in chunks(references):
                cursor.execute(_FIND.format(_marks(some)), [self._tenant_id, *some])
                for reference, effect, entry_id, state in cursor.fetchall():
                    found[reference, effect] = Found(entry_id, state)
        return found

    def traces(self, report_ids: Sequence[int]) -> Iterator[Trace]:
        """Yield what the ledger holds of these reports, report by report in the order written."""
        with connection.cursor() as cursor:
            for some in chunks(report_ids):
                cursor.execute(_TRACES.format(_marks(some)), [self._tenant_id, self._flow, *some])
                for report_id, generation, effect, state, mark, reference in cursor.fetchall():
                    yield Trace(report_id, generation, _EFFECTS[effect], _STATES[state], mark, reference)

    def insert(self, entries: Sequence[NewEntry], at: datetime) -> dict[Key, int]:
        """Write new entries as being sent, in this order, and return their ids."""
        ids: dict[Key, int] = {}
        moment, login, row = _moment(at), self._signed() or (0, 0), f"({_marks(_COLUMNS)})"
        with connection.cursor() as cursor:
            for some in chunks(entries, VARIABLES // len(_COLUMNS)):
                rows = ((*self._once(entry, moment), *self._sent(entry, moment, login)) for entry in some)
                values = list(chain.from_iterable(rows))
                cursor.execute(_INSERT.format(", ".join([row] * len(some))), values)
                ids |= {(reference, effect): entry_id for reference, effect, entry_id in cursor.fetchall()}
        return ids

    def open_again(self, entries: Sequence[tuple[int, NewEntry]], at: datetime) -> None:
        """Write entries that ended without effect as being sent once more.

        Raises Overtaken when one of them has moved meanwhile.
        """
        moment, login = _moment(at), self._signed() or (0, 0)
        with connection.cursor() as cursor:
            for entry_id, entry in entries:
                cursor.execute(_OPEN_AGAIN, [*self._sent(entry, moment, login), entry_id])
                if cursor.rowcount != 1:
                    raise Overtaken(f"{entry.line.reference} is being sent already")

    def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Write how open entries ended, and one event; entries that are not open are left alone."""
        moment, login, count = _moment(at), self._signed() or (None, None), 0
        with connection.cursor() as cursor:
            for some in chunks(outcomes, VARIABLES // 4):
                statement = _SETTLE.format(", ".join(["(%s, %s, %s, %s)"] * len(some)))
                ended = [value for outcome in some for value in _ended(outcome)]
                cursor.execute(statement, [moment, *login, *ended, self._tenant_id])
                count += cursor.rowcount
        if count:
            self._tell_settled(outcomes, at, count)

    def _tell_settled(self, outcomes: Sequence[Outcome], at: datetime, count: int) -> None:
        ends = [outcomes[0].entry_id, outcomes[-1].entry_id]
        references = dict(models.LedgerEntry.objects.filter(pk__in=ends).values_list("pk", "reference"))
        batch_event(
            "entries.settled",
            self._tenant_id,
            self._run_id,
            at,
            [references.get(end, "") for end in ends],
            count=count,
            facts=Counter(outcome.state.value for outcome in outcomes),
        )

    def _once(self, entry: NewEntry, moment: Any) -> tuple[Any, ...]:
        reference = entry.line.reference
        parsed = Reference.parse(reference)
        if parsed is None:
            raise Contradiction(f"{reference!r} is no reference of ours.")
        key = (entry.report_id, entry.generation, parsed.line)
        return (self._tenant_id, self._flow, *key, entry.effect.value, reference, moment)

    def _sent(self, entry: NewEntry, moment: Any, login: tuple[int, int]) -> tuple[Any, ...]:
        line = entry.line
        return (
            _SENDING,
            lines.encode(line),
            line.row,
            entry.day.isoformat(),
            str(line.quantity) if line.unit.casefold() in HOUR_UNITS else None,
            entry.mark,
            ",".join(caution.value for caution in entry.cautions),
            self._run_id,
            *login,
            moment,
            None,
            None,
            "",
        )


def _ended(outcome: Outcome) -> tuple[int, str, int | None, str]:
    return outcome.entry_id, outcome.state.value, outcome.row_id, outcome.code[:_CODE_LENGTH]


def _moment(at: datetime) -> Any:
    """Return the time as Django would hand it to this database."""
    return connection.ops.adapt_datetimefield_value(at)


def _marks(things: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(things))
