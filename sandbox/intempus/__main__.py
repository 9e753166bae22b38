"""`python -m sandbox.intempus`: the twin as a process on loopback; see `sandbox.server` for the options."""

import atexit
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.intempus.configuration import configure
from sandbox.server import main

if TYPE_CHECKING:
    from sandbox.control import Twin


def make() -> "Twin":
    """Build the twin on a database that ends with the process."""
    folder = tempfile.TemporaryDirectory(prefix="intempus-twin-")
    atexit.register(folder.cleanup)
    configure(Path(folder.name) / "state.sqlite3")
    from sandbox.intempus.twin import IntempusTwin  # noqa: PLC0415 - models exist only once Django is configured

    return IntempusTwin()


if __name__ == "__main__":
    main(make)
