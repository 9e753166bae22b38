"""Work models, categories and types, and the lists that hang on them."""

from django.db import models

from sandbox.intempus.models.base import Creatable, Lookup, Row, link, money, text


class WorkModel(Row):
    """An agreement: each contract follows one (Intempus sheet 7.10)."""

    company = link("Company", required=True)
    number = text()
    name = text()
    default_hourly_wage = money()
    lieu_balance_transfer_worktype = link("WorkType")

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Arbejdsmodel"
        verbose_name_plural = "Arbejdsmodeller"


class WorkCategory(Creatable):
    """Intempus sheet 7.10; it has no logical timestamp (sheet 4.6)."""

    number = text()
    name = text()
    work_model = link("WorkModel", required=True)
    type = models.CharField(max_length=32, null=True)  # noqa: DJ001 - null on the wire
    case_related = models.BooleanField(default=False)
    supplement = models.BooleanField(default=False)
    eligible_for_anomaly_detection = models.BooleanField(default=True)
    hue = models.IntegerField(default=0)

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Kategori"
        verbose_name_plural = "Kategorier"


class WorkType(Creatable):
    """Intempus sheet 7.10."""

    number = text()
    name = text()
    active = models.BooleanField(default=True)
    input_type = text()
    unit = text()
    work_model = link("WorkModel", required=True)
    work_category = link("WorkCategory", "work_types", required=True)
    vacation_or_leave = models.BooleanField(default=False)
    report_interval = models.BooleanField(default=False)
    date_interval = models.BooleanField(default=False)
    bill_as_product = link("Product")
    amount_cutoff = money()
    factor = money()
    lieu_factor = money()
    piece_work = models.BooleanField(default=False)
    unit_cost = money()

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Arbejdstype"
        verbose_name_plural = "Arbejdstyper"


class PayType(Lookup):
    """Readable; fields unknown, so it has the shape of a group (Intempus sheet 7.12)."""

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Løntype"
        verbose_name_plural = "Løntyper"
