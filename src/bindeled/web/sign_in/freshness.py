"""How long ago somebody proved who they are in this session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records

from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether somebody proved who they are recently enough for what cannot be undone."""
    if not request.user.is_authenticated:
        return False
    source = source_of(request)
    proved = [float(record["at"]) for record in get_authentication_records(request, request.user)]
    return bool(proved) and source.now().timestamp() - max(proved) < source.settings.fresh_sign_in_seconds
