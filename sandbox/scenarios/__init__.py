"""Data to begin with, for both twins at once: invented, and the same for the same name, seed and day."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sandbox.scenarios.bulk import bulk
from sandbox.scenarios.company import empty
from sandbox.scenarios.huge import huge
from sandbox.scenarios.masters import masters
from sandbox.scenarios.office import office
from sandbox.scenarios.shape import Row, Rows, Scenario
from sandbox.scenarios.small import small

__all__ = ["Row", "Rows", "Scenario", "build"]

_BUILDERS: dict[str, Callable[..., Scenario]] = {
    "empty": empty,
    "small": small,
    "bulk": bulk,
    "office": office,
    "huge": huge,
    "masters": masters,
}


def build(name: str, seed: int, today: dt.date, **options: Any) -> Scenario:
    """Build the scenario called `name`; the same arguments give the same rows.

    `bulk` and `huge` take the option `reports`, how many there shall be, and `bulk` also `employees`; `masters` takes
    `customers`, `items` and `projects`. Raises `ValueError` for a name that does not exist and `TypeError` for an
    option that the scenario does not have.
    """
    if name not in _BUILDERS:
        raise ValueError(f"No scenario is called {name!r}; there are {', '.join(_BUILDERS)}")
    return _BUILDERS[name](seed, today, **options)
