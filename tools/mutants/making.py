"""Makes the mutants of one module: its text with one fault in it, each told by the lines that differ."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cosmic_ray.mutating import mutate_code

from tools.mutants.operators import operators

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosmic_ray.operators.operator import Operator


@dataclass(frozen=True)
class Mutant:
    """One fault. `was` and `became` are the lines that differ, without their indentation; `text` the whole module."""

    line: int
    was: str
    became: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """Return by what it is known in the list of survivors, whatever line it stands on."""
        return self.was, self.became


def mutants_of(text: str) -> list[Mutant]:
    """Return each fault that can be put into this module, once.

    What the type checker holds (annotations, its imports, a dataclass being frozen, which arguments are named) is no
    place for a fault.
    """
    found: dict[str, Mutant] = {}
    unchanged = _meaning(text)
    for operator in operators():
        for mutated in _each(text, operator):
            meaning = _meaning(mutated)
            if meaning not in {None, unchanged}:
                found.setdefault(str(meaning), _mutant(text, mutated))
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.became))


def _each(text: str, operator: Operator) -> Iterator[str]:
    occurrence = 0
    while (mutated := mutate_code(text, operator, occurrence)) is not None:
        yield mutated
        occurrence += 1


def _mutant(text: str, mutated: str) -> Mutant:
    old, new = text.splitlines(), mutated.splitlines()
    changes = [op for op in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes() if op[0] != "equal"]
    first, last = changes[0], changes[-1]
    was = " ".join(line.strip() for line in old[first[1] : last[2]])
    became = " ".join(line.strip() for line in new[first[3] : last[4]])
    return Mutant(first[1] + 1, was, became, mutated)


def _meaning(text: str) -> str | None:
    """Return what a module says at run time, None when it is no Python."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    return ast.dump(_RunTime().visit(tree))


class _RunTime(ast.NodeTransformer):
    """Leaves what runs; every module here has its annotations postponed."""

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.decorator_list = []
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        every = [*node.posonlyargs, *node.args, *node.kwonlyargs]
        defaults = [*node.defaults, *(one for one in node.kw_defaults if one is not None)]
        return self.generic_visit(ast.arguments([], every, node.vararg, [], [], node.kwarg, defaults))

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant("")
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        return None if "TYPE_CHECKING" in ast.unparse(node.test) else self.generic_visit(node)
