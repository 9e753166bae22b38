"""Secrets handed over by a reconnect link and by the interface, while the twins echo them: none is found afterwards."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import httpx2

from tests.canary.test_no_secret_anywhere import OF_TENANT, PLANTED, Side, Story
from tests.support.canary import search
from tests.support.processes import TENANT, a_company, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FacesStory(Story):
    """The outside faces for programs and for people without an account."""

    def connect_both(self) -> None:
        """Add the customer and connect both systems."""
        self.company.reset("empty", 1)
        self.cli.must("tenants", "add", TENANT, "--from", "2020-01-01")
        for side in self.sides:
            side.admit("first")
            assert self.connect(side, "first").code == 0

    def use_the_faces(self) -> None:
        """Hand secrets over by a link and by the interface while the twins echo them; ask for all that is told."""
        made = json.loads(self.cli.must("tokens", "create", "canary", "--role", "owner", *OF_TENANT, "--json").out)
        pages = self.cli.start("web", "--port", "0")
        wait_for(lambda: "http" in pages.out.read_text(), "the pages are served")
        found = re.search(r"http://[\d.:]+", pages.out.read_text())
        assert found is not None
        headers = {"Authorization": f"Bearer {made['written']}"}
        with httpx2.Client(base_url=found[0], headers=headers, timeout=60, trust_env=False) as program:
            for side in self.sides:
                side.echo("wrong", 401, "application/json")
                self.keep(f"link-{side.name}", self.by_link(side, program))
                self.keep(f"interface-{side.name}", *self.by_interface(side, program))
                self.clear()
        pages.ask_to_end()

    def by_link(self, side: Side, browser: httpx2.Client) -> httpx2.Response:
        """Type the secret into the page of a link; the answer is that it was refused."""
        link = json.loads(self.cli.must("links", "create", side.name, *OF_TENANT, "--json").out)
        typed = {"login": side.planted["wrong"].login, "secret": side.planted["wrong"].secret, "company": side.company}
        answer = browser.post("/reconnect/" + link["address"].rsplit("/", 1)[1], data=typed)
        assert answer.status_code == 422
        return answer

    def by_interface(self, side: Side, program: httpx2.Client) -> Iterator[httpx2.Response]:
        """Hand the secret over by the interface, have it tried, and ask for everything that it tells."""
        there = program.get(f"/api/v1/tenants/{TENANT}/connections").json()["connections"]
        (here,) = (f"/api/v1/connections/{one['connection']}" for one in there if one["system"] == side.name)
        sent = {"login": side.planted["wrong"].login, "secret": side.planted["wrong"].secret, "company": side.company}
        yield program.post(f"{here}/credentials", json=sent, headers={"Idempotency-Key": side.name})
        yield program.post(f"{here}/credentials", json={**sent, "secret": sent["secret"] + " ", "more": sent["secret"]})
        newest = program.get(here).json()["versions"][0]["version"]
        yield program.post(f"{here}/credentials/{newest}/verify")
        # From here on the twin meets the login in use again, and has no cause to echo another.
        self.clear()
        yield program.post(f"{here}/checks")
        for path in ("", "/events?limit=500", "/diagnostics", "/reconnect-links"):
            yield program.get(f"{here}{path}")
        yield program.get("/metrics")

    def keep(self, name: str, *answers: httpx2.Response) -> None:
        """Keep answers with their headers, to be searched."""
        told = b"".join(str(answer.headers).encode() + answer.content for answer in answers)
        assert told
        (self.cli.said / f"answers-{name}").write_bytes(told)


def test_no_secret_is_found_in_anything_that_links_and_interface_left_behind(tmp_path: Path) -> None:
    with a_company(tmp_path, BINDELED_LOG_LEVEL="DEBUG") as company:
        places = (company.cli.home, company.cli.said, company.cli.working)
        story = FacesStory(company)
        story.connect_both()
        story.use_the_faces()
        assert search(places, PLANTED) == []
        assert (company.cli.said / "answers-interface-uniconta").stat().st_size > 1000
