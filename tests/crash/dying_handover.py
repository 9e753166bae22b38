"""A hand-over that dies at a named point: `python dying_handover.py <tenant> <login> <secret> <company> <point>`.

The program is built by `bootstrap`, the service from the same parts as there; only what happens at the points is ours.
The process ends with status 9 the moment it passes the point, and with 0 when it never does. For the point that lies in
the housekeeping, everything is due at once and no login is handed over.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.bootstrap import Program, start
from bindeled.connections.deciding import VersionLimits
from bindeled.connections.housekeeping import Housekeeping
from bindeled.connections.service import Connections
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.points import HandOverPoint
from bindeled.domain.secrets import Secret
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.accounts import Tenant

KILLED = 9


def dying_at(wanted: HandOverPoint) -> Callable[[HandOverPoint], None]:
    """Return what ends the process when it is called with this point."""

    def pass_by(point: HandOverPoint) -> None:
        if point is wanted:
            os._exit(KILLED)

    return pass_by


def hand_over(program: Program, tenant: Tenant, new: NewVersion, secret: Secret, wanted: HandOverPoint) -> None:
    """Do as `bindeled connect` does."""
    from bindeled.store.versions import StoredVersions  # noqa: PLC0415 - models need Django set up

    dying, prove = dying_at(wanted), program.systems.prove
    versions = StoredVersions(dying)
    service = Connections(program.links, versions, program.vault, prove, program.clock, VersionLimits(), dying)
    service.connect(program.stored_connections.connection(tenant, System.UNICONTA), new, secret)


def tidy(program: Program, wanted: HandOverPoint) -> None:
    """Do as the housekeeping of a worker does, with everything due at once."""
    limits = VersionLimits(retired_kept=timedelta())
    Housekeeping(program.versions, program.clock, limits, dying_at(wanted)).tidy()


if __name__ == "__main__":
    _, slug, login, secret, company, name = sys.argv
    point, the_program = HandOverPoint[name], start(read_settings())
    if point is HandOverPoint.RETIRED:
        tidy(the_program, point)
    else:
        new = NewVersion(login, company, "test", grace=timedelta())
        hand_over(the_program, the_program.tenants.by_slug(slug), new, Secret(secret), point)
