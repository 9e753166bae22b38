import base64

import pytest

from bindeled.domain.errors import NeedsSignIn
from bindeled.domain.secrets import STARS, Secret
from bindeled.uniconta.auth import basic_authorization, company_number


def _opened(header: Secret) -> str:
    scheme, _, pair = header.reveal().partition(" ")
    assert scheme == "Basic"
    return base64.b64decode(pair).decode()


def test_the_company_goes_before_the_login_behind_two_zeros() -> None:
    assert _opened(basic_authorization("10523", "Prøve", Secret("planted-æøå:1"))) == "0010523/Prøve:planted-æøå:1"


def test_zeros_that_a_person_typed_before_the_company_are_not_doubled() -> None:
    assert _opened(basic_authorization(" 0010523", "a", Secret("planted"))).startswith("0010523/")


def test_the_header_shows_itself_as_stars() -> None:
    assert str(basic_authorization("1", "a", Secret("planted"))) == STARS


@pytest.mark.parametrize("company", ["", "000", "Opdigtet ApS", "12a", "-5"])
def test_a_company_that_is_no_number_is_told_as_a_matter_of_the_login(company: str) -> None:
    with pytest.raises(NeedsSignIn, match="by its number"):
        company_number(company)


@pytest.mark.parametrize("login", ["", " ", "a:b"])
def test_a_login_that_basic_cannot_carry_is_refused_before_it_is_sent(login: str) -> None:
    with pytest.raises(NeedsSignIn, match="colon"):
        basic_authorization("1", login, Secret("planted"))
