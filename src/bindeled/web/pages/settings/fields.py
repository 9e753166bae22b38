"""What people call the fields of both systems. One that only the customer's own company has goes by its own name."""

from __future__ import annotations

from bindeled.texts import say

# The name of a field in its system, and the key of its text. Both systems have many of them in common.
_KNOWN = {
    "Account": "customer_number",
    "Address1": "address",
    "Address2": "address_2",
    "City": "city",
    "CompanyRegNo": "vat_number",
    "ContactEmail": "contact_e_mail",
    "ContactPerson": "contact",
    "CostPrice": "cost_price",
    "Country": "country",
    "Description": "description",
    "Email": "e_mail",
    "EndDate": "end_date",
    "Group": "group",
    "Hired": "hired",
    "InvoiceEmail": "invoice_e_mail",
    "Item": "item",
    "MasterProject": "parent",
    "Mobil": "mobile",
    "MobilPhone": "mobile",
    "Name": "name",
    "Number": "number",
    "PayId": "pay_id",
    "PersonInCharge": "responsible",
    "Phase": "phase",
    "Phone": "phone",
    "PrivateEmail": "private_e_mail",
    "PrivateMobil": "private_mobile",
    "SalesPrice": "sales_price",
    "SalesPrice1": "sales_price",
    "StartDate": "start_date",
    "Terminated": "last_day",
    "Unit": "unit",
    "WorkAddress1": "work_address",
    "WorkCountry": "work_country",
    "ZipCode": "zip_code",
    "accessible": "in_use",
    "active": "in_use",
    "all_employees_may_add_work_reports": "all_may_report",
    "bar_code": "bar_code",
    "case_group": "group",
    "case_state": "phase",
    "city": "city",
    "contact": "contact",
    "contract_end": "last_day",
    "cost_price": "cost_price",
    "country": "country",
    "customer": "customer",
    "customer_group": "group",
    "description": "description",
    "email": "e_mail",
    "end_date": "end_date",
    "hour_budget": "hour_budget",
    "name": "name",
    "notes": "notes",
    "number": "number",
    "parent": "parent",
    "permit_new_workreports": "may_be_reported_on",
    "personal_email": "private_e_mail",
    "phone": "phone",
    "product_group": "group",
    "recommended_price": "recommended_price",
    "responsible": "responsible",
    "sales_price": "sales_price",
    "start_date": "start_date",
    "street_address": "address",
    "unit": "unit",
    "username": "user_name",
    "vat_registration_number": "vat_number",
    "xHourBudget": "hour_budget",
    "xIntempus": "intempus_active",
    "zip_code": "zip_code",
}


def field_name(field: str, language: str) -> str:
    """Return what people call a field of either system."""
    return say(f"page.field.{_KNOWN[field]}", language) if field in _KNOWN else field


def field_choice(field: str, language: str) -> str:
    """Return a field as it is offered in a list: what people call it, and the system's own name where they differ."""
    name = field_name(field, language)
    return name if name == field else f"{name} ({field})"
