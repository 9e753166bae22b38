"""What a call of one of the systems hints at: which flows may have something to do. Never what that is.

What is told is not trusted as data, since anybody who learned the address could tell it: a hint lets a flow run sooner,
and the run reads for itself. So it does no harm when a hint is told twice, late, in any order, or by our own writes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from bindeled.domain.accounts import System

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# More parts than any system sends; what lies behind them is not read.
_PARTS = 50

# Uniconta tells of master data only, never of journal lines (Uniconta sheet 5). Groups are created when they are used.
_OF_UNICONTA: Mapping[str, str] = {
    "debtor": "customers",
    "debtorgroup": "customers",
    "invitem": "items",
    "invgroup": "items",
    "project": "projects",
    "projectgroup": "projects",
    "employee": "employees",
}
_OF_INTEMPUS: Mapping[str, str] = {
    "customer": "customers",
    "customer_group": "customers",
    "product": "items",
    "product_group": "items",
    "case": "projects",
    "case_group": "projects",
    "employee": "employees",
    "contract": "employees",
    "userprofile": "employees",
    "work_report": "reports",
}
# Where it cannot be told what changed: the flows whose data are at home in that system.
_AT_HOME: Mapping[System, frozenset[str]] = {
    System.UNICONTA: frozenset({"customers", "items", "projects"}),
    System.INTEMPUS: frozenset({"employees", "reports"}),
}


@dataclass(frozen=True, slots=True)
class Hook:
    """An address of ours that one system calls for one tenant. `key` is in the address, the secret is told apart by it.

    `fingerprint` is of the secret; `heard_at` is when it was last called with it, None when it never was.
    """

    tenant_id: int
    system: System
    key: str
    fingerprint: str
    made_at: datetime
    heard_at: datetime | None = None


def parameters_of(query: str) -> list[tuple[str, str]]:
    """Return the names and values of an address, also where `?` stands between them as an old page has it.

    Names are in small letters. Source: Uniconta sheet 5.
    """
    parts = re.split("[?&]", query)[:_PARTS]
    pairs = (part.partition("=") for part in parts if part)
    return [(unquote_plus(name).lower(), unquote_plus(value)) for name, _, value in pairs]


def flows_hinted(system: System, query: str, body: bytes) -> frozenset[str]:
    """Return the flows that a call hints at; none when it tells of something that no flow carries."""
    return _told_by_uniconta(dict(parameters_of(query))) if system is System.UNICONTA else _told_by_intempus(body)


def _told_by_uniconta(parameters: Mapping[str, str]) -> frozenset[str]:
    """Return what an address tells. `Action` or `Operation` would say what was done; a run sees that for itself."""
    table = parameters.get("table", "").lower().removesuffix("client")
    return _one(_OF_UNICONTA.get(table)) if table else _AT_HOME[System.UNICONTA]


def _told_by_intempus(body: bytes) -> frozenset[str]:
    """Return what a body tells. Its form is a guess (Intempus sheet 6), so any other tells that something changed."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return _AT_HOME[System.INTEMPUS]
    resource = _resource(told) if isinstance(told, dict) else ""
    return _one(_OF_INTEMPUS.get(resource)) if resource else _AT_HOME[System.INTEMPUS]


def _resource(told: Mapping[str, Any]) -> str:
    event, address = told.get("event"), told.get("resource_uri")
    if isinstance(event, str) and event:
        return event.partition(".")[0].lower()
    parts = address.strip("/").split("/") if isinstance(address, str) else []
    return parts[-2].lower() if len(parts) > 1 else ""


def _one(flow: str | None) -> frozenset[str]:
    return frozenset() if flow is None else frozenset({flow})
