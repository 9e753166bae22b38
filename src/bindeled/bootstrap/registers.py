"""Opens the flow of a register: both systems, what the tenant remembers, and the limits."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.time import now
from bindeled.connections.checking import require_same_company
from bindeled.domain.accounts import System
from bindeled.domain.registers.records import MASTERS
from bindeled.domain.registers.safety import ChangeLimit
from bindeled.engine.registers.desk import Desk, RegisterLimits
from bindeled.engine.registers.flow import RegisterFlow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bindeled.bootstrap.links import LinkParts
    from bindeled.bootstrap.systems import Systems
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.registers.records import Register
    from bindeled.register_ports import RegisterFollower
    from bindeled.settings import Settings


@contextmanager
def open_register_flow(  # noqa: PLR0913 - the parts of a run, named at the one place that joins them
    settings: Settings,
    systems: Systems,
    parts: LinkParts,
    tenant: Tenant,
    both: Mapping[System, Connection],
    register: Register,
    *,
    run_id: int = 0,
    allow_large: bool = False,
    watch: Callable[[Any], None] = lambda _counts: None,
) -> Iterator[RegisterFlow]:
    """Return the flow of a register. Raises what opening a connection raises."""
    from bindeled.store.registers.memory import StoredRegisterMemory  # noqa: PLC0415 - models need Django set up

    written = both[System.UNICONTA if MASTERS[register] is System.INTEMPUS else System.INTEMPUS]
    memory = StoredRegisterMemory(tenant.id, run_id, written.active_version or 0, written.epoch)
    with ExitStack() as open_things:
        opened: dict[System, RegisterFollower] = {}
        for system, connection in both.items():
            there = open_things.enter_context(systems.registers(connection, parts.lease(connection, memory.leaving)))
            require_same_company(connection, there.identify())
            opened[system] = there.registers
        desk = Desk(opened, memory, now, tenant.slug, _limits(settings, allow_large=allow_large), watch=watch)
        yield RegisterFlow(register, desk, employee_match=tenant.rules.employee_match)


def _limits(settings: Settings, *, allow_large: bool) -> RegisterLimits:
    return RegisterLimits(
        list_size=settings.register_list_size,
        settle_after=timedelta(seconds=settings.settle_after_seconds),
        change=ChangeLimit(free=sys.maxsize)
        if allow_large
        else ChangeLimit(settings.most_deactivated_share, settings.most_changed_share, settings.changed_without_asking),
    )
