"""Which tests are the short form of each property in `make test`, and which the long form in `make soak`.

A test is named by its file and its function; of a file named alone, every test belongs to the property.
"""

from __future__ import annotations

from typing import NamedTuple


class Forms(NamedTuple):
    """The tests of one property. Where `soak` is empty, `make prove-connections ARGS=--long` is the long form."""

    short: tuple[str, ...]
    soak: tuple[str, ...] = ()


_KILLED = "tests/crash/test_kill_rounds.py::test_killed_round_after_round_every_report_lies_in_uniconta_once"
_CORRECTED = "tests/integration/reports/test_corrections_on_twins.py"
_HISTORIES = "tests/unit/engine/test_reports_property.py"
_ANY_HISTORY = f"{_HISTORIES}::test_nothing_is_lost_nothing_doubled_and_a_run_at_rest_does_nothing"
_LONG_HISTORIES = f"{_HISTORIES}::test_the_same_holds_for_twenty_thousand_longer_histories"
_PACE = "tests/integration/holding/test_drained_at_the_pace_allowed.py"
_DEAD = (
    "tests/proofs/test_dead_for_days.py::test_a_login_that_dies_unused_is_noticed_and_tried_eight_times_a_day_at_most"
)
_IN_PLACE = (
    "tests/integration/test_replaced_in_place.py::test_behind_a_barrier_a_password_changed_in_place_fails_no_call"
)
_ASLEEP = (
    "tests/integration/test_asleep_across_a_switch.py"
    "::test_a_process_that_slept_across_a_switch_begins_no_call_with_the_old_login"
)
_LEASES = "tests/unit/connections/test_leases.py"
_LOOKS = "tests/integration/store/test_looks_stored.py"
_REPLACING = "tests/unit/connections/test_replacing.py"
_POINTS = "tests/crash/test_crash_points.py"

FORMS: dict[str, Forms] = {
    "P1": Forms((_KILLED, _ANY_HISTORY), (_LONG_HISTORIES,)),
    "P2": Forms((_KILLED, _ANY_HISTORY), (_LONG_HISTORIES,)),
    "P3": Forms((_ANY_HISTORY,), (_LONG_HISTORIES,)),
    "P1c": Forms((_CORRECTED,)),
    "P2c": Forms((_CORRECTED,)),
    "P3c": Forms((_CORRECTED,)),
    "P4": Forms(
        (
            "tests/integration/test_login_replaced_in_mid_run.py::test_a_run_goes_on_with_the_login_that_replaced_its_own",
        )
    ),
    "P4b": Forms((_IN_PLACE,)),
    "P5": Forms(
        ("tests/journeys/test_troubles.py::test_with_the_new_key_the_held_run_goes_on_and_everything_is_carried",)
    ),
    "P5b": Forms(
        (f"{_PACE}::test_what_waited_is_carried_no_faster_than_four_fifths_of_what_is_allowed",),
        (f"{_PACE}::test_the_time_it_takes_is_within_a_fifth_of_the_forecast",),
    ),
    "P6": Forms(("tests/proofs/test_corpus.py",)),
    "P7": Forms((f"{_LOOKS}::test_a_refusal_that_is_confirmed_asks_for_a_new_login_within_a_minute",)),
    "P7b": Forms((_DEAD,)),
    "P8": Forms((f"{_LEASES}::test_after_a_switch_the_next_call_behind_the_lease_is_signed_with_the_new_version",)),
    "P8b": Forms((_ASLEEP,)),
    "P9": Forms(
        (
            _DEAD,
            f"{_LOOKS}::test_a_dead_login_is_tried_at_most_eight_times_a_day_for_thirty_days_and_mends_itself",
        )
    ),
    "P10": Forms((f"{_REPLACING}::test_a_login_that_was_never_verified_is_proved_at_the_switch",)),
    "P11": Forms(("tests/integration/test_verification_matrix.py", "tests/crash/test_dying_handover.py")),
    "P12": Forms((f"{_REPLACING}::test_a_roll_back_takes_the_former_login_into_use_and_back_again",)),
    "P13": Forms(
        (f"{_POINTS}::test_a_process_killed_at_a_crash_point_leaves_nothing_that_the_next_does_not_mend",),
        (f"{_POINTS}::test_a_process_killed_at_any_crash_point_leaves_nothing_that_the_next_does_not_mend",),
    ),
    "P14": Forms(
        ("tests/integration/store/test_held_stored.py::test_ninety_days_of_reports_are_held_and_none_is_lost",),
        ("tests/integration/store/test_held_stored.py::test_ninety_days_of_reports_are_held_and_none_is_lost",),
    ),
    "P15": Forms(("tests/proofs/test_flapping.py",)),
    "P16": Forms(("tests/proofs/test_blast.py",)),
}


def table() -> list[str]:
    """Return the rows of the document: each property, its short form, its long form."""
    return [f"| {name} | {_named(forms.short)} | {_named(forms.soak) or '`--long`'} |" for name, forms in FORMS.items()]


def _named(tests: tuple[str, ...]) -> str:
    """Return the tests without the folder that all of them lie in."""
    return ", ".join(f"`{test.removeprefix('tests/').replace('::', '`: `')}`" for test in tests)
