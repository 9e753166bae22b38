"""A process that opens fifty ledger entries and prints whether it was first: `python -m … ADDRESS TENANT_ID`."""

from __future__ import annotations

import sys

from bindeled.domain.errors import Overtaken
from tests.support.database import pointed_at


def main(address: str, tenant_id: int) -> str:
    """Return `won` or `lost`."""
    from bindeled.store.ledger import StoredReportLedger  # noqa: PLC0415 - only now is Django configured
    from tests.integration.store.making import NOON, an_entry  # noqa: PLC0415 - beside it

    with pointed_at(address):
        try:
            StoredReportLedger(tenant_id, run_id=1).open([an_entry(key) for key in range(900, 950)], NOON)
        except Overtaken:
            return "lost"
    return "won"


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2])))  # noqa: T201 - how it answers
