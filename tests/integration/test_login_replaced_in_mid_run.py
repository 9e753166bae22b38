"""A login that is replaced while a run goes on: the run takes the new one, and nobody is blamed for the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.states import LinkState
from tests.support.carrying import carrying

if TYPE_CHECKING:
    from pathlib import Path


def test_a_run_goes_on_with_the_login_that_replaced_its_own(tmp_path: Path) -> None:
    with carrying(tmp_path) as made:
        program, username = made.program, made.logins["intempus"]["login"]
        run = program.runs.get(program.runs.queue(made.tenant.id, "reports", "test", program.clock()))
        with program.opening().open(run) as flow:
            changed = made.twins[System.INTEMPUS].control.credentials("rotate", username=username)
            made.connect(System.INTEMPUS, username, changed["key"])
            assert flow.run().as_dict()["carried"] > 0
        assert made.connection(System.INTEMPUS).link is LinkState.CONNECTED
