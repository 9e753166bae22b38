"""One call of the API after the sign-in: who asks for what, and the state it is about."""

from dataclasses import dataclass
from typing import Any

from sandbox.journal import Journal
from sandbox.uniconta import entities, query
from sandbox.uniconta.access import Access
from sandbox.uniconta.entity import Entity
from sandbox.uniconta.logins import User
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.state import Company, Row, State
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.webhooks import Webhooks
from sandbox.uniconta.wire import COST_FIELDS, Writer


@dataclass(frozen=True)
class Call:
    """What a surface needs to answer."""

    method: str
    origin: str
    path: str
    params: dict[str, str]
    accept: str
    body: bytes
    user: User
    company: Company
    state: State
    switches: Switches
    journal: Journal
    access: Access
    webhooks: Webhooks

    @property
    def address(self) -> str:
        """The address without its query."""
        return self.origin + self.path

    @property
    def wants_json(self) -> bool:
        """Whether JSON was asked for; without it, surface A answers XML."""
        return "json" in self.accept

    def entity(self, name: str) -> tuple[Entity, bool]:
        """Return the entity and whether user-defined fields are wanted. Raises `Refusal` for an unknown name."""
        found = entities.find(name)
        if found is None:
            raise Refusal("InvalidParameter", 404)
        return found

    def check_right(self, entity: Entity, verb: str) -> None:
        """Refuse what this user may not do."""
        self.access.check_right(self.user, entity, verb)

    def rows(self, entity: Entity, conditions: list[Any]) -> list[Row]:
        """Return the rows that meet all conditions; the companies are all those that the user reaches."""
        with self.state.lock:
            if entity.name != "CompanyClient":
                return query.select(self.company.table(entity.name), conditions)
            reached = [self.state.companies[number] for number in self.user.access if number in self.state.companies]
            return [row for company in reached for row in query.select(company.table(entity.name), conditions)]

    def most(self, rows: list[Row]) -> list[Row]:
        """Cut an answer off where the server would, by switch."""
        return rows[: self.switches.most_rows] if self.switches.most_rows else rows

    def writer(self, entity: Entity, *, with_user_fields: bool) -> Writer:
        """Return what shows rows the way this user sees them."""
        unseen = {field for name, field in self.user.hidden_fields if name == entity.name}
        unseen |= COST_FIELDS if self.user.hide_cost_price else set()
        return Writer(self.company, entity, self.switches, with_user_fields=with_user_fields, unseen=frozenset(unseen))

    def locked_fields(self, entity: Entity) -> frozenset[str]:
        """Return the fields that this user may not change."""
        return frozenset(field for name, field in self.user.locked_fields if name == entity.name)
