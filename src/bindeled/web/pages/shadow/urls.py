"""The addresses of shadow and going live, below getting started."""

from __future__ import annotations

from django.urls import path

from bindeled.web.pages.shadow import views

urlpatterns = [
    path("", views.show_shadow, name="shadow"),
    path("live/", views.go_live, name="go_live"),
    path("<str:flow>/", views.show_flow, name="shadow_flow"),
]
