"""Whatever form a secret comes back in, nobody keeps it."""

from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest

from bindeled.domain.secrets import STARS, Secret
from bindeled.transport.redaction import IN_USE, redact, redact_event, secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable

LOGIN = "Planted.Login@sandbox.invalid"
SECRET = 'plånted/"secret"+key&42'
HEADER = f"ApiKey {LOGIN}:{SECRET}"


def spellings(secret: str) -> dict[str, str]:
    return {
        "plain": secret,
        "url": quote(secret),
        "url without slash": quote(secret, safe=""),
        "url, small hex": quote(secret, safe="").lower() if secret == secret.lower() else secret,
        "form": quote_plus(secret),
        "base64": base64.b64encode(secret.encode()).decode(),
        "base64 for urls": base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="),
        "json": json.dumps(secret)[1:-1],
        "json in utf-8": json.dumps(secret, ensure_ascii=False)[1:-1],
        "json with escaped slashes": json.dumps(secret)[1:-1].replace("/", "\\/"),
        "html": html.escape(secret),
    }


@pytest.mark.parametrize("secret", [LOGIN, SECRET, f"{LOGIN}:{SECRET}"])
@pytest.mark.parametrize("form", spellings(""))
def test_a_secret_in_any_form_becomes_stars_wherever_it_stands(secret: str, form: str) -> None:
    spelling = spellings(secret)[form]
    shown = redact(f"before {spelling} between {spelling}{spelling} after", secrets_of(HEADER))
    assert spelling.rstrip("=") not in shown
    assert spelling[4:-4] not in shown
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    assert STARS in shown


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_secret_inside_a_longer_base64_text_is_found_at_every_place(before: str) -> None:
    whole = base64.b64encode(f"{before}{SECRET}{before}".encode()).decode()
    middle = base64.b64encode(SECRET.encode()).decode()[4:-4]
    shown = redact(whole, [SECRET])
    assert STARS in shown
    assert middle not in shown
    assert len(shown.replace(STARS, "")) <= 2 * len(before) + 8


@pytest.mark.parametrize("text", ["xx-alphabeta-xx", "xx-alphabetagamma-xx", "xx-betagamma-xx"])
@pytest.mark.parametrize("secrets", [("alphabeta", "beta", "betagamma"), ("betagamma", "beta", "alphabeta")])
def test_of_secrets_that_overlap_or_hold_each_other_nothing_is_left(text: str, secrets: tuple[str, ...]) -> None:
    assert redact(text, secrets) == f"xx-{STARS}-xx"


@pytest.mark.parametrize("secret", [SECRET, "two words/and more", "???>>>~~~ÿÿÿ"])
@pytest.mark.parametrize("form", [form for form in spellings("") if "base64" not in form])
def test_of_a_secret_in_any_form_not_one_character_is_left(secret: str, form: str) -> None:
    assert redact(f"<{spellings(secret)[form]}>", [secret]) == f"<{STARS}>"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize(("before", "kept"), [("", 0), ("a", 2), ("ab", 3), ("abc", 4)])
def test_in_base64_only_what_also_depends_on_the_neighbours_is_left(
    encode: Callable[[bytes], bytes], before: str, kept: int
) -> None:
    secret = "???>>>~~~ÿÿÿ"
    whole = encode(f"{before}{secret}".encode()).decode()
    assert redact(whole, [secret]).startswith(whole[:kept] + STARS)


def test_a_secret_that_overlaps_itself_is_starred_whole() -> None:
    assert redact("aaaaa", ["aaaa"]) == STARS


def test_four_characters_can_be_a_secret_and_three_cannot() -> None:
    assert redact("of abcd and xyz", ["abcd", "xyz"]) == f"of {STARS} and xyz"


def test_the_secret_of_a_hook_becomes_stars_under_any_name() -> None:
    hook = "hook-" + "aB3-_x7" * 6 + "Z"
    assert redact(f"called with {hook}, and hook-short") == f"called with {STARS}, and hook-short"


def test_very_short_values_are_no_secrets() -> None:
    assert redact("company 1 of 57", ["1", "57"]) == "company 1 of 57"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: Basic cGxhbnRlZDp2YWx1ZQ==\r\nHost: x", "Authorization: ********\r\nHost: x"),
        ("no key ApiKey planted:value here", "no key ApiKey ******** here"),
        ("/web/v1/case/?limit=5&api_key=planted&x=1", "/web/v1/case/?limit=5&api_key=********&x=1"),
        ("?Password=planted", "?Password=********"),
        ("?access_token=planted#end", "?access_token=********"),
        ('{"client_secret": "plan\\"ted", "name": "Anna"}', '{"client_secret": "********", "name": "Anna"}'),
        ('{"password": "cut off he', '{"password": "********'),
        ("CPR 010203-1234.", "CPR ********."),
        ("CPR 0102031234 and 610203 1234", "CPR ******** and ********"),
        ("logical_timestamp__gt=9150000123", "logical_timestamp__gt=9150000123"),
        ("Kontrakt (5) og arbejdstype (7)", "Kontrakt (5) og arbejdstype (7)"),
    ],
)
def test_what_has_the_shape_of_a_secret_becomes_stars_and_the_rest_stays(text: str, kept: str) -> None:
    assert redact(text) == kept


def test_a_basic_header_gives_away_login_and_secret_with_and_without_company() -> None:
    header = "Basic " + base64.b64encode(b"0057/planted.login:planted:secret").decode()
    assert {"0057/planted.login", "planted.login", "planted:secret"} <= set(secrets_of(header))


def test_every_part_of_a_header_is_a_secret_and_nothing_else() -> None:
    basic = base64.b64encode(b"0057/anna:hush").decode()
    assert secrets_of(f"Basic {basic}") == (
        f"Basic {basic}",
        basic,
        "0057/anna:hush",
        "0057/anna",
        "anna",
        "hush",
    )
    assert secrets_of("ApiKey anna:hush") == ("ApiKey anna:hush", "anna:hush", "anna", "hush")
    assert secrets_of("Basic anna:secr") == ("Basic anna:secr", "anna:secr", "anna", "secr")


def test_a_header_that_is_not_base64_is_taken_as_it_stands() -> None:
    assert "planted" in secrets_of("Basic planted")


def test_log_events_are_cleaned_by_the_name_of_the_key_and_by_the_secrets_in_use() -> None:
    event = {
        "event": f"sent {SECRET}",
        "api_key": "planted",
        "nested": {"Authorization": "planted", "said": [f"<{LOGIN}>", Secret("planted")]},
        "error": ValueError(f"bad {SECRET}"),
        "number": 7,
        "figures": [7.5, True],
        "nothing": None,
        "tuple": (SECRET,),
        "set": {SECRET},
        "frozen": frozenset({SECRET}),
    }
    with IN_USE.during(secrets_of(HEADER)):
        cleaned = redact_event(None, "info", event)
    assert cleaned == {
        "event": f"sent {STARS}",
        "api_key": STARS,
        "nested": {"Authorization": STARS, "said": [f"<{STARS}>", STARS]},
        "error": f"bad {STARS}",
        "number": 7,
        "figures": [7.5, True],
        "nothing": None,
        "tuple": [STARS],
        "set": [STARS],
        "frozen": [STARS],
    }


def test_a_secret_is_forgotten_when_the_last_who_used_it_is_done() -> None:
    with IN_USE.during(["planted"]):
        with IN_USE.during(["planted"]):
            pass
        assert IN_USE.values() == ("planted",)
    assert IN_USE.values() == ()


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /reconnect/12-" + "aB3-_x" * 7,
        "Gone: http://127.0.0.1:8000/reconnect/12-" + "aB3-_x" * 7 + "?language=da",
        "Bad Request: /join/" + "aB3-_x" * 7 + "/",
        "Method Not Allowed (POST): /feeds/feed-3-" + "aB3-_x" * 7,
        "token bindeled_7_" + "aB3-_x" * 7 + " was refused",
    ],
)
def test_links_and_tokens_of_ours_do_not_reach_a_log(text: str) -> None:
    assert "aB3-_x" not in redact(text)
    assert STARS in redact(text)
