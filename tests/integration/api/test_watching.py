"""Health, readiness, figures, and the file for support."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.roles import Role
from bindeled.domain.secrets import Secret
from bindeled.store.keys import StoredDataKeys
from bindeled.vault.keys import FileKeyProvider
from bindeled.vault.vault import Vault
from bindeled.web.program import PROGRAM
from tests.support.canary import Planted, spellings
from tests.support.faces import Faces, faces

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = Planted("the canary", "Fugl@opdigtet.example", 'Kanarie+gul/fjer "og" næb%2Fslut')


@pytest.fixture
def staged(there: Faces) -> Faces:
    """A customer with a login that lies beside none, and a link on its way."""
    connection = there.connection(there.ours, System.INTEMPUS)
    new = NewVersion(PLANTED.login, "", "a test")
    there.program.logins.stage(connection, new, Secret(PLANTED.secret))
    there.program.reconnect_links.make(connection, made_by="support", sent_to="mette@opdigtet.example")
    return there


def test_the_file_for_support_tells_states_versions_and_what_happened(staged: Faces) -> None:
    file = staged.program.diagnose(staged.ours, staged.connection(staged.ours, System.INTEMPUS))
    assert json.loads(json.dumps(file)) == file
    assert file["connection"]["link"] == "not_configured"
    assert [version["state"] for version in file["versions"]] == ["staged"]
    assert [event["kind"] for event in file["events"]] == ["link.made", "version.staged"]
    assert file["settings"]["probation_calls"] == 20
    assert file["program"]["bindeled"]


def test_the_file_for_support_holds_nothing_that_opens_anything(staged: Faces) -> None:
    written = json.dumps(staged.program.diagnose(staged.ours, staged.connection(staged.ours, System.INTEMPUS)))
    assert PLANTED.login not in written
    assert "mette@opdigtet.example" not in written
    assert "sqlite" not in written
    assert [name for name, spelled in spellings(PLANTED) if spelled in written.encode()] == []


def test_it_is_ready_while_the_master_key_opens_what_is_stored(staged: Faces) -> None:
    assert staged.browser.get("/readyz").content == b"ready"


def test_it_is_not_ready_with_another_master_key(staged: Faces, tmp_path: Path) -> None:
    keys = FileKeyProvider(tmp_path / "another.key")
    keys.prepare()
    program = replace(staged.program, vault=Vault(keys, StoredDataKeys(), staged.program.clock))
    cast("dict[str, object]", staged.browser.defaults)[PROGRAM] = program
    assert staged.browser.get("/readyz").status_code == 503


def test_figures_are_there_for_this_machine_and_name_no_login(staged: Faces) -> None:
    text = staged.browser.get("/metrics").content.decode()
    assert 'bindeled_link{state="not_configured",system="intempus",tenant="nordlys-vvs"} 1.0' in text
    assert PLANTED.login not in text


def test_figures_are_not_there_for_others(there: Faces) -> None:
    assert there.browser.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 404


def test_behind_a_proxy_figures_need_their_token(tmp_path: Path) -> None:
    with faces(tmp_path, public_url="https://bindeled.example", metrics_token="look-here-0123456789") as served:
        answers = [
            served.browser.get("/metrics", headers=headers, HTTP_HOST="127.0.0.1").status_code
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer look-here-0123456789"})
        ]
    assert answers == [404, 404, 200]


def test_the_document_names_no_version_of_the_program(there: Faces) -> None:
    from importlib.metadata import version  # noqa: PLC0415 - for this alone

    document = there.ask("GET", "/openapi.json", there.token(Role.VIEWER)).content.decode()
    assert f'"version": "{version("bindeled")}"' not in document
