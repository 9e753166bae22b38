"""What goes wrong on purpose: rules that tests set, and the pure choice of the rule that a call meets.

Doing it is the work of `sandbox.front`; this file only decides.
"""

import re
import threading
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

Fault = Literal["reset_before_commit", "reset_after_commit", "status", "slow", "truncate"]
FAULTS: tuple[str, ...] = get_args(Fault)


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault and the calls it hits. Raises `ValueError` when it makes no sense.

    `count` calls are hit, every one when it is None, after `skip` matching calls were let through unharmed.
    """

    fault: Fault
    method: str | None = None  # None hits every method
    path: str = ""  # a regular expression that is searched for in the path, without the query
    count: int | None = 1
    skip: int = 0
    seconds: float = 0.0  # slow: how long
    commit_first: bool = False  # slow: wait after the work was done instead of before it
    status: int = 503  # status: what is answered, without any work done
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.fault not in FAULTS:
            raise ValueError(f"No fault is called {self.fault!r}; there are {', '.join(FAULTS)}")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"Not a regular expression: {self.path!r}") from error

    def hits(self, method: str, path: str) -> bool:
        """Whether a call of `method` on `path` is meant."""
        return self.method in (None, method) and re.search(self.path, path) is not None

    def used(self) -> "Rule | None":
        """Return the rule after one matching call, None when it is used up."""
        if self.skip:
            return replace(self, skip=self.skip - 1)
        if self.count is None:
            return self
        return replace(self, count=self.count - 1) if self.count > 1 else None


def choose(rules: tuple[Rule, ...], method: str, path: str) -> tuple[Rule | None, tuple[Rule, ...]]:
    """Return the rule that a call meets, if any, and the rules that remain.

    The first matching rule decides; while it lets calls through, later ones do not get a say.
    """
    for index, rule in enumerate(rules):
        if rule.hits(method, path):
            left = rule.used()
            remaining = rules[:index] + ((left,) if left else ()) + rules[index + 1 :]
            return (None if rule.skip else rule), remaining
    return None, rules


class Faults:
    """The rules in force. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: tuple[Rule, ...] = ()

    def add(self, rule: Rule) -> None:
        """Put `rule` after those that are there."""
        with self._lock:
            self._rules += (rule,)

    def clear(self) -> None:
        """Let everything go well again."""
        with self._lock:
            self._rules = ()

    def take(self, method: str, path: str) -> Rule | None:
        """Return the rule that this call meets and use it up by one."""
        with self._lock:
            rule, self._rules = choose(self._rules, method, path)
        return rule

    def as_json(self) -> list[dict[str, Any]]:
        """Show the rules that are left."""
        return [asdict(rule) for rule in self._rules]
