"""What all resources share: tastypie with the few ways in which Intempus differs."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.http import HttpResponse, HttpResponseNotFound
from tastypie import fields
from tastypie.authorization import Authorization
from tastypie.exceptions import ApiFieldError, NotFound
from tastypie.http import HttpApplicationError
from tastypie.resources import ModelResource

from sandbox.intempus import counter, lean, raw
from sandbox.intempus.auth import ApiKeyAuthentication, throttle
from sandbox.intempus.configuration import DEFAULT_LIMIT
from sandbox.intempus.log import journal
from sandbox.intempus.paging import MAX_LIMIT, CursorRefusedError, choose_paginator
from sandbox.intempus.resources import rights
from sandbox.intempus.resources.refusals import refusal, still_referenced
from sandbox.intempus.switches import switches
from sandbox.intempus.webhooks import courier
from sandbox.journal import Write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from tastypie.bundle import Bundle

__all__ = ["API", "Options", "ReadOnly", "Resource", "cursor_refused", "refusal"]

API = "/web/v1"
READ_ONLY = ("get",)
CANNED_ERROR = "Sorry, this request could not be processed. Please try again later."


class Options:
    """The options of every resource; `always_return_data` is why a write answers with the object."""

    authentication = ApiKeyAuthentication()
    authorization = Authorization()
    throttle = throttle
    limit = DEFAULT_LIMIT
    max_limit = MAX_LIMIT
    always_return_data = True
    include_absolute_url = False
    list_allowed_methods: ClassVar[tuple[str, ...]] = ("get", "post")
    detail_allowed_methods: ClassVar[tuple[str, ...]] = ("get", "put", "patch", "delete")
    ordering: ClassVar[tuple[str, ...]] = ("id",)
    filtering: ClassVar[dict[str, tuple[str, ...]]] = {}


class ReadOnly(Options):
    """The options of a resource nobody is known to write."""

    list_allowed_methods: ClassVar[tuple[str, ...]] = READ_ONLY
    detail_allowed_methods: ClassVar[tuple[str, ...]] = READ_ONLY


class Resource(ModelResource):  # type: ignore[misc] # tastypie carries no types
    """One resource of the API. Subclasses declare fields, and override `refuse_*` for rules of business."""

    id = fields.IntegerField(attribute="id", readonly=True)

    required: ClassVar[tuple[str, ...]] = ()
    """Plain fields that a create must bring; relations say so themselves."""
    computed: ClassVar[tuple[str, ...]] = ()
    """Fields that `compute` gathers for a page, since no column holds them."""
    cursor_allowed: ClassVar[bool] = True
    company_path: ClassVar[str | None] = "company"
    """How a row finds the company it belongs to, None when it belongs to all."""
    owner_path: ClassVar[str | None] = None
    """How a row finds the employee it is about, None when it is about nobody."""

    class Meta:
        """Abstract."""

        abstract = True

    # Addresses

    @classmethod
    def uri(cls, identifier: int) -> str:
        """Build the address of the row `identifier`."""
        return f"{API}/{cls._meta.resource_name}/{identifier}/"

    def get_resource_uri(self, bundle_or_obj: Any = None, url_name: str = "") -> str:  # noqa: ARG002 - tastypie's signature
        """Build the address of a row or, with nothing given, of the list; quicker than Django's reversing."""
        if bundle_or_obj is None:
            return f"{API}/{self._meta.resource_name}/"
        return self.uri(getattr(bundle_or_obj, "obj", bundle_or_obj).pk)

    # Reading

    def compute(self, identifiers: "Iterable[int]") -> "Mapping[str, Mapping[int, Any]]":  # noqa: ARG002 - for overriding
        """Gather the `computed` fields of a page: field name, then row id, then value."""
        return {}

    def throttle_check(self, request: "HttpRequest") -> None:
        """Check the quota, then the rights: the call is known to be authenticated here."""
        super().throttle_check(request)
        rights.check(request, self._meta.resource_name)

    def get_object_list(self, request: "HttpRequest") -> "QuerySet[Any]":
        """Return all rows that the user sees by rising id."""
        return rights.visible(request, self, super().get_object_list(request).order_by("pk"))

    def get_list(self, request: "HttpRequest", **_kwargs: object) -> HttpResponse:
        """Answer a list in either paging mode, with the header that incremental sync stores (Intempus sheet 4.3)."""
        # Before the rows: a row that commits in between must come again rather than never.
        highest = counter.highest_committed()
        try:
            page = self._page(request)
        except CursorRefusedError:
            return cursor_refused(self, request)
        rows = self.written(self._narrowed(page["objects"]))
        body = f'{{"meta": {lean.as_json(page["meta"])}, "objects": [{", ".join(rows)}]}}'
        response = HttpResponse(body, content_type="application/json")
        response["Logical-Timestamp"] = str(highest)
        return response

    def _page(self, request: "HttpRequest") -> dict[str, Any]:
        found = self.obj_get_list(bundle=self.build_bundle(request=request))
        ordered = self.apply_sorting(found, options=request.GET)
        paginator = choose_paginator(request.GET, cursor_allowed=self.cursor_allowed)
        page: dict[str, Any] = paginator(
            request.GET, ordered, resource_uri=self.get_resource_uri(), limit=self._meta.limit, max_limit=MAX_LIMIT
        ).page()
        return page

    def _narrowed(self, page: "QuerySet[Any]") -> "QuerySet[Any]":
        """Read a page by its ids, so that SQLite joins names for the rows shown and not for those skipped."""
        shown = self._meta.queryset.filter(pk__in=page.values("pk"))
        return shown.order_by(*page.query.order_by)  # type: ignore[no-any-return] # tastypie carries no types

    def written(self, chosen: "QuerySet[Any]") -> list[str]:
        """Return the rows of a page as JSON; where nothing has to be gathered, the quick way."""
        if self.computed:
            return [lean.as_json(row) for row in self.rendered(chosen)]
        return raw.rows(self, chosen)

    def rendered(self, chosen: "QuerySet[Any]") -> list[dict[str, Any]]:
        """Return the rows of a page, ready for JSON."""
        return lean.rows(self, chosen)

    def snapshot(self, identifier: int) -> dict[str, Any] | None:
        """Return one row as lists show it, None when it does not exist."""
        found = self.rendered(self._meta.queryset.filter(pk=identifier))
        return found[0] if found else None

    # Writing

    def dispatch(self, request_type: str, request: "HttpRequest", **kwargs: Any) -> HttpResponse:
        """Answer one call; a write is one transaction, undone by any refusal."""
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return super().dispatch(request_type, request, **kwargs)  # type: ignore[no-any-return] # tastypie carries no types
        with transaction.atomic():
            before = self._before(kwargs.get("pk", ""))
            response: HttpResponse = super().dispatch(request_type, request, **kwargs)
            write = self._write(request, response, before)
            if write:
                self.remember(write)
        if write:
            journal.note_write(write)
            courier.announce(write)
        return response

    def remember(self, write: Write) -> None:
        """Store what else an accepted write leaves behind, in the same transaction."""

    def _before(self, pk: str) -> dict[str, Any] | None:
        return self.snapshot(int(pk)) if pk.isdecimal() else None

    def _write(self, request: "HttpRequest", response: HttpResponse, before: dict[str, Any] | None) -> Write | None:
        """Describe what an accepted call changed, None when it changed nothing."""
        if response.status_code >= 300 or "intempus.repeated" in request.META:
            return None
        key = before["id"] if before else int(response["Location"].rstrip("/").rsplit("/", 1)[-1])
        action = {"POST": "create", "DELETE": "delete"}.get(str(request.method), "update" if before else "create")
        return Write(self._meta.resource_name, action, key, before, self.snapshot(key))

    def post_list(self, request: "HttpRequest", **kwargs: Any) -> HttpResponse:
        """Create, or return the row that the same `creation_id` made before (Intempus sheet 5)."""
        response: HttpResponse = super().post_list(request, **kwargs)
        if "intempus.repeated" in request.META:
            response.status_code = switches.creation_id_repeat_status
        return response

    def obj_create(self, bundle: "Bundle", **kwargs: Any) -> "Bundle":
        """Create a row. The second body under one `creation_id` changes nothing."""
        repeated = self._created_before(bundle.data)
        if repeated is not None:
            bundle.obj = repeated
            bundle.request.META["intempus.repeated"] = True
            return bundle
        for name in self.required:
            if bundle.data.get(name) in (None, ""):
                raise ApiFieldError(f"The '{name}' field has no data and doesn't allow a default or null value.")
        return super().obj_create(bundle, **kwargs)

    def _created_before(self, data: dict[str, Any]) -> Model | None:
        creation_id = data.get("creation_id")
        if creation_id is None or "creation_id" not in self.fields:
            return None
        earlier: Model | None = self._meta.queryset.filter(creation_id=creation_id).first()
        return earlier

    def hydrate(self, bundle: "Bundle") -> "Bundle":
        """Keep what a write to an existing row does not change: its `creation_id` (Intempus sheet 5.5)."""
        if bundle.obj.pk and "creation_id" in self.fields:
            bundle.data["creation_id"] = bundle.obj.creation_id
        return bundle

    def save(self, bundle: "Bundle", *args: Any, **kwargs: Any) -> "Bundle":
        """Apply the rules of business, then store."""
        if not bundle.via_uri:
            self._apply_rules(bundle)
        bundle = super().save(bundle, *args, **kwargs)
        if (
            not switches.patch_shows_old_timestamp
            and bundle.request.method == "PATCH"
            and "logical_timestamp" in self.fields
        ):
            bundle.obj.refresh_from_db(fields=["logical_timestamp"])
        return bundle

    def _apply_rules(self, bundle: "Bundle") -> None:
        # The stored row decides whether a change is allowed, not the one already filled with the new values.
        stored = self._meta.queryset.filter(pk=bundle.obj.pk).first() if bundle.obj.pk else None
        if stored is None:
            self.refuse_create(bundle)
        else:
            self.refuse_change(bundle, stored)

    def refuse_create(self, bundle: "Bundle") -> None:
        """Raise `refusal(...)` when the filled `bundle.obj` may not be created."""

    def refuse_change(self, bundle: "Bundle", stored: Any) -> None:
        """Raise `refusal(...)` when `stored` may not become `bundle.obj`."""

    def refuse_delete(self, stored: Any) -> None:
        """Raise `refusal(...)` when `stored` may not be deleted."""

    def obj_delete(self, bundle: "Bundle", **kwargs: Any) -> None:
        """Delete a row that nothing refers to (Intempus sheet 8.17)."""
        try:
            bundle.obj = self.obj_get(bundle=bundle, **kwargs)
        except self._meta.object_class.DoesNotExist as error:
            raise NotFound from error
        self.refuse_delete(bundle.obj)
        try:
            bundle.obj.delete()
        except ProtectedError as error:
            raise still_referenced(bundle.obj, error) from error

    # Errors

    def _handle_500(self, request: "HttpRequest", exception: Exception) -> HttpResponse:
        """Show the text of a 404 that tastypie would hide (Intempus sheet 2.4)."""
        if isinstance(exception, NotFound) and exception.args:
            return self.error_response(request, {"error_message": str(exception)}, HttpResponseNotFound)  # type: ignore[no-any-return] # tastypie carries no types
        return super()._handle_500(request, exception)  # type: ignore[no-any-return] # tastypie carries no types


def cursor_refused(resource: Resource, request: "HttpRequest") -> HttpResponse:
    """Answer 500 to a cursor that the resource does not take (Intempus sheet 3.2)."""
    return resource.error_response(request, {"error_message": CANNED_ERROR}, HttpApplicationError)  # type: ignore[no-any-return] # tastypie carries no types
