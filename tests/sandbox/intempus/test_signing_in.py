import httpx2
import pytest

from sandbox.client import TwinControl

LOGIN = "Abo@example.invalid"
KEY = "not-a-real-key"


def _status(api: httpx2.Client, authorization: str) -> int:
    return api.get("company/", headers={"Authorization": authorization}).status_code


def test_rule_1_the_right_name_and_key_name_the_user_and_the_role(api: httpx2.Client) -> None:
    answer = api.get("company/")
    assert answer.status_code == 200
    assert (answer.headers["x-django-user"], answer.headers["x-django-role"]) == (LOGIN, "admin")


@pytest.mark.parametrize("header", ["", f"ApiKey {LOGIN}:wrong", f"Basic {LOGIN}:{KEY}", f"ApiKey {LOGIN}", "ApiKey"])
def test_rule_1_bad_credentials_get_an_empty_401_with_the_custom_challenge(api: httpx2.Client, header: str) -> None:
    answer = api.get("company/", headers={"Authorization": header})
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == 'CustomBasic realm="django-tastypie"'
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "x-django-user" not in answer.headers


def test_rule_1_the_name_counts_in_its_exact_case(api: httpx2.Client) -> None:
    assert _status(api, f"ApiKey {LOGIN.lower()}:{KEY}") == 401


def test_the_scheme_counts_in_any_case(api: httpx2.Client) -> None:
    assert _status(api, f"apikey {LOGIN}:{KEY}") == 200


def test_a_key_in_the_address_is_taken_by_switch_only_and_known_to_the_journal(
    api: httpx2.Client, control: TwinControl
) -> None:
    address = f"company/?username={LOGIN}&api_key={KEY}"
    assert api.get(address, headers={"Authorization": ""}).status_code == 401
    control.switch(key_in_query=True)
    assert api.get(address, headers={"Authorization": ""}).status_code == 200
    assert [call["standing"] for call in control.requests()] == ["unsigned", "alive"]


def test_a_wrong_verb_is_told_before_the_key_is_looked_at(api: httpx2.Client) -> None:
    assert api.delete("company/1/", headers={"Authorization": ""}).status_code == 405


def test_rule_19_a_rotated_key_kills_the_old_one_at_once(api: httpx2.Client, control: TwinControl) -> None:
    fresh = control.credentials("rotate", username=LOGIN)["key"]
    assert api.get("company/").status_code == 401
    assert _status(api, f"ApiKey {LOGIN}:{fresh}") == 200


def test_a_revoked_login_is_out_until_it_is_activated(api: httpx2.Client, control: TwinControl) -> None:
    control.credentials("revoke", username=LOGIN)
    assert api.get("company/").status_code == 401
    control.credentials("activate", username=LOGIN)
    assert api.get("company/").status_code == 200


def test_rule_2_over_the_limit_comes_an_empty_429_with_whole_seconds(api: httpx2.Client, control: TwinControl) -> None:
    # By the day: a window of a minute could end between the calls.
    control.switch(rate_limit_per_day=2)
    assert [api.get("company/").status_code for _ in range(3)] == [200, 200, 429]
    answer = api.get("company/")
    assert answer.content == b""
    assert 0 < int(answer.headers["Retry-After"]) <= 86_401


def test_rule_2_a_call_without_a_key_burns_no_quota(api: httpx2.Client, control: TwinControl) -> None:
    control.switch(rate_limit_per_day=1)
    assert api.get("company/", headers={"Authorization": ""}).status_code == 401
    assert api.get("company/").status_code == 200


def test_rule_2_the_limit_per_minute_asks_to_wait_no_longer_than_that(api: httpx2.Client, control: TwinControl) -> None:
    control.switch(rate_limit_per_minute=1)
    answers = [api.get("company/") for _ in range(3)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert all(0 < int(answer.headers["Retry-After"]) <= 61 for answer in refused)
