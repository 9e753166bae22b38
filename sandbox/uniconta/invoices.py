"""Invoices of surface C, as far as one program was seen to use them (Uniconta sheet 3.3).

Nothing is posted: an invoice has a number, and a page to fetch.
"""

import base64
from typing import Any

from sandbox.answer import Answer
from sandbox.uniconta.call import Call
from sandbox.uniconta.crud import as_json, content
from sandbox.uniconta.refusal import Refusal

_PAGE = b"%PDF-1.4\n%% An invented invoice\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def generate(call: Call) -> Answer:
    """Make an invoice of `{Order, Lines, Date, Simulate, ...}`; a simulated one gets no number. Raises `Refusal`."""
    if call.method != "POST":
        raise Refusal("CannotUseMethod", 405)
    sent = content(call)
    account = _account(sent)
    with call.state.lock:
        if call.company.table("DebtorClient").by_key(account) is None:
            return _told(0, error="AccountDoesNotExist", value=account)
        if sent.get("Simulate"):
            return _told(0)
        number = len(call.company.invoices) + 1
        call.company.invoices[number] = account
        call.company.posted_journals += 1
        return _told(number, posting=call.company.posted_journals)


def page(call: Call, parts: list[str]) -> Answer:
    """Return the page of an invoice as a JSON string of base64, whatever was accepted. Raises `Refusal`.

    It is found by `Account` and `InvoiceNumber`; where a client learns the GUID of the other route is not known.
    """
    number = call.params.get("InvoiceNumber", "")
    with call.state.lock:
        account = call.company.invoices.get(int(number)) if number.isdecimal() and not parts else None
    if account is None or account != call.params.get("Account"):
        raise Refusal("CouldNotFind")
    return as_json(base64.b64encode(_PAGE).decode())


def _account(sent: Any) -> str:
    order = sent.get("Order") if isinstance(sent, dict) else None
    if not isinstance(order, dict) or not sent.get("Lines") or not sent.get("Date") or not order.get("Account"):
        raise Refusal("ArgumentMissing")
    return str(order["Account"])


def _told(number: int, *, posting: int = 0, error: str = "", value: str | None = None) -> Answer:
    """Answer with the spelling of the real one; an error is any number but 0, since none of them is known."""
    wrong = {"ErrorProperty": "Account" if error else None, "ErrorValue": value}
    return as_json({"InvoiceNumber": number, "JournalPostedlId": posting, "Err": 1 if error else 0, **wrong})
