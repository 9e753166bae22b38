"""A person at the pages without a browser: comes in by a one-time link and keeps the cookies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from tests.support.processes import CommandLine

WHO = "ejer@opdigtet.example"
PASSWORD = "en sætning, som ingen gætter"


def come_in(link: str) -> httpx2.Client:
    """Use a one-time link up and return a client that is signed in."""
    client = httpx2.Client(follow_redirects=True, trust_env=False, timeout=60)
    assert submit(client, link).status_code == 200
    return client


def submit(client: httpx2.Client, page: str, **fields: str) -> httpx2.Response:
    """Fill in the form of a page and send it, as a browser without scripts would."""
    shown = client.get(page)
    token = re.search(r'<main.*name="csrfmiddlewaretoken" value="([^"]+)"', shown.text, re.DOTALL)
    assert token is not None, shown.text
    return client.post(page, data={"csrfmiddlewaretoken": token[1], **fields})


def owner_at(cli: CommandLine, tenant: str, page: str) -> httpx2.Client:
    """Make an owner of the tenant by the command line, and return a client that is signed in as them."""
    cli.must("users", "add", WHO, "--role", "owner", "--tenant", tenant, "--password-file", "-", stdin=PASSWORD)
    link = cli.must("users", "link", WHO).out.strip()
    return come_in(f"{page.rstrip('/')}/join/{link.rstrip('/').rsplit('/', 1)[-1]}/")
