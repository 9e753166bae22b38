"""Adds addresses that are told of a tenant: `python many_addresses.py <tenant> <count>`, in a command's environment.

Each is sealed under the tenant's data key. One by one by the command line would take minutes.
"""

from __future__ import annotations

import sys

from bindeled.bootstrap import start
from bindeled.domain.notices import Relation
from bindeled.domain.secrets import Secret
from bindeled.settings import read_settings


def main(slug: str, count: int) -> None:
    program = start(read_settings())
    tenant = program.tenants.by_slug(slug)
    for number in range(count):
        address = Secret(f"nummer-{number}@opdigtet.example")
        program.notices.add_contact(tenant, address, Relation.ERROR_CONTACT, "da", frozenset())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
