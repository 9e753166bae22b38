"""The addresses of operation."""

from __future__ import annotations

from django.urls import path

from bindeled.web.pages.operation import views

urlpatterns = [
    path("", views.show_overview, name="operate"),
    path("keys/", views.show_keys, name="operate_keys"),
    path("keys/<slug:what>/", views.change_keys, name="change_keys"),
    path("audit/", views.show_audit, name="operate_audit"),
    path("audit/verify/", views.verify_audit, name="verify_audit"),
]
