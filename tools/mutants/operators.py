"""The faults that are tried. Most are cosmic-ray's; those that a table of moves or of rules needs are made here."""

# mypy: disallow-subclassing-any=False
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.operators.provider import OperatorProvider
from parso.python.tree import Name
from parso.tree import BaseNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    # What a node of parso holds is told by its grammar, and not by its types.
    Node = Any
    Position = tuple[int, int]

# Those of cosmic-ray that change what a line means. Left out are those that never come to more than a crash, and `is`
# for `==`, which for members of an enumeration is the same.
_SWAPS = {
    "Eq": ("NotEq",),
    "NotEq": ("Eq",),
    "Lt": ("LtE", "GtE"),
    "LtE": ("Lt", "Gt"),
    "Gt": ("GtE", "LtE"),
    "GtE": ("Gt", "Lt"),
    "Is": ("IsNot",),
    "IsNot": ("Is",),
}
_SIGNS = {"Add": "Sub", "Sub": "Add", "Mul": "Div", "Div": "Mul", "BitOr": "BitAnd", "BitAnd": "BitOr"}
_OTHERS = (
    "AddNot",
    "ExceptionReplacer",
    "NumberReplacer",
    "ReplaceAndWithOr",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ReplaceFalseWithTrue",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceUnaryOperator_Delete_Not",
    "ZeroIterationForLoop",
)
_DISPLAYS = {"{": "}", "[": "]", "(": ")"}


class EntryLeftOut(Operator):
    """Leaves one entry out of a set, a dictionary, a list or a tuple."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Position, Position]]:
        """Yield where each entry of a display stands."""
        for entry in _entries(node):
            yield entry[0].start_pos, entry[-1].end_pos

    def mutate(self, node: Node, index: int) -> Node:
        """Take one entry out, with the comma after it."""
        holder = _holder(node)
        entry = _entries(node)[index]
        at = holder.children.index(entry[0])
        after = at + len(entry)
        comma = after < len(holder.children) and holder.children[after].get_code().strip() == ","
        del holder.children[at : after + comma]
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Return what it does, before and after."""
        return (Example("x = {a, b}", "x = { b}"), Example("x = {a: 1, b: 2}", "x = {a: 1,}", 1))


class CallLeftOut(Operator):
    """Leaves out a line that only calls something."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Position, Position]]:
        """Yield where a statement stands that is a call and nothing else."""
        if _is_bare_call(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Node, index: int) -> Node:  # noqa: ARG002 - cosmic-ray's signature
        """Put nothing in place of the call."""
        call = node.children[0]
        node.children[0] = Name(f"{call.get_first_leaf().prefix}pass", call.start_pos)
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Return what it does, before and after."""
        return (Example("note(it)\n", "pass\n"),)


class OtherMember(Operator):
    """Names another member of an enumeration: the one that the module names next."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Position, Position]]:
        """Yield where a member stands."""
        if len(_members_beside(node)) > 1:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Node, index: int) -> Node:  # noqa: ARG002 - cosmic-ray's signature
        """Put the next member in its place."""
        members = _members_beside(node)
        leaf = node.children[1].children[1]
        leaf.value = members[(members.index(leaf.value) + 1) % len(members)]
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Return what it does, before and after."""
        return (Example("x = State.A, State.B", "x = State.B, State.B"),)


class NotIn(Operator):
    """Turns `in` round, and `not in`."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Position, Position]]:
        """Yield where the word stands."""
        if node.type == "comparison":
            for word in node.children[1::2]:
                if word.get_code().split() in (["in"], ["not", "in"]):
                    yield word.start_pos, word.end_pos

    def mutate(self, node: Node, index: int) -> Node:
        """Say the opposite."""
        words = [at for at in range(1, len(node.children), 2) if node.children[at].get_code().split()[-1] == "in"]
        at = words[index]
        other = " in" if node.children[at].get_code().split()[0] == "not" else " not in"
        node.children[at] = Name(other, node.children[at].start_pos)
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Return what it does, before and after."""
        return (Example("a in b", "a not in b"), Example("a not in b", "a in b"))


OURS: tuple[type[Operator], ...] = (EntryLeftOut, CallLeftOut, OtherMember, NotIn)


def operators() -> list[Operator]:
    """Return one of each fault that is tried."""
    provider = OperatorProvider()
    names = [f"ReplaceComparisonOperator_{one}_{other}" for one, others in _SWAPS.items() for other in others]
    names += [f"ReplaceBinaryOperator_{one}_{other}" for one, other in _SIGNS.items()]
    return [provider[name]() for name in [*names, *_OTHERS]] + [operator() for operator in OURS]


def _holder(node: Node) -> Node:
    """Return the node whose children are the entries of a display."""
    inner = node.children[1]
    return inner if inner.type in {"dictorsetmaker", "testlist_comp"} else node


def _entries(node: Node) -> list[Sequence[Node]]:
    if node.type != "atom" or _DISPLAYS.get(node.children[0].get_code().strip()) is None or len(node.children) != 3:
        return []
    holder = _holder(node)
    parts = holder.children if holder is not node else node.children[1:2]
    if any(part.type in {"sync_comp_for", "comp_for"} for part in parts):
        return []
    if node.children[0].get_code().strip() == "(" and (holder is node or "," not in _codes(parts)):
        return []
    return _split(parts)


def _split(parts: Sequence[Node]) -> list[Sequence[Node]]:
    entries: list[list[Node]] = [[]]
    for part in parts:
        if part.get_code().strip() == ",":
            entries.append([])
        else:
            entries[-1].append(part)
    return [entry for entry in entries if entry]


def _codes(parts: Sequence[Node]) -> set[str]:
    return {part.get_code().strip() for part in parts}


def _is_bare_call(node: Node) -> bool:
    if node.type != "simple_stmt" or node.children[0].type != "atom_expr":
        return False
    last = node.children[0].children[-1]
    return bool(last.type == "trailer" and last.children[0].get_code().strip() == "(")


def _member(node: Node) -> tuple[str, str] | None:
    """Return an enumeration and its member as they are named here: `_S.PAUSED`, `LinkState.PAUSED`; else None."""
    if not isinstance(node, BaseNode) or node.type != "atom_expr" or len(node.children) != 2:
        return None
    base, trailer = node.children[0].get_code().strip(), node.children[1].get_code().strip()
    is_member = base.lstrip("_")[:1].isupper() and trailer.startswith(".") and trailer[1:].isupper()
    return (base, trailer[1:]) if is_member else None


def _members_beside(node: Node) -> list[str]:
    """Return the members of the same enumeration that the module names, in their order."""
    named = _member(node)
    if named is None:
        return []
    pairs = map(_member, _all(node.get_root_node()))
    return list(dict.fromkeys(pair[1] for pair in pairs if pair and pair[0] == named[0]))


def _all(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, BaseNode):
        for child in node.children:
            yield from _all(child)
