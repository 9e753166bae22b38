"""From what a tenant's rule found to the mail that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.watching.finding import plan_watching
from bindeled.domain.watching.watches import WatchCause, WatchKind
from bindeled.store.watches import StoredWatches

if TYPE_CHECKING:
    from tests.integration.notices.world import World


def found(world: World, tenant_id: int, *numbers: str) -> None:
    stored = StoredWatches(tenant_id)
    causes = [
        WatchCause("Bemærkninger", WatchKind.REPORT_LACKS, number, number, {"field": "remarks"}) for number in numbers
    ]
    known = [(one.cause.watch, one.cause.subject) for one in stored.open()]
    stored.apply(plan_watching(causes, known), world.hands())


def test_what_a_rule_finds_is_mailed_once_with_what_is_missing_and_where(world: World) -> None:
    tenant = world.tenant()
    for _ in range(3):
        found(world, tenant.id, "901", "902")
        world.passes()
    assert world.subjects() == ["Kunde 0: Indberetninger mangler noget (Bemærkninger)"]
    [mail] = world.mail.mails()
    body = mail.get_body(("plain",))
    assert body is not None
    assert "mangler en bemærkning. Antal: 2. Numre: 901, 902." in " ".join(body.get_content().split())
    assert f"/tenants/{tenant.slug}/settings/watches/" in body.get_content()


def test_what_is_gone_before_it_comes_back_is_mailed_again(world: World) -> None:
    tenant = world.tenant()
    found(world, tenant.id, "901")
    world.passes()
    found(world, tenant.id)
    found(world, tenant.id, "901")
    world.passes()
    assert len(world.subjects()) == 2
