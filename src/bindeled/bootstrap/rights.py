"""Rights to write, of which only a real write tells: what was refused, by resource, and what went through since."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.needs import TIMESHEET, Access, needs_of
from bindeled.engine.schedule import REPORTS
from bindeled.intempus.proving import RESOURCES
from bindeled.uniconta.proving import ENTITIES, WITH_USER_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bindeled.domain.needs import Resource

# How each system names what a right is to; Uniconta has two names for an entity (Uniconta sheet 3.1).
_NAMES: Mapping[System, Mapping[Resource, tuple[str, ...]]] = MappingProxyType(
    {
        System.INTEMPUS: {resource: (known.name,) for resource, known in RESOURCES.items()},
        System.UNICONTA: {resource: (name, name + WITH_USER_FIELDS) for resource, name in ENTITIES.items()},
    }
)


def by_resource(system: System, names: Iterable[str]) -> Mapping[Resource, str]:
    """Return these names of a system by the resource that each is of; what no flow needs is left out."""
    meant = {name: resource for resource, theirs in _NAMES[system].items() for name in theirs}
    return {meant[name]: name for name in names if name in meant}


def written_by(flow: str, system: System) -> tuple[str, ...]:
    """Return every name of what a flow writes in a system."""
    needs = needs_of(system, (flow, TIMESHEET) if flow == REPORTS else (flow,))
    return tuple(name for need in needs if need.access is Access.WRITE for name in _NAMES[system][need.resource])
