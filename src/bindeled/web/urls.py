"""Which address shows what."""

from __future__ import annotations

from django.urls import include, path, re_path

from bindeled.web import errors, files, health, metrics
from bindeled.web.api.door import addresses
from bindeled.web.hooks.views import receive
from bindeled.web.pages.joining.views import show_link
from bindeled.web.pages.reconnect.views import reconnect
from bindeled.web.pages.tenants.views import show_tenants
from bindeled.web.pages.today.views import show_today

urlpatterns = [
    path("", show_tenants, name="tenants"),
    path("", include("bindeled.web.sign_in.urls")),
    path("join/<str:token>/", show_link, name="link"),
    path("tenants/<slug:slug>/", show_today, name="today"),
    re_path("^hooks/(?P<system>[a-z]+)/(?P<key>[0-9a-f]{24})$", receive, name="hook"),
    path("reconnect/<str:written>", reconnect, name="reconnect"),
    path("api/v1/", addresses()),
    path("healthz", health.answer, name="health"),
    path("readyz", health.ready, name="ready"),
    path("metrics", metrics.answer, name="metrics"),
    path("static/<str:name>", files.answer, name="file"),
]

# The names are Django's.
handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.failed
