"""The redacted file on one connection that support asks for, to be kept as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bindeled.domain.roles import Action
from bindeled.web.pages.connection.views import of_system
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.domain.accounts import System, Tenant


@require_safe
@for_tenant(Action.SEE_DIAGNOSTICS)
@of_system
def download_diagnosis(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Return the file; it opens nothing, since every secret in it is a row of stars."""
    program = program_of(request)
    gathered = program.diagnose(tenant, program.stored_connections.connection(tenant, system))
    name = f"bindeled-{tenant.slug}-{system.value}.json"
    written = json.dumps(gathered, ensure_ascii=False, indent=2)
    kept_as = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written, content_type="application/json; charset=utf-8", headers=kept_as)
