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
from bindeled.web.sign_in.access import for_person, to_sign_in
from bindeled.web.sign_in.openness import open_to_everybody
from bindeled.web.sign_in.people import person_of
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.domain.people import OneTimeLink, Person

# The link that a session has been shown, by its number.
_SHOWN = "link_shown"


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_everybody
def show_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link is for; a POST uses it up and lets its holder in."""
    source = source_of(request)
    link = source.people.link(token, source.now())
    if link is None:
        return page(request, "link_gone.html", {}, 410)
    if link.purpose is Purpose.JOIN and link.known:
        # From here on the session knows the link: its token goes into no other address, which somebody might log.
        request.session[_SHOWN] = link.id
        to_accept = reverse("link_shown")
        return HttpResponseRedirect(to_accept) if person_of(request) else to_sign_in(request, to_accept)
    form = JoinForm(request.POST or None) if link.purpose is Purpose.JOIN else None
    if request.method == "POST" and (form is None or form.is_valid()):
        return _let_in(request, token, form)
    return _show(request, link, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_person
def show_link_shown(request: HttpRequest, person: Person) -> HttpResponse:
    """Show whoever is signed in what the link that they opened gives them; a POST uses it up."""
    source, link_id = source_of(request), int(request.session.get(_SHOWN, 0))
    link = source.people.link_shown(link_id, source.now())
    if link is None:
        return page(request, "link_gone.html", {}, 410)
    if link.email.lower() != person.email.lower():
        return page(request, "link_of_another.html", {"email": person.email}, 403)
    if request.method != "POST":
        return _show(request, link, None)
    if source.people.accept(link_id, person, source.now()) is None:
        return page(request, "link_gone.html", {}, 410)
    del request.session[_SHOWN]
    return HttpResponseRedirect(reverse("tenants"))


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
