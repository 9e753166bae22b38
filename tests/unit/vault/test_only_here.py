"""Ciphers are called in the vault alone, and every key that there is is written down."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "src" / "bindeled"
PAGE = SOURCE.parents[1] / "docs" / "explanation" / "vault.md"


def modules_imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def callers(module: str) -> set[str]:
    return {str(file.relative_to(SOURCE)) for file in sorted(SOURCE.rglob("*.py")) if module in modules_imported(file)}


def test_only_the_vault_calls_a_cipher() -> None:
    assert callers("cryptography") == {"vault/anchors.py", "vault/seal.py"}


def test_no_other_library_of_ciphers_is_used() -> None:
    assert {name for library in ("nacl", "Crypto", "Cryptodome", "jwt") for name in callers(library)} == set()


def test_every_key_is_in_the_inventory() -> None:
    """Each use of a key binds it to a purpose; each purpose is a row of the inventory."""
    purposes = {
        node.args[0].value
        for file in (SOURCE / "vault").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "place" and node.args
        if isinstance(node.args[0], ast.Constant)
    }
    assert purposes == {"secret", "data key", "fingerprint", "installation", "second factor"}
    text = PAGE.read_text(encoding="utf-8")
    inventory = text.partition("## Inventory of keys")[2].partition("\n## ")[0]
    for key in (
        "master key",
        "data key",
        "fingerprint key",
        "key of the installation",
        "audit key",
        "token of the key service",
    ):
        assert f"| {key} |" in inventory, key
