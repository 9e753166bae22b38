"""A command whose clock is set ahead: `python set_ahead.py <file> <words of the command …>`.

The file says by how many seconds, and may say something else at any moment: a process that runs sees time jump then.
Nothing else about the program differs from the installed command.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bindeled.bootstrap import start
from bindeled.bootstrap import time as our_time
from bindeled.cli.main import main
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from datetime import tzinfo


def set_ahead(file: Path) -> None:
    """Let both clocks of the program show what the file says."""
    from bindeled.store import connections  # noqa: PLC0415 - models need Django set up

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=float(file.read_text()))

    for module in (our_time, connections):
        vars(module)["datetime"] = Ahead


if __name__ == "__main__":
    _, the_file, *words = sys.argv
    # The rooms that hold models can be opened from here on.
    start(read_settings())
    set_ahead(Path(the_file))
    sys.argv = ["bindeled", *words]
    main()
