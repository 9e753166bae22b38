"""The tokens of one tenant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_http_methods, require_safe

from bindeled.domain.roles import Action, Reach, Role
from bindeled.web.languages import language_of
from bindeled.web.pages.settings.showing import back_to, settings_page
from bindeled.web.pages.tokens.forms import TokenForm
from bindeled.web.pages.tokens.rows import is_ours_alone, token_row, token_rows
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant, freshly
from bindeled.web.told import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant


@require_safe
@for_tenant(Action.MANAGE_TOKENS)
def show_tokens(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show the tokens that reach the tenant, also those that ended."""
    program = program_of(request)
    rows = token_rows(program.tokens.of_tenant(tenant.id), tenant.id, program.clock(), language_of(request))
    return settings_page(request, tenant, "tokens", "tokens.html", {"tokens": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.MANAGE_TOKENS)
@freshly
def make_token(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Ask what a token is for, and on a POST make it and show it, this once."""
    program, language = program_of(request), language_of(request)
    form = TokenForm(language, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return settings_page(request, tenant, "tokens", "make_token.html", {"form": form}, 400 if form.errors else 200)
    sent, now = form.cleaned_data, program.clock()
    reach = Reach(tenants={tenant.id: Role(sent["role"])})
    token, written = program.tokens.add(sent["name"], reach, now + timedelta(days=int(sent["days"])), now)
    made = {"written": written.reveal(), "token": token_row(token, tenant.id, now, language)}
    return settings_page(request, tenant, "tokens", "token_made.html", made)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.MANAGE_TOKENS)
@freshly
def end_token(request: HttpRequest, tenant: Tenant, number: int) -> HttpResponse:
    """Ask whether a token is to be ended, and on a POST end it."""
    program = program_of(request)
    token = program.tokens.get(number)
    if token is None or not is_ours_alone(token, tenant.id):
        raise Http404
    if request.method == "POST":
        ended = program.tokens.revoke(number, program.clock())
        tell(request, "good" if ended else "wait", "page.tokens.ended" if ended else "page.tokens.ended_before")
        return back_to("tokens", tenant)
    row = token_row(token, tenant.id, program.clock(), language_of(request))
    return settings_page(request, tenant, "tokens", "end_token.html", {"token": row})
