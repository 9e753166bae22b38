"""Makes somebody who has no password, over the data of a demo: `python -m tools.pages.guest <e-mail> <tenant>`.

No command of ours does: whoever is invited chooses a password. People of before that still come in by one-time links.
"""

from __future__ import annotations

import sys

from bindeled.bootstrap import start
from bindeled.domain.roles import Role
from bindeled.settings import read_settings


def main(email: str, slug: str) -> None:
    """Add a viewer of this tenant."""
    program = start(read_settings())
    program.people.add(email, "Gæst", Role.VIEWER, program.tenants.by_slug(slug), program.clock())


if __name__ == "__main__":
    main(*sys.argv[1:])
