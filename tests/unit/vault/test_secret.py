"""Wherever a secret is printed, formatted or written down, it shows as stars or not at all."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import traceback
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.secrets import STARS, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

CANARY = "canary-not-a-real-key-4711"


@dataclass(frozen=True)
class Holder:
    login: str
    secret: Secret


def _logged(secret: Secret) -> str:
    out = io.StringIO()
    logger = logging.Logger("canary")  # noqa: LOG001 - apart from every other test's handlers
    logger.addHandler(logging.StreamHandler(out))
    logger.warning("signing in with %s, %r", secret, secret, extra={"secret": secret})
    return out.getvalue()


def _raised(secret: Secret) -> str:
    try:
        int(secret)  # type: ignore[call-overload] # the mistake is the point
    except TypeError as error:
        error.add_note(str(secret))
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        return "".join(shown.format()) + repr(ValueError(secret))
    return ""


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        lambda secret: f"{secret}{secret!r}{secret!s}{secret!a}{secret:>40}",
        lambda secret: "{} %s".format(secret) % secret,  # noqa: UP032 - the older ways of formatting
        lambda secret: repr(Holder("anna", secret)),
        lambda secret: repr([secret, {"password": secret}]),
        lambda secret: json.dumps({"secret": secret}, default=str),
        _logged,
        _raised,
    ],
)
def test_a_secret_shows_as_stars(show: Callable[[Secret], str]) -> None:
    shown = show(Secret(CANARY))
    assert STARS in shown
    assert CANARY not in shown


@pytest.mark.parametrize(
    "write", [pickle.dumps, copy.deepcopy, json.dumps, vars, lambda secret: asdict(Holder("anna", secret))]
)
def test_a_secret_is_not_written_down(write: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError) as caught:
        write(Secret(CANARY))
    assert CANARY not in str(caught.value)


def test_two_secrets_are_never_equal_so_that_comparing_tells_nothing() -> None:
    assert Secret(CANARY) != Secret(CANARY)
    assert Secret(CANARY) != CANARY
