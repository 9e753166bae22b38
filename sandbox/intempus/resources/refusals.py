"""The shapes in which a call is refused (Intempus sheet 2.3)."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from tastypie.exceptions import ImmediateHttpResponse

from sandbox.intempus import lean

if TYPE_CHECKING:
    from django.db.models import Model, ProtectedError


def refusal(*sentences: str, status: int = 400) -> ImmediateHttpResponse:
    """Build the refusal of a rule of business: `{"error": [sentences]}`."""
    body = lean.as_json({"error": list(sentences)})
    return ImmediateHttpResponse(HttpResponse(body, status=status, content_type="application/json"))


def still_referenced(row: "Model", error: "ProtectedError") -> ImmediateHttpResponse:
    """Build the 409 that refuses the delete of a row which others point to (Intempus sheet 8.17)."""
    # An employee has contracts and reports too, yet the real one names the profiles; the alphabet agrees with it.
    first = min(str(other._meta.verbose_name_plural) for other in error.protected_objects)  # noqa: SLF001 - Django's documented name
    return refusal(f"Kan ikke slette {row._meta.verbose_name} da {first} er relateret og bør slettes først", status=409)  # noqa: SLF001 - the same
