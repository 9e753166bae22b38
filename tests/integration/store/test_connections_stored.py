from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.errors import Evidence
from bindeled.domain.links import Trigger
from bindeled.domain.nouns import Company
from bindeled.domain.states import LinkState
from bindeled.store import models
from bindeled.store.connections import StoredConnections
from bindeled.store.links import StoredLinks
from bindeled.store.meters import StoredEvidence
from tests.integration.store.making import NOON
from tests.support.standing import stand

if TYPE_CHECKING:
    from bindeled.domain.accounts import Connection, Tenant

NORDLYS = Company("1001", "Nordlys VVS")
REFUSAL = Evidence("GET", "https://intempus.example/web/v1/employee/", 401, "text/html", "Unauthorized", 0.25, "login")


@pytest.fixture
def store() -> StoredConnections:
    return StoredConnections(clock=lambda: NOON)


@pytest.fixture
def connection(store: StoredConnections, tenant: Tenant) -> Connection:
    return store.connection(tenant, System.INTEMPUS)


def kinds() -> list[str]:
    return list(models.Event.objects.order_by("pk").values_list("kind", flat=True))


def test_a_connection_is_made_when_it_is_first_asked_for(store: StoredConnections, tenant: Tenant) -> None:
    first = store.connection(tenant, System.UNICONTA)
    assert (first.link, first.link_since, first.company, first.epoch) == (LinkState.NOT_CONFIGURED, NOON, None, 0)
    assert store.connection(tenant, System.UNICONTA) == first


def test_a_link_keeps_the_time_since_when_it_stands_so(connection: Connection) -> None:
    later = NOON + timedelta(hours=1)
    stand(connection, LinkState.CONNECTED, NOON)
    links = StoredLinks()
    links.happened(connection, Trigger.UNANSWERED, NOON)
    links.happened(connection, Trigger.UNANSWERED, later, REFUSAL)
    row = models.Connection.objects.get()
    assert (row.link, row.link_since, kinds()) == ("unreachable", NOON, ["link.changed"] * 2)
    assert StoredEvidence().newest(connection.id) == [(later, REFUSAL)]
