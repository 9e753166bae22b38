"""The invented company and who may sign in; also the scenario that holds nothing else."""

import datetime as dt
from collections.abc import Callable

from sandbox.scenarios.shape import Batches, Row, Rows, Scenario

NAME = "Opdigtet Rør & Strøm ApS"
INTEMPUS_COMPANY = 38_001
UNICONTA_COMPANY = 10_523
OTHER_UNICONTA_COMPANY = 10_777
MAIL_HOST = "opdigtet.example"


def empty(seed: int, today: dt.date) -> Scenario:
    """Build a company without a single record. `today` matters to the other scenarios only."""
    del today
    return scenario(seed, {}, {})


def scenario(seed: int, intempus: Rows, uniconta: Rows, further: Callable[[], Batches] = tuple) -> Scenario:
    """Put the company and its credentials before the rows; `further` makes the rest of Intempus' rows in batches."""
    credentials = _credentials(seed)
    here = {"_credentials": [_intempus_login(credentials["intempus"])], "company": [_company()]}
    there = {"_logins": [_uniconta_login(credentials["uniconta"])], "CompanyClient": _companies()}
    return Scenario({**here, **intempus}, {**there, **uniconta}, credentials, further)


def _credentials(seed: int) -> dict[str, dict[str, str]]:
    """Invent secrets that nobody could take for real ones, of the length the real ones have (Intempus sheet 1.10)."""
    return {
        "intempus": {"login": f"Integration@{MAIL_HOST}", "secret": f"invented{seed:032d}"},
        "uniconta": {
            "login": "OpdigtetIntegration",
            "secret": f"Invented-password-{seed}",
            "company": str(UNICONTA_COMPANY),
        },
    }


def _intempus_login(credential: dict[str, str]) -> Row:
    return {"username": credential["login"], "key": credential["secret"], "role": "admin"}


def _uniconta_login(credential: dict[str, str]) -> Row:
    """The login reaches two companies, so that mixing them up can be noticed."""
    return {
        "login": credential["login"],
        "password": credential["secret"],
        "companies": [UNICONTA_COMPANY, OTHER_UNICONTA_COMPANY],
        "default_company": UNICONTA_COMPANY,
    }


def _company() -> Row:
    return {"id": INTEMPUS_COMPANY, "name": NAME}


def _companies() -> list[Row]:
    other = "Opdigtet Rør & Strøm Ejendomme ApS"
    names = {UNICONTA_COMPANY: NAME, OTHER_UNICONTA_COMPANY: other}
    return [{"CompanyId": number, "Name": name, "CompanyName": name} for number, name in names.items()]
