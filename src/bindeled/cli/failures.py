"""What a command says when it did not come about: a sentence, a kind for scripts, and an exit code."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import structlog
import typer
from django.db import DatabaseError

from bindeled.cli.exit_codes import NOT_DONE, NOT_RIGHT, PASSES
from bindeled.domain.errors import BindeledError, Misconfigured, Transient
from bindeled.store.configuration import what_to_do as what_to_do_about_database

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """`kind` is the name of the error's class, by which scripts tell failures apart."""

    sentence: str
    kind: str
    exit_code: int


def told(error: Exception) -> Failure:
    """Return what is said about this error. One that nobody foresaw is logged, so that it can be mended."""
    if isinstance(error, BindeledError):
        return Failure(error.sentence, type(error).__name__, exit_code(error))
    if isinstance(error, typer.TyperException):
        return Failure(_usage(error), "Usage", NOT_RIGHT)
    if isinstance(error, DatabaseError) or isinstance(error.__cause__, sqlite3.Error):
        return Failure(what_to_do_about_database(error), Misconfigured.__name__, NOT_RIGHT)
    # Before the log is configured nothing redacts what it says.
    if structlog.is_configured():
        _log.error("command.broke", exc_info=error)
    return Failure(_unforeseen(error), "Unforeseen", NOT_DONE)


def exit_code(error: BindeledError) -> int:
    """Return the exit code that tells a script who must act."""
    if isinstance(error, Misconfigured):
        return NOT_RIGHT
    return PASSES if isinstance(error, Transient) else NOT_DONE


def _usage(error: typer.TyperException) -> str:
    """Return what is wrong with the command. Without any command the help was printed already and says it all."""
    command = getattr(getattr(error, "ctx", None), "command_path", "bindeled")
    message = error.format_message().rstrip(".") or "Name one of the commands above"
    stop = "" if message.endswith("?") else "."
    return f"{message}{stop} Look it up with: {command} --help"


def _unforeseen(error: Exception) -> str:
    return (
        f"Bindeled broke off ({type(error).__name__}). This is ours to mend; please send us what the log says. What "
        "was carried is in the ledger: the next run goes on from there, and nothing is carried twice."
    )
