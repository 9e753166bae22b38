"""What goes wrong on purpose: rules that tests set, and the pure choice of the rule that a call meets.

Doing it is the work of `sandbox.harm`; this file only decides. The same rules, seeds and calls give the same harm.
"""

import random
import re
import threading
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from sandbox.clock import Clock, clock
from sandbox.presets import Effect, effect_of


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault and the calls it hits. Raises `ValueError` when it makes no sense.

    `fault` names a kind or a preset of `sandbox.presets`. A call is meant when its method and path fit and the clock
    stands between `start` and `end`, in seconds since the rule was set. `skip` such calls are let through unharmed;
    of those that follow each is hit with `probability`, drawn from `seed`, until `count` were hit, or for ever when
    it is None. What stands after `end` replaces the particulars of the preset (`sandbox.presets.Effect`).
    """

    fault: str
    method: str | None = None  # None hits every method
    path: str = ""  # a regular expression that is searched for in the path, without the query
    count: int | None = 1
    skip: int = 0
    probability: float = 1.0
    seed: int = 1
    start: float = 0.0
    end: float | None = None
    seconds: float | None = None
    commit_first: bool | None = None
    writes: int | None = None
    status: int | None = None
    body: str | None = None
    content_type: str | None = None
    headers: dict[str, str] | None = None
    retry_after: Literal["seconds", "date"] | None = None
    outage: bool = False  # whether it is the one that `POST outage` sets and ends
    set_at: float = 0.0  # on the twin's clock, in seconds
    drawn: int = 0  # how often chance was asked so far

    def __post_init__(self) -> None:
        effect_of(self.fault, "")
        if not 0 <= self.probability <= 1:
            raise ValueError(f"A probability lies between 0 and 1, not at {self.probability}")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"Not a regular expression: {self.path!r}") from error

    def effect(self, twin: str) -> Effect:
        """Return what happens to a call that is hit at the twin called `twin`."""
        own = {name: getattr(self, name) for name in _PARTICULARS if getattr(self, name) is not None}
        return replace(effect_of(self.fault, twin), **own)

    def hits(self, method: str, path: str, now: float) -> bool:
        """Whether a call of `method` on `path` is meant when the clock shows `now` seconds."""
        since = now - self.set_at
        in_time = since >= self.start and (self.end is None or since < self.end)
        return in_time and self._fits(method) and re.search(self.path, path) is not None

    def _fits(self, method: str) -> bool:
        """Whether `method` is meant; only a read can be served from the past."""
        return method == "GET" if self.wants_past and self.method is None else self.method in (None, method)

    @property
    def wants_past(self) -> bool:
        """Whether it serves reads from states that were."""
        return effect_of(self.fault, "").kind == "stale"

    def is_over(self, now: float) -> bool:
        """Whether its time has passed for good."""
        return self.end is not None and now - self.set_at >= self.end

    def strikes(self) -> bool:
        """Whether chance is against the next call that is meant."""
        # Drawn anew from the seed and the number of the draw, so that a rule is a value and needs no hidden generator.
        return random.Random(f"{self.seed}/{self.drawn}").random() < self.probability  # noqa: S311 - reproducible on purpose

    def used(self) -> "Rule | None":
        """Return the rule after one call was hit, None when it is used up."""
        if self.count is None:
            return replace(self, drawn=self.drawn + 1)
        return replace(self, count=self.count - 1, drawn=self.drawn + 1) if self.count > 1 else None


_PARTICULARS = ("seconds", "commit_first", "writes", "status", "body", "content_type", "headers", "retry_after")


def choose(rules: tuple[Rule, ...], method: str, path: str, now: float = 0.0) -> tuple[Rule | None, tuple[Rule, ...]]:
    """Return the rule that a call meets, if any, and the rules that remain.

    Rules are asked in their order. One that still lets calls through decides that this call goes unharmed; one whose
    chance misses leaves the call to the rules after it.
    """
    left: list[Rule] = []
    for index, rule in enumerate(rules):
        if rule.is_over(now):
            continue
        if not rule.hits(method, path, now):
            left.append(rule)
        elif rule.skip:
            return None, (*left, replace(rule, skip=rule.skip - 1), *rules[index + 1 :])
        elif not rule.strikes():
            left.append(replace(rule, drawn=rule.drawn + 1))
        else:
            used = rule.used()
            return rule, (*left, *((used,) if used else ()), *rules[index + 1 :])
    return None, tuple(left)


class Faults:
    """The rules in force. Safe to use from many threads."""

    def __init__(self, time: Clock = clock) -> None:
        self._lock = threading.Lock()
        self._clock = time
        self._rules: tuple[Rule, ...] = ()

    def add(self, rule: Rule) -> None:
        """Put `rule` after those that are there; its time begins now."""
        with self._lock:
            self._rules += (replace(rule, set_at=self._clock.seconds()),)

    def outage(self, rule: Rule | None) -> None:
        """Put `rule` before all others in place of the outage there was, or end that one."""
        with self._lock:
            rest = tuple(known for known in self._rules if not known.outage)
            now = self._clock.seconds()
            self._rules = rest if rule is None else (replace(rule, outage=True, set_at=now), *rest)

    def clear(self) -> None:
        """Let everything go well again."""
        with self._lock:
            self._rules = ()

    def take(self, method: str, path: str) -> Rule | None:
        """Return the rule that this call meets and use it up by one."""
        if not self._rules:
            return None
        with self._lock:
            rule, self._rules = choose(self._rules, method, path, self._clock.seconds())
        return rule

    def want_past(self) -> bool:
        """Whether a rule stands for which the states before writes must be kept."""
        return any(rule.wants_past for rule in self._rules)

    def as_json(self) -> list[dict[str, Any]]:
        """Show the rules that are left."""
        return [asdict(rule) for rule in self._rules]
