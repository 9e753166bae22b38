"""The standard setups: what every tenant begins with (product reference 1.3, 1.4, 2.1; sheets of both systems)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.registers.records import Register
from bindeled.domain.registers.setup import Filter, FlowSetup, MappingRow, Transform, WhenEmpty, Written

if TYPE_CHECKING:
    from collections.abc import Mapping

TICKED = Filter("xIntempus")
IN_PROGRESS = Filter("Phase", frozenset({"InProgress"}))
# Integrators saw names cut at 40 to 50 characters in Uniconta (product reference 2.3); the careful end is taken.
NAME_LENGTH = 40

_ONCE, _PARK, _KEEP = Written.ONCE, WhenEmpty.PARK, WhenEmpty.KEEP

# The nine fields of product reference 1.3, with e-mail fed by work e-mail or else user name; the last day besides.
_EMPLOYEES = (
    MappingRow("number", "Number", when_empty=_PARK, written=_ONCE, length=20),
    MappingRow("name", "Name", when_empty=_PARK, length=NAME_LENGTH),
    MappingRow("street_address", "Address1"),
    MappingRow("zip_code", "ZipCode"),
    MappingRow("city", "City"),
    MappingRow("phone", "Mobil"),
    MappingRow("email", "Email", Transform.E_MAIL),
    MappingRow("username", "Email", Transform.E_MAIL, _KEEP),
    MappingRow("personal_email", "PrivateEmail", Transform.E_MAIL),
    MappingRow("contract_end", "Terminated", Transform.AS_IS),
)

_CUSTOMERS = (
    MappingRow("Account", "number", when_empty=_PARK),
    MappingRow("Name", "name", when_empty=_PARK),
    MappingRow("Address1", "street_address"),
    MappingRow("ZipCode", "zip_code"),
    MappingRow("City", "city"),
    MappingRow("Country", "country"),
    MappingRow("CompanyRegNo", "vat_registration_number", Transform.DIGITS),
    MappingRow("ContactEmail", "email", Transform.E_MAIL),
    MappingRow("InvoiceEmail", "email", Transform.E_MAIL),
    MappingRow("Phone", "phone"),
    MappingRow("MobilPhone", "phone"),
    MappingRow("ContactPerson", "contact"),
    MappingRow("Group", "customer_group", Transform.GROUP),
)

_ITEMS = (
    MappingRow("Item", "number", when_empty=_PARK),
    MappingRow("Name", "name", when_empty=_PARK),
    MappingRow("Unit", "unit", Transform.UNIT),
    MappingRow("CostPrice", "cost_price", Transform.AS_IS),
    MappingRow("SalesPrice1", "sales_price", Transform.AS_IS),
    MappingRow("Group", "product_group", Transform.GROUP),
)

# Uniconta's project has no budget in hours (Uniconta sheet 6.4): it is read from a user-defined field.
_PROJECTS = (
    MappingRow("Number", "number", when_empty=_PARK),
    MappingRow("Name", "name", when_empty=_PARK),
    MappingRow("Account", "customer", Transform.CUSTOMER, _PARK),
    MappingRow("MasterProject", "parent", Transform.PARENT),
    MappingRow("Group", "case_group", Transform.GROUP),
    MappingRow("Phase", "case_state", Transform.PHASE),
    MappingRow("PersonInCharge", "responsible", Transform.EMPLOYEE, _KEEP),
    MappingRow("StartDate", "start_date", Transform.AS_IS, _KEEP),
    MappingRow("EndDate", "end_date", Transform.AS_IS),
    MappingRow("xHourBudget", "hour_budget", Transform.ABOVE_ZERO, _KEEP),
    MappingRow("Description", "notes", Transform.AS_IS),
    MappingRow("WorkAddress1", "street_address"),
    MappingRow("ZipCode", "zip_code"),
    MappingRow("City", "city"),
    MappingRow("WorkCountry", "country", when_empty=_KEEP),
    # Made by the web interface, a case is closed to everybody unless this is said (Intempus sheet 7.4).
    MappingRow("", "all_employees_may_add_work_reports", Transform.YES, written=_ONCE),
)

STANDARD: Mapping[Register, FlowSetup] = MappingProxyType(
    {
        Register.EMPLOYEES: FlowSetup(_EMPLOYEES, creates=False),
        Register.CUSTOMERS: FlowSetup(_CUSTOMERS, TICKED),
        Register.ITEMS: FlowSetup(_ITEMS, TICKED),
        Register.PROJECTS: FlowSetup(_PROJECTS, IN_PROGRESS),
    }
)
