"""The pure choice: rules, a call and the clock in, the rule that hits out."""

import pytest

from sandbox.clock import Clock
from sandbox.faults import Faults, Rule, choose
from sandbox.presets import KINDS, NAMES, effect_of


def _hits(rules: tuple[Rule, ...], calls: int, path: str = "/a") -> list[str | None]:
    met = []
    for _ in range(calls):
        rule, rules = choose(rules, "GET", path)
        met.append(rule.fault if rule else None)
    return met


def test_a_rule_hits_its_method_and_path_only() -> None:
    rules = (Rule("slow", method="POST", path="^/a/", count=None),)
    calls = (("POST", "/a/1"), ("GET", "/a/1"), ("POST", "/b/a/"))
    assert [choose(rules, *call)[0] is not None for call in calls] == [True, False, False]


def test_the_same_seed_gives_the_same_hits_and_another_seed_others() -> None:
    first, again, other = (_hits((Rule("slow", probability=0.3, count=None, seed=seed),), 50) for seed in (7, 7, 8))
    assert first == again != other
    assert 5 < sum(hit is not None for hit in first) < 30


def test_a_rule_whose_chance_misses_leaves_the_call_to_the_next() -> None:
    rules = (Rule("slow", probability=0.0, count=None), Rule("truncate", count=None))
    assert _hits(rules, 3) == ["truncate"] * 3


def test_a_rule_that_lets_calls_through_keeps_the_next_one_from_them() -> None:
    assert _hits((Rule("slow", skip=1), Rule("truncate")), 4) == [None, "slow", "truncate", None]


def test_the_count_is_of_hits_not_of_draws() -> None:
    assert sum(hit is not None for hit in _hits((Rule("slow", probability=0.5, count=3),), 40)) == 3


def test_a_rule_holds_within_its_time_and_is_gone_after_it() -> None:
    rules: tuple[Rule, ...] = (Rule("slow", count=None, start=10, end=20, set_at=100),)
    seen = []
    for now in (100, 110, 119.9, 120):
        rule, rules = choose(rules, "GET", "/", now)
        seen.append(rule is not None)
    assert seen == [False, True, True, False]
    assert rules == ()


def test_the_time_of_a_rule_begins_when_it_is_set_and_runs_with_the_clock() -> None:
    clock = Clock()
    faults = Faults(clock)
    clock.move(500)
    faults.add(Rule("slow", start=3600))
    assert faults.take("GET", "/") is None
    clock.move(3600)
    assert faults.take("GET", "/") is not None


def test_the_clock_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="ahead"):
        Clock().move(-1)


def test_only_reads_meet_a_fault_of_the_past() -> None:
    rules = (Rule("stale"),)
    assert choose(rules, "POST", "/") == (None, rules)
    assert choose(rules, "GET", "/")[0] is not None


@pytest.mark.parametrize(
    "wrong", [{"fault": "fire"}, {"fault": "slow", "path": "("}, {"fault": "slow", "probability": 2}]
)
def test_a_rule_that_makes_no_sense_is_told_at_once(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"fire|regular|probability"):
        Rule(**wrong)  # type: ignore[arg-type] # what control hands over is not checked before


def test_a_preset_is_filled_in_and_what_the_rule_says_itself_comes_first() -> None:
    assert Rule("cdn_page").effect("intempus").status == 502
    effect = Rule("cdn_page", status=520).effect("intempus")
    assert (effect.status, effect.content_type) == (520, "text/html; charset=utf-8")


def test_each_twin_is_harmed_in_its_own_words() -> None:
    assert "CustomBasic" in Rule("auth_reject").effect("intempus").headers["WWW-Authenticate"]
    assert "Uniconta" in Rule("auth_reject").effect("uniconta").headers["WWW-Authenticate"]


def test_every_name_has_a_kind_that_can_be_done_at_every_twin() -> None:
    assert {effect_of(name, twin).kind for name in NAMES for twin in ("intempus", "uniconta")} == set(KINDS)
