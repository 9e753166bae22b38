from collections.abc import Iterator

import httpx2
import pytest

from sandbox.client import TwinControl

NAME = "kontor@example.invalid"
PASSWORD = "not-a-real-password"


@pytest.fixture
def browser(api: httpx2.Client, control: TwinControl) -> Iterator[httpx2.Client]:
    control.credentials("add", username=NAME, key="not-a-real-key", password=PASSWORD)
    origin = f"http://{api.base_url.host}:{api.base_url.port}"
    with httpx2.Client(base_url=origin, timeout=60, trust_env=False) as made:
        yield made


def _sign_in(browser: httpx2.Client, password: str = PASSWORD) -> httpx2.Response:
    browser.get("/web/login/")
    token = browser.cookies["csrftoken"]
    form = {"csrfmiddlewaretoken": token, "json": "true", "username": NAME, "password": password}
    headers = {"X-CSRFToken": token, "Referer": str(browser.base_url)}
    return browser.post("/web/login/", data=form, headers=headers)


def test_signing_in_gives_a_cookie_that_reads_without_a_key(browser: httpx2.Client) -> None:
    assert browser.get("/web/v1/company/").status_code == 401
    assert _sign_in(browser).status_code == 200
    answer = browser.get("/web/v1/company/")
    assert (answer.status_code, answer.headers["x-django-user"]) == (200, NAME)


def test_a_write_by_cookie_needs_the_token_and_is_a_403_without(browser: httpx2.Client) -> None:
    _sign_in(browser)
    assert browser.patch("/web/v1/customer/1/", json={"name": "Ny"}).status_code == 403
    headers = {"X-CSRFToken": browser.cookies["csrftoken"]}
    assert browser.patch("/web/v1/customer/1/", json={"name": "Ny"}, headers=headers).status_code == 202


def test_a_wrong_password_gives_no_cookie(browser: httpx2.Client) -> None:
    assert _sign_in(browser, "wrong").status_code == 400
    assert "sessionid" not in browser.cookies


def test_a_form_without_its_token_is_a_403(browser: httpx2.Client) -> None:
    assert browser.post("/web/login/", data={"username": NAME, "password": PASSWORD}).status_code == 403


def test_a_session_ends_with_its_user(browser: httpx2.Client, control: TwinControl) -> None:
    _sign_in(browser)
    control.credentials("revoke", username=NAME)
    assert browser.get("/web/v1/company/").status_code == 401
