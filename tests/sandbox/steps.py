"""Sequences of steps for the models of `recount`: a name, and the arguments of the method of that name."""

from typing import Any

from hypothesis import strategies as st

from tests.sandbox.recount import FAULTS, Model

EXAMPLES = 60
MANY_EXAMPLES = 1_000  # for `make soak`

who = st.integers(0, 1)
which = st.integers(0, 4)
hours = st.sampled_from((None, -2, -1, 1, 2, 5))

COMMON = st.one_of(
    st.tuples(st.just("call"), who, which, st.fixed_dictionaries({"writes": st.booleans()})),
    st.tuples(st.just("call"), who, st.just(0), st.fixed_dictionaries({"writes": st.booleans()})),
    st.tuples(st.just("rotate"), who, hours, hours),
    st.tuples(st.just("second"), who),
    st.tuples(st.just("revoke_secret"), who, which),
    st.tuples(st.just("bound"), who, st.one_of(st.none(), which), hours, hours),
    st.tuples(st.just("activate"), who),
    st.tuples(st.just("move"), st.sampled_from((1, 2, 23))),
    st.tuples(st.just("break_next"), st.sampled_from(sorted(FAULTS))),
)

# Long enough that what was done to a login is followed by a call that shows it.
SHORTEST, LONGEST = 8, 40

_CALL = ("call", 0, 0, {"writes": True})
# Where chance would need long to come by.
PLANTED: tuple[list[tuple[Any, ...]], ...] = (
    [("bound", 0, None, None, 1), _CALL, ("move", 2), _CALL, ("bound", 0, None, None, None), _CALL],
    [("second", 0), ("revoke_secret", 0, 0), _CALL, ("call", 0, 1, {"writes": True})],
    [("revoke_secret", 0, 0), _CALL, ("second", 0), ("call", 0, 1, {"writes": True})],
    [("rotate", 0, 1, 5), ("call", 0, 1, {"writes": True}), ("move", 1), ("call", 0, 1, {"writes": False})],
    [("break_next", "reset_after_commit"), _CALL, ("break_next", "reset_before_commit"), _CALL, _CALL],
)


def take(model: Model, step: tuple[Any, ...]) -> None:
    """Carry one step out."""
    name, *arguments = step
    named = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
    getattr(model, name)(*arguments, **named)
