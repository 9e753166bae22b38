"""The addresses of one tenant's inbox."""

from __future__ import annotations

from django.urls import path

from bindeled.web.pages.inbox import views

urlpatterns = [
    path("", views.show_inbox, name="inbox"),
    path("<slug:key>/", views.show_group, name="inbox_group"),
    path("<slug:key>/again/", views.try_again, name="inbox_again"),
    path("<slug:key>/hand-over/", views.hand_over, name="inbox_hand_over"),
    path("<slug:key>/dismiss/", views.dismiss, name="inbox_dismiss"),
    path("<slug:key>/take-back/", views.take_back, name="inbox_take_back"),
]
