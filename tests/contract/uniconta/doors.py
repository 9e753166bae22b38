"""Where the contract tests point the client, and the lines they send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bindeled.domain.keys import Reference
from bindeled.domain.nouns import JournalLine
from bindeled.domain.secrets import Secret
from bindeled.transport.client import Transport
from bindeled.transport.leave import FixedLogin
from bindeled.uniconta.adapter import UnicontaProjectJournal
from bindeled.uniconta.auth import basic_authorization
from bindeled.uniconta.client import UnicontaClient

TODAY = date(2026, 3, 2)


class _NoMeter:
    def count(self, connection_id: int, at: datetime) -> None:
        """Count nothing."""


@dataclass
class Door:
    """One Uniconta that the client can be pointed at."""

    url: str
    company: str
    login: str
    secret: str
    transports: list[Transport] = field(default_factory=list)

    def client(self, *, company: str = "", secret: str = "", attempts: int = 1, patience: float = 20) -> UnicontaClient:
        """Return a client with this door's login, or with another company or password."""
        named = company or self.company
        header = basic_authorization(named, self.login, Secret(secret or self.secret))
        transport = Transport(
            system="Uniconta",
            origin=self.url,
            leaves=FixedLogin(lambda: header),
            connection_id=1,
            meter=_NoMeter(),
            clock=lambda: datetime.now(UTC),
            connect_timeout=20,
            read_timeout=patience,
        )
        self.transports.append(transport)
        return UnicontaClient(transport, named, attempts, 0.0)

    def journal(self, **options: Any) -> UnicontaProjectJournal:
        """Return the port on top of such a client."""
        return UnicontaProjectJournal(self.client(**options))

    def close(self) -> None:
        """Close every connection that a client has opened."""
        for transport in self.transports:
            transport.close()


def line(report_id: int, **changes: Any) -> JournalLine:
    """Build a line that the twin's small company takes."""
    plain: dict[str, Any] = {
        "reference": str(Reference(report_id, 1)),
        "journal": "INTEMPUS",
        "date": TODAY,
        "project": "0900",
        "employee": "",
        "pay_type": "0110",
        "project_category": "10",
        "item": "",
        "text": "Tætnet afløb, ikke færdig",
        "quantity": Decimal("7.4"),
        "unit": "Hours",
        "invoiceable": False,
    }
    return JournalLine(**{**plain, **changes})
