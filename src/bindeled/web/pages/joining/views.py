"""A one-time link: shown as often as somebody looks, used up once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import load_backend
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bindeled.domain.people import Purpose
from bindeled.domain.secrets import Secret
from bindeled.web.answers import page
from bindeled.web.pages.joining.forms import JoinForm
from bindeled.web.sign_in.access import to_sign_in
from bindeled.web.sign_in.openness import open_to_everybody
from bindeled.web.sign_in.people import person_of
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.domain.people import OneTimeLink, Person


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_everybody
def show_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link is for; a POST uses it up and lets its holder in."""
    source = source_of(request)
    link = source.people.link(token, source.now())
    if link is None:
        return page(request, "link_gone.html", {}, 410)
    if link.purpose is Purpose.JOIN and link.known and not _is_signed_in_as(request, link):
        return to_sign_in(request)
    form = JoinForm(request.POST or None) if link.purpose is Purpose.JOIN and not link.known else None
    if request.method == "POST" and (form is None or form.is_valid()):
        return _let_in(request, token, form)
    return _show(request, link, form)


def _is_signed_in_as(request: HttpRequest, link: OneTimeLink) -> bool:
    person = person_of(request)
    return person is not None and person.email.lower() == link.email.lower()


def _show(request: HttpRequest, link: OneTimeLink, form: JoinForm | None) -> HttpResponse:
    status = 400 if form is not None and form.errors else 200
    role = f"page.role.{link.role.value}" if link.role else ""
    return page(request, "link.html", {"link": link, "form": form, "role": role}, status)


def _let_in(request: HttpRequest, token: str, form: JoinForm | None) -> HttpResponse:
    source = source_of(request)
    name, password = ("", None)
    if form is not None:
        name, password = form.cleaned_data["name"], Secret(form.cleaned_data["password"])
    person = source.people.use(token, name, password, source.now())
    if person is None:
        return page(request, "link_gone.html", {}, 410)
    if person_of(request) is not None:
        return HttpResponseRedirect(reverse("tenants"))
    return _signed_in(request, person)


def _signed_in(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign the person in, by way of their second factor where they have one."""
    user = load_backend(settings.AUTHENTICATION_BACKENDS[-1]).get_user(person.id)
    record_authentication(request, user, method="link")
    answer: HttpResponse = perform_login(request, user)
    return answer
