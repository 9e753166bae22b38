"""Whatever stands in both systems, whatever is accepted and wherever it breaks: what was accepted is done, once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.errors import BindeledError
from bindeled.domain.loading import ACCEPTABLE, Decision, ItemKind
from tests.fakes.load_keeper import MemoryLoad
from tests.fakes.registers import Mode
from tests.support.registers import CUSTOMERS, RegisterWorld
from tests.unit.engine.loading.test_load import apply, plan, undo

NUMBERS = [str(number) for number in range(1, 7)]
some = st.frozensets(st.sampled_from(NUMBERS))
modes = st.lists(st.sampled_from(Mode), max_size=12)


def a_world(ticked: frozenset[str], there: frozenset[str]) -> RegisterWorld:
    """Six customers in Uniconta, some of them ticked; some are in Intempus too, with another street."""
    world = RegisterWorld()
    for number in NUMBERS:
        world.customer(number, f"Kunde {number}", xIntempus=number in ticked, Address1="Ny Vej 1")
    for number in sorted(there):
        world.intempus.has(CUSTOMERS, number, f"Kunde {number}", street_address="Gammel Vej 2", active=True)
    return world


def standing(world: RegisterWorld) -> dict[str, tuple[str, str]]:
    """Return each customer in Intempus by its number: street, and whether it is in use."""
    rows = list(world.intempus.rows[CUSTOMERS].values())
    assert len({row.number for row in rows}) == len(rows), "something was made twice"
    return {row.number: (row.text("street_address"), row.text("active")) for row in rows}


def to_the_end(world: RegisterWorld, load: MemoryLoad, broken: list[Mode]) -> None:
    """Carry the load out, again and again for as long as something breaks."""
    world.intempus.modes = list(broken)
    for _ in range(len(broken) + 1):
        try:
            apply(world, load)
        except BindeledError:
            world.clock.pass_by(hours=1)
        else:
            return
    apply(world, load)


@given(some, some, some, modes)
def test_what_was_accepted_is_done_once_and_nothing_else(
    ticked: frozenset[str], there: frozenset[str], accepted: frozenset[str], broken: list[Mode]
) -> None:
    world = a_world(ticked, there)
    load = MemoryLoad(CUSTOMERS, world.memory)
    before = standing(world)
    plan(world, load)
    for number in accepted:
        load.decide(Decision.ACCEPT, *ACCEPTABLE, number=number)
    to_the_end(world, load, broken)
    done = dict.fromkeys(ticked & accepted, ("Ny Vej 1", "true"))
    assert standing(world) == before | done
    assert load.is_finished
    assert apply(world, load).writes == 0


@given(some, some, modes)
def test_a_load_that_is_taken_back_leaves_what_was_there_as_it_was_and_nothing_new_in_use(
    ticked: frozenset[str], there: frozenset[str], broken: list[Mode]
) -> None:
    world = a_world(ticked, there)
    load = MemoryLoad(CUSTOMERS, world.memory)
    before = standing(world)
    plan(world, load)
    load.decide(Decision.ACCEPT, *(ACCEPTABLE - {ItemKind.DEACTIVATE}))
    to_the_end(world, load, broken)
    world.intempus.modes = []
    undo(world, load)
    after = standing(world)
    assert {number: after[number] for number in before} == before
    assert {in_use for number, (_, in_use) in after.items() if number not in before} <= {"false"}
    assert world.intempus.deleted_by_us == 0
