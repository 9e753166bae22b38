import datetime as dt

import httpx2
import pytest

from sandbox.client import ControlRefused, TwinControl

LOGIN = "Abo@example.invalid"
KEY = "not-a-real-key"
SECOND = "not-a-real-key-either"


def _status(api: httpx2.Client, key: str = KEY, login: str = LOGIN) -> int:
    return api.get("company/", headers={"Authorization": f"ApiKey {login}:{key}"}).status_code


def _in(**span: float) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(**span)).isoformat()


def test_a_user_has_one_key_and_a_second_one_is_not_given(api: httpx2.Client, control: TwinControl) -> None:
    with pytest.raises(ControlRefused, match="as many keys"):
        control.credentials("add-key", username=LOGIN, key=SECOND)
    assert _status(api, SECOND) == 401


def test_two_keys_live_side_by_side_when_switched_until_one_is_revoked(
    api: httpx2.Client, control: TwinControl
) -> None:
    control.switch(keys_per_user=2)
    control.credentials("add-key", username=LOGIN, key=SECOND)
    assert [_status(api, key) for key in (KEY, SECOND)] == [200, 200]
    control.credentials("revoke-key", username=LOGIN, key=KEY)
    assert [_status(api, key) for key in (KEY, SECOND)] == [401, 200]


def test_a_key_opens_from_its_first_moment_on(api: httpx2.Client, control: TwinControl) -> None:
    control.credentials("window", username=LOGIN, valid_from=_in(hours=1))
    assert _status(api) == 401
    control.call("POST", "clock", {"move": 3600})
    assert _status(api) == 200


def test_a_key_dies_on_the_day_it_expires(api: httpx2.Client, control: TwinControl) -> None:
    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).date().isoformat()
    control.credentials("window", username=LOGIN, valid_until=tomorrow)
    assert _status(api) == 200
    control.call("POST", "clock", {"move": 86_400})
    answer = api.get("company/")
    assert (answer.status_code, answer.content) == (401, b"")


def test_each_of_two_keys_has_a_time_of_its_own(api: httpx2.Client, control: TwinControl) -> None:
    control.switch(keys_per_user=2)
    control.credentials("add-key", username=LOGIN, key=SECOND)
    control.credentials("window", username=LOGIN, key=KEY, valid_until=_in(hours=-1))
    assert [_status(api, key) for key in (KEY, SECOND)] == [401, 200]


def test_a_user_can_be_added_with_an_expiry(api: httpx2.Client, control: TwinControl) -> None:
    control.credentials("add", username="kort@example.invalid", key=SECOND, valid_until=_in(hours=-1))
    assert _status(api, SECOND, "kort@example.invalid") == 401


def test_a_deactivated_company_lets_nobody_in_until_it_is_active_again(
    api: httpx2.Client, control: TwinControl
) -> None:
    control.credentials("add", username="egen@example.invalid", key=SECOND, company=1)
    control.call("POST", "companies", {"company": 1, "active": False})
    assert [_status(api), _status(api, SECOND, "egen@example.invalid")] == [401, 401]
    control.call("POST", "companies", {"company": 1, "active": True})
    assert [_status(api), _status(api, SECOND, "egen@example.invalid")] == [200, 200]


def test_a_deactivated_company_does_not_put_out_users_of_another(api: httpx2.Client, control: TwinControl) -> None:
    control.credentials("add", username="anden@example.invalid", key=SECOND, company=2)
    control.call("POST", "companies", {"company": 1, "active": False})
    assert _status(api, SECOND, "anden@example.invalid") == 200


def test_a_profile_without_the_login_flag_is_kept_out_when_switched(api: httpx2.Client, control: TwinControl) -> None:
    control.credentials("add", username="svend@example.invalid", key=SECOND, employee=1)
    assert _status(api, SECOND, "svend@example.invalid") == 200
    control.switch(login_flag_needed=True)
    assert _status(api, SECOND, "svend@example.invalid") == 401
    api.patch("userprofile/1/", json={"may_log_into_backend": True})
    assert _status(api, SECOND, "svend@example.invalid") == 200


def test_no_resource_hands_out_keys(api: httpx2.Client) -> None:
    assert api.get("api_key/").status_code == 404
    assert api.get("outlook_credential/").status_code == 404
