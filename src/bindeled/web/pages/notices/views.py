"""The notices of one tenant: who is told, one more, one less, a test, and what became of the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.domain.roles import Action
from bindeled.domain.secrets import Secret
from bindeled.web.answers import page
from bindeled.web.languages import language_of
from bindeled.web.pages.notices.forms import ContactForm
from bindeled.web.pages.notices.rows import contact_row, member_row, notice_rows
from bindeled.web.pages.settings.showing import back_to, settings_page
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant, freshly, may_of
from bindeled.web.sign_in.openness import open_to_everybody
from bindeled.web.told import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant

_NEWEST_SHOWN = 25


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_notices(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show who is told what, and what became of the newest notices."""
    notices, language = program_of(request).notices, language_of(request)
    contacts = notices.contacts.of_tenants([tenant.id])
    members = notices.members(tenant) if may_of(request, tenant)[Action.SEE_MEMBERS.value] else []
    of_notices = program_of(request).settings.notice_language
    rows = {
        "contacts": [contact_row(one, notices.masked(one), language) for one in contacts],
        "members": [member_row(one, of_notices, language) for one in members],
        "notices": notice_rows(notices.of_tenant(tenant, _NEWEST_SHOWN), program_of(request).clock(), language),
        "is_mailed": notices.server() is not None,
    }
    return settings_page(request, tenant, "notices", "notices.html", rows)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
@freshly
def add_contact(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Ask for one more address, and on a POST have it told."""
    language = language_of(request)
    form = ContactForm(language, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return settings_page(
            request, tenant, "notices", "add_contact.html", {"form": form}, 400 if form.errors else 200
        )
    address = Secret(form.cleaned_data["address"])
    notices = program_of(request).notices
    added = notices.add_contact(
        tenant, address, form.chosen_relation, form.cleaned_data["language"], form.wanted, confirmed=False
    )
    if added is None:
        tell(request, "act", "page.notices.there_already")
    else:
        tell(request, "good", "page.notices.added", address=notices.masked(added))
    return back_to("notices", tenant)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
@freshly
def remove_contact(request: HttpRequest, tenant: Tenant, number: int) -> HttpResponse:
    """Ask whether an address is to be forgotten, and on a POST forget it."""
    program, language = program_of(request), language_of(request)
    contacts = program.notices.contacts
    contact = next((one for one in contacts.of_tenants([tenant.id]) if one.id == number), None)
    if contact is None:
        raise Http404
    if request.method == "POST":
        contacts.remove(tenant.id, number, program.clock())
        tell(request, "good", "page.notices.removed")
        return back_to("notices", tenant)
    row = contact_row(contact, program.notices.masked(contact), language)
    return settings_page(request, tenant, "notices", "remove_contact.html", {"contact": row})


@require_POST
@for_tenant(Action.CHANGE_RULES)
def ask_again(request: HttpRequest, tenant: Tenant, number: int) -> HttpResponse:
    """Send the letter once more by which an address is confirmed."""
    notices = program_of(request).notices
    contact = next((one for one in notices.contacts.of_tenants([tenant.id]) if one.id == number), None)
    if contact is None or contact.confirmed:
        raise Http404
    if notices.asked_lately(tenant, contact):
        tell(request, "wait", "page.notices.asked_lately")
    else:
        notices.ask_to_confirm(tenant, contact)
        tell(request, "good", "page.notices.asked_again", address=notices.masked(contact))
    return back_to("notices", tenant)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_everybody
def confirm(request: HttpRequest, proof: str) -> HttpResponse:
    """Ask whoever was sent this address whether they want to be told; a POST confirms it, as often as they like.

    A look alone confirms nothing: mail is opened by machines too.
    """
    program = program_of(request)
    contact = program.notices.contact_by_proof(proof)
    if contact is None:
        return page(request, "contact_gone.html", {}, 404)
    if request.method == "POST":
        program.notices.contacts.confirm(contact.id, program.clock())
    tenant = program.tenants.by_id(contact.tenant_id)
    done = contact.confirmed or request.method == "POST"
    return page(request, "confirm_contact.html", {"tenant": tenant.name, "done": done})


@require_POST
@for_tenant(Action.CHANGE_RULES)
def send_test(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Queue a test for everybody who is told; a worker sends it, and the list below shows what became of it."""
    notices = program_of(request).notices
    count = notices.test(tenant)
    if not count:
        tell(request, "act", "page.notices.nobody")
    elif notices.server() is None:
        tell(request, "wait", "page.notices.not_mailed")
    else:
        tell(request, "good", "page.notices.tested", count=str(count))
    return back_to("notices", tenant)
