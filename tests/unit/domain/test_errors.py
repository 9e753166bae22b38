"""What each error says, whose move it makes it, and what it says about the connection."""

from __future__ import annotations

import pytest

from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    Evidence,
    ForeignCompany,
    Meaning,
    Misconfigured,
    MissingRight,
    NeedsSignIn,
    NotSetUp,
    OutcomeUnknown,
    Overtaken,
    Refused,
    SessionEnded,
    Throttled,
    Transient,
    Unreachable,
    UnsafePlan,
    judged,
)

SEEN = Evidence("GET", "/web/v1/case/", 503, "text/html", "<h1>", 0.2)
OURS = "Intempus"
# Each error as its part of the house makes it: how its sentence goes on, and what such an answer usually means.
ERRORS = [
    pytest.param(Unreachable(OURS, "status 503", evidence=SEEN), "(status 503)", Meaning.OUTAGE, id="unreachable"),
    pytest.param(Throttled(OURS, retry_after=7.4, evidence=SEEN), "wait for 7 seconds.", Meaning.RATE, id="throttled"),
    pytest.param(Throttled(OURS, evidence=SEEN), "asked us to wait.", Meaning.RATE, id="throttled, not for how long"),
    pytest.param(SessionEnded(OURS, evidence=SEEN), "ended our session", Meaning.SESSION, id="session ended"),
    pytest.param(
        OutcomeUnknown(OURS, "a line", evidence=SEEN), "confirm: a line.", Meaning.OUTAGE, id="unknown outcome"
    ),
    pytest.param(NeedsSignIn(OURS, evidence=SEEN), "refused the login. Check", Meaning.AUTH, id="refused login"),
    pytest.param(NeedsSignIn(OURS, "blocked", evidence=SEEN), "login (blocked).", Meaning.AUTH, id="refused and why"),
    pytest.param(MissingRight(OURS, "case", evidence=SEEN), "use case. Ask", Meaning.PERMISSION, id="right"),
    pytest.param(
        MissingRight(OURS, "case", "no", evidence=SEEN),
        "case. Intempus says: no. Ask",
        Meaning.PERMISSION,
        id="right, why",
    ),
    pytest.param(Refused(OURS, "KeyExists", evidence=SEEN), "record: KeyExists.", Meaning.DATA, id="record"),
    pytest.param(Refused(OURS, "K", "taken", evidence=SEEN), "record: taken.", Meaning.DATA, id="record, why"),
    pytest.param(Refused(OURS, "", evidence=SEEN), "record: no reason given.", Meaning.DATA, id="record, no reason"),
    pytest.param(Contradiction("It cannot be.", system=OURS, evidence=SEEN), "cannot be", Meaning.UNKNOWN, id="ours"),
]


@pytest.mark.parametrize(("error", "said", "meaning"), ERRORS)
def test_an_error_says_what_happened_and_keeps_what_was_answered(
    error: BindeledError, said: str, meaning: Meaning
) -> None:
    assert said in str(error)
    assert (error.sentence, error.system, error.evidence) == (str(error), OURS, SEEN)
    assert error.usual_meaning is meaning


@pytest.mark.parametrize(("error", "said", "meaning"), ERRORS)
def test_the_verdict_on_an_answer_names_its_rule_and_what_it_means(
    error: BindeledError, said: str, meaning: Meaning
) -> None:
    del said
    error.evidence = SEEN
    found = judged(error, "the-rule")
    assert found is error
    assert error.evidence is not None
    assert (error.evidence.rule, error.evidence.meaning) == ("the-rule", meaning.value)
    judged(error, "the-rule", Meaning.CONFIG)
    assert error.evidence.meaning == "config"


def test_without_an_answer_there_is_nothing_to_judge() -> None:
    error = judged(Unreachable(OURS, "no line"), "the-rule")
    assert error.evidence is None


def test_only_what_passes_by_itself_says_when_to_come_again() -> None:
    assert Throttled(OURS, retry_after=7.4).retry_after == 7.4
    assert Unreachable(OURS, "away").retry_after is None
    assert isinstance(Overtaken("a switch"), Transient)
    assert "Somebody else was first: a switch." in str(Overtaken("a switch"))


def test_one_refusal_leaves_room_for_doubt_unless_the_system_says_otherwise() -> None:
    assert not NeedsSignIn(OURS).is_definite
    assert NeedsSignIn(OURS, is_definite=True).is_definite


def test_an_error_about_a_record_keeps_the_code_and_the_reason() -> None:
    assert (Refused(OURS, "KeyExists").code, Refused(OURS, "KeyExists").reason) == ("KeyExists", "KeyExists")
    assert Refused(OURS, "K", "taken").reason == "taken"


def test_an_error_about_a_company_names_both() -> None:
    error = ForeignCompany(OURS, "Nord", "Syd")
    assert "opens Syd, but the connection belongs to Nord" in str(error)
    assert (error.expected, error.found, error.system) == ("Nord", "Syd", OURS)


def test_what_is_not_set_up_says_what_to_do() -> None:
    assert str(NotSetUp(OURS, "No login.", "Hand one over.")) == "No login. The work waits. Hand one over."


def test_a_wrong_installation_is_told_all_at_once() -> None:
    error = Misconfigured(["no key", "no folder"])
    assert (str(error), error.mistakes) == ("no key\nno folder", ("no key", "no folder"))


def test_an_unsafe_plan_is_for_a_person() -> None:
    assert not isinstance(UnsafePlan("far more than usual"), Transient)
