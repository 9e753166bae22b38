"""The control routes of this twin alone: what a person does in Uniconta's own client."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from sandbox.control import Routes
from sandbox.journal import Write
from sandbox.uniconta import approval, derived, posting, writes
from sandbox.uniconta.access import Access
from sandbox.uniconta.credentials import Credentials
from sandbox.uniconta.entities import ENTITIES
from sandbox.uniconta.entity import Entity
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.sessions import Sessions
from sandbox.uniconta.state import Company, Row, State
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.webhooks import Webhooks
from sandbox.uniconta.wire import Reader

Body = dict[str, Any]

_LATEST = 10
_SHOWN = ("ProjectJournalLineClient", "ProjectTransClient")
_TRUTH = ("CompanyId", "ReferenceNumber", "Project", "Employee", "PayrollCategory", "Item", "Qty", "Date", "Text")


class Control:
    """The twin's own control routes."""

    def __init__(
        self, state: State, access: Access, sessions: Sessions, webhooks: Webhooks, switches: Switches
    ) -> None:
        self._state = state
        self._access = access
        self._sessions = sessions
        self._webhooks = webhooks
        self._switches = switches
        self._credentials = Credentials(state, access, sessions, switches)

    def routes(self) -> Routes:
        """Return the handlers by method and path."""
        return {
            ("POST", "rows/{entity}"): self.add_rows,
            ("GET", "rows/{entity}"): self.stored_rows,
            ("POST", "edit"): self.edit,
            ("POST", "delete"): self.delete,
            ("POST", "post-journal"): self.post_journal,
            ("POST", "close-week"): self.close_week,
            ("POST", "approve-week"): self.approve_week,
            ("POST", "end-sessions"): self.end_sessions,
            ("POST", "credentials"): self._credentials.change,
            ("GET", "webhooks"): lambda _: self._webhooks.report(),
            ("GET", "allowances"): lambda _: self._access.allowances(),
            ("GET", "truth"): self.truth,
            ("GET", "contents"): self.contents,
        }

    def add_rows(self, body: Body) -> Body:
        """Add `rows` to `entity`, past the rules; each to its `CompanyId`, else to the first company."""
        entity = ENTITIES[body["entity"]]
        with self._state.lock:
            rows = [self._add_row(entity, row) for row in body["rows"]]
        return {"row_ids": rows}

    def stored_rows(self, body: Body) -> Body:
        """Return all rows of `entity`, of every company, as they are stored."""
        with self._state.lock:
            return {
                "rows": [row for company in self._state.companies.values() for row in company.table(body["entity"])]
            }

    def load(self, rows: dict[str, list[Row]]) -> None:
        """Add the rows of a scenario."""
        with self._state.lock:
            for name, entity_rows in rows.items():
                self.add_rows({"entity": name, "rows": entity_rows})

    def edit(self, body: Body) -> Body:
        """Set `fields` of the row `row_id` of `entity`, in `company` if it is not the first."""
        entity = ENTITIES[body["entity"]]
        with self._state.lock:
            table = self._company(body).table(entity.name)
            row = table.get(body["row_id"])
            if row is None:
                raise LookupError(f"{entity.name} has no row {body['row_id']}")
            changed = {**row, **self._values(entity, body["fields"])}
            changed |= derived.stored(self._company(body), entity, changed)
            table.put(changed)
            self._tell(self._company(body), entity, "update", row, changed)
        return {"row_id": body["row_id"]}

    def delete(self, body: Body) -> Body:
        """Delete the row `row_id` of `entity`."""
        with self._state.lock:
            table = self._company(body).table(body["entity"])
            row = table.get(body["row_id"])
            table.remove(body["row_id"])
            self._tell(self._company(body), table.entity, "delete", row, None)
        return {"row_id": body["row_id"]}

    def post_journal(self, body: Body) -> Body:
        """Post the lines of `journal`."""
        with self._state.lock:
            return posting.post(self._company(body), body["journal"], self._switches)

    def truth(self, _: Body) -> Body:
        """Return all journal lines and all transactions, of every company."""
        with self._state.lock:
            return {"lines": self._all("ProjectJournalLineClient"), "transactions": self._all("ProjectTransClient")}

    def contents(self, _: Body) -> Body:
        """Count the rows of every entity over all companies, and show the latest lines and transactions."""
        with self._state.lock:
            counts = Counter(dict.fromkeys(ENTITIES, 0))
            for company in self._state.companies.values():
                counts.update({name: len(table) for name, table in company.tables.items()})
            return {"counts": dict(counts), "latest": {name: self._all(name)[-_LATEST:] for name in _SHOWN}}

    def close_week(self, body: Body) -> Body:
        """Close the timesheet of `employee` up to the day `until`."""
        return self._settle_week(approval.close, body)

    def approve_week(self, body: Body) -> Body:
        """Approve the closed days of `employee` up to the day `until`, and post them."""
        return self._settle_week(approval.approve, body)

    def end_sessions(self, body: Body) -> Body:
        """Lose the sessions of `login`, else all, as the server does at night."""
        return {"ended": self._sessions.end(body.get("login"))}

    def _settle_week(self, settle: Callable[[Company, str, dt.date, Switches], Body], body: Body) -> Body:
        with self._state.lock:
            until = dt.date.fromisoformat(body["until"])
            return settle(self._company(body), body["employee"], until, self._switches)

    def _add_row(self, entity: Entity, row: Row) -> int:
        company = self._state.companies[row.get("CompanyId") or self._state.first_company()]
        added = writes.birth_of(company, entity, self._values(entity, row), self._switches)
        self._tell(company, entity, "insert", None, added)
        return int(added["RowId"])

    def _tell(self, company: Company, entity: Entity, action: str, before: Row | None, after: Row | None) -> None:
        """Let the webhooks know what a person has done."""
        row_id = (after or before or {})["RowId"]
        self._webhooks.tell(company, [Write(entity.name, action, row_id, before, after)])

    def _values(self, entity: Entity, fields: Row) -> Row:
        """Read fields as members or labels of any language; a name that does not exist is a mistake here."""
        unknown = [name for name in fields if not entity.has(name)]
        if unknown:
            raise LookupError(f"{entity.name} has no field {', '.join(unknown)}")
        lenient = dataclasses.replace(self._switches, enum_input="any", unknown_label="refuse", modules_off=[])
        try:
            return Reader(entity, lenient, with_user_fields=True).read(fields)
        except Refusal as refusal:
            raise ValueError(f"{entity.name}.{refusal.field}: {refusal.name}") from refusal

    def _company(self, body: Body) -> Company:
        return self._state.companies[int(body.get("company") or self._state.first_company())]

    def _all(self, name: str) -> list[Row]:
        rows = (row for company in self._state.companies.values() for row in company.table(name))
        return [{field: row.get(field) for field in (*_TRUTH, "Journal")} for row in rows]
