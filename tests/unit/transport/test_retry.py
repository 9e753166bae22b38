"""A read is repeated a few times within one call, and only where that can help."""

from __future__ import annotations

import pytest
import stamina

from bindeled.domain.errors import BindeledError, MissingRight, NeedsSignIn, OutcomeUnknown, Throttled, Unreachable
from bindeled.transport.client import NotSent, Unanswered
from bindeled.transport.retry import repeat_safe


class Failing:
    """Fails with each of `errors` in turn, then succeeds."""

    def __init__(self, *errors: BindeledError) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


@pytest.mark.parametrize(
    "error",
    [
        NotSent("Intempus", "no connection"),
        Unanswered("Intempus", "reset"),
        Unreachable("Intempus", "status 502"),
        Throttled("Intempus", retry_after=0),
    ],
)
def test_what_passes_by_itself_is_tried_again(error: BindeledError) -> None:
    call = Failing(error, error)
    assert repeat_safe(call, attempts=3, first_wait=0) == "done"
    assert call.calls == 3


@pytest.mark.parametrize(
    "error",
    [
        NeedsSignIn("Intempus"),
        MissingRight("Intempus", "case"),
        OutcomeUnknown("Intempus", "POST"),
        Throttled("Intempus", retry_after=6),
        Throttled("Intempus"),
    ],
)
def test_what_does_not_pass_soon_is_raised_at_once(error: BindeledError) -> None:
    call = Failing(error)
    with pytest.raises(type(error)) as raised:
        repeat_safe(call, attempts=3, first_wait=0)
    assert raised.value is error
    assert call.calls == 1


def test_the_last_failure_is_raised_as_it_is() -> None:
    last = Unreachable("Intempus", "second")
    with pytest.raises(Unreachable) as raised:
        repeat_safe(Failing(Unreachable("Intempus", "first"), last), attempts=2, first_wait=0)
    assert raised.value is last


def test_the_wait_that_the_system_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    assert stamina.is_active()
    repeat_safe(Failing(Throttled("Intempus", retry_after=3)), attempts=2, first_wait=0)
    assert waited == [3]
