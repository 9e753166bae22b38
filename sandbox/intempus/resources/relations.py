"""Relations as Intempus takes them: an address or a nested object, never an id (Intempus sheet 8.10)."""

from typing import TYPE_CHECKING, Any

from tastypie import fields
from tastypie.exceptions import ApiFieldError

if TYPE_CHECKING:
    from tastypie.bundle import Bundle

HERE = "sandbox.intempus.resources"


class ToOne(fields.ToOneField):  # type: ignore[misc] # tastypie carries no types
    """A relation to one row of another resource."""

    def resource_from_data(self, fk_resource: Any, data: dict[str, Any], **kwargs: Any) -> "Bundle":
        """Create the related row from a nested object; one that brings an id is refused."""
        if {"id", "pk"} & data.keys():
            raise ApiFieldError("You cannot specify pk when creating an instance")
        return super().resource_from_data(fk_resource, data, **kwargs)


def to_one(target: str, attribute: str, **options: Any) -> ToOne:
    """Declare a relation; `target` is `module.Class` below this package. Nullable unless `null=False`."""
    return ToOne(f"{HERE}.{target}", attribute, **{"null": True, **options})


def shown(attribute: str) -> fields.CharField:
    """Declare a text that is shown beside a relation and ignored in writes."""
    return fields.CharField(attribute=attribute, null=True, readonly=True)
