from __future__ import annotations

from bindeled.bootstrap import FLOWS
from bindeled.bootstrap.rights import by_resource, written_by
from bindeled.domain.accounts import System
from bindeled.domain.needs import Resource


def test_a_refusal_is_known_by_either_name_that_uniconta_has_for_an_entity() -> None:
    assert by_resource(System.UNICONTA, ["EmployeeClientUser"]) == {Resource.EMPLOYEES: "EmployeeClientUser"}
    assert by_resource(System.UNICONTA, ["EmployeeClient"]) == {Resource.EMPLOYEES: "EmployeeClient"}
    assert by_resource(System.UNICONTA, ["SomethingElse"]) == {}


def test_each_flow_writes_in_one_system_only_and_projects_bring_their_customers() -> None:
    writing = {flow: [system for system in System if written_by(flow, system)] for flow in FLOWS}

    assert all(len(systems) == 1 for systems in writing.values())
    assert written_by("projects", System.INTEMPUS) == ("customer", "case")
    assert "EmployeeClientUser" in written_by("employees", System.UNICONTA)
