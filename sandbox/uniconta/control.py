"""The control routes of this twin alone: what a person does in Uniconta's own client."""

import dataclasses
import datetime as dt
import secrets
from typing import Any

from sandbox.control import Routes
from sandbox.uniconta import posting, writes
from sandbox.uniconta.access import Access, User
from sandbox.uniconta.entities import ENTITIES
from sandbox.uniconta.entity import Entity
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.state import Company, Row, State
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.wire import Reader

Body = dict[str, Any]

_TRUTH = ("CompanyId", "ReferenceNumber", "Project", "Employee", "PayrollCategory", "Item", "Qty", "Date", "Text")


class Control:
    """The twin's own control routes."""

    def __init__(self, state: State, access: Access, switches: Switches) -> None:
        self._state = state
        self._access = access
        self._switches = switches

    def routes(self) -> Routes:
        """Return the handlers by method and path."""
        return {
            ("POST", "rows/{entity}"): self.add_rows,
            ("POST", "edit"): self.edit,
            ("POST", "delete"): self.delete,
            ("POST", "post-journal"): self.post_journal,
            ("POST", "credentials"): self.change_credential,
            ("GET", "allowances"): lambda _: self._access.allowances(),
            ("GET", "truth"): self.truth,
        }

    def add_rows(self, body: Body) -> Body:
        """Add `rows` to `entity`, past the rules; each to its `CompanyId`, else to the first company."""
        entity = ENTITIES[body["entity"]]
        with self._state.lock:
            rows = [self._add_row(entity, row) for row in body["rows"]]
        return {"row_ids": rows}

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
            table.put({**row, **self._values(entity, body["fields"])})
        return {"row_id": body["row_id"]}

    def delete(self, body: Body) -> Body:
        """Delete the row `row_id` of `entity`."""
        with self._state.lock:
            self._company(body).table(body["entity"]).remove(body["row_id"])
        return {"row_id": body["row_id"]}

    def post_journal(self, body: Body) -> Body:
        """Post the lines of `journal`."""
        with self._state.lock:
            return posting.post(self._company(body), body["journal"], self._switches)

    def truth(self, _: Body) -> Body:
        """Return all journal lines and all transactions, of every company."""
        with self._state.lock:
            return {"lines": self._all("ProjectJournalLineClient"), "transactions": self._all("ProjectTransClient")}

    def change_credential(self, body: Body) -> Body:
        """Do `action` to `login`: add, revoke, rotate, block, activate, or change what the user may do.

        `change` takes `two_factor`, `hide_cost_price`, `default_company`, `expires` ({company: day or null}) and
        `denied` ([[entity, verb], ...]).
        """
        login = body["login"]
        if body["action"] == "add":
            return self._add_login(body)
        if body["action"] == "revoke":
            del self._access.users[login]
            return {"login": login}
        user = self._access.users[login]
        if body["action"] == "rotate":
            user.password = body.get("password") or _new_password()
            return {"login": login, "password": user.password}
        self._access.users[login] = _changed(user, body)
        return {"login": login}

    def _add_login(self, body: Body) -> Body:
        password = body.get("password") or _new_password()
        companies = body.get("companies") or list(self._state.companies)
        default = body.get("default_company", companies[0])
        self._access.add(body["login"], password, companies, default)
        return {"login": body["login"], "password": password}

    def _add_row(self, entity: Entity, row: Row) -> int:
        company = self._state.companies[row.get("CompanyId") or self._state.first_company()]
        added = writes.birth_of(company, entity, self._values(entity, row), self._switches)
        return int(added["RowId"])

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


def _changed(user: User, body: Body) -> User:
    """Return the user after the action; the old one stays as it is for calls that are under way."""
    simple = {name: body[name] for name in ("two_factor", "hide_cost_price", "default_company") if name in body}
    blocked = {"block": True, "activate": False, "change": user.blocked}[body["action"]]
    expires = {int(company): day and dt.date.fromisoformat(day) for company, day in body.get("expires", {}).items()}
    denied = {(entity, verb) for entity, verb in body["denied"]} if "denied" in body else user.denied
    access = {**user.access, **expires}
    return dataclasses.replace(user, blocked=blocked, access=access, denied=denied, **simple)


def _new_password() -> str:
    return f"Invented-{secrets.token_hex(8)}"
