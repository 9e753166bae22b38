from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.causes import Cause
from bindeled.domain.registers.causes import RecordCause
from bindeled.domain.states import LinkState
from bindeled.texts import LANGUAGES, keys
from bindeled.web.pages.help.topics import SUBJECTS, name_of, shelves, topic_of
from tests.unit.web.reading import read_page
from tests.unit.web.test_today import sound

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages

EVERYTHING = [*LinkState, *Cause, *RecordCause]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_cause_is_explained_without_a_gap(language: str) -> None:
    for subject in EVERYTHING:
        topic = topic_of(name_of(subject.value), language)
        assert topic is not None, subject
        told = [topic.title, topic.means, topic.whose, topic.do, topic.itself]
        assert all(told), subject
        assert "[" not in "".join(told), subject


def test_no_two_of_them_share_a_page() -> None:
    names = [name_of(subject.value) for subject in EVERYTHING]
    assert len(set(names)) == len(names) == sum(len(there) for there in SUBJECTS.values())


def test_there_is_no_help_about_what_there_is_not() -> None:
    known = {subject.value for subject in EVERYTHING}
    told = {key.partition(".")[2] for key in keys("da") if key.partition(".")[0] in {"help", "help_title", "help_do"}}
    assert told == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_leads_to_every_topic_also_for_those_who_are_not_signed_in(stranger: Client, language: str) -> None:
    listed = sound(stranger.get("/help/", {"language": language}).content.decode(), language).links()

    for topic in (one for shelf in shelves(language) for one in shelf.topics):
        address = f"/help/{topic.what}/"
        assert address in listed
        answer = stranger.get(address, {"language": language})
        assert answer.status_code == 200
        assert topic.itself in sound(answer.content.decode(), language).text


def test_help_about_nothing_is_not_there(stranger: Client) -> None:
    for what in ("nothing", "action_required", "-", "%3Cb%3E"):
        assert stranger.get(f"/help/{what}/").status_code == 404, what


def test_a_link_leads_to_the_help_about_how_it_stands(client: Client, pages: FakePages) -> None:
    for state in LinkState:
        pages.connections = [replace(link, link=state) for link in pages.connections]
        pages.made_desk.links = pages.connections
        for address in ("/tenants/nordlys/connections/", "/tenants/nordlys/connections/intempus/"):
            assert f"/help/{name_of(state.value)}/" in read_page(client.get(address).content.decode()).links(), state
