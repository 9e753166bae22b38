"""What a user may see and do; an admin without exceptions sees and does everything.

What the real one answers to anybody but an admin is not known (Intempus sheet 1.5, open question 6), hence the switch
`denied_answer`.
"""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseNotFound
from tastypie.exceptions import ImmediateHttpResponse

from sandbox.intempus.auth import who_asked
from sandbox.intempus.models import Employee
from sandbox.intempus.resources.refusals import refusal
from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from sandbox.intempus.access import User
    from sandbox.intempus.resources.base import Resource

NO_RIGHT = "You do not have the right to do this"
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_NEED_FLAG = ("customer", "case")  # what `may_CUD_customers_and_cases` is about (Intempus sheet 7.7)


def check(request: "HttpRequest", resource: str) -> None:
    """Raise the refusal of a call that its user has no right to."""
    user = who_asked(request)
    verb = _VERBS.get(str(request.method), "read")
    if user is None or (user.may(verb, resource) and _flag_allows(user, verb, resource)):
        return
    if verb == "read" and switches.denied_answer == "filtered":
        return  # `visible` leaves nothing to see
    raise _denied()


def visible(request: "HttpRequest", resource: "Resource", rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Narrow `rows` to those the user may know of: of the own company, the own ones, or none."""
    user = who_asked(request)
    if user is None:
        return rows
    if not user.may("read", resource._meta.resource_name):  # noqa: SLF001 - tastypie's documented name
        return rows.none()
    if user.company is not None and resource.company_path:
        rows = rows.filter(**{resource.company_path: user.company})
    if user.sees_own_only and resource.owner_path:
        rows = rows.filter(**{resource.owner_path: user.employee})
    return rows


def _flag_allows(user: "User", verb: str, resource: str) -> bool:
    if verb == "read" or resource not in _NEED_FLAG or not user.sees_own_only:
        return True
    allowed = Employee.objects.filter(may_CUD_customers_and_cases=True).values_list("pk", flat=True)
    return user.employee in allowed


def _denied() -> ImmediateHttpResponse:
    if switches.denied_answer == "404":
        return ImmediateHttpResponse(HttpResponseNotFound())
    return refusal(NO_RIGHT, status=401)
