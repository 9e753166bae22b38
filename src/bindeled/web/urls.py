"""Which address shows what."""

from __future__ import annotations

from django.urls import include, path, re_path

from bindeled.web import errors, feeds, files, health, metrics
from bindeled.web.api.door import addresses
from bindeled.web.hooks.views import receive
from bindeled.web.pages.activity.views import show_activity
from bindeled.web.pages.console.views import show_console
from bindeled.web.pages.help.views import show_help, show_topic
from bindeled.web.pages.hour.views import find_hour, show_hour
from bindeled.web.pages.joining.views import show_link, show_link_shown
from bindeled.web.pages.members.views import end_support, invite, let_support_look, show_members
from bindeled.web.pages.notices.views import confirm
from bindeled.web.pages.reconciliation.views import download, show_reconciliation
from bindeled.web.pages.reconnect.views import reconnect
from bindeled.web.pages.tenants.views import show_tenants
from bindeled.web.pages.today.views import put_banner_away, show_today

urlpatterns = [
    path("", show_tenants, name="tenants"),
    path("", include("bindeled.web.sign_in.urls")),
    path("join/", show_link_shown, name="link_shown"),
    path("join/<str:token>/", show_link, name="link"),
    path("console/", show_console, name="console"),
    path("operate/", include("bindeled.web.pages.operation.urls")),
    path("help/", show_help, name="help"),
    path("help/<slug:what>/", show_topic, name="help_topic"),
    path("tenants/<slug:slug>/", show_today, name="today"),
    path("tenants/<slug:slug>/banner/", put_banner_away, name="put_banner_away"),
    path("tenants/<slug:slug>/connections/", include("bindeled.web.pages.connection.urls")),
    path("tenants/<slug:slug>/settings/", include("bindeled.web.pages.settings.urls")),
    path("tenants/<slug:slug>/inbox/", include("bindeled.web.pages.inbox.urls")),
    path("tenants/<slug:slug>/hours/", find_hour, name="find_hour"),
    path("tenants/<slug:slug>/hours/<int:number>/", show_hour, name="hour"),
    path("tenants/<slug:slug>/reconciliation/", show_reconciliation, name="reconciliation"),
    path("tenants/<slug:slug>/reconciliation/file/<slug:kind>/", download, name="reconciliation_file"),
    path("tenants/<slug:slug>/runs/", include("bindeled.web.pages.runs.urls")),
    path("tenants/<slug:slug>/setup/", include("bindeled.web.pages.setup.urls")),
    path("tenants/<slug:slug>/activity/", show_activity, name="activity"),
    path("tenants/<slug:slug>/people/", show_members, name="members"),
    path("tenants/<slug:slug>/people/invite/", invite, name="invite"),
    path("tenants/<slug:slug>/people/support/", let_support_look, name="let_support_look"),
    path("tenants/<slug:slug>/people/support/end/", end_support, name="end_support"),
    re_path("^hooks/(?P<system>[a-z]+)/(?P<key>[0-9a-f]{24})$", receive, name="hook"),
    path("confirm/<str:proof>/", confirm, name="confirm_contact"),
    path("reconnect/<str:written>", reconnect, name="reconnect"),
    path("feeds/<str:written>", feeds.answer, name="feed"),
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
