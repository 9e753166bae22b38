"""The shapes in which a call is refused (Intempus sheet 2.3)."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from tastypie.exceptions import ImmediateHttpResponse

from sandbox.intempus import lean
from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from django.db.models import Model, ProtectedError


def refusal(*sentences: str, status: int = 400) -> ImmediateHttpResponse:
    """Build the refusal of a rule of business: `{"error": [sentences]}`."""
    return _refusal({"error": list(sentences)}, status)


def field_refusal(resource: str, field: str, *sentences: str) -> ImmediateHttpResponse:
    """Build the refusal of a value: `{resource: {field: [sentences]}}`, or, by switch, as that of a rule of business.

    That this shape occurs is known, not which fields it occurs for (Intempus sheet 2.3).
    """
    if switches.field_errors == "sentences":
        return refusal(*sentences)
    return _refusal({resource: {field: list(sentences)}}, 400)


def _refusal(content: "dict[str, Any]", status: int) -> ImmediateHttpResponse:
    body = lean.as_json(content)
    return ImmediateHttpResponse(HttpResponse(body, status=status, content_type="application/json"))


def still_referenced(row: "Model", error: "ProtectedError") -> ImmediateHttpResponse:
    """Build the 409 that refuses the delete of a row which others point to (Intempus sheet 8.17)."""
    # An employee has contracts and reports too, yet the real one names the profiles; the alphabet agrees with it.
    first = min(str(other._meta.verbose_name_plural) for other in error.protected_objects)  # noqa: SLF001 - Django's documented name
    return refusal(f"Kan ikke slette {row._meta.verbose_name} da {first} er relateret og bør slettes først", status=409)  # noqa: SLF001 - the same
