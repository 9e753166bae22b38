"""Which address shows what."""

from __future__ import annotations

from django.urls import path

from bindeled.web import errors, health, stylesheet
from bindeled.web.pages.tenants.views import show_tenants
from bindeled.web.pages.today.views import show_today

urlpatterns = [
    path("", show_tenants, name="tenants"),
    path("tenants/<slug:slug>/", show_today, name="today"),
    path("healthz", health.answer, name="health"),
    path("static/bindeled.css", stylesheet.answer, name="stylesheet"),
]

# The names are Django's.
handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.failed
