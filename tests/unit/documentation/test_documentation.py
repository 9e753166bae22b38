"""README and docs say what the code does: links lead somewhere, commands exist, reference pages are the code's own."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.cli.commands import load_all
from bindeled.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PROSE = [page for page in PAGES if page.name != "CHANGELOG.md"]
# Read by the tests themselves and by nothing else.
OF_THE_SUITE = {"BINDELED_TEST_DATABASE_URL"}
MAKE_TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def reference_pages() -> ModuleType:
    specification = importlib.util.spec_from_file_location("reference_pages", ROOT / "tools" / "reference_pages.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["api.md", "commands.md", "settings.md"])
def test_a_reference_page_is_what_its_tool_would_write(name: str) -> None:
    texts = {place.name: text for place, text in reference_pages().pages().items()}
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == texts[name], "write it anew with: .venv/bin/python tools/reference_pages.py"


def anchors(page: Path) -> set[str]:
    """Return the names by which the headings of a page can be linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    lost = []
    for link in links:
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_page_of_the_docs_is_linked_to_from_another() -> None:
    reached = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in re.findall(r"\]\(([^)\s:]+)\)", page.read_text(encoding="utf-8"))
    }
    lonely = [named(page) for page in PAGES if page.parent != ROOT and not {page, page.parent} & reached]
    assert lonely == []


def commands_shown(page: Path) -> Iterator[str]:
    """Yield each command of ours that a page shows: in a block of its own, or between backticks."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL):
        yield from re.findall(r"(?:^|\| )((?:bindeled|make) [^|\n#]+)", block, re.MULTILINE)
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    yield from re.findall(r"`((?:bindeled|make) [^`]+)`", prose)


@cache
def every_command() -> Any:
    return load_all()


def what_is_wrong(shown: str) -> str | None:
    """Return what does not exist in a command, None when all of it does; `…` is for the reader to fill in."""
    words = shlex.split(shown.replace("…", " "))
    if words[0] == "make":
        targets = [word for word in words[1:] if "=" not in word]
        return next((target for target in targets if target not in MAKE_TARGETS), None)
    command: Any = every_command()
    rest = words[1:]
    while rest and hasattr(command, "commands"):
        if rest[0] not in command.commands:
            return rest[0]
        command = command.commands[rest.pop(0)]
    known = {name for parameter in command.params for name in parameter.opts}
    return next((word for word in rest if word.startswith("--") and word not in known), None)


@pytest.mark.parametrize("page", PROSE, ids=named)
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    assert [shown for shown in commands_shown(page) if what_is_wrong(shown)] == []


def test_commands_that_are_shown_are_found_at_all() -> None:
    shown = [command for page in PROSE for command in commands_shown(page)]
    assert any(command.startswith("bindeled connect uniconta --tenant") for command in shown)
    assert "make test" in [command.strip() for command in shown]


@pytest.mark.parametrize("shown", ["bindeled carry", "bindeled sync reports --fast", "make everything"])
def test_a_command_that_does_not_exist_would_be_found(shown: str) -> None:
    assert what_is_wrong(shown)


@pytest.mark.parametrize("page", PROSE, ids=named)
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    known = {f"BINDELED_{name.upper()}" for name in Settings.model_fields} | OF_THE_SUITE
    assert set(re.findall(r"BINDELED_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))) - known == set()


def files_of_the_repository() -> list[Path]:
    """Return what git keeps or would keep, as far as it is text."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        [
            "py" + r"pi\.(?:org|python)",
            "files" + r"\.pythonhosted",
            "(?:--|_)" + "(?:extra-)?index-url[= ]+http",
            "find-" + "links[= ]",
            r"(?<![\w.$/])/(?:" + "wor" + "k|ro" + "ot|ho" + "me/[a-z]+|op" + r"t/whe" + r"els)/",
        ]
    ),
    re.IGNORECASE,
)


def test_no_file_names_a_package_index_or_a_path_of_a_machine_that_built_it() -> None:
    found = []
    for file in files_of_the_repository():
        text = file.read_bytes().decode("utf-8", "replace")
        found += [f"{named(file)}: {match[0]}" for match in FORBIDDEN.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["https://py" + "pi.org/simple", "see /wor" + "k/main/x", "cd /ro" + "ot/.cache", "--index-" + "url https://x"],
)
def test_what_may_not_be_named_would_be_found(text: str) -> None:
    assert FORBIDDEN.search(text)
