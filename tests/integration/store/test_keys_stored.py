from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.secrets import Sealed, WrappedKey
from bindeled.store.keys import StoredDataKeys
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant


def test_data_keys_are_found_by_number_and_the_newest_is_in_use(tenant: Tenant) -> None:
    keys = StoredDataKeys()
    assert (keys.newest(tenant.id), keys.any_wrapped(), keys.by_number(tenant.id, 1)) == (None, None, None)
    first, second = (WrappedKey(tenant.id, number, "master-1", b"nonce", b"key %d" % number) for number in (1, 2))
    keys.add(tenant.id, first, NOON)
    keys.add(tenant.id, second, NOON)
    assert (keys.newest(tenant.id), keys.by_number(tenant.id, 1), keys.any_wrapped()) == (second, first, second)


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
