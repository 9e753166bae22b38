"""Joins the parts that keep everything to the program. Importing it needs Django set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.bootstrap.keeping import key_provider
from bindeled.bootstrap.links import memory_of
from bindeled.bootstrap.program import Program
from bindeled.bootstrap.time import now
from bindeled.store.connections import StoredConnections
from bindeled.store.grants import SupportGrants
from bindeled.store.keys import StoredDataKeys, StoredInstallationKeys
from bindeled.store.meters import StoredCallMeter
from bindeled.store.people import People
from bindeled.store.runs import Runs
from bindeled.store.schedules import Schedules
from bindeled.store.tenants import TenantStore
from bindeled.store.versions import StoredVersions
from bindeled.store.workers import Workers
from bindeled.vault.installation import InstallationVault
from bindeled.vault.vault import Vault

if TYPE_CHECKING:
    from bindeled.settings import Settings


def joined(settings: Settings) -> Program:
    """Return the program over an installation that is ready. Raises Misconfigured when the master key is not right."""
    keys = key_provider(settings)
    vault = Vault(keys, StoredDataKeys(), now)
    return Program(
        settings,
        vault,
        TenantStore(),
        StoredConnections(),
        StoredVersions(),
        Runs(),
        Workers(),
        StoredCallMeter(),
        Schedules(),
        announcement=vault.prove(),
        installation=InstallationVault(keys, StoredInstallationKeys(), now),
        people=People(),
        grants=SupportGrants(),
        process=memory_of(settings),
    )
