"""What every page of settings has around it, and how a refusal becomes a sentence on the next page."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from bindeled.domain.errors import BindeledError
from bindeled.domain.registers.records import FLOWS
from bindeled.web.answers import page
from bindeled.web.languages import language_of
from bindeled.web.pages.settings.ways import ways_of
from bindeled.web.places import place_of
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import may_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant


def settings_page(
    request: HttpRequest, tenant: Tenant, here: str, template: str, rows: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Return a page of settings; `here` is its name in the table of ways."""
    may = may_of(request, tenant)
    around = {
        "place": place_of(request, tenant, "settings"),
        "ways": ways_of(tenant, may, here, language_of(request)),
        "may": may,
    }
    return page(request, template, {**around, **rows}, status)


def of_register(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the register that the address names. Raises Http404 for one that is no flow."""

    @wraps(view)
    def answer(request: HttpRequest, tenant: Tenant, flow: str, **more: Any) -> HttpResponse:
        register = next((register for register in FLOWS if register.value == flow), None)
        if register is None:
            raise Http404
        return view(request, tenant, register, **more)

    return answer


@contextmanager
def telling(request: HttpRequest, refusal: str) -> Iterator[Callable[..., None]]:
    """Tell what was done, or by the sentence `refusal` that it could not be: an error of ours ends the block."""
    try:
        yield lambda key, **facts: tell(request, "good", key, **facts)
    except BindeledError:
        tell(request, "act", refusal)


def undo_choice(request: HttpRequest, tenant: Tenant, name: str) -> HttpResponse:
    """Take back the latest change of a choice that has versions, and go back to its page, which bears its name."""
    program = program_of(request)
    with telling(request, "page.settings.nothing_to_undo") as told:
        program.tenants.undo_rule(tenant.id, name, program.clock())
        told("page.settings.undone")
    return back_to(name, tenant)


def back_to(name: str, tenant: Tenant, *more: str) -> HttpResponse:
    """Send somebody back to a page of settings."""
    return HttpResponseRedirect(reverse(name, args=[tenant.slug, *more]))
