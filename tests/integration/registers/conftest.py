"""Both twins as processes, the real clients in front of them, and a memory of the test's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.secrets import Secret
from bindeled.engine.registers.desk import Desk
from bindeled.engine.registers.flow import RegisterFlow
from bindeled.intempus.auth import api_key
from bindeled.intempus.client import IntempusClient
from bindeled.intempus.registers import IntempusRegisters
from bindeled.transport.client import Transport
from bindeled.transport.leave import FixedLogin
from bindeled.uniconta.auth import basic_authorization
from bindeled.uniconta.client import UnicontaClient, equals
from bindeled.uniconta.registers import UnicontaRegisters
from sandbox.client import RunningTwin, start_twin
from tests.fakes.register_memory import MemoryRegisterMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bindeled.domain.registers.records import Register
    from bindeled.engine.registers.counts import RegisterCounts
    from bindeled.intempus import rows
    from bindeled.intempus.wire import Resource
    from bindeled.register_ports import RegisterFollower

TODAY = date(2026, 3, 2)


class NoMeter:
    """Counts nothing."""

    def count(self, connection_id: int, at: datetime) -> None:
        """Count nothing."""


@dataclass
class TwinWorld:
    """The small company in both twins, freshly loaded."""

    intempus: IntempusClient
    uniconta: UnicontaClient
    twins: Mapping[System, RunningTwin]
    memory: MemoryRegisterMemory = field(default_factory=MemoryRegisterMemory)

    def run(self, register: Register) -> RegisterCounts:
        """Run one flow once, as a fresh process would."""
        systems: dict[System, RegisterFollower] = {
            System.INTEMPUS: IntempusRegisters(self.intempus),
            System.UNICONTA: UnicontaRegisters(self.uniconta),
        }
        return RegisterFlow(register, Desk(systems, self.memory, lambda: datetime.now(UTC), "nord")).run()

    def debtor(self, **values: Any) -> None:
        """Let the bookkeeper make a customer that is ticked."""
        self.uniconta.insert("DebtorClientUser", {"Group": "1", "xIntempus": True, **values})

    def change(self, entity: str, key: str, number: str, **values: Any) -> None:
        """Let the bookkeeper change a row."""
        (row,) = self.uniconta.read(entity, equals(key, number))
        self.uniconta.update(row.changed(**values))

    def here(self, resource: Resource[rows.FieldRow], number: str) -> Mapping[str, Any]:
        """Return a row of Intempus by its number, as it goes over the wire."""
        (row,) = (row for row in self.intempus.rows(resource) if str(row.values["number"]) == number)
        return row.values

    def there(self, entity: str, key: str, number: str) -> Mapping[str, Any]:
        """Return a row of Uniconta by its key, as it goes over the wire."""
        (row,) = self.uniconta.read(entity, equals(key, number))
        return row.values


@pytest.fixture(scope="session")
def processes() -> Iterator[Mapping[System, RunningTwin]]:
    with (
        start_twin("intempus", scenario="small", today=TODAY) as here,
        start_twin("uniconta", scenario="small", today=TODAY) as there,
    ):
        yield {System.INTEMPUS: here, System.UNICONTA: there}


@pytest.fixture
def world(processes: Mapping[System, RunningTwin]) -> Iterator[TwinWorld]:
    logins = {system: twin.control.reset("small", today=TODAY) for system, twin in processes.items()}
    here, there = logins[System.INTEMPUS]["intempus"], logins[System.UNICONTA]["uniconta"]
    company = there["company"]
    with (
        _transport(processes, System.INTEMPUS, lambda: api_key(here["login"], Secret(here["secret"]))) as one,
        _transport(
            processes,
            System.UNICONTA,
            lambda: basic_authorization(company, there["login"], Secret(there["secret"])),
        ) as other,
    ):
        yield TwinWorld(IntempusClient(one, 1000, 1, 0), UnicontaClient(other, company, 1, 0), processes)


def _transport(processes: Mapping[System, RunningTwin], system: System, header: Callable[[], Secret]) -> Transport:
    return Transport(
        system=system.title,
        origin=processes[system].url,
        leaves=FixedLogin(header),
        connection_id=1,
        meter=NoMeter(),
        clock=lambda: datetime.now(UTC),
        connect_timeout=20,
        read_timeout=60,
    )
