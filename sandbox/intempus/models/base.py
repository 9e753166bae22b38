"""What the tables of the twin share. Field names are the wire names of the Intempus sheet."""

from typing import Any

from django.db import models

from sandbox.intempus import counter


def text() -> "models.CharField[str, str]":
    """Build a text that is empty rather than null (Intempus sheet 7, conventions)."""
    return models.CharField(max_length=255, default="", blank=True)


def money(places: int = 2) -> "models.DecimalField[Any, Any]":
    """Build a nullable decimal with `places` digits after the point."""
    return models.DecimalField(max_digits=15, decimal_places=places, null=True)


def link(to: str, related_name: str = "+", *, required: bool = False) -> "models.ForeignKey[Any, Any]":
    """Build a relation that refuses the delete of what it points to (Intempus sheet 8.17)."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name=related_name, null=not required)


class Stored(models.Model):
    """Any table of the twin."""

    class Meta:
        """Abstract."""

        abstract = True
        app_label = "intempus"

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class Row(Stored):
    """A row of most resources."""

    uuid = models.CharField(max_length=64, null=True)  # noqa: DJ001 - null on the wire (Intempus sheet 5.6)

    class Meta(Stored.Meta):
        """Abstract."""

        abstract = True


class Creatable(Row):
    """A row whose creation can be repeated safely (Intempus sheet 5)."""

    creation_id = models.CharField(max_length=255, null=True, db_index=True)  # noqa: DJ001 - null on the wire

    class Meta(Row.Meta):
        """Abstract."""

        abstract = True


class Timestamped(Creatable):
    """A row that takes part in incremental sync: each save bumps its logical timestamp (Intempus sheet 4.1)."""

    logical_timestamp = models.BigIntegerField(default=counter.PLACEHOLDER, db_index=True)

    class Meta(Creatable.Meta):
        """Abstract."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row, then bump it behind the object's back."""
        super().save(*args, **kwargs)
        counter.stamp(self)


class Lookup(Creatable):
    """A small list of a company: groups, states, departments (Intempus sheet 7.3, 7.5, 7.6)."""

    company = link("intempus.Company", required=True)
    number = text()
    name = text()

    class Meta(Creatable.Meta):
        """Abstract."""

        abstract = True
