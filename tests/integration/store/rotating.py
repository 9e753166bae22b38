"""A process that rotates keys and kills itself before its n-th step: `python -m … ADDRESS FOLDER TENANT_ID WHAT N`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.support.database import pointed_at

STEPS = {
    "add", "make_primary", "replace", "mark_emptied", "destroy_former",
    "note_master", "add_next", "rewrap", "drop_former",
}  # fmt: skip


class Dying:
    """Does as the other, and dies before the n-th of the steps that change something."""

    left = 0

    def __init__(self, other: Any) -> None:
        self._other = other

    def __getattr__(self, name: str) -> Any:
        if name in STEPS:
            if Dying.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            Dying.left -= 1
        return getattr(self._other, name)


def main(address: str, folder: str, tenant_id: int, what: str, step: int) -> None:
    """Rotate until killed."""
    from bindeled.store.tenants import TenantStore  # noqa: PLC0415 - only now is Django configured
    from tests.integration.store.keyhouse import KeyHouse, look_away  # noqa: PLC0415 - the same

    with pointed_at(address):
        house = KeyHouse(Path(folder), TenantStore().by_id(tenant_id))
        Dying.left = step
        for rotation in (house.data_keys, house.master_key, house.vault):
            for name in ("_keys", "_rows", "_sealed", "_store"):
                if hasattr(rotation, name):
                    setattr(rotation, name, Dying(getattr(rotation, name)))
        if what == "data":
            house.data_keys.rotate(tenant_id, look_away)
        else:
            house.master_key.rotate(look_away)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
