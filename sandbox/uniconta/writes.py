"""What inserting, changing and deleting does to the rows, and when it is refused (Uniconta sheet 4, 8.9-8.15)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sandbox.journal import Write
from sandbox.uniconta import derived, timesheet
from sandbox.uniconta.entities import ENTITIES
from sandbox.uniconta.entity import Entity
from sandbox.uniconta.kinds import NO_DATE, moment_now
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.state import Company, Row, Table
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.wire import Reader

# What a reference that leads nowhere is called (sheet 4.1); `CouldNotFind` where no name of its own is known.
_DANGLING = {"Project": "ProjectIsMissing", "PrCategory": "InvalidCategory", "Account": "AccountDoesNotExist"}
_TIMESHEET = "TMJournalLineClient"
_POSTED = "ProjectTransClient"


class Writer:
    """Changes the rows of one entity in one company and keeps what it did. The caller holds the state's lock.

    `locked` are fields that the user who asks may not change.
    """

    def __init__(
        self,
        company: Company,
        entity: Entity,
        switches: Switches,
        *,
        with_user_fields: bool,
        locked: frozenset[str] = frozenset(),
    ) -> None:
        self._company = company
        self._entity = entity
        self._switches = switches
        self._table: Table = company.table(entity.name)
        self._reader = Reader(entity, switches, with_user_fields=with_user_fields)
        self._plain = not with_user_fields
        self._locked = locked
        self.done: list[Write] = []

    def do(self, action: str, sent: Any) -> Row | None:
        """Insert, update or delete one row; return it as it is now. Raises `Refusal`."""
        actions: Mapping[str, Callable[[Any], Row | None]] = {
            "insert": self.insert,
            "update": self.update,
            "delete": self.delete,
        }
        return actions[action](sent)

    def insert(self, sent: Any) -> Row:
        """Add one row and return it."""
        self._refuse_posted("CannotUseMethod")
        row = {**self._entity.defaults, **self._reader.read(_object(sent))}
        self._fill_group_and_key(row)
        self._refuse_blanks(row)
        key = self._entity.key
        if key is not None and self._table.by_key(self._table.key_of(row)) is not None:
            raise Refusal("KeyExists", field=key)
        self._refuse_dangling(row)
        self._refuse_locked(self._entity.defaults, row)
        return self._store("insert", None, self._in_week(None, row) | self._birth())

    def update(self, sent: Any) -> Row:
        """Replace the row with the RowId that was sent."""
        self._refuse_posted("CannotUpdateRecord")
        before = self._original(_object(sent), "CouldNotLoadOriginal")
        row = {**self._base(before), **self._reader.read(sent)}
        if self._entity.key is not None and row[self._entity.key] != before[self._entity.key]:
            raise Refusal("PrimaryKeyCannotBeChanged", field=self._entity.key)
        self._refuse_fixed(before, row)
        self._refuse_blanks(row)
        self._refuse_dangling(row)
        self._refuse_locked(before, row)
        return self._store("update", before, self._in_week(before, row) | {"UpdatedAt": moment_now()})

    def delete(self, sent: Any) -> None:
        """Remove the row with the RowId that was sent."""
        self._refuse_posted("CannotDeleteRecord")
        row = self._original(_object(sent), "RecordIsAlreadyDeleted")
        self._refuse_referred(row)
        if self._entity.name == _TIMESHEET:
            timesheet.refuse_closed(self._company, self._switches, row, None)
        self._table.remove(row["RowId"])
        self.done.append(Write(self._entity.name, "delete", row["RowId"], row, None))

    def take_back(self) -> None:
        """Undo everything that was done, for a list that is accepted as a whole or not at all."""
        for write in reversed(self.done):
            if write.before is None:
                self._table.remove(int(write.key))
            else:
                self._table.put(write.before)
        self.done.clear()

    def _base(self, before: Row) -> Row:
        """Return what an update starts from: nothing but the server's own fields, or, by switch, the stored row."""
        if self._switches.update_missing_keys == "keep":
            return before
        names = self._reader.names
        if self._plain and self._switches.plain_update_drops_user_fields:
            names |= self._entity.user_fields.keys()
        return {**before, **{name: self._entity.defaults[name] for name in names}}

    def _birth(self) -> Row:
        now = moment_now()
        row_id = self._company.number if self._entity.name == "CompanyClient" else self._table.next_row()
        numbers = {"RowId": row_id, "PrimaryKeyId": row_id, "CompanyId": self._company.number}
        return {**numbers, "Created": now[:10] + "T00:00:00", "UpdatedAt": now}

    def _store(self, action: str, before: Row | None, row: Row) -> Row:
        if self._entity.key is not None:
            row["KeyStr"] = row[self._entity.key]
            row["KeyName"] = row.get(self._entity.title)
        row.update(derived.stored(self._company, self._entity, row))
        self._table.put(row)
        self.done.append(Write(self._entity.name, action, row["RowId"], before, row))
        return row

    def _in_week(self, before: Row | None, row: Row) -> Row:
        """Put a timesheet row into its week, unless that is closed."""
        if self._entity.name != _TIMESHEET:
            return row
        placed = timesheet.placed(row, self._switches)
        timesheet.refuse_closed(self._company, self._switches, before, placed)
        return placed

    def _original(self, sent: Row, refusal: str) -> Row:
        try:
            row = self._table.get(int(sent.get("RowId") or 0))
        except (TypeError, ValueError):
            row = None
        if row is None:
            raise Refusal(refusal, field="RowId")
        return row

    def _fill_group_and_key(self, row: Row) -> None:
        """Take the default group, and a number from its series for an empty key (sheet 4)."""
        group_field, key = self._entity.group, self._entity.key
        group = None
        if group_field is not None:
            groups = self._company.table(self._entity.references[group_field])
            row[group_field] = row[group_field] or next((g["Group"] for g in groups if g["IsDefault"]), None)
            group = groups.by_key(row[group_field])
        if key is not None and row[key] is None:
            row[key] = self._next_number(group["AutoNumber"] if group else None)

    def _next_number(self, series: str | None) -> str:
        table = self._company.table("NumberSerieClient")
        found = table.by_key(series)
        if found is None:
            raise Refusal("KeyIsEmpty", field=self._entity.key)
        if found["Blocked"]:
            raise Refusal("NumberSerieIsBlocked", field=self._entity.key)
        table.put({**found, "Next": found["Next"] + 1})
        return f"{found['Prefix'] or ''}{found['Next']:0{found['Length']}d}"

    def _refuse_posted(self, name: str) -> None:
        if self._entity.posted:
            raise Refusal(name)

    def _refuse_blanks(self, row: Row) -> None:
        for name in self._entity.required:
            if row[name] in (None, NO_DATE):
                raise Refusal("FieldCannotBeBlank", field=name)

    def _refuse_dangling(self, row: Row) -> None:
        for name in self._checked_references():
            if row[name] is not None and self._company.table(self._entity.references[name]).by_key(row[name]) is None:
                raise Refusal(_DANGLING.get(name, "CouldNotFind"), field=name)

    def _checked_references(self) -> Iterator[str]:
        """Lines are checked when they are posted, if not switched otherwise; what a line hangs on must exist."""
        master, switches = self._entity.master, self._switches
        if master is None:
            yield from self._entity.references
            return
        for name in self._entity.references:
            if switches.journal_must_exist if name == master else switches.check_line_references:
                yield name

    def _refuse_fixed(self, before: Row, row: Row) -> None:
        for name, error in self._entity.fixed.items():
            if row[name] != before[name]:
                raise Refusal(error, field=name)

    def _refuse_locked(self, before: Row, row: Row) -> None:
        for name in self._locked & row.keys():
            if row[name] != before[name]:
                raise Refusal("NoRightsToModifyField", 403, field=name)

    def _refuse_referred(self, row: Row) -> None:
        if self._entity.key is None or self._entity.within is not None:
            return
        referring = set(_referring(self._company, self._entity.name, row[self._entity.key]))
        if _POSTED in referring:
            raise Refusal("CouldNotDeleteRecordThatHasTransactions")
        if referring:
            raise Refusal("CouldNotDeleteRecordThatIsReferred")


def birth_of(company: Company, entity: Entity, values: Row, switches: Switches) -> Row:
    """Store a row past all rules, as a scenario or a person in Uniconta's own client would; return it."""
    writer = Writer(company, entity, switches, with_user_fields=True)
    return writer._store("insert", None, {**entity.defaults, **writer._birth(), **values})  # noqa: SLF001 - the same file


def _referring(company: Company, target: str, key: str) -> Iterable[str]:
    for entity in ENTITIES.values():
        names = [name for name, leads_to in entity.references.items() if leads_to == target]
        if names and any(row[name] == key for row in company.table(entity.name) for name in names):
            yield entity.name


def _object(sent: Any) -> Row:
    if not isinstance(sent, dict):
        raise Refusal("InvalidObject")
    return sent
