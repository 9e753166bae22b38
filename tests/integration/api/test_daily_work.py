"""Inbox, rules and feeds through the interface, and the address of a feed as a spreadsheet reads it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from bindeled.domain.reconciliation import Cell, ReconciledCell, Reconciliation
from bindeled.domain.roles import Role
from bindeled.store import models
from bindeled.store.feeds import StoredSnapshots

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bindeled.domain.feeds import Feed
    from tests.support.faces import Faces

MONDAY = date(2026, 11, 16)
WRONG_PAGES = ["limit=0", "limit=501", "after=-1", "after=x", f"after={2**70}"]


def read(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def path(there: Faces, what: str) -> str:
    return f"/tenants/{there.ours.slug}/{what}"


def made(there: Faces, **chosen: Any) -> dict[str, Any]:
    """Make a feed and return what is told of it, this once."""
    answer = there.ask("POST", path(there, "feeds"), there.token(Role.OWNER), {"name": "Ark", **chosen})
    assert answer.status_code == 201, answer.content
    return dict(read(answer))


def seen(there: Faces, feed: dict[str, Any]) -> HttpResponse:
    answer: Any = there.browser.get(urlsplit(feed["address"]).path)
    return answer  # type: ignore[no-any-return]


def keep(there: Faces, hours: str, feed: Feed | None = None) -> None:
    cell = ReconciledCell(Cell(MONDAY, "0042", "=1+1", "hours"), Decimal(hours), Decimal(hours))
    found = Reconciliation(MONDAY, MONDAY, (cell,), (), names={"0042": "Åse Bæk"})
    StoredSnapshots(there.ours.id).keep(found, there.program.clock(), feed)


def feed_of(there: Faces, told: dict[str, Any]) -> Feed:
    return next(feed for feed in there.program.feeds.stored.of_tenant(there.ours.id) if feed.id == told["feed"])


# feeds


def test_a_feed_shows_its_headings_until_something_was_reconciled_and_then_the_newest(there: Faces) -> None:
    told = made(there)
    assert seen(there, told).content.decode().splitlines() == [
        "period,employee,project,unit,approved,journal,posted,parked,waiting,difference,read_at"
    ]
    keep(there, "7.5")
    assert ",7.5,7.5," in seen(there, told).content.decode()
    keep(there, "8", feed_of(there, told))
    keep(there, "9")
    answer = seen(there, told)
    assert ",8,8," in answer.content.decode()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_names_are_left_out_unless_they_were_asked_for_and_a_formula_is_text(there: Faces) -> None:
    without, with_names = made(there), made(there, names=True)
    for told in (without, with_names):
        keep(there, "7.5", feed_of(there, told))
    assert "Åse" not in seen(there, without).content.decode()
    assert "'=1+1" in seen(there, without).content.decode()
    assert "0042,Åse Bæk" in seen(there, with_names).content.decode()
    assert [row.names for row in models.Snapshot.objects.order_by("pk")] == [{}, {"0042": "Åse Bæk"}]


def test_a_revoked_feed_an_expired_one_and_a_wrong_address_are_not_there_and_told_alike(there: Faces) -> None:
    revoked, expired = made(there), made(there)
    there.ask("DELETE", path(there, f"feeds/{revoked['feed']}"), there.token(Role.OWNER))
    models.Feed.objects.filter(pk=expired["feed"]).update(expires_at=there.program.clock() - timedelta(seconds=1))
    wrong = {"address": expired["address"][:-1] + "A"}
    answers = [seen(there, told) for told in (revoked, expired, wrong, {"address": "http://x/feeds/nothing"})]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    again = there.ask("DELETE", path(there, f"feeds/{revoked['feed']}"), there.token(Role.OWNER))
    assert again.status_code == 404


def test_a_feed_is_read_so_often_a_minute_and_no_more(there: Faces) -> None:
    told = made(there)
    limit = there.program.settings.feed_reads_a_minute
    statuses = [seen(there, told).status_code for _ in range(2 * limit + 1)]
    assert 429 in statuses
    assert statuses[:limit] == [200] * limit


def test_who_guesses_is_slowed(there: Faces) -> None:
    limit = there.program.settings.api_refused_a_minute
    statuses = [there.browser.get("/feeds/feed-1-" + "A" * 43).status_code for _ in range(2 * limit + 1)]
    assert set(statuses) == {404, 429}


def test_of_an_address_only_a_digest_is_kept_and_no_log_has_it(there: Faces, capfd: pytest.CaptureFixture[str]) -> None:
    told = made(there)
    secret = told["address"].rsplit("-", 1)[1]
    seen(there, told)
    there.browser.post(urlsplit(told["address"]).path)
    kept = str(list(models.Feed.objects.values_list())) + str(list(models.AuditEntry.objects.values_list()))
    assert secret not in kept
    assert secret not in "".join(capfd.readouterr())
    listed = there.ask("GET", path(there, "feeds"), there.token(Role.OWNER)).content.decode()
    assert secret not in listed


def test_making_and_revoking_a_feed_are_in_the_audit(there: Faces) -> None:
    told = made(there)
    there.ask("DELETE", path(there, f"feeds/{told['feed']}"), there.token(Role.OWNER))
    actions = models.AuditEntry.objects.filter(action__startswith="feed.").order_by("pk")
    assert [entry.action for entry in actions] == ["feed.made", "feed.revoked"]
    assert not models.Snapshot.objects.filter(feed_id=told["feed"]).exists()


# inbox


@pytest.fixture
def parked(there: Faces) -> None:
    now = there.program.clock()
    stay = {"flow": "reports", "cause": "project_missing", "facts": {}, "run_id": 1, "since": now, "changed_at": now}
    for report_id in (901, 902):
        models.ParkedReport.objects.create(
            tenant_id=there.ours.id,
            report_id=report_id,
            mark=f"m{report_id}",
            quantity=Decimal("7.5"),
            unit="hours",
            **stay,
        )


@pytest.mark.usefixtures("parked")
def test_the_inbox_is_shown_by_cause_with_what_is_at_stake(there: Faces) -> None:
    shown = read(there.ask("GET", path(there, "inbox"), there.token(Role.VIEWER), **{"Accept-Language": "en"}))
    [group] = shown["groups"]
    assert (group["cause"], group["reports"], group["mend_in"]) == ("project_missing", [901, 902], "intempus")
    assert Decimal(str(group["quantities"]["hours"])) == Decimal(15)
    assert [one["report"] for one in shown["parked"]] == [901, 902]


@pytest.mark.usefixtures("parked")
def test_the_inbox_is_read_page_by_page_and_what_leaves_meanwhile_moves_nothing(there: Faces) -> None:
    token, seen_ids, asked = there.token(Role.VIEWER), [], "inbox?limit=1"
    while True:
        shown = read(there.ask("GET", path(there, asked), token))
        [group], [one] = shown["groups"], shown["parked"]
        assert group["reports"] == [one["report"]]
        seen_ids.append((one["report"], group["count"]))
        if shown["next"] is None:
            break
        models.ParkedReport.objects.filter(report_id=901).update(released_at=there.program.clock())
        asked = f"inbox?limit=1&after={shown['next']}"
    assert seen_ids == [(901, 2), (902, 1)]
    assert read(there.ask("GET", path(there, f"inbox?after={2**40}"), token))["parked"] == []
    assert {there.ask("GET", path(there, f"inbox?{wrong}"), token).status_code for wrong in WRONG_PAGES} == {422}


@pytest.mark.usefixtures("parked")
def test_a_cause_is_handed_over_dismissed_and_taken_back(there: Faces) -> None:
    token = there.token(Role.BOOKKEEPER)
    assert read(there.ask("POST", path(there, "inbox/901/assign"), token, {"to": "Anna"})) == {"reports": 2}
    assert there.ask("POST", path(there, "inbox/901/dismiss"), token, {"reason": ""}).status_code == 422
    dismissed = there.ask("POST", path(there, "inbox/901/dismiss"), token, {"reason": "typed by hand"})
    assert read(dismissed) == {"reports": 2}
    assert read(there.ask("GET", path(there, "inbox"), token))["groups"] == []
    [group] = read(there.ask("GET", path(there, "inbox?dismissed=true"), token))["groups"]
    assert group["assigned_to"] == "Anna"
    retried = there.ask("POST", path(there, f"inbox/{group['key']}/retry"), token)
    assert (retried.status_code, read(retried)["flow"]) == (202, "reports")
    assert len(read(there.ask("GET", path(there, "inbox"), token))["groups"]) == 1
    assert there.ask("POST", path(there, "inbox/999/retry"), token).status_code == 404


# rules and reconciliation


def test_rules_are_changed_by_whoever_may_and_a_wrong_one_changes_nothing(there: Faces) -> None:
    watch = {"name": "Stilhed", "kind": "nothing_came"}
    body = {"rules": {"watches": [watch]}}
    assert there.ask("PATCH", path(there, "rules"), there.token(Role.BOOKKEEPER), body).status_code == 403
    partner = there.token(Role.PARTNER)
    assert read(there.ask("PATCH", path(there, "rules"), partner, body)) == {"changed": ["watches"]}
    wrong = {"rules": {"watches": [{**watch, "kind": "weather"}]}}
    assert there.ask("PATCH", path(there, "rules"), partner, wrong).status_code == 422
    kept = read(there.ask("GET", path(there, "rules"), partner))["rules"]["watches"]
    assert [one["kind"] for one in kept] == ["nothing_came"]
    assert read(there.ask("GET", path(there, "found"), partner)) == {"found": []}


@pytest.mark.parametrize("span", ["from=2026-11-30&to=2026-11-01", "from=2020-01-01&to=2026-11-01"])
def test_days_that_cannot_be_summed_up_are_refused(there: Faces, span: str) -> None:
    answer = there.ask("GET", path(there, f"reconciliation?{span}"), there.token(Role.VIEWER))
    assert (answer.status_code, read(answer)["mistakes"][0]["field"]) == (422, "from")


def test_a_reconciliation_of_a_customer_that_is_not_connected_says_so(there: Faces) -> None:
    answer = there.ask("GET", path(there, "reconciliation"), there.token(Role.VIEWER))
    assert answer.status_code in {409, 503}
    assert read(answer)["type"].startswith("urn:bindeled:problem:")
