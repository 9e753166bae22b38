"""The addresses of one tenant's connections, the guide among them."""

from __future__ import annotations

from django.urls import path

from bindeled.web.pages.connection import views
from bindeled.web.pages.connection.diagnosis import download_diagnosis
from bindeled.web.pages.guide import views as guide

urlpatterns = [
    path("", views.show_connections, name="connections"),
    path("<str:system>/", views.show_connection, name="connection"),
    path("<str:system>/test/", views.test_connection, name="test"),
    path("<str:system>/roll-back/", views.roll_back, name="roll_back"),
    path("<str:system>/revoke/<int:number>/", views.revoke, name="revoke"),
    path("<str:system>/diagnosis/", download_diagnosis, name="diagnosis"),
    path("<str:system>/link/", views.make_link, name="make_link"),
    path("<str:system>/pause/", views.pause, name="pause"),
    path("<str:system>/resume/", views.resume, name="resume"),
    path("<str:system>/replace/", guide.begin, name="replace"),
    path("<str:system>/replace/choose/", guide.choose, name="replace_choose"),
    path("<str:system>/replace/get/<str:way>/", guide.get, name="replace_get"),
    path("<str:system>/replace/enter/<str:way>/", guide.enter, name="replace_enter"),
    path("<str:system>/replace/check/<int:number>/", guide.check, name="replace_check"),
    path("<str:system>/replace/use/<int:number>/", guide.use, name="replace_use"),
    path("<str:system>/replace/finish/<int:number>/", guide.finish, name="replace_finish"),
]
