"""The addresses of one tenant's runs."""

from __future__ import annotations

from django.urls import path

from bindeled.web.pages.runs import views

urlpatterns = [
    path("", views.show_runs, name="runs"),
    path("start/", views.start_run, name="start_run"),
    path("<int:number>/", views.show_run, name="run"),
]
