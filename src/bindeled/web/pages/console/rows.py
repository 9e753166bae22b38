"""The rows of the console: pure, from connections to words, the worst tenant first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bindeled.connections.links import WHOSE_MOVE
from bindeled.domain.accounts import System
from bindeled.domain.states import LinkState
from bindeled.texts import say
from bindeled.web.figures import count_text, moment_of
from bindeled.web.pages.today.verdict import WORST_FIRST, Tone, link_tone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.reconnecting import LinkStep, Progress
    from bindeled.web.figures import Moment


@dataclass(frozen=True, slots=True)
class ConsoleLink:
    """One system of one tenant. `link_step` tells how far the holder of a reconnect link is; a key of the texts.

    `guide_step` is the name of the step at which somebody stands in the guide, `walker` what they are to the tenant.
    """

    system: str
    code: str
    state: str
    is_connected: bool
    tone: str
    mark: str
    headline: str
    whose: str
    since: Moment | None
    link_step: str = ""
    guide_step: str = ""
    walker: str = ""


@dataclass(frozen=True, slots=True)
class ConsoleRow:
    """One tenant. `open` tells whether whoever looks may open its pages now."""

    name: str
    slug: str
    open: bool
    links: tuple[ConsoleLink, ...]


@dataclass(frozen=True, slots=True)
class HandOvers:
    """Who hands logins over just now, by connection: how far holders of links are, where somebody was seen last."""

    links: Mapping[int, LinkStep]
    guides: Mapping[int, Progress]


@dataclass(frozen=True, slots=True)
class TenantLinks:
    """One tenant with the connections that it has made."""

    tenant: Tenant
    links: Mapping[System, Connection]

    def states(self) -> list[LinkState]:
        """Return how each of its links stands; a connection that was never made is not configured."""
        return [self.links[system].link if system in self.links else LinkState.NOT_CONFIGURED for system in System]

    def rank(self, now: datetime) -> tuple[int, float, str]:
        """Return what tenants are sorted by: the worst link, then how long it has been so, then the name."""
        worst = min(WORST_FIRST.index(state) for state in self.states())
        since = [link.link_since for link in self.links.values() if WORST_FIRST.index(link.link) == worst]
        return worst, min((moment - now).total_seconds() for moment in since) if since else 0.0, self.tenant.name


def worst_first(tenants: Iterable[Tenant], connections: Iterable[Connection], now: datetime) -> list[TenantLinks]:
    """Return all tenants, the worst first and then by how long it has been so."""
    made: dict[int, dict[System, Connection]] = {}
    for connection in connections:
        made.setdefault(connection.tenant_id, {})[connection.system] = connection
    joined = [TenantLinks(tenant, made.get(tenant.id, {})) for tenant in tenants]
    return sorted(joined, key=lambda one: one.rank(now))


def chosen_of(tenants: Iterable[TenantLinks], only: LinkState | None, wanted: str) -> list[TenantLinks]:
    """Return those with a link that is `only` so, if that is asked for, and with `wanted` in their name."""
    named = wanted.casefold()
    return [one for one in tenants if named in one.tenant.name.casefold() and (only is None or only in one.states())]


def counted_states(tenants: Iterable[TenantLinks], language: str) -> list[tuple[str, str, str]]:
    """Return each state, its name, and how many tenants have a link that is so, the worst first."""
    counts = Counter(state for one in tenants for state in set(one.states()))
    return [
        (state.value, say(f"page.console.state.{state.value}", language), count_text(counts[state], language))
        for state in WORST_FIRST
    ]


def console_rows(
    tenants: Iterable[TenantLinks], reached: Collection[int], now: datetime, language: str, under_way: HandOvers
) -> tuple[ConsoleRow, ...]:
    """Return the tenants in words, in the order in which they come; `reached` may be opened by whoever looks."""
    cells = partial(_link, now=now, language=language, under_way=under_way)
    return tuple(_row(one, one.tenant.id in reached, cells) for one in tenants)


def _row(
    one: TenantLinks,
    reached: bool,  # noqa: FBT001 - one of the row's own facts
    cell: Callable[[System, Connection | None], ConsoleLink],
) -> ConsoleRow:
    links = tuple(cell(system, one.links.get(system)) for system in System)
    return ConsoleRow(one.tenant.name, one.tenant.slug, reached, links)


def _link(
    system: System,
    link: Connection | None,
    *,
    now: datetime,
    language: str,
    under_way: HandOvers,
) -> ConsoleLink:
    step, progress = (under_way.links.get(link.id), under_way.guides.get(link.id)) if link else (None, None)
    walker = progress.by if progress else None
    state = link.link if link else LinkState.NOT_CONFIGURED
    tone, name = link_tone(state), {"system": system.title}
    return ConsoleLink(
        system=system.title,
        code=system.value,
        state=state.value,
        is_connected=link is not None and link.active_version is not None,
        tone="soft" if state is LinkState.NOT_CONFIGURED and tone is Tone.ACT else tone.value,
        mark=tone.mark,
        headline=say(f"link.{state.value}", language, **name),
        whose=say(f"page.console.move.{WHOSE_MOVE[state].value}", language, **name),
        since=moment_of(link.link_since, now, language) if link else None,
        link_step=f"reconnect_step.{step.value}" if step else "",
        guide_step=say(f"page.step.{progress.step.value}", language) if progress and walker else "",
        walker=say(f"page.role.{walker.value}", language) if walker else "",
    )
