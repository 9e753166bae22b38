"""The master key in a key service: the vault works with it, and says plainly what is wrong when it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import BindeledError, Contradiction, Misconfigured
from bindeled.domain.secrets import Secret
from bindeled.vault.keepers import Keepers
from bindeled.vault.keys import FileKeyProvider
from bindeled.vault.transit import TransitKeyProvider
from bindeled.vault.transit_service import KeyServiceAway, TransitService
from bindeled.vault.vault import Vault
from tests.fakes.clock import FakeClock
from tests.fakes.key_service import TOKEN, KeyService, running_key_service
from tests.unit.vault.fakes import A_BINDING, MemoryDataKeys, a_vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CANARY = "canary-not-a-real-key-4711"


@pytest.fixture
def service() -> KeyService:
    return KeyService()


@pytest.fixture
def origin(service: KeyService) -> Iterator[str]:
    with running_key_service(service) as origin:
        yield origin


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.touch(mode=0o600)
    file.write_text(f"{TOKEN}\n")
    return file


@pytest.fixture
def keeper(origin: str, token_file: Path) -> TransitKeyProvider:
    return a_keeper(origin, token_file)


def a_keeper(origin: str, token_file: Path, key: str = "bindeled", memory: float = 0) -> TransitKeyProvider:
    return TransitKeyProvider(TransitService(origin, "transit", token_file, 0.5), key, memory)


def vault_with(keeper: TransitKeyProvider | Keepers, rows: MemoryDataKeys) -> Vault:
    return Vault(keeper, rows, FakeClock())


def test_what_was_sealed_opens_in_another_process(
    keeper: TransitKeyProvider, rows: MemoryDataKeys, origin: str, token_file: Path
) -> None:
    vault = vault_with(keeper, rows)
    assert vault.prove() is None
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    assert rows.rows[1, 1].master_key_id == "transit:transit/bindeled:v1"
    other = vault_with(a_keeper(origin, token_file), rows)
    other.prove()
    assert other.open(A_BINDING, sealed).reveal() == CANARY


def test_a_wrapped_key_moved_to_another_tenant_does_not_open(keeper: TransitKeyProvider, rows: MemoryDataKeys) -> None:
    vault = vault_with(keeper, rows)
    vault.seal(A_BINDING, Secret(CANARY))
    rows.move(1, from_tenant=1, to_tenant=2)
    with pytest.raises(Contradiction, match="Data key 1 of tenant 2"):
        vault.seal(replace(A_BINDING, tenant_id=2), Secret(CANARY))


TROUBLES: dict[str, tuple[Callable[[KeyService], object], type[BindeledError], str]] = {
    "sealed": (lambda service: setattr(service, "mode", "sealed"), KeyServiceAway, "is sealed"),
    "slow": (lambda service: setattr(service, "mode", "slow"), KeyServiceAway, "does not answer in time"),
    "another token": (lambda service: setattr(service, "token", "x"), Misconfigured, "refuses the token in"),
    "no key": (lambda service: service.versions.clear(), Misconfigured, "bao write -f transit/keys/bindeled"),
    "lowest version": (
        lambda service: service.lowest.update(bindeled=2),
        Misconfigured,
        "Set min_decryption_version of transit/keys/bindeled back to 1",
    ),
    "something else": (lambda service: setattr(service, "mode", "foreign"), Misconfigured, "is no Transit engine"),
}


@pytest.mark.parametrize(("spoil", "kind", "told"), TROUBLES.values(), ids=TROUBLES)
def test_a_start_that_cannot_open_a_data_key_is_refused_with_what_to_do(
    keeper: TransitKeyProvider,
    rows: MemoryDataKeys,
    service: KeyService,
    spoil: Callable[[KeyService], object],
    kind: type[BindeledError],
    told: str,
) -> None:
    vault = vault_with(keeper, rows)
    vault.seal(A_BINDING, Secret(CANARY))
    spoil(service)
    with pytest.raises(kind, match=told) as caught:
        vault.prove()
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("mode", ["sealed", "slow"])
def test_a_first_start_without_the_service_makes_nothing(
    keeper: TransitKeyProvider, rows: MemoryDataKeys, service: KeyService, mode: str
) -> None:
    service.mode = mode
    with pytest.raises(KeyServiceAway):
        vault_with(keeper, rows).seal(A_BINDING, Secret(CANARY))
    assert rows.rows == {}
    service.mode = "open"
    service.may_answer.set()
    vault = vault_with(keeper, rows)
    assert vault.open(A_BINDING, vault.seal(A_BINDING, Secret(CANARY))).reveal() == CANARY


def test_a_service_that_is_gone_is_told(rows: MemoryDataKeys, token_file: Path) -> None:
    with running_key_service(KeyService()) as origin:
        pass
    with pytest.raises(KeyServiceAway, match="does not answer"):
        vault_with(a_keeper(origin, token_file), rows).prove()


def test_a_token_that_others_may_read_is_refused(keeper: TransitKeyProvider, token_file: Path) -> None:
    token_file.chmod(0o644)
    with pytest.raises(Misconfigured, match=f"chmod 600 {token_file}"):
        keeper.prepare()


def test_a_missing_token_is_told(keeper: TransitKeyProvider, token_file: Path) -> None:
    token_file.unlink()
    with pytest.raises(Misconfigured, match="BINDELED_TRANSIT_TOKEN_FILE"):
        keeper.prepare()


def test_a_remembered_data_key_is_not_asked_for_again(
    origin: str, token_file: Path, rows: MemoryDataKeys, service: KeyService
) -> None:
    vault = vault_with(a_keeper(origin, token_file, memory=60), rows)
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    service.mode = "sealed"
    assert vault.open(A_BINDING, sealed).reveal() == CANARY
    rows.rows.clear()
    with pytest.raises(Contradiction, match="has no data key"):
        vault.open(A_BINDING, sealed)


def test_versions_of_the_services_key_are_master_keys(keeper: TransitKeyProvider) -> None:
    first = keeper.wrap(1, 1, bytes(32))
    assert keeper.add_next() == "transit:transit/bindeled:v2"
    second = keeper.wrap(1, 1, keeper.unwrap(first))
    assert keeper.known_ids() == ["transit:transit/bindeled:v2", "transit:transit/bindeled:v1"]
    keeper.drop_former("transit:transit/bindeled:v1")
    assert keeper.known_ids() == ["transit:transit/bindeled:v2"]
    assert keeper.unwrap(second) == bytes(32)
    with pytest.raises(Misconfigured, match="no longer decrypts with version 1"):
        keeper.unwrap(first)


def test_an_installation_moves_from_a_file_to_the_service(
    keeper: TransitKeyProvider, rows: MemoryDataKeys, tmp_path: Path
) -> None:
    before = a_vault(tmp_path, rows)
    before.prove()
    sealed = before.seal(A_BINDING, Secret(CANARY))
    both = Keepers(keeper, [FileKeyProvider(tmp_path / "master.key")])
    wrapped = rows.rows[1, 1]
    rows.rows[1, 1] = both.wrap(1, 1, both.unwrap(wrapped))
    assert vault_with(keeper, rows).open(A_BINDING, sealed).reveal() == CANARY
    with pytest.raises(Misconfigured, match="BINDELED_KEY_PROVIDER=transit"):
        a_vault(tmp_path, rows).prove()
