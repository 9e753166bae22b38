import json
from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl


def _ids(answer: httpx2.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["objects"]]


def _error(api: httpx2.Client, path: str) -> Any:
    answer = api.get(path)
    assert answer.status_code == 400
    return answer.json()["error"]


def test_rule_3_offset_mode_shows_exactly_five_keys(api: httpx2.Client) -> None:
    meta = api.get("work_report/").json()["meta"]
    assert meta == {"limit": 1000, "next": None, "offset": 0, "previous": None, "total_count": 3}


def test_next_and_previous_are_root_relative_and_keep_other_parameters(api: httpx2.Client) -> None:
    meta = api.get("work_report/?limit=1&offset=1&start_date__gte=2026-01-01").json()["meta"]
    assert meta["next"] == "/web/v1/work_report/?start_date__gte=2026-01-01&limit=1&offset=2"
    assert meta["previous"] == "/web/v1/work_report/?start_date__gte=2026-01-01&limit=1&offset=0"


def test_a_limit_above_the_highest_is_clamped_and_zero_means_the_highest(api: httpx2.Client) -> None:
    assert [api.get(f"case/?limit={limit}").json()["meta"]["limit"] for limit in (0, 99_999)] == [10_000, 10_000]


def test_an_offset_past_the_end_is_an_empty_page(api: httpx2.Client) -> None:
    content = api.get("case/?offset=50").json()
    assert (content["objects"], content["meta"]["next"]) == ([], None)


def test_rule_3_cursor_mode_walks_every_row_once_and_shows_neither_offset_nor_total(api: httpx2.Client) -> None:
    seen, path = [], "/web/v1/work_report/?pagination_type=cursor&limit=2&start_date__gte=2026-01-01"
    while path:
        answer = api.get(f"http://{api.base_url.host}:{api.base_url.port}{path}")
        seen.append(_ids(answer))
        meta = answer.json()["meta"]
        assert meta.keys() == {"limit", "next", "previous"}
        path = meta["next"]
    assert seen == [[1, 2], [3]]


def test_a_cursor_keeps_other_parameters(api: httpx2.Client) -> None:
    path = api.get("work_report/?pagination_type=cursor&limit=1&approved=false").json()["meta"]["next"]
    assert path.startswith("/web/v1/work_report/?pagination_type=cursor&limit=1&approved=false&after=")


def test_a_cursor_that_nobody_gave_out_is_refused(api: httpx2.Client) -> None:
    assert _error(api, "case/?pagination_type=cursor&after=made-up") == "Invalid cursor provided."


def test_rule_3_some_resources_answer_500_to_a_cursor_and_yet_list_by_offset(api: httpx2.Client) -> None:
    answer = api.get("schedule/?pagination_type=cursor")
    assert (answer.status_code, list(answer.json())) == (500, ["error_message"])
    assert _ids(api.get("schedule/")) == [1]


def test_rule_3_cursor_mode_can_be_switched_off_for_all(api: httpx2.Client, control: TwinControl) -> None:
    control.switch(cursor_mode="off")
    assert api.get("case/?pagination_type=cursor").status_code == 500


def test_rule_3_every_list_carries_the_highest_timestamp_also_when_nothing_matches(api: httpx2.Client) -> None:
    highest = int(api.get("case/").headers["Logical-Timestamp"])
    answer = api.get(f"case/?logical_timestamp__gt={highest}")
    assert _ids(answer) == []
    assert int(answer.headers["Logical-Timestamp"]) == highest > 9_150_000_000


def test_rule_20_keys_are_sorted_and_danish_letters_stand_as_they_are(api: httpx2.Client) -> None:
    answer = api.get("customer/")
    assert answer.text == json.dumps(answer.json(), sort_keys=True, ensure_ascii=False)
    assert "Kunde Æ" in answer.text
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("work_report/?approved=true", [1]),
        ("work_report/?approved=false", [2, 3]),
        ("work_report/?start_date__gte=2026-01-03&start_date__lte=2026-01-05", [2, 3]),
        ("work_report/?employee__in=1,2", [1, 2, 3]),
        ("work_report/?employee__in=", []),
        ("work_report/?case=2", [2]),
        ("work_report/?order_by=-id", [3, 2, 1]),
        ("customer/?active=1", [1]),
        ("case/?active=false", [3]),
        ("work_type/?work_model=2", [3]),
        ("work_type/?name__icontains=overtid", [4]),
        ("userprofile/?id__in=2,3", [2]),
        ("employee/?username=svend@example.invalid", [1]),
        ("responsible/?employee=2", [1]),
        ("schedule/?start_date__lte=2026-01-31", []),
    ],
)
def test_rule_4_known_filters_filter(api: httpx2.Client, path: str, expected: list[int]) -> None:
    assert _ids(api.get(path)) == expected


def test_rule_4_a_misspelt_filter_is_ignored_and_the_whole_table_comes(api: httpx2.Client) -> None:
    assert _ids(api.get("work_report/?employe__in=99")) == [1, 2, 3]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("employee/?email=a", "The 'email' field does not allow filtering."),
        ("employee/?username__iexact=a", "'iexact' is not an allowed filter on the 'username' field."),
        ("work_report/?case__name=a", "Lookups are not allowed more than one level deep on the 'case' field."),
        ("work_report/?employee=a", "Invalid resource lookup data provided (mismatched type)."),
        ("case/?order_by=name", "The 'name' field does not allow ordering."),
        ("case/?order_by=bogus", "No matching 'bogus' field for ordering on."),
        ("case/?limit=abc", "Invalid limit 'abc' provided. Please provide a positive integer."),
        ("case/?offset=-1", "Invalid offset '-1' provided. Please provide a positive integer &gt;= 0."),
    ],
)
def test_rule_4_what_is_not_allowed_is_told_in_known_words(api: httpx2.Client, path: str, text: str) -> None:
    assert _error(api, path) == text


def test_a_filter_value_of_the_wrong_type_is_told_as_a_list_inside_a_text(api: httpx2.Client) -> None:
    expected = "['“zzz” value has an invalid date format. It must be in YYYY-MM-DD format.']"
    assert _error(api, "work_report/?start_date__gte=zzz") == expected


def test_rule_5_small_lists_have_no_timestamp(api: httpx2.Client) -> None:
    for resource in ("work_category", "case_group", "case_state", "department"):
        assert "logical_timestamp" not in api.get(f"{resource}/").json()["objects"][0]


def test_no_row_of_any_resource_carries_a_national_identity_number(api: httpx2.Client) -> None:
    for resource in ("employee", "userprofile", "contract", "work_report"):
        assert "cpr" not in api.get(f"{resource}/").text.lower()
