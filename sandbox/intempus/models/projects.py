"""Customers, cases and goods."""

from typing import Any

from django.db import models

from sandbox.intempus import clock
from sandbox.intempus.models.base import Lookup, Timestamped, link, money, text


class CustomerGroup(Lookup):
    """Intempus sheet 7.3."""

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Kundegruppe"
        verbose_name_plural = "Kundegrupper"


class CaseGroup(Lookup):
    """Intempus sheet 7.3."""

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Projektgruppe"
        verbose_name_plural = "Projektgrupper"


class CaseState(Lookup):
    """Intempus sheet 7.5."""

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Projektstatus"
        verbose_name_plural = "Projektstatusser"


class Priority(Lookup):
    """Intempus sheet 7.4: a case may point to one; its fields are not known, so it has the shape of a group."""

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Prioritet"
        verbose_name_plural = "Prioriteter"


class ProductGroup(Lookup):
    """Intempus sheet 7.3."""

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Varegruppe"
        verbose_name_plural = "Varegrupper"


class Customer(Timestamped):
    """Intempus sheet 7.2."""

    company = link("Company", required=True)
    name = text()
    number = text()
    active = models.BooleanField(default=True)
    street_address = text()
    zip_code = text()
    city = text()
    country = text()
    email = text()
    phone = text()
    contact = text()
    notes = text()
    vat_registration_number = text()
    customer_group = link("CustomerGroup")
    latitude = money(places=6)
    longitude = money(places=6)

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Kunde"
        verbose_name_plural = "Kunder"


class Case(Timestamped):
    """A project (Intempus sheet 7.4). The defaults are those seen on a create that sends null for everything."""

    number = text()
    name = text()
    customer = link("Customer", required=True)
    case_group = link("CaseGroup")
    case_state = link("CaseState")
    department = link("Department")
    responsible = link("Employee")
    co_responsible = link("Employee")
    parent = link("self", "children")
    root_parent = link("self")
    priority = link("Priority")
    active = models.BooleanField(default=True)
    permit_new_workreports = models.BooleanField(default=True)
    all_employees_may_add_work_reports = models.BooleanField(default=False)
    all_worktypes_may_used_in_work_reports = models.BooleanField(default=True)
    remarks_required = models.BooleanField(null=True)
    file_upload_required = models.BooleanField(default=False)
    geofence = models.BooleanField(default=False)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    creation_date = models.DateField(null=True, blank=True)
    hour_budget = money()
    latitude = money(places=6)
    longitude = money(places=6)
    street_address = text()
    zip_code = text()
    city = text()
    country = text()
    notes = text()

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Projekt"
        verbose_name_plural = "Projekter"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill what the server derives: the day of creation and the topmost project."""
        self.creation_date = self.creation_date or clock.today()
        self.root_parent = self.parent and (self.parent.root_parent or self.parent)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "root_parent"}
        super().save(*args, **kwargs)


class Product(Timestamped):
    """Goods (Intempus sheet 7.11, from the older list of fields)."""

    company = link("Company")
    number = text()
    name = text()
    description = text()
    unit = text()
    bar_code = text()
    product_group = link("ProductGroup")
    accessible = models.BooleanField(default=True)
    available = money()
    cost_price = money()
    in_stock = money()
    on_order = money()
    ordered = money()
    recommended_price = money()
    sales_price = money()
    volume = money()

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Vare"
        verbose_name_plural = "Varer"
