"""Keys are replaced while everything goes on, and none goes before nothing needs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connections

from bindeled.domain.accounts import System
from bindeled.domain.audit import INSTALLATION, chain_of
from bindeled.domain.errors import Contradiction, Misconfigured
from bindeled.domain.secrets import Secret
from bindeled.domain.states import DataKeyState
from bindeled.store import models
from bindeled.store.audit import StoredAudit
from bindeled.store.keys import StoredInstallationKeys
from bindeled.store.sealed import SEALED
from bindeled.vault.installation import InstallationVault
from tests.integration.store.keyhouse import LIMITS, KeyHouse, look_away, spoil

if TYPE_CHECKING:
    from pathlib import Path

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.keyring import KeyLimits

SECRETS = ["canary-first", "canary-second", "canary-third"]


@pytest.fixture
def house(tmp_path: Path, tenant: Tenant) -> KeyHouse:
    """Three logins of two connections, and a fingerprint."""
    house = KeyHouse(tmp_path / "keys", tenant)
    house.hand_over(SECRETS[0])
    house.hand_over(SECRETS[1])
    house.hand_over(SECRETS[2], System.UNICONTA)
    house.vault.fingerprint(tenant.id, Secret("x"))
    return house


def actions(chain: str) -> list[str]:
    return [entry.action for entry in StoredAudit().entries(chain)]


def test_everything_is_sealed_anew_and_opens_as_before(house: KeyHouse) -> None:
    before = house.vault.fingerprint(house.tenant.id, Secret("x"))
    assert house.rotate() == 4
    assert house.under() == {1: 0, 2: 4}
    assert house.again().secrets() == SECRETS
    assert house.vault.fingerprint(house.tenant.id, Secret("x")) == before


def test_what_is_handed_over_after_a_rotation_is_sealed_by_the_new_key(house: KeyHouse) -> None:
    house.rotate()
    house.hand_over("canary-fourth")
    assert {row.key_number for row in house.versions()} == {2}


def test_an_open_that_still_needed_the_former_key_is_counted(house: KeyHouse) -> None:
    (first, *_) = house.versions()
    house.vault.advance(house.tenant.id)
    house.opened(first)
    house.rotate()
    house.secrets()
    assert {key.number: key.late_opens for key in house.rows.facts(house.tenant.id)} == {1: 1, 2: 0}


def test_a_former_key_is_kept_while_something_is_sealed_under_it(house: KeyHouse) -> None:
    house.vault.advance(house.tenant.id)
    done = house.data_keys.destroy_former([house.tenant.id])
    assert done.keys == ()
    assert "4 secrets are still sealed under it; run: bindeled keys rotate" in done.kept[0].reason
    assert house.secrets() == SECRETS


def test_a_former_key_is_kept_for_the_grace_and_destroyed_after_it(house: KeyHouse) -> None:
    house.rotate()
    assert "may still be opening" in house.data_keys.destroy_former([house.tenant.id]).kept[0].reason
    house.clock.pass_by(seconds=LIMITS.grace.total_seconds())
    assert house.data_keys.destroy_former([house.tenant.id]).keys == (f"data key 1 of tenant {house.tenant.id}",)
    row = models.DataKey.objects.get(number=1)
    assert (row.state, row.nonce, row.ciphertext) == ("destroyed", None, None)
    assert house.secrets() == SECRETS


def test_a_rotation_that_broke_off_is_ended_before_another_begins(house: KeyHouse) -> None:
    house.vault.advance(house.tenant.id)
    done = house.data_keys.rotate(house.tenant.id, look_away)
    assert (done.key, done.moved, done.went_on) == ("data key 2", 4, True)
    assert house.data_keys.rotate(house.tenant.id, look_away).key == "data key 3"


def test_a_secret_that_does_not_open_stays_where_it_is_and_holds_nobody_up(house: KeyHouse) -> None:
    spoil(house.versions()[0])
    done = house.data_keys.rotate(house.tenant.id, look_away)
    assert done.moved == 3
    assert ["does not open" in sentence for sentence in done.stuck] == [True]
    assert "1 secrets are still sealed" in house.data_keys.destroy_former([house.tenant.id]).kept[0].reason


def test_destroying_a_tenants_keys_makes_its_secrets_unreadable_and_a_new_login_readable(house: KeyHouse) -> None:
    assert house.data_keys.destroy_all(house.tenant.id) == [1]
    with pytest.raises(Contradiction, match="has no data key 1"):
        house.secrets()
    house.hand_over("canary-new")
    assert house.opened(house.versions()[-2]) == "canary-new"
    assert house.vault.fingerprint(house.tenant.id, Secret("x"))


def test_a_key_that_has_sealed_often_enough_is_rotated_by_itself(house: KeyHouse) -> None:
    house = with_limits(house, replace(LIMITS, uses=5))
    assert house.data_keys.rotate_due() == []
    house.hand_over("canary-fourth")
    assert house.data_keys.rotate_due() == [house.tenant.id]
    assert house.under() == {1: 0, 2: 5}


def test_a_key_that_is_old_enough_is_rotated_by_itself_once(house: KeyHouse) -> None:
    house.clock.pass_by(days=366)
    assert house.data_keys.rotate_due() == [house.tenant.id]
    assert house.data_keys.rotate_due() == []


def test_what_broke_off_goes_on_by_itself_and_what_is_stuck_makes_no_more_keys(house: KeyHouse) -> None:
    house.vault.advance(house.tenant.id)
    spoil(house.versions()[0])
    house.data_keys.rotate_due()
    house.data_keys.rotate_due()
    assert house.under() == {1: 1, 2: 3}


def with_limits(house: KeyHouse, limits: KeyLimits) -> KeyHouse:
    return replace(house, limits=limits)


def test_each_step_of_a_rotation_is_in_the_tenants_audit(house: KeyHouse) -> None:
    house.rotate()
    house.clock.pass_by(seconds=LIMITS.grace.total_seconds())
    house.data_keys.destroy_former([house.tenant.id])
    told = [action for action in actions(chain_of(house.tenant.id)) if action.startswith("data_key")]
    first, second = ["data_key.made", "data_key.primary"], ["data_key.made", "data_key.primary", "data_key.emptied"]
    assert told == [*first, *second, "data_key.destroyed"]


# master key


def test_a_new_master_key_wraps_every_data_key_and_the_former_goes_when_nothing_needs_it(house: KeyHouse) -> None:
    former = house.keeper.current_id
    done = house.master_key.rotate(look_away)
    assert (done.moved, done.went_on) == (1, False)
    assert house.master_key.standing() == {done.key: 1, former: 0}
    assert "was replaced less than" in house.master_key.drop_former().kept[0].reason
    house.clock.pass_by(seconds=LIMITS.grace.total_seconds())
    assert house.master_key.drop_former().keys == (f"master key {former}",)
    assert house.again().secrets() == SECRETS
    assert (house.folder / "master.key").read_text().startswith("bindeled-master-key 1\n")


def test_a_former_master_key_is_kept_while_it_wraps_something(house: KeyHouse) -> None:
    house.keeper.add_next()
    (kept,) = house.master_key.drop_former().kept
    assert "1 data keys are still wrapped by it; run: bindeled keys rotate --master" in kept.reason
    assert house.again().secrets() == SECRETS


def test_a_process_that_read_the_key_file_before_goes_on_after_the_rotation(house: KeyHouse) -> None:
    other = house.again()
    assert other.secrets() == SECRETS
    house.master_key.rotate(look_away)
    assert other.secrets() == SECRETS
    other.hand_over("canary-fourth", System.UNICONTA)
    assert house.again().secrets() == [*SECRETS, "canary-fourth"]


def test_a_backup_made_before_the_rotation_needs_the_key_of_its_time(house: KeyHouse, database: str) -> None:
    old_key = house.folder.with_name("old.key")
    shutil.copy(house.folder / "master.key", old_key)
    before = list(models.DataKey.objects.values())
    house.master_key.rotate(look_away)
    house.clock.pass_by(seconds=LIMITS.grace.total_seconds())
    house.master_key.drop_former()
    models.DataKey.objects.all().delete()
    for columns in before:
        models.DataKey.objects.create(**columns)
    with pytest.raises(Misconfigured, match="were sealed under mk-"):
        house.again()
    shutil.copy(old_key, house.folder / "master.key")
    assert house.again().secrets() == SECRETS
    assert database


def test_the_rotation_of_the_master_key_is_in_the_installations_audit(house: KeyHouse) -> None:
    house.master_key.rotate(look_away)
    house.clock.pass_by(seconds=LIMITS.grace.total_seconds())
    house.master_key.drop_former()
    assert actions(INSTALLATION) == [
        "master_key.rotation_begun",
        "master_key.made",
        "master_key.rotated",
        "master_key.dropped",
    ]


def test_the_key_of_the_installation_is_wrapped_anew_as_well(house: KeyHouse) -> None:
    def of_installation() -> InstallationVault:
        return InstallationVault(house.again().keeper, StoredInstallationKeys(), house.clock)

    signing = of_installation().signing_key()
    assert house.master_key.rotate(look_away).moved == 2
    house.clock.pass_by(seconds=LIMITS.grace.total_seconds())
    house.master_key.drop_former()
    assert of_installation().signing_key() == signing


# under load, and killed


def test_opens_and_seals_go_on_while_keys_are_rotated(house: KeyHouse) -> None:
    stop, wrong = threading.Event(), list[BaseException]()

    def until_stopped(number: int) -> None:
        mine = house.again()
        try:
            for _ in range(20):
                if number % 2:
                    assert set(SECRETS) <= set(mine.secrets())
                else:
                    mine.hand_over(f"canary-{number}")
                if stop.is_set():
                    break
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells it
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=until_stopped, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            house.rotate()
            house.master_key.rotate(look_away)
            house.clock.pass_by(seconds=LIMITS.grace.total_seconds())
            house.master_key.drop_former()
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert wrong == []
    house.rotate()
    house.clock.pass_by(seconds=LIMITS.grace.total_seconds())
    house.data_keys.destroy_former([house.tenant.id])
    assert [key.state for key in house.rows.facts(house.tenant.id)] == [DataKeyState.PRIMARY]
    assert set(SECRETS) <= set(house.again().secrets())


@pytest.mark.parametrize("what", ["data", "master"])
def test_a_rotation_killed_at_any_step_loses_nothing_and_ends_with_the_next_call(
    house: KeyHouse, database: str, what: str
) -> None:
    step, killed = 0, True
    while killed:
        connections.close_all()
        words = [sys.executable, "-m", "tests.integration.store.rotating", database, str(house.folder)]
        ended = subprocess.run([*words, str(house.tenant.id), what, str(step)], check=False, capture_output=True)
        killed = ended.returncode == -9
        assert killed or ended.returncode == 0, ended.stderr.decode()
        anew = house.again()
        assert anew.secrets() == SECRETS, f"after the kill before step {step}"
        if what == "data":
            anew.rotate()
            assert [count for count in anew.under().values() if count] == [4]
            # A former key that stays would make each rotation a step longer than the one before.
            anew.clock.pass_by(seconds=LIMITS.grace.total_seconds())
            anew.data_keys.destroy_former([anew.tenant.id])
        else:
            if killed:
                anew.master_key.rotate(look_away)
            assert [count for count in anew.master_key.standing().values() if count] == [1]
            anew.clock.pass_by(seconds=LIMITS.grace.total_seconds())
            anew.master_key.drop_former()
        assert anew.again().secrets() == SECRETS
        step += 1
        assert step < 30, "a rotation of this little takes fewer steps"
    assert step >= 5


def test_every_table_that_keeps_something_sealed_is_among_those_that_are_sealed_anew() -> None:
    columns = {"key_number", "nonce", "ciphertext"}
    keeping = {
        model
        for model in apps.get_app_config("store").get_models()
        if any(field.name == "ciphertext" for field in model._meta.get_fields())
        and model not in {models.DataKey, models.InstallationKey}
    }
    assert keeping == {kind.table for kind in SEALED}
    for model in keeping:
        assert columns <= {field.name for field in model._meta.get_fields()}
