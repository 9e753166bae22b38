"""How a request carries the program to whoever answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.bootstrap import Program

# Where the application puts the program for each request. No header can: theirs are named HTTP_ and in capitals.
PROGRAM = "bindeled.program"


def program_of(request: HttpRequest) -> Program:
    """Return the program that the application was made with."""
    return cast("Program", request.META[PROGRAM])
