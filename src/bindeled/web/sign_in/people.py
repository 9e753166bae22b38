"""Who makes a request, and how long their session lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout

from bindeled.domain.audit import Actor, ActorKind
from bindeled.store.actors import acting_as
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.people import Person
    from bindeled.domain.roles import Action, Role

    Answer = Callable[[HttpRequest], HttpResponse]

_PERSON = "bindeled.person"
_BEGAN, _SEEN = "began", "seen"
# The last look is written down this many times in the time that a session may rest, not at every look.
_NOTES = 20


def person_of(request: HttpRequest) -> Person | None:
    """Return who makes the request, None when nobody is signed in."""
    if _PERSON not in request.META:
        user = request.user
        found = source_of(request).person(user.pk) if user.is_authenticated else None
        request.META[_PERSON] = found
    return cast("Person | None", request.META[_PERSON])


def may_do(request: HttpRequest, action: Action, tenant: Tenant) -> bool:
    """Tell whether whoever makes the request may do this to a tenant, so that a page offers nothing else."""
    person = person_of(request)
    return person is not None and person.reach.may(action, tenant.id)


def role_of(request: HttpRequest, tenant: Tenant) -> Role | None:
    """Return what whoever makes the request is to a tenant: by belonging to it, else for the whole installation."""
    person = person_of(request)
    return (person.memberships.get(tenant.id) or person.staff) if person else None


def name_of_person(request: HttpRequest) -> str:
    """Return the name of whoever makes the request, their address where they have none, empty for nobody."""
    person = person_of(request)
    return (person.name or person.email) if person else ""


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether whoever is signed in has set up a second factor; signing in then asked for it."""
    return bool(is_mfa_enabled(request.user))


def has_password(request: HttpRequest) -> bool:
    """Tell whether whoever is signed in has a password; some come in by one-time links alone."""
    return bool(request.user.is_authenticated and request.user.has_usable_password())


def limit_session(get_response: Answer) -> Answer:
    """Sign out whoever has rested too long or has been signed in too long."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _limit(request)
        return get_response(request)

    return answer


def act_as_person(get_response: Answer) -> Answer:
    """Let everything that a request changes be written down as done by whoever is signed in."""

    def answer(request: HttpRequest) -> HttpResponse:
        place = request.META.get("REMOTE_ADDR", "")
        name = request.user.get_username() if request.user.is_authenticated else "nobody"
        with acting_as(Actor(ActorKind.PAGE_USER, name, place)):
            return get_response(request)

    return answer


def _limit(request: HttpRequest) -> None:
    source = source_of(request)
    now, rest = source.now().timestamp(), source.settings.session_idle_seconds
    began, seen = request.session.get(_BEGAN, now), request.session.get(_SEEN, now)
    if now - began > source.settings.session_longest_seconds or now - seen > rest:
        logout(request)
        return
    if _BEGAN not in request.session or now - seen > rest / _NOTES:
        request.session[_BEGAN], request.session[_SEEN] = began, now
