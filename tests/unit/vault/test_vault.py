from __future__ import annotations

import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.errors import Contradiction, Misconfigured
from bindeled.domain.secrets import Binding, Sealed, Secret
from bindeled.vault.seal import DoesNotOpen, SealedBytes, SealingKey, new_key, place
from tests.unit.vault.fakes import A_BINDING, MemoryDataKeys, a_vault

if TYPE_CHECKING:
    from pathlib import Path

    from bindeled.vault.vault import Vault

CANARY = "canary-not-a-real-key-4711"


def test_what_was_sealed_opens_again_in_another_process(tmp_path: Path, rows: MemoryDataKeys, vault: Vault) -> None:
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    restarted = a_vault(tmp_path, rows)
    restarted.prove()
    assert restarted.open(A_BINDING, sealed).reveal() == CANARY


def test_nothing_that_is_stored_shows_the_secret_and_no_two_seals_are_alike(rows: MemoryDataKeys, vault: Vault) -> None:
    first, second = (vault.seal(A_BINDING, Secret(CANARY)) for _ in range(2))
    assert CANARY.encode() not in first.ciphertext
    assert (first.nonce, first.ciphertext) != (second.nonce, second.ciphertext)
    assert len(rows.rows) == 1


@pytest.mark.parametrize(
    "moved",
    [{"tenant_id": 2}, {"connection_id": 12}, {"field": "login"}, {"version": 4}],
    ids=["tenant", "connection", "field", "version"],
)
def test_a_secret_moved_to_another_place_does_not_open(vault: Vault, moved: dict[str, object]) -> None:
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    vault.seal(replace(A_BINDING, tenant_id=2), Secret("of another tenant"))
    elsewhere = replace(A_BINDING, **moved)  # type: ignore[arg-type] # one table for fields of two types
    with pytest.raises(Contradiction, match=f"connection {elsewhere.connection_id}, version {elsewhere.version}"):
        vault.open(elsewhere, sealed)
    assert vault.open(A_BINDING, sealed).reveal() == CANARY


def _flipped(content: bytes, position: int, bits: int = 1) -> bytes:
    changed = bytearray(content)
    changed[position] ^= bits
    return bytes(changed)


def _altered(whole: bytes) -> list[bytes]:
    """Return these bytes with each one of their bits turned over, and cut off at each place."""
    flipped = [_flipped(whole, position, 1 << bit) for position in range(len(whole)) for bit in range(8)]
    return flipped + [whole[:length] for length in range(len(whole))]


@pytest.mark.parametrize("part", ["nonce", "ciphertext"])
def test_a_row_with_any_one_bit_altered_or_cut_anywhere_does_not_open_and_shows_nothing(
    vault: Vault, part: Literal["nonce", "ciphertext"]
) -> None:
    """The ciphertext begins with the format and ends with the tag (T31 of the connections reference)."""
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    for bytes_altered in _altered(getattr(sealed, part)):
        altered = replace(sealed, **{part: bytes_altered})  # type: ignore[arg-type] # one table for fields of two types
        with pytest.raises(Contradiction) as caught:
            vault.open(A_BINDING, altered)
        shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert CANARY not in shown
        assert repr(altered.ciphertext) not in shown
    assert vault.open(A_BINDING, sealed).reveal() == CANARY


@pytest.mark.parametrize("part", ["nonce", "ciphertext"])
def test_a_wrapped_key_with_any_one_bit_altered_or_cut_anywhere_opens_nothing(
    rows: MemoryDataKeys, vault: Vault, part: Literal["nonce", "ciphertext"]
) -> None:
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    whole = rows.rows[1, 1]
    for bytes_altered in _altered(getattr(whole, part)):
        rows.rows[1, 1] = replace(whole, **{part: bytes_altered})  # type: ignore[arg-type] # one table for fields of two types
        with pytest.raises(Contradiction):
            vault.open(A_BINDING, sealed)
    rows.rows[1, 1] = whole
    assert vault.open(A_BINDING, sealed).reveal() == CANARY


@given(secret=st.binary(max_size=64), data=st.data())
def test_whatever_was_sealed_no_byte_of_it_can_be_altered(secret: bytes, data: st.DataObject) -> None:
    key, here = SealingKey(new_key()), place("secret", 1)
    sealed = key.seal(secret, here)
    whole = sealed.nonce + sealed.ciphertext
    position = data.draw(st.integers(0, len(whole) - 1))
    altered = _flipped(whole, position, data.draw(st.integers(1, 255)))
    with pytest.raises(DoesNotOpen):
        key.open(SealedBytes(altered[: len(sealed.nonce)], altered[len(sealed.nonce) :]), here)


@pytest.mark.parametrize("emptied", [{"nonce": b""}, {"ciphertext": b""}, {"ciphertext": b"\x01"}])
def test_a_row_that_lost_its_bytes_does_not_open(vault: Vault, emptied: dict[str, bytes]) -> None:
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    with pytest.raises(Contradiction, match="altered or moved"):
        vault.open(A_BINDING, Sealed(**{"key_number": 1, "nonce": sealed.nonce, "ciphertext": b"", **emptied}))  # type: ignore[arg-type] # one table for fields of two types


def test_a_deleted_data_key_opens_nothing_from_then_on(rows: MemoryDataKeys, vault: Vault) -> None:
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    rows.rows.clear()
    with pytest.raises(Contradiction, match="has no data key 1"):
        vault.open(A_BINDING, sealed)


def test_a_data_key_moved_to_another_tenant_does_not_unwrap(rows: MemoryDataKeys, vault: Vault) -> None:
    vault.seal(A_BINDING, Secret(CANARY))
    rows.move(1, from_tenant=1, to_tenant=2)
    with pytest.raises(Contradiction, match="Data key 1 of tenant 2"):
        vault.seal(replace(A_BINDING, tenant_id=2), Secret(CANARY))


def test_the_key_of_the_process_that_was_first_is_used_by_both(tmp_path: Path) -> None:
    theirs = MemoryDataKeys()
    a_vault(tmp_path, theirs).seal(A_BINDING, Secret("theirs"))
    rows = MemoryDataKeys()
    rows.others_first = theirs.use_primary(1)
    sealed = a_vault(tmp_path, rows).seal(A_BINDING, Secret(CANARY))
    assert a_vault(tmp_path, theirs).open(A_BINDING, sealed).reveal() == CANARY


def test_a_wrong_master_key_is_told_at_the_start_and_mended_by_the_right_one(
    tmp_path: Path, rows: MemoryDataKeys, vault: Vault
) -> None:
    sealed = vault.seal(A_BINDING, Secret(CANARY))
    file, backup = tmp_path / "master.key", tmp_path / "backup"
    file.rename(backup)
    a_vault(tmp_path).prove()  # another installation makes its key in the same place
    with pytest.raises(Misconfigured, match=r"Put the file of mk-.* back from its backup"):
        a_vault(tmp_path, rows).prove()
    backup.rename(file)
    mended = a_vault(tmp_path, rows)
    mended.prove()
    assert mended.open(A_BINDING, sealed).reveal() == CANARY


def test_a_second_set_of_keys_is_never_begun_under_another_master_key(
    tmp_path: Path, rows: MemoryDataKeys, vault: Vault
) -> None:
    vault.seal(A_BINDING, Secret(CANARY))
    other_machine = a_vault(tmp_path / "other", rows)
    a_vault(tmp_path / "other").prove()
    with pytest.raises(Misconfigured):
        other_machine.seal(replace(A_BINDING, tenant_id=2), Secret(CANARY))
    assert set(rows.rows) == {(1, 1)}


def test_a_missing_master_key_is_never_made_anew_while_something_is_sealed(
    tmp_path: Path, rows: MemoryDataKeys, vault: Vault
) -> None:
    vault.seal(A_BINDING, Secret(CANARY))
    (tmp_path / "master.key").unlink()
    with pytest.raises(Misconfigured, match="is missing"):
        a_vault(tmp_path, rows).prove()
    assert list(tmp_path.iterdir()) == []


def test_an_altered_wrapped_key_is_told_at_the_start(tmp_path: Path, rows: MemoryDataKeys, vault: Vault) -> None:
    vault.seal(A_BINDING, Secret(CANARY))
    rows.rows[1, 1] = replace(rows.rows[1, 1], ciphertext=_flipped(rows.rows[1, 1].ciphertext, -1))
    with pytest.raises(Contradiction, match="Restore the table of data keys"):
        a_vault(tmp_path, rows).prove()


def test_the_sealed_format_stays_what_installations_hold() -> None:
    """A row sealed by the first release. If this breaks, so does every installation."""
    row = bytes.fromhex("01eea2412174ddfc9ca10a3791dc22bf36e52e83c60ee84480ce329561c3fe")
    belongs = place("secret", 1, 11, "secret", 3, 1)
    assert (
        belongs.hex() == "00000006736563726574000000013100000001310000000231310000000673656372657400000001330000000131"
    )
    assert SealingKey(bytes(32)).open(SealedBytes(bytes(range(12)), row), belongs) == b"first secret!!"


@given(secret=st.text(), field=st.text(max_size=20), number=st.integers())
def test_any_text_comes_back_from_its_own_place_and_from_no_other(secret: str, field: str, number: int) -> None:
    key = SealingKey(new_key())
    sealed = key.seal(secret.encode(), place("secret", field, number))
    assert key.open(sealed, place("secret", field, number)).decode() == secret
    for other in (place("secret", field + "x", number), place("data key", field, number), place(f"secret{field}")):
        with pytest.raises(DoesNotOpen):
            key.open(sealed, other)


parts = st.lists(st.text(max_size=5), max_size=4)


@given(parts, parts)
def test_two_places_read_the_same_only_when_they_are(one: list[str], other: list[str]) -> None:
    assert (place("secret", *one) == place("secret", *other)) == (one == other)


def test_a_key_of_another_length_is_no_key() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SealingKey(bytes(16))


def test_a_binding_names_no_secret() -> None:
    assert str(Binding(1, 11, "secret", 3)) == "Binding(tenant_id=1, connection_id=11, field='secret', version=3)"
