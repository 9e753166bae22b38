"""A process that adds tenants and connects them: sooner done by one than by a command for each step.

Reads one JSON object: the logins of each tenant, by its name and then by system.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING

from bindeled.bootstrap import start
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.secrets import Secret
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping


def main(logins: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    """Add each tenant and hand its logins over."""
    program = start(read_settings())
    for name, by_system in logins.items():
        tenant = program.tenants.add(name, first_day=date(2020, 1, 1))
        for system in System:
            login = by_system[system.value]
            new = NewVersion(login["login"], login.get("company", ""), "proof")
            program.connect(tenant, system, new, Secret(login["secret"]))


if __name__ == "__main__":
    main(json.load(sys.stdin))
