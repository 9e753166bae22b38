"""The third part of the tutorial, run in a shell as it is written, with the dots filled in as its reader would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.processes import PATIENCE_SECONDS, CommandLine, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-steps.md"
# The reader has this on the path by then.
ACTIVATE = ". .venv/bin/activate\n"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What the first terminal says, from the very command of the tutorial."""
    cli = CommandLine(tmp_path, {})
    (command,) = [line for line in blocks()[0].splitlines() if line.startswith("bindeled ")]
    started = cli.start(*command.split()[1:], "--json")
    wait_for(lambda: "\n" in started.out.read_text() or not started.is_running(), "the sandbox says where it is")
    said = json.loads(started.out.read_text())
    yield {
        "intempus": said["intempus_url"],
        "uniconta": said["uniconta_url"],
        **{f"{system} {name}": text for system in ("intempus", "uniconta") for name, text in said[system].items()},
    }
    started.ask_to_end()


def blocks() -> list[str]:
    by_hand = TUTORIAL.read_text(encoding="utf-8").split("## 3.")[1]
    return re.findall(r"```\n(.*?)```", by_hand, re.DOTALL)


def filled_in(script: str, sandbox: dict[str, str]) -> str:
    for placeholder, text in (
        ("INTEMPUS_URL=http://127.0.0.1:…", f"INTEMPUS_URL={sandbox['intempus']}"),
        ("UNICONTA_URL=http://127.0.0.1:…", f"UNICONTA_URL={sandbox['uniconta']}"),
        ("the Intempus secret", sandbox["intempus secret"]),
        ("the Uniconta secret", sandbox["uniconta secret"]),
    ):
        script = script.replace(placeholder, text)
    for system in ("intempus", "uniconta"):
        script = re.sub(rf"(connect {system} .*--login )…", rf"\g<1>{sandbox[f'{system} name']}", script)
    return script.replace(ACTIVATE, "")


def test_the_commands_of_the_tutorial_work_as_they_are_written(sandbox: dict[str, str], tmp_path: Path) -> None:
    script = filled_in("".join(blocks()[1:]), sandbox)
    assert "…" not in script, script
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "TMPDIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    first, second = re.findall(r"is done: .*?, (\d+) carried", ended.stdout)
    assert int(first) > 1000
    assert second == "0"
