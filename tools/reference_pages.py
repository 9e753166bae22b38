# ruff: noqa: INP001 - run by its path, not imported
"""Writes the reference pages that the code itself is the source of: commands and settings.

`python tools/reference_pages.py` writes them anew; a test fails when they differ from what this would write.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bindeled.cli.commands import load_all
from bindeled.cli.exit_codes import EXIT_CODES
from bindeled.cli.main import app
from bindeled.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
_NOTE = "<!-- Written by tools/reference_pages.py; change the code and run it again. -->"
_FOR_MACHINES = (
    "Every command takes `--json` and then prints one JSON object to standard output, also when it fails: "
    '`{"error": …, "kind": …}`. For people, what went wrong is one sentence on standard error.'
)
_ABOUT_SETTINGS = (
    "Every setting is an environment variable, read once at start; an empty one counts as not set. All mistakes in "
    "them are told together. Seconds may be a fraction."
)
_ABOUT_API = (
    "Below `/api/v1`, with `Authorization: Bearer TOKEN`. Which role allows what is the table in `domain/roles.py`; "
    "what is out of a token's reach is answered with 404. Every route may also answer 400, 401, 403, 422, 429, 500 and "
    "503, as `application/problem+json`. How to use it: [the guide](../howto/use-the-api.md)."
)
# What a number counts, where its name does not end with it.
_COUNTED = {
    "call_attempts": "attempts",
    "page_size": "reports",
    "list_size": "lines",
    "hook_calls_a_minute": "calls",
    "worker_slots": "runs",
    "worker_resting_runs": "runs",
    "probation_calls": "calls",
    "uniconta_daily_calls": "calls",
    "register_list_size": "writes",
    "most_deactivated_share": "share",
    "most_changed_share": "share",
    "changed_without_asking": "records",
    "sign_in_attempts": "attempts",
    "password_length": "characters",
    "mail_port": "number",
    "data_key_uses": "seals",
    "reconnect_tries": "attempts",
    "reconnect_opens": "requests",
    "reconnect_refused": "links",
    "api_reads_a_minute": "a minute",
    "feed_reads_a_minute": "a minute",
    "api_changes_a_minute": "a minute",
    "api_checks_a_minute": "a minute",
    "api_logins_a_minute": "a minute",
    "api_links_a_minute": "a minute",
    "api_refused_a_minute": "a minute",
    "idempotency_hours": "hours",
    "refused_attempts_a_day": "attempts",
    "refused_attempts_crowd": "attempts",
    "breaker_failures": "calls",
    "breaker_share": "share",
    "breaker_calls": "calls",
    "looks_at_once": "links",
    "intempus_calls_a_minute": "calls",
    "uniconta_calls_a_minute": "calls",
    "catching_up_share": "share",
    "slowed_share": "share",
    "slowed_step": "share",
    "disk_quota_megabytes": "megabytes",
    "disk_alarm_share": "share",
    "disk_pause_share": "share",
}
_BOUNDS = {"gt": "more than", "ge": "at least", "le": "at most", "lt": "less than"}


def commands_page() -> str:
    """Return the page of every command with its arguments, options and exit codes."""
    parts = [
        "# Commands",
        _NOTE,
        f"{app.help} {_FOR_MACHINES}",
        "| exit code | meaning |\n| --- | --- |",
    ]
    parts[-1] += "".join(f"\n| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())
    for name, command in _commands(load_all(), "bindeled"):
        parts += _command(name, command)
    return "\n\n".join(parts) + "\n"


def settings_page() -> str:
    """Return the page of every setting with its variable, meaning, unit and default."""
    rows = [_setting(name, field) for name, field in Settings.model_fields.items()]
    parts = [
        "# Settings",
        _NOTE,
        _ABOUT_SETTINGS,
        "\n".join(["| variable | meaning | unit | default |", "| --- | --- | --- | --- |", *rows]),
    ]
    return "\n\n".join(parts) + "\n"


def api_page() -> str:
    """Return the page of every route of the programming interface: what it needs, takes and answers."""
    import django  # noqa: PLC0415 - the interface can only be read once Django is set up
    from django.conf import settings  # noqa: PLC0415

    from bindeled.store.configuration import django_configuration  # noqa: PLC0415

    if not settings.configured:
        settings.configure(**django_configuration("sqlite:///:memory:"))
        django.setup()
    from bindeled.web.api.describing import described_routes  # noqa: PLC0415

    parts = ["# Programming interface", _NOTE, _ABOUT_API]
    for route in described_routes():
        rows = [f"needs `{route.action}`, counted as {route.pace}", *route.lines]
        parts += [f"## {route.method} {route.path}", f"{route.summary}.", "\n".join(f"- {row}" for row in rows)]
    return "\n\n".join(parts) + "\n"


def pages() -> dict[Path, str]:
    """Return each page's text by where it lies."""
    return {
        REFERENCE / "commands.md": commands_page(),
        REFERENCE / "settings.md": settings_page(),
        REFERENCE / "api.md": api_page(),
    }


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield every command under its whole name, groups followed by what is in them."""
    parts = getattr(command, "commands", None)
    if parts is None:
        yield name, command
        return
    for part in parts.values():
        yield from _commands(part, f"{name} {part.name}")


def _command(name: str, command: Any) -> list[str]:
    parameters = [one for one in command.params if one.name != "help"]
    usage = " ".join([name, *(_in_usage(one) for one in sorted(parameters, key=_is_option))])
    rows = [f"| `{_written(one)}` | {_help(one)} |" for one in parameters]
    parts = [f"## {name}", f"```\n{usage}\n```", " ".join(command.help.split())]
    return [*parts, "\n".join(["| given | meaning |", "| --- | --- |", *rows])] if rows else parts


def _is_option(parameter: Any) -> bool:
    return str(parameter.param_type_name) == "option"


def _in_usage(parameter: Any) -> str:
    written = _written(parameter)
    return written if parameter.required else f"[{written}]"


def _written(parameter: Any) -> str:
    value = parameter.metavar or parameter.name.upper().replace("_", "-")
    if not _is_option(parameter):
        return str(value)
    option = parameter.opts[0]
    return str(option) if parameter.is_flag else f"{option} {value}"


def _help(parameter: Any) -> str:
    default = getattr(parameter.default, "value", parameter.default)
    if parameter.required or parameter.default is None or getattr(parameter, "is_flag", False):
        return str(parameter.help)
    return f"{parameter.help} Default: `{default}`."


def _setting(name: str, field: FieldInfo) -> str:
    variable = f"BINDELED_{name.upper()}"
    default = "" if field.default in (None, "") else f"`{field.default}`"
    meaning = " ".join(filter(None, [field.description, _bounds(field)]))
    return f"| `{variable}` | {meaning} | {_unit(name, field)} | {default} |"


def _unit(name: str, field: FieldInfo) -> str:
    """Return what the number counts, nothing for text. Raises KeyError for a number that nobody gave a unit."""
    if field.annotation not in (int, float):
        return ""
    last = name.rsplit("_", 1)[-1]
    return last if last in {"seconds", "minutes", "hours", "days", "years"} else _COUNTED[name]


def _bounds(field: FieldInfo) -> str:
    """Return what a number may be, as a sentence."""
    told = [
        f"{words} {getattr(bound, name):g}"
        for bound in field.metadata
        for name, words in _BOUNDS.items()
        if hasattr(bound, name)
    ]
    return f"{' and '.join(told).capitalize()}." if told else ""


if __name__ == "__main__":
    for place, text in pages().items():
        place.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{place.name} written\n")
