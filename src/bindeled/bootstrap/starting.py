"""Makes everything ready and builds the program. No decision is made here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django
from django.conf import settings as django_settings

from bindeled.bootstrap.keeping import key_provider
from bindeled.bootstrap.links import memory_of
from bindeled.bootstrap.logs import configure_logs
from bindeled.bootstrap.program import Program
from bindeled.bootstrap.time import now
from bindeled.store.configuration import django_configuration, prepare
from bindeled.vault.installation import InstallationVault
from bindeled.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.settings import Settings


def start(settings: Settings, web: Mapping[str, Any] | None = None) -> Program:
    """Make everything ready and return the program; `web` are the Django settings of the pages, where they are served.

    Raises Misconfigured with what to do when the database or the master key is not right; nothing was changed then.
    """
    configure_logs(settings.log_level)
    if not django_settings.configured:
        django_settings.configure(**{**django_configuration(settings.database), **(web or {})})
        django.setup()
    prepare()
    from bindeled.store.connections import StoredConnections  # noqa: PLC0415 - models need Django set up
    from bindeled.store.grants import SupportGrants  # noqa: PLC0415 - the same
    from bindeled.store.keys import StoredDataKeys, StoredInstallationKeys  # noqa: PLC0415 - the same
    from bindeled.store.meters import StoredCallMeter  # noqa: PLC0415 - the same
    from bindeled.store.people import People  # noqa: PLC0415 - the same
    from bindeled.store.runs import Runs  # noqa: PLC0415 - the same
    from bindeled.store.schedules import Schedules  # noqa: PLC0415 - the same
    from bindeled.store.tenants import TenantStore  # noqa: PLC0415 - the same
    from bindeled.store.versions import StoredVersions  # noqa: PLC0415 - the same
    from bindeled.store.workers import Workers  # noqa: PLC0415 - the same

    keys = key_provider(settings)
    vault = Vault(keys, StoredDataKeys(), now)
    announcement = vault.prove()
    installation = InstallationVault(keys, StoredInstallationKeys(), now)
    if web:
        django_settings.SECRET_KEY = installation.signing_key()
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
        installation=installation,
        people=People(),
        grants=SupportGrants(),
        announcement=announcement,
        process=memory_of(settings),
    )
