"""Both ways through a list: by offset and by cursor (Intempus sheet 3.1, 3.2)."""

import base64
import binascii
from typing import TYPE_CHECKING, Any

from tastypie.exceptions import BadRequest
from tastypie.paginator import Paginator

from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from django.http import QueryDict

MAX_LIMIT = 10_000


class CursorRefusedError(Exception):
    """Some resources answer 500 to cursor paging."""


class OffsetPaginator(Paginator):  # type: ignore[misc] # tastypie carries no types
    """Tastypie's own, with the two links always present in `meta`."""

    def page(self) -> dict[str, Any]:
        """Return the rows of this page and `meta` with its five keys."""
        page: dict[str, Any] = super().page()
        page["meta"] = {"next": None, "previous": None, **page["meta"]}
        return page


class CursorPaginator(Paginator):  # type: ignore[misc] # tastypie carries no types
    """Rows by rising id from after the last one seen. The token is opaque to clients."""

    def page(self) -> dict[str, Any]:
        """Return the rows of this page and a `meta` that knows neither an offset nor a total."""
        limit = self.get_limit()
        rows = self.objects.order_by("pk").filter(pk__gt=_position(self.request_data.get("after")))
        ids = list(rows.values_list("pk", flat=True)[: limit + 1])
        following = self._following(limit, ids[limit - 1]) if len(ids) > limit else None
        meta = {"limit": limit, "next": following, "previous": None}
        return {"meta": meta, self.collection_name: rows.filter(pk__lte=ids[:limit][-1]) if ids else rows.none()}

    def _following(self, limit: int, last: int) -> str:
        parameters: QueryDict = self.request_data.copy()
        parameters["limit"] = str(limit)
        parameters["after"] = _token(last)
        return f"{self.resource_uri}?{parameters.urlencode()}"


def choose_paginator(parameters: "QueryDict", *, cursor_allowed: bool) -> type[Paginator]:
    """Return the paginator that the query string asks for. Raises `CursorRefusedError`."""
    if parameters.get("pagination_type") != "cursor":
        return OffsetPaginator
    if not cursor_allowed or switches.cursor_mode == "off":
        raise CursorRefusedError
    return CursorPaginator


def _token(last: int) -> str:
    return base64.urlsafe_b64encode(f"after:{last}".encode()).decode()


def _position(token: str | None) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token.encode()).decode().removeprefix("after:"))
    except (ValueError, binascii.Error) as error:
        raise BadRequest("Invalid cursor provided.") from error
