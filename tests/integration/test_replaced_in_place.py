"""A login that cannot stand beside its successor: calls go one at a time, and none fails while it is replaced."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from proofs.connections.crowd import gather
from proofs.connections.in_place import in_place
from proofs.rig import company
from tests.support.processes import TENANT, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.processes import Company

CALLERS = 3


@pytest.fixture(scope="module")
def rig() -> Iterator[Company]:
    """Return a company whose Uniconta lets a user do one thing at a time."""
    with company(reports=1) as rig:
        rig.uniconta.control.switch(concurrent_calls="end_first")
        yield rig


def refused_since(rig: Company, moment: float) -> int:
    return sum(one["status"] == 401 for one in rig.uniconta.control.requests() if one["arrived"] >= moment)


def test_without_a_barrier_calls_of_such_a_user_push_each_other_out(rig: Company) -> None:
    begun = time.time()
    crowd = gather(rig, "uniconta", CALLERS)
    wait_for(lambda: refused_since(rig, begun) > 0, "one call ends another")
    crowd.end()


def test_behind_a_barrier_a_password_changed_in_place_fails_no_call(rig: Company) -> None:
    rig.cli.must("connections", "variant", "uniconta", "barrier", "--tenant", TENANT)
    replaced = in_place(rig, "uniconta", CALLERS)
    assert (replaced.failed, replaced.refused) == ([], 0)
    assert replaced.longest <= 45
    assert replaced.with_old
    assert replaced.with_new
