"""What a page of settings reads from the systems: bounded in time, and told in a sentence when it does not come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.readings import ReadingState
from bindeled.domain.errors import BindeledError
from bindeled.texts import say
from bindeled.web.languages import language_of
from bindeled.web.program import program_of
from bindeled.web.refusals import refusal_code, refusal_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from bindeled.bootstrap.readings import Reading
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.registers.records import Record, Register

Sides = tuple[tuple["Record", ...], tuple["Record", ...]]


@dataclass(frozen=True, slots=True)
class Read:
    """What was found, None where it has not come; then `told` says why, as `wait` or `act`."""

    found: Any
    tone: str = ""
    told: str = ""


def both_sides(request: HttpRequest, tenant: Tenant, register: Register) -> Read:
    """Return the records of a register in master and follower, as far as they come in time."""
    flows = program_of(request).flows
    return read_for(request, tenant, f"sides {register.value}", partial(flows.register_fields, tenant, register))


def known_sides(request: HttpRequest, tenant: Tenant, register: Register) -> Sides | None:
    """Return the same where somebody has looked a moment ago; nobody is asked."""
    program = program_of(request)
    kept = timedelta(seconds=program.settings.page_reading_kept_seconds)
    found: Sides | None = program.readings.newest((tenant.id, f"sides {register.value}"), kept, program.clock())
    return found


def read_for(
    request: HttpRequest, tenant: Tenant, what: str, read: Callable[[], Any], kept: timedelta | None = None
) -> Read:
    """Return what `read` brings; it goes on when it takes longer, and is there at a later look.

    What came is shown again for as long as `kept`, or as the operator chose.
    """
    program = program_of(request)
    reading = program.readings.look(
        (tenant.id, what),
        read,
        wait_seconds=program.settings.page_wait_seconds,
        kept=timedelta(seconds=program.settings.page_reading_kept_seconds) if kept is None else kept,
        now=program.clock(),
    )
    return _told(reading, language_of(request))


def _told(reading: Reading, language: str) -> Read:
    if reading.state is ReadingState.THERE:
        return Read(reading.found)
    if reading.state is ReadingState.COMING:
        return Read(None, "wait", say("page.settings.reading", language))
    error = reading.error or BindeledError("")
    return Read(None, "act", say(f"page.refusal.{refusal_code(error)}", language, **refusal_facts(error)))
