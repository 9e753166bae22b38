"""What all resources share: tastypie with the few ways in which Intempus differs."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.http import HttpResponse, HttpResponseNotFound
from tastypie import fields
from tastypie.authorization import Authorization
from tastypie.exceptions import ApiFieldError, ImmediateHttpResponse, NotFound
from tastypie.http import HttpApplicationError
from tastypie.resources import ModelResource

from sandbox.intempus import counter, lean
from sandbox.intempus.auth import ApiKeyAuthentication, throttle
from sandbox.intempus.configuration import DEFAULT_LIMIT
from sandbox.intempus.log import journal
from sandbox.intempus.paging import MAX_LIMIT, CursorRefusedError, choose_paginator
from sandbox.intempus.switches import switches
from sandbox.journal import Write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from tastypie.bundle import Bundle

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

    def get_object_list(self, request: "HttpRequest") -> "QuerySet[Any]":
        """Return all rows by rising id."""
        return super().get_object_list(request).order_by("pk")  # type: ignore[no-any-return] # tastypie carries no types

    def get_list(self, request: "HttpRequest", **_kwargs: object) -> HttpResponse:
        """Answer a list in either paging mode, with the header that incremental sync stores (Intempus sheet 4.3)."""
        # Before the rows: a row that commits in between must come again rather than never.
        highest = counter.highest_committed()
        try:
            page = self._page(request)
        except CursorRefusedError:
            return self.error_response(request, {"error_message": CANNED_ERROR}, HttpApplicationError)  # type: ignore[no-any-return] # tastypie carries no types
        page["objects"] = lean.rows(self, self._narrowed(page["objects"]))
        response = HttpResponse(lean.as_json(page), content_type="application/json")
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

    def snapshot(self, identifier: int) -> dict[str, Any] | None:
        """Return one row as lists show it, None when it does not exist."""
        found = lean.rows(self, self._meta.queryset.filter(pk=identifier))
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
            journal.note_write(write)
        return response

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
            raise refusal(_still_referenced(bundle.obj, error), status=409) from error

    # Errors

    def _handle_500(self, request: "HttpRequest", exception: Exception) -> HttpResponse:
        """Show the text of a 404 that tastypie would hide (Intempus sheet 2.4)."""
        if isinstance(exception, NotFound) and exception.args:
            return self.error_response(request, {"error_message": str(exception)}, HttpResponseNotFound)  # type: ignore[no-any-return] # tastypie carries no types
        return super()._handle_500(request, exception)  # type: ignore[no-any-return] # tastypie carries no types


def refusal(*sentences: str, status: int = 400) -> ImmediateHttpResponse:
    """Build the refusal of a rule of business: `{"error": [sentences]}` (Intempus sheet 2.3)."""
    body = lean.as_json({"error": list(sentences)})
    return ImmediateHttpResponse(HttpResponse(body, status=status, content_type="application/json"))


def _still_referenced(row: Model, error: ProtectedError) -> str:
    # An employee has contracts and reports too, yet the real one names the profiles; the alphabet agrees with it.
    first = min(str(other._meta.verbose_name_plural) for other in error.protected_objects)  # noqa: SLF001 - Django's documented name
    return f"Kan ikke slette {row._meta.verbose_name} da {first} er relateret og bør slettes først"  # noqa: SLF001 - the same
