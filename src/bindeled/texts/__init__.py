"""Every sentence a customer reads, in Danish and in English. The door: `say`.

Sentences are looked up by key (`cause.project_blocked`) in `<area>.da.po` and `<area>.en.po`, one pair for each area;
the two of a pair hold the same keys, and no key is in two areas. Those of the pages (`page.*`) are in `pages`,
`connection_pages`, `guide` and `sign_in`.

    cause.*    what is the matter with a parked report         remedy.*   what to do about it
    whose.*    who can do it                                   caution.*  what to know about a report that was carried
    skip.*     why a report needs nothing                      move.*     whose move it is on a link
    link.*     how a link stands, as a headline                link_told.* the same in a sentence
    link_remedy.* what to do about it                          run.*      how a run stands, in a word or two
    run_told.* the same in a sentence                          link_waits.* why work waits for it a while
    notice.*   what to know about a record                     grade.*, match.*  how sure a match is, and why
    problem.*  what programs are told, with `problem_remedy.*`, and `mistake.*` of single fields
    task.*     what is next about a connection          reconnect.*  the page behind a reconnect link
    reconnect_link.*, reconnect_step.*  whether a link is good, and how far its holder has come
    checklist.*, checklist_why.*  what must be in place, and why; checklist_ready.* whether all of it is
    mail.*, mail_subject.*, mail_told.*, mail_move.*  what a person is told by a notice, and mail_over.* when it is over
    watch_field.*  what a report may lack, as a watch names it; what watches tell is in mail_*, their pages are page.*
    drift.*    what has changed since a work type and its pay type were matched
    help.*, help_title.*, help_do.*, help_itself.*  the help about a state or a cause, without the facts of one case
    check.*, check_cure.* what a check of a login found, what to do about it; resource.* what it was about
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

LANGUAGES = ("da", "en")


def say(key: str, language: str, /, **facts: object) -> str:
    """Return the sentence with the facts put in. Nothing is escaped: that is for the page that shows it.

    A fact may be given in several languages, as `message_da` and `message_en`: the sentence asks for `message`. One
    that is not given shows as its name in brackets. Raises KeyError for an unknown key or language.
    """
    translated = {
        name.removesuffix(f"_{language}"): fact for name, fact in facts.items() if name.endswith(f"_{language}")
    }
    return _catalogue(language)[key].format_map(_Facts(facts | translated))


def keys(language: str) -> frozenset[str]:
    """Return every key there is in this language. Raises KeyError for an unknown language."""
    return frozenset(_catalogue(language))


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return f"[{name}]"


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    if language not in LANGUAGES:
        raise KeyError(language)
    areas = (file for file in resources.files(__name__).iterdir() if file.name.endswith(f".{language}.po"))
    return {key: sentence for area in areas for key, sentence in _sentences(area, language)}


def _sentences(area: Traversable, language: str) -> Iterator[tuple[str, str]]:
    with area.open("rb") as file:
        messages = read_po(file, locale=language, abort_invalid=True)
    return ((str(message.id), str(message.string)) for message in messages if message.id)
