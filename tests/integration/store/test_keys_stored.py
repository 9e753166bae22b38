from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.secrets import Sealed, WrappedKey
from bindeled.domain.states import DataKeyState
from bindeled.store.key_rotation import StoredKeyRotation
from bindeled.store.keys import StoredDataKeys
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant


def add(tenant: Tenant, number: int, master: str = "mk-1") -> WrappedKey:
    key = WrappedKey(tenant.id, number, master, b"nonce", b"key %d" % number)
    StoredDataKeys().add(tenant.id, key, NOON)
    return key


def test_a_new_data_key_does_not_seal_before_it_is_taken_into_use(tenant: Tenant) -> None:
    keys = StoredDataKeys()
    assert (keys.use_primary(tenant.id), keys.new(tenant.id), keys.next_number(tenant.id)) == (None, None, 1)
    first = add(tenant, 1)
    assert (keys.use_primary(tenant.id), keys.new(tenant.id), keys.next_number(tenant.id)) == (None, first, 2)
    keys.make_primary(tenant.id, 1, NOON)
    assert (keys.use_primary(tenant.id), keys.new(tenant.id)) == (first, None)


def test_one_data_key_of_a_tenant_seals_and_the_one_before_only_opens(tenant: Tenant) -> None:
    keys, first, second = StoredDataKeys(), add(tenant, 1), add(tenant, 2)
    for number in (1, 2, 2):
        keys.make_primary(tenant.id, number, NOON)
    assert (keys.use_primary(tenant.id), keys.for_opening(tenant.id, 1)) == (second, first)
    facts = StoredKeyRotation().facts(tenant.id)
    assert [(key.state, key.uses, key.late_opens) for key in facts] == [
        (DataKeyState.FORMER, 0, 1),
        (DataKeyState.PRIMARY, 1, 0),
    ]


def test_one_key_of_each_master_key_is_proved(tenant: Tenant) -> None:
    add(tenant, 1, "mk-1")
    second, third = add(tenant, 2, "mk-1"), add(tenant, 3, "mk-2")
    assert StoredDataKeys().one_of_each_master() == [third, second]


def test_of_two_data_keys_of_one_number_one_is_kept(tenant: Tenant) -> None:
    key = WrappedKey(tenant.id, 1, "master-1", b"nonce", b"key")
    answers = at_once([lambda: StoredDataKeys().add(tenant.id, key, NOON)] * 2)
    assert sorted(isinstance(answer, Overtaken) for answer in answers) == [False, True]


def test_a_data_key_of_another_tenant_is_not_taken(tenant: Tenant) -> None:
    with pytest.raises(Contradiction, match="handed in for tenant"):
        StoredDataKeys().add(tenant.id, WrappedKey(tenant.id + 1, 1, "master-1", b"", b""), NOON)


def test_of_two_first_fingerprint_keys_at_once_both_get_the_one_that_is_kept(tenant: Tenant) -> None:
    keys = StoredDataKeys()

    def ask(number: int) -> Sealed:
        return keys.fingerprint_key(tenant.id, lambda: Sealed(1, b"nonce", b"key %d" % number), NOON)

    one, other = at_once([lambda: ask(1), lambda: ask(2)])
    assert one == other == ask(3)
