"""Makes everything ready before the program is joined. No decision is made here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django
from django.conf import settings as django_settings

from bindeled.bootstrap.logs import configure_logs
from bindeled.store.configuration import django_configuration, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.bootstrap.program import Program
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
    from bindeled.bootstrap.joining import joined  # noqa: PLC0415 - the stores need Django set up

    program = joined(settings)
    if web:
        django_settings.SECRET_KEY = program.installation.signing_key()
    return program
