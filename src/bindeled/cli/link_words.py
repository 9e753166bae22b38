"""How links are told on the command line: every system of a tenant, also one that nobody has connected yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.connections.links import WHOSE_MOVE, Move
from bindeled.domain.accounts import Connection, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.states import LinkState
from bindeled.texts import say

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.store.views import LinkRow


def all_links(program: Program, tenant: Tenant) -> list[LinkRow]:
    """Return the links of a tenant, one for each system."""
    from bindeled.store.views import LinkRow, connection_rows  # noqa: PLC0415 - models need Django set up

    now = program.clock()
    made = {row.connection.system: row for row in connection_rows(tenant.id, danish_day(now))}
    return [
        made.get(system)
        or LinkRow(Connection(0, tenant.id, system, None, 0, None, LinkState.NOT_CONFIGURED, now), None, 0, None, None)
        for system in System
    ]


def whose_move(link: LinkState) -> str:
    """Return whose move it is, in a word."""
    return WHOSE_MOVE[link].value


def trouble_of(connection: Connection) -> str | None:
    """Return what is the matter with a link and what to do, None when nobody has to act."""
    move = WHOSE_MOVE[connection.link]
    if move is Move.NOBODY:
        return None
    system = connection.system.title
    told = ". ".join(say(f"{key}.{connection.link.value}", "en", system=system) for key in ("link", "link_told"))
    return f"{told} {say(f'link_remedy.{connection.link.value}', 'en', system=system)} (move: {move.value})"
