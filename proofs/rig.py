"""A company on two twins with the product's real processes, for a proof: set up, disturbed, and summed up."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.processes import TENANT, a_company

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.client import TwinControl
    from tests.support.processes import Company


@contextmanager
def company(reports: int, seed: int = 1, **settings: str) -> Iterator[Company]:
    """Start both twins with so many approved reports, and connect a tenant to them; nothing is carried yet."""
    with tempfile.TemporaryDirectory(prefix="proof-") as folder, a_company(Path(folder), **settings) as rig:
        rig.reset("bulk", seed, reports=reports)
        rig.set_up()
        yield rig


def show_connection(rig: Company, system: str) -> dict[str, Any]:
    """Return what `bindeled connections show` says of one connection."""
    finished = rig.cli.must("connections", "show", system, "--tenant", TENANT, "--json")
    facts: dict[str, Any] = json.loads(finished.out)
    return facts


def control_of(rig: Company, system: str) -> TwinControl:
    """Return what steers the twin of a system."""
    return (rig.intempus if system == "intempus" else rig.uniconta).control
