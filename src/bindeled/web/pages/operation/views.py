"""The pages of operation. Long work goes on in the background; what takes effect on keys asks for a fresh sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.bootstrap.auditing import Verified
from bindeled.domain.audit import chain_of
from bindeled.domain.errors import BindeledError
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.background import Background
from bindeled.web.begun import begin, gone_since
from bindeled.web.figures import count_text, moment_of
from bindeled.web.languages import language_of
from bindeled.web.pages.operation.rows import (
    call_rows,
    chain_row,
    disk_row,
    key_rows,
    left_to_move,
    master_rows,
    queue_rows,
    worker_rows,
)
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_operator, freshly
from bindeled.web.told import take_told, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.people import Person
    from bindeled.web.figures import Moment
    from bindeled.web.pages.operation.rows import ChainRow

WORK = Background()
_EVERYTHING = "everything"
_ROTATIONS = ("master", "data")


@require_safe
@for_operator
def show_overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the workers, the queues, the room for the database and today's calls."""
    del person
    program, language = program_of(request), language_of(request)
    operating, now, names = program.operating, program.clock(), _names(request)
    rows = {
        "here": "operate",
        "workers": worker_rows(operating.workers(), names, now, language),
        "queues": queue_rows(program.runs.open(), names, now, language),
        "disk": disk_row(operating.disk(), language),
        "calls": call_rows(operating.calls(), program.settings, names, language),
    }
    return page(request, "operate.html", rows)


@require_safe
@for_operator
def show_keys(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the keys, how far a rotation is, and which former ones may be destroyed."""
    del person
    program, language = program_of(request), language_of(request)
    keys, standing = program.operating.data_keys(), program.keys.master_key.standing()
    running = any(WORK.is_running(_key(request, what)) for what in _ROTATIONS)
    left = left_to_move(keys, standing)
    rows = {
        "here": "operate_keys",
        "masters": master_rows(standing, language),
        "keys": key_rows(keys, _names(request), program.clock(), language),
        "running": running,
        "left": count_text(left, language),
        "failed": any(WORK.ended(_key(request, what)) for what in _ROTATIONS),
        "gone": _gone(request, [_key(request, what) for what in _ROTATIONS]) if left else None,
        "told": take_told(request),
    }
    return page(request, "operate_keys.html", rows)


@require_http_methods(["GET", "HEAD", "POST"])
@for_operator
@freshly
def change_keys(request: HttpRequest, person: Person, what: str) -> HttpResponse:
    """Ask whether keys are to be rotated or destroyed, and on a POST begin it."""
    del person
    operating = program_of(request).operating
    if what not in {*_ROTATIONS, "destroy"}:
        raise Http404
    if request.method != "POST":
        return page(request, "operate_ask.html", {"here": "operate_keys", "what": what})
    if what == "destroy":
        _destroy(request)
    else:
        work = operating.rotate_master_key if what == "master" else operating.rotate_data_keys
        begin(request, WORK, _key(request, what), work)
        tell(request, "good", "page.keys.began")
    return HttpResponseRedirect(reverse("operate_keys"))


@require_safe
@for_operator
def show_audit(request: HttpRequest, person: Person) -> HttpResponse:
    """Show each chain of the audit with what its last proof found."""
    del person
    heads = {head.chain: head.sequence for head in program_of(request).keys.auditing.stored.heads()}
    names = _names(request)
    tenant_ids = (None, *names)
    keys = [_key(request, what) for what in (_EVERYTHING, *map(chain_of, tenant_ids))]
    rows = {
        "here": "operate_audit",
        "chains": [
            _chain(request, tenant_id, names.get(tenant_id or 0), heads.get(chain_of(tenant_id), 0))
            for tenant_id in tenant_ids
        ],
        "running": any(WORK.is_running(key) for key in keys),
        "failed": any(WORK.ended(key) for key in keys),
        "gone": _gone(request, keys),
        "told": take_told(request),
    }
    return page(request, "operate_audit.html", rows)


@require_POST
@for_operator
def verify_audit(request: HttpRequest, person: Person) -> HttpResponse:
    """Begin to prove every chain, or the one that the form names; the page follows."""
    del person
    auditing, code = program_of(request).keys.auditing, request.POST.get("chain", "")
    tenant_ids = {_code(tenant_id): tenant_id for tenant_id in (None, *_names(request))}
    if code and code not in tenant_ids:
        raise Http404
    chain = chain_of(tenant_ids[code]) if code else None
    begin(request, WORK, _key(request, chain or _EVERYTHING), lambda: auditing.verify(chain))
    tell(request, "good", "page.audit.began")
    return HttpResponseRedirect(reverse("operate_audit"))


def _chain(request: HttpRequest, tenant_id: int | None, called: str | None, entries: int) -> ChainRow:
    language, chain = language_of(request), chain_of(tenant_id)
    name = called or say("page.audit.installation", language)
    own = WORK.found(_key(request, chain))
    found = own if isinstance(own, Verified) else _part(WORK.found(_key(request, _EVERYTHING)), chain, entries)
    return chain_row(_code(tenant_id), name, entries, found, language)


def _part(everything: object, chain: str, entries: int) -> Verified | None:
    """Return what the proof of everything says of one chain; an altered anchor is told of the installation's."""
    if not isinstance(everything, Verified):
        return None
    mine = {chain, "anchors"} if chain == chain_of(None) else {chain}
    bad = tuple(one for one in everything.bad if one.chain in mine)
    return Verified(1, entries, everything.anchors, bad)


def _destroy(request: HttpRequest) -> None:
    language = language_of(request)
    try:
        done = program_of(request).operating.destroy_former()
    except BindeledError:
        tell(request, "act", "page.keys.failed")
        return
    counts = {"count": sum(len(one.keys) for one in done), "kept": sum(len(one.kept) for one in done)}
    tell(
        request, "good", "page.keys.destroyed", **{name: count_text(count, language) for name, count in counts.items()}
    )


def _gone(request: HttpRequest, keys: Sequence[tuple[str, str]]) -> Moment | None:
    """Return when the newest was begun of what this process knows nothing of."""
    began = [moment for key in keys if (moment := gone_since(request, WORK, key)) is not None]
    return moment_of(max(began), program_of(request).clock(), language_of(request)) if began else None


def _code(tenant_id: int | None) -> str:
    return "installation" if tenant_id is None else f"tenant-{tenant_id}"


def _names(request: HttpRequest) -> dict[int, str]:
    return {tenant.id: tenant.name for tenant in program_of(request).tenants.all()}


def _key(request: HttpRequest, what: str) -> tuple[str, str]:
    return str(program_of(request).settings.home), what
