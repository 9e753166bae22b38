"""Tokens, links, the checklist and the file for support, by the real command line; the interface by the real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2

from tests.journeys.looking import DONE, NOT_DONE, NOT_RIGHT, THEIRS, assert_one_sentence, facts
from tests.journeys.test_service import page_of
from tests.journeys.test_troubles import NEW_KEY, revoke_the_key, sync_until_it_is_certain
from tests.support.processes import TENANT

if TYPE_CHECKING:
    from tests.support.processes import Company


def test_a_token_opens_the_served_interface_until_it_is_revoked(connected: Company) -> None:
    made = facts(connected.cli.must("tokens", "create", "a test", "--role", "viewer", *THEIRS, "--json"))
    service = connected.cli.start("web", "--port", "0")
    address = f"{page_of(service)}/api/v1/tenants"
    headers = {"Authorization": f"Bearer {made['written']}"}
    seen = httpx2.get(address, headers=headers, trust_env=False)
    assert [tenant["tenant"] for tenant in seen.json()["tenants"]] == [TENANT]
    connected.cli.must("tokens", "revoke", str(made["token"]))
    assert httpx2.get(address, headers=headers, trust_env=False).status_code == 401
    assert service.ask_to_end() == DONE
    assert made["written"] not in service.out.read_text() + service.error.read_text()


def test_a_token_has_to_say_what_it_reaches(connected: Company) -> None:
    finished = connected.cli.run("tokens", "create", "a test", "--role", "viewer")
    assert_one_sentence(finished, NOT_RIGHT, "--tenant", "--everywhere")


def test_a_dead_login_is_replaced_by_a_link_in_a_plain_browser_and_work_goes_on(connected: Company) -> None:
    revoke_the_key(connected)
    assert sync_until_it_is_certain(connected).code == NOT_DONE
    link = facts(connected.cli.must("links", "create", "intempus", *THEIRS, "--to", "Mette", "--json"))
    service = connected.cli.start("web", "--port", "0")
    address = page_of(service) + link["address"].split(":8000", 1)[1]
    typed = {"login": connected.credentials["intempus"]["login"], "secret": NEW_KEY}
    assert httpx2.get(address, trust_env=False).status_code == 200
    answer = httpx2.post(address, data=typed, trust_env=False)
    assert answer.status_code == 200, answer.text
    (told,) = facts(connected.cli.must("links", "list", "intempus", *THEIRS, "--json"))["links"]
    assert (told["standing"], told["step"]) == ("used", "done")
    assert httpx2.get(address, trust_env=False).status_code == 410
    assert service.ask_to_end() == DONE
    said = service.out.read_text() + service.error.read_text()
    assert link["address"].rsplit("-", 1)[1][:20] not in said
    assert connected.cli.run("sync", "reports", *THEIRS).code == DONE


def test_a_customer_is_not_ready_before_everything_that_is_needed_is_settled(connected: Company) -> None:
    shown = connected.cli.run("setup", "show", *THEIRS, "--json")
    assert (shown.code, facts(shown)["ready"]) == (NOT_DONE, False)
    for item in facts(shown)["items"]:
        if item["blocking"] and item["state"] != "proved":
            connected.cli.must("setup", "set", item["item"], "proved", *THEIRS, "--by", "Anna")
    ready = connected.cli.run("setup", "show", *THEIRS, "--json")
    assert (ready.code, facts(ready)["ready"]) == (DONE, True)


def test_the_file_for_support_is_one_json_object_without_the_login(connected: Company) -> None:
    finished = connected.cli.must("connections", "diagnose", "uniconta", *THEIRS, "--json")
    assert facts(finished)["connection"]["link"] == "connected"
    for hidden in connected.credentials["uniconta"]["login"], connected.credentials["uniconta"]["secret"]:
        assert hidden not in finished.out
