from typing import Any

import httpx2
import pytest

Body = dict[str, Any]


@pytest.mark.parametrize(
    ("customer", "status", "body"),
    [
        (
            1234,
            400,
            {
                "error": "The 'customer' field was given data that was not a URI, not a dictionary-alike and does not"
                " have a 'pk' attribute: 1234."
            },
        ),
        (
            "/web/v1/customer/999/",
            400,
            {"error": "Could not find the provided customer object via resource URI '/web/v1/customer/999/'."},
        ),
        (
            "/web/v1/case/1/",
            404,
            {"error_message": "An incorrect URL was provided '/web/v1/case/1/' for the 'CustomerResource' resource."},
        ),
        ({"id": 1, "name": "X"}, 400, {"error": "You cannot specify pk when creating an instance"}),
    ],
    ids=["integer", "missing", "wrong-resource", "nested-with-id"],
)
def test_rule_10_a_relation_is_an_address_or_a_new_object(
    api: httpx2.Client, case: Body, customer: object, status: int, body: Body
) -> None:
    answer = api.post("case/", json={**case, "customer": customer})
    assert (answer.status_code, answer.json()) == (status, body)


def test_a_mandatory_relation_that_is_left_out_is_named(api: httpx2.Client) -> None:
    answer = api.post("case/", json={"number": "1", "name": "Uden kunde"})
    assert answer.status_code == 400
    assert answer.json() == {"error": "The 'customer' field has no data and doesn't allow a default or null value."}


@pytest.mark.parametrize("field", ["number", "name"])
def test_a_mandatory_text_that_is_left_out_is_named(api: httpx2.Client, case: Body, field: str) -> None:
    del case[field]
    answer = api.post("case/", json=case)
    assert answer.json() == {"error": f"The '{field}' field has no data and doesn't allow a default or null value."}


def test_rule_10_a_nested_object_creates_the_related_row(api: httpx2.Client, case: Body) -> None:
    nested = {"company": "/web/v1/company/1/", "number": "9", "name": "Ny gruppe"}
    created = api.post("case/", json={**case, "case_group": nested}).json()
    assert created["case_group"] == "/web/v1/case_group/2/"
    assert api.get("case_group/2/").json()["name"] == "Ny gruppe"


def test_rule_11_a_case_embeds_its_group_in_detail_only(api: httpx2.Client) -> None:
    assert api.get("case/").json()["objects"][0]["case_group_full"] == "/web/v1/case_group/1/"
    for shown in (api.get("case/1/").json(), api.put("case/1/", json={"name": "Nyt"}).json()):
        assert shown["case_group"] == "/web/v1/case_group/1/"
        assert shown["case_group_full"]["name"] == "Service"


def test_rule_11_a_work_type_embeds_model_and_category_in_detail_only(api: httpx2.Client) -> None:
    listed = api.get("work_type/").json()["objects"][0]
    assert (listed["work_model"], listed["work_model__name"]) == ("/web/v1/work_model/1/", "Timeløn")
    shown = api.get("work_type/1/").json()
    assert (shown["work_model"]["name"], shown["work_category"]["name"]) == ("Timeløn", "Arbejde")


def test_rule_11_an_employee_embeds_contracts_even_in_the_list(api: httpx2.Client) -> None:
    bound, free = api.get("employee/").json()["objects"]
    assert [contract["work_model_name"] for contract in bound["contract"]] == ["Timeløn"]
    assert (bound["active_contract"], bound["department__name"]) == (True, "Værksted")
    assert (free["contract"], free["active_contract"]) == ([], False)
    assert free["responsible_levels"] == [{"id": 1, "level": "final_approver"}]


def test_a_case_shows_its_place_in_the_tree(api: httpx2.Client, case: Body) -> None:
    top, child, _ = api.get("case/").json()["objects"]
    assert (top["number_of_children"], child["parent"], child["parent_name"]) == (1, "/web/v1/case/1/", "Tag")
    grandchild = api.post("case/", json={**case, "parent": "/web/v1/case/2/"}).json()
    assert (grandchild["parent_name"], grandchild["root_parent"]) == ("Tagrende", "/web/v1/case/1/")


def test_ids_beside_relations_are_texts(api: httpx2.Client) -> None:
    assert api.get("case/1/").json()["customer_id"] == "1"
    assert api.get("work_report/1/").json()["employee_id"] == "1"
