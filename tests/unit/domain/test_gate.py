"""What a flow may do for each pair of link states (connections reference 3.6)."""

from __future__ import annotations

from itertools import product

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.gate import CARRIES, PASSES, FlowGate, LinkView, gate_of
from bindeled.domain.states import LinkState

S = LinkState
OPEN = [state for state in LinkState if state in CARRIES]
SHUT = [state for state in LinkState if state not in CARRIES]


@pytest.mark.parametrize(("source", "target"), list(product(OPEN, OPEN)))
def test_two_links_that_carry_open_the_gate(source: LinkState, target: LinkState) -> None:
    found = gate_of(LinkView(System.INTEMPUS, source), LinkView(System.UNICONTA, target))
    assert (found.is_open, found.takes_in, found.closed) == (True, False, None)
    assert found.drains == (S.RECOVERING in {source, target})


@pytest.mark.parametrize("target", SHUT)
def test_a_target_that_is_shut_lets_the_source_be_read(target: LinkState) -> None:
    found = gate_of(LinkView(System.INTEMPUS, S.CONNECTED), LinkView(System.UNICONTA, target))
    assert found.takes_in
    assert found.closed is not None
    assert found.closed.system is System.UNICONTA


@pytest.mark.parametrize("source", SHUT)
def test_a_source_that_is_shut_stops_reading_only(source: LinkState) -> None:
    found = gate_of(LinkView(System.INTEMPUS, source), LinkView(System.UNICONTA, S.CONNECTED))
    assert (found.may_read, found.may_write) == (False, True)
    assert found.passes == (source in PASSES)


def test_of_two_shut_links_the_gate_names_the_one_that_waits_for_a_person() -> None:
    found = gate_of(LinkView(System.INTEMPUS, S.ACTION_REQUIRED), LinkView(System.UNICONTA, S.UNREACHABLE))
    assert found.closed is not None
    assert found.closed.system is System.INTEMPUS
    assert not found.passes


def test_of_two_shut_links_the_one_that_waits_for_a_person_is_named_whichever_side_it_is_on() -> None:
    found = gate_of(LinkView(System.INTEMPUS, S.UNREACHABLE), LinkView(System.UNICONTA, S.ACTION_REQUIRED))
    assert found.closed is not None
    assert found.closed.system is System.UNICONTA


def test_business_calls_are_made_where_a_link_works_and_nowhere_else() -> None:
    assert {S.CONNECTED, S.LIMITED, S.RECOVERING} == CARRIES


def test_what_passes_by_itself_waits_for_nobody() -> None:
    assert {S.THROTTLED, S.UNREACHABLE, S.SUSPECT, S.VERIFYING} == PASSES


@pytest.mark.parametrize(("may_read", "may_write"), list(product([False, True], repeat=2)))
def test_a_gate_is_open_only_when_both_sides_are(may_read: bool, may_write: bool) -> None:
    gate = FlowGate(may_read=may_read, may_write=may_write, drains=False, closed=None)
    assert gate.is_open == (may_read and may_write)
    assert gate.takes_in == (may_read and not may_write)
    assert not gate.passes


def test_a_missing_right_shuts_no_gate() -> None:
    limited = LinkView(System.UNICONTA, S.LIMITED)
    assert gate_of(LinkView(System.INTEMPUS, S.CONNECTED), limited).is_open
