"""A process that makes business calls on one connection as fast as it can, as a run does: through the lease.

Prints one JSON line when it ends: each call as [when it began, how long it took, the kind of error or nothing].
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bindeled.bootstrap import start
from bindeled.domain.accounts import System
from bindeled.domain.errors import BindeledError
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

# Nobody calls for ever, whatever becomes of the one who says when it is enough.
_LONGEST_SECONDS = 900.0


def main(slug: str, system: System, pause: float, enough: Path) -> None:
    """Make calls until the file `enough` is there, with a pause in seconds between two of them."""
    program = start(read_settings())
    connection = program.stored_connections.connection(program.tenants.by_slug(slug), system)
    lease = program.link_parts.lease(connection)
    with program.systems.opened(connection, lease) as opened:
        print("ready", flush=True)
        ends = time.monotonic() + _LONGEST_SECONDS
        made = []
        while not enough.exists() and time.monotonic() < ends:
            made.append(_call(opened.identify, pause))
    print(json.dumps(made), flush=True)


def _call(identify: Callable[[], object], pause: float) -> tuple[float, float, str]:
    time.sleep(pause)
    began = time.time()
    try:
        identify()
    except BindeledError as error:
        return began, time.time() - began, type(error).__name__
    return began, time.time() - began, ""


if __name__ == "__main__":
    _, the_slug, the_system, the_pause, the_file = sys.argv
    main(the_slug, System(the_system), float(the_pause), Path(the_file))
