"""The addresses of the first load, below getting started."""

from __future__ import annotations

from django.urls import path

from bindeled.web.pages.loading import views

urlpatterns = [
    path("", views.show_loads, name="loads"),
    path("<str:flow>/", views.show_load, name="load"),
    path("<str:flow>/plan/", views.plan, name="load_plan"),
    path("<str:flow>/decide/", views.decide, name="load_decide"),
    path("<str:flow>/apply/", views.apply, name="load_apply"),
    path("<str:flow>/undo/", views.undo, name="load_undo"),
]
