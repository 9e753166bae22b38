"""The addresses of getting started, below a tenant."""

from __future__ import annotations

from django.urls import include, path

from bindeled.web.pages.setup import views

urlpatterns = [
    path("", views.show_setup, name="setup"),
    path("items/<slug:code>/", views.show_item, name="setup_item"),
    path("items/<slug:code>/say/", views.say_item, name="say_item"),
    path("choices/save/", views.save_choices, name="save_choices"),
    path("choices/", views.show_choices, name="choices"),
    path("load/", include("bindeled.web.pages.loading.urls")),
    path("shadow/", include("bindeled.web.pages.shadow.urls")),
    path("hold-back/", views.hold_back, name="hold_back"),
]
