"""Handing over a login: broken, told plainly, mended, recovered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.connections.errors import AlreadyReplaced, FewerRights, Mistyped, NotConnected, NotTried
from bindeled.domain.accounts import NewVersion
from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    ForeignCompany,
    Misconfigured,
    MissingRight,
    NeedsSignIn,
    Throttled,
    Transient,
    Unreachable,
)
from bindeled.domain.secrets import Secret
from bindeled.domain.states import LinkState, VersionState
from tests.unit.connections.fakes import NORDLYS, REFUSED_WITH, Desk

if TYPE_CHECKING:
    from pathlib import Path

RIGHT_MISSING = MissingRight("Intempus", "employees", evidence=REFUSED_WITH)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Nothing is connected yet."""
    return Desk(tmp_path)


@pytest.fixture
def connected(desk: Desk) -> Desk:
    """Version 1 is in use."""
    desk.connect("right")
    return desk


def test_a_first_login_is_verified_and_taken_into_use(desk: Desk) -> None:
    done = desk.service.connect(desk.connection, NewVersion("anna", "", "test"), Secret("right"))
    assert (done.version, done.replaced, done.report.company) == (1, None, NORDLYS)
    assert done.connection == desk.connection
    assert (done.connection.company, done.connection.link, done.connection.epoch) == (NORDLYS, LinkState.CONNECTED, 1)
    assert desk.secret_in_use() == "right"


def test_a_replacement_takes_over_and_the_former_login_retires(connected: Desk) -> None:
    done = connected.service.connect(connected.connection, NewVersion("anna", "", "test"), Secret("newer"))
    assert (done.version, done.replaced, done.connection.epoch) == (2, 1, 2)
    assert connected.store.states() == [VersionState.RETIRING, VersionState.ACTIVE]
    assert connected.secret_in_use() == "newer"


def test_the_login_in_use_goes_on_while_the_new_one_is_checked(connected: Desk) -> None:
    seen: list[str] = []
    connected.system.meanwhile = lambda: seen.append(connected.secret_in_use())
    connected.connect("newer")
    assert seen == ["right"]


@pytest.mark.parametrize(
    ("secret", "broken", "missing", "error"),
    [
        ("wrong", None, None, NeedsSignIn),
        ("other", None, None, ForeignCompany),
        ("newer", Unreachable("Intempus", "timed out"), None, NotTried),
        ("newer", Throttled("Intempus", retry_after=5), None, NotTried),
        ("newer", None, Unreachable("Intempus", "timed out"), NotTried),
        ("newer", None, Contradiction("an answer that nobody knows"), Contradiction),
        ("newer", None, RIGHT_MISSING, FewerRights),
        ("newer", KeyboardInterrupt(), None, KeyboardInterrupt),
    ],
)
def test_a_login_that_is_not_good_is_rejected_and_nothing_else_changes(
    connected: Desk, secret: str, broken: BaseException | None, missing: BindeledError | None, error: type[Exception]
) -> None:
    before, links = connected.connection, list(connected.store.links)
    connected.system.broken, connected.system.missing = broken, missing
    with pytest.raises(error):
        connected.connect(secret)
    assert (connected.connection, connected.store.links) == (before, links)
    assert connected.store.states() == [VersionState.ACTIVE, VersionState.REJECTED]
    assert connected.store.rows_of_versions[before.id, 2].sealed is None
    assert connected.secret_in_use() == "right"

    connected.system.broken = connected.system.missing = None
    connected.connect("newer")
    assert connected.secret_in_use() == "newer"


def test_a_refused_login_keeps_what_the_system_answered(desk: Desk) -> None:
    with pytest.raises(NeedsSignIn):
        desk.connect("wrong")
    row = desk.store.rows_of_versions[desk.connection.id, 1]
    assert row.evidence == REFUSED_WITH
    assert "Check the user name letter by letter" in row.reason
    assert desk.connection.link is LinkState.NOT_CONFIGURED


def test_an_outage_says_that_the_login_was_not_kept_and_what_to_do(desk: Desk) -> None:
    desk.system.broken = Unreachable("Intempus", "timed out", evidence=REFUSED_WITH)
    with pytest.raises(Transient, match=r"could not be tried and was not kept.*again when Intempus answers") as caught:
        desk.connect("right")
    assert caught.value.evidence == REFUSED_WITH
    assert desk.connection.company is None


def test_a_throttled_check_passes_on_when_to_try_again(desk: Desk) -> None:
    desk.system.broken = Throttled("Intempus", retry_after=30)
    with pytest.raises(NotTried, match="asks us to wait") as caught:
        desk.connect("right")
    assert caught.value.retry_after == 30


def test_an_error_of_ours_leaves_no_secret_behind_and_its_words_are_not_kept(desk: Desk) -> None:
    desk.system.broken = RuntimeError("right")
    with pytest.raises(RuntimeError):
        desk.connect("right")
    row = desk.store.rows_of_versions[desk.connection.id, 1]
    assert (row.sealed, row.reason) == (None, "The hand-over broke off (RuntimeError).")


def test_the_second_of_two_hand_overs_at_once_loses_and_says_so(connected: Desk) -> None:
    def somebody_else() -> None:
        connected.system.meanwhile = lambda: None
        connected.connect("newer")

    connected.system.accounts["third"] = NORDLYS
    connected.system.meanwhile = somebody_else
    with pytest.raises(AlreadyReplaced, match="Theirs goes on and this one was not kept"):
        connected.connect("third")
    assert connected.secret_in_use() == "newer"
    assert connected.store.states() == [VersionState.RETIRING, VersionState.REJECTED, VersionState.ACTIVE]


def test_a_login_with_some_rights_is_better_than_none_and_the_link_is_limited(desk: Desk) -> None:
    desk.system.missing = RIGHT_MISSING
    done = desk.service.connect(desk.connection, NewVersion("anna", "", "test"), Secret("right"))
    assert [result.check.id for result in done.report.missing] == ["read.employees"]
    assert (done.company, done.report.good) == (NORDLYS, False)
    assert (done.connection, done.connection.link) == (desk.connection, LinkState.LIMITED)
    assert desk.store.links == [(LinkState.LIMITED, REFUSED_WITH)]


def test_a_login_with_fewer_rights_takes_over_from_one_that_is_refused(connected: Desk) -> None:
    connected.service.note_error(connected.connection, NeedsSignIn("Intempus"))
    connected.system.missing = RIGHT_MISSING
    connected.connect("newer")
    assert connected.connection.link is LinkState.LIMITED
    assert connected.secret_in_use() == "newer"


@pytest.mark.parametrize(
    ("login", "secret", "told"),
    [
        ("anna ", "right", ["The user name begins or ends with a blank"]),
        ("anna", "right\n", ["The secret begins or ends with a blank"]),
        ("", "", ["The user name is empty.", "The secret is empty."]),
        (" \t", "\u00a0right", ["The user name is empty.", "The secret begins or ends"]),
        ("an\nna", "ri\ufeffght", ["The user name holds a character", "The secret holds a character"]),
        ("anna", "ri\ud800ght", ["The secret holds a character that cannot be seen"]),
    ],
)
def test_what_was_mistyped_is_pointed_out_all_at_once_before_anything_is_stored(
    desk: Desk, login: str, secret: str, told: list[str]
) -> None:
    with pytest.raises(Mistyped) as caught:
        desk.connect(secret, login)
    assert [mistake.startswith(start) for mistake, start in zip(caught.value.mistakes, told, strict=True)]
    assert "right" not in str(caught.value)
    assert (desk.store.rows_of_versions, desk.system.asked) == ({}, 0)


def test_a_blank_inside_a_secret_is_the_persons_own(desk: Desk) -> None:
    desk.system.accounts["pass phrase"] = NORDLYS
    desk.connect("pass phrase")
    assert desk.secret_in_use() == "pass phrase"


def test_nothing_is_in_use_before_the_first_hand_over(desk: Desk) -> None:
    with pytest.raises(NotConnected, match="bindeled connect intempus"):
        desk.service.authorisation(desk.connection)


def test_a_sealed_secret_moved_between_versions_is_quarantined_and_a_new_login_mends_it(connected: Desk) -> None:
    connected.connect("newer")
    old, new = (connected.store.rows_of_versions[connected.connection.id, number] for number in (1, 2))
    new.sealed = old.sealed
    with pytest.raises(Contradiction, match="does not open"):
        connected.service.authorisation(connected.connection)
    assert connected.connection.link is LinkState.QUARANTINED
    connected.connect("right")
    assert (connected.connection.link, connected.secret_in_use()) == (LinkState.CONNECTED, "right")


def test_a_master_key_lost_for_good_is_overcome_by_handing_the_login_over_again(
    tmp_path: Path, connected: Desk
) -> None:
    (tmp_path / "master.key").unlink()
    connected.data_keys.rows.clear()
    restarted = connected.restarted(tmp_path)
    with pytest.raises(Contradiction):
        restarted.check(connected.connection)
    restarted.connect(connected.connection, NewVersion("anna", "", "test"), Secret("newer"))
    assert restarted.check(connected.connection).good
    assert connected.connection.link is LinkState.CONNECTED


def test_a_wrong_master_key_is_not_held_against_the_link(tmp_path: Path, connected: Desk) -> None:
    other = Desk(tmp_path / "other")
    other.connect("right")
    other.data_keys.rows = connected.data_keys.rows
    with pytest.raises(Misconfigured):
        other.service.authorisation(other.connection)
    assert other.connection.link is LinkState.CONNECTED
