"""The routes of the interface as the program itself knows them: what tests go through, so that none is forgotten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bindeled.domain.accounts import System
from bindeled.web.api.door import api
from bindeled.web.api.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.domain.accounts import Tenant
    from tests.support.faces import Faces

# A body that each route accepts in form, by its name; a route without one takes none.
BODIES: dict[str, dict[str, Any]] = {
    "add_tenant": {"name": "Vestkyst Tag"},
    "start_run": {"flow": "reports"},
    "set_item": {"state": "asked", "by": "Anna"},
    "choose_variant": {"variant": "barrier"},
    "pause_connection": {"reason": "a holiday"},
    "stage_login": {"login": "Anna@example.dk", "secret": "invented-0001", "company": "10523"},
    "revoke_login": {"reason": "it leaked"},
    "make_link": {"sent_to": "Anna"},
    "assign_group": {"to": "Anna"},
    "dismiss_group": {"reason": "typed by hand"},
    "change_rules": {"rules": {"task_separator": "/"}},
    "make_feed": {"name": "the sheet of the bookkeeper"},
}


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    name: str
    method: str
    path: str
    guards: tuple[Any, ...]

    @property
    def guard(self) -> Guard:
        (guard,) = self.guards
        assert isinstance(guard, Guard)
        return guard

    @property
    def about_tenant(self) -> bool:
        """True when the address names a customer or one of its connections."""
        return "{tenant}" in self.path or "{connection}" in self.path

    def address(self, there: Faces, tenant: Tenant) -> str:
        """Return the address with the ids of this customer put in."""
        connection = there.connection(tenant, System.INTEMPUS)
        named = {"tenant": tenant.slug, "connection": connection.id, "version": 1, "link": 1, "item": "server_user"}
        named |= {"which": "901", "feed": 1}
        return self.path.format_map(named)

    @property
    def body(self) -> dict[str, Any] | None:
        return BODIES.get(self.name)


def routes() -> Iterator[Route]:
    """Yield every route there is."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                whole = f"{prefix}{path}" if prefix else path
                for method in operation.methods:
                    name = operation.operation_id or operation.view_func.__name__
                    yield Route(
                        name, method, re.sub("//+", "/", f"/{whole.lstrip('/')}"), tuple(operation.auth_callbacks)
                    )


ROUTES = tuple(routes())
