"""A login that is replaced while a run goes on: the run takes the new one, and nobody is blamed for the old one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.bootstrap import start
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.secrets import Secret
from bindeled.domain.states import LinkState
from bindeled.settings import read_settings
from sandbox.client import start_twin
from tests.support.database import fresh_database

if TYPE_CHECKING:
    from pathlib import Path


def test_a_run_goes_on_with_the_login_that_replaced_its_own(tmp_path: Path) -> None:
    with start_twin("intempus", scenario="small") as intempus, start_twin("uniconta", scenario="small") as uniconta:
        logins = intempus.control.reset("small")
        uniconta.control.reset("small")
        with fresh_database(tmp_path):
            origins = {"home": tmp_path, "intempus_url": intempus.url, "uniconta_url": uniconta.url}
            program = start(read_settings().model_copy(update=origins))
            first_day = danish_day(program.clock()) - timedelta(days=40)
            tenant = program.tenants.add("Nordlys", first_day=first_day)
            for system in System:
                login = logins[system.value]
                new = NewVersion(login["login"], login.get("company", ""), "test")
                program.connect(tenant, system, new, Secret(login["secret"]))
            run = program.runs.get(program.runs.queue(tenant.id, "reports", "test", program.clock()))
            username = logins["intempus"]["login"]

            def run_while_the_login_is_replaced() -> None:
                with program.opening().open(run) as flow:
                    key = intempus.control.credentials("rotate", username=username)["key"]
                    program.connect(tenant, System.INTEMPUS, NewVersion(username, "", "test"), Secret(key))
                    assert flow.run().as_dict()["carried"] > 0

            run_while_the_login_is_replaced()
            assert program.stored_connections.connection(tenant, System.INTEMPUS).link is LinkState.CONNECTED
