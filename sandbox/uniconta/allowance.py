"""How many calls a user has made today, and how much the server slows down for it (Uniconta sheet 2.4)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """The meter of one user. `carried` is the delay that the day before had reached; it stays for this day."""

    day: int = 0
    calls: int = 0
    carried: int = 0

    def after_call(self, day: int, free: int, calls: int = 1) -> "Allowance":
        """Return the meter after one more request on `day`, a running number of days; it may count as several calls."""
        if day == self.day:
            return Allowance(day, self.calls + calls, self.carried)
        yesterday = steps(self.calls, free) if day == self.day + 1 else 0
        return Allowance(day, calls, yesterday)

    def steps(self, free: int) -> int:
        """Return how many times the delay is put on each call now."""
        return max(self.carried, steps(self.calls, free))


def steps(calls: int, free: int) -> int:
    """Return the delay that so many calls bring: one for each started `free` calls beyond the first."""
    return max(0, -(-calls // free) - 1)
