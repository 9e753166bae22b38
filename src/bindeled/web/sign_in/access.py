"""Guards every page: who may see it, and that a tenant somebody does not belong to is not there at all."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from bindeled.domain.roles import Action, Role
from bindeled.web.sign_in.freshness import is_fresh
from bindeled.web.sign_in.openness import SIGNED_IN, STAFF_ONLY, open_to
from bindeled.web.sign_in.people import has_second_factor, may_do, person_of
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.people import Person

    View = Callable[..., HttpResponse]


def open_to_signed_in(view: View) -> View:
    """Open a view to whoever is signed in, also while they have yet to set up their second factor."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if person_of(request) else to_sign_in(request)

    return open_to(answer, SIGNED_IN)


def for_person(view: View) -> View:
    """Open a view to whoever is signed in with all that they need for it; it is handed the person."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_of(request)
        return _turned_away(request, person) or view(request, person, *args, **kwargs)

    return open_to(answer, SIGNED_IN)


def for_staff(view: View) -> View:
    """Open a view to support and operators only; it is handed the person."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_of(request)
        turned_away = _turned_away(request, person)
        if turned_away is not None:
            return turned_away
        if person is None or person.staff is None:
            raise Http404
        return view(request, person, *args, **kwargs)

    return open_to(answer, STAFF_ONLY)


def for_operator(view: View) -> View:
    """Open a view to whoever runs the installation; for all others nothing is there. It is handed the person."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_of(request)
        turned_away = _turned_away(request, person)
        if turned_away is not None:
            return turned_away
        if person is None or not person.reach.may(Action.OPERATE):
            raise Http404
        return view(request, person, *args, **kwargs)

    return open_to(answer, Action.OPERATE)


def for_tenant(action: Action) -> Callable[[View], View]:
    """Open a view of one tenant to whoever may do this there; it is handed the tenant in place of its slug.

    A tenant that somebody does not reach is not there: Http404. One that they reach, but not for this, raises
    PermissionDenied. A look by support is written down.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            person = person_of(request)
            turned_away = _turned_away(request, person)
            if turned_away is not None or person is None:
                return turned_away or to_sign_in(request)
            tenant = _reached(request, slug)
            if not person.reach.may(action, tenant.id):
                raise PermissionDenied
            if person.staff is Role.SUPPORT:
                source_of(request).support_looked(tenant.id, person.email, request.path)
            return view(request, tenant, *args, **kwargs)

        return open_to(answer, action)

    return guard


def freshly(view: View) -> View:
    """Let only those through who proved who they are a moment ago; others do so first and come back by GET.

    What they sent is not kept meanwhile: it may hold a secret.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_fresh(request):
            return to_sign_in_again(request)
        return view(request, *args, **kwargs)

    return answer


def reached_tenants(request: HttpRequest) -> list[Tenant]:
    """Return the tenants that whoever is signed in reaches."""
    person = person_of(request)
    return [one for one in source_of(request).tenants() if person is not None and person.reach.sees(one.id)]


def may_of(request: HttpRequest, tenant: Tenant) -> dict[str, bool]:
    """Return what whoever is signed in may do to a tenant, by the names of the actions."""
    return {action.value: may_do(request, action, tenant) for action in Action}


def to_sign_in(request: HttpRequest, afterwards: str = "") -> HttpResponse:
    """Send somebody to sign in, and back to this page afterwards, or to the address of another.

    Both addresses are logged on the way: none may hold what opens something.
    """
    there = {"next": afterwards or request.get_full_path()}
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode(there)}")


def to_sign_in_again(request: HttpRequest) -> HttpResponse:
    """Send somebody to prove once more who they are: by their second factor where they have one."""
    name = "mfa_reauthenticate" if has_second_factor(request) else "account_reauthenticate"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def _turned_away(request: HttpRequest, person: Person | None) -> HttpResponse | None:
    if person is None:
        return to_sign_in(request)
    if person.needs_two_factors and not has_second_factor(request):
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
    return None


def _reached(request: HttpRequest, slug: str) -> Tenant:
    tenant = next((tenant for tenant in reached_tenants(request) if tenant.slug == slug), None)
    if tenant is None:
        raise Http404
    return tenant
