"""The addresses of the API: `/web/v1/<resource>/` and `/web/v1/<resource>/<id>/` (Intempus sheet 1.1)."""

from django.urls import include, path
from tastypie.api import Api

from sandbox.intempus.resources import RESOURCES
from sandbox.intempus.session import log_in

api = Api(api_name="v1")
for resource in RESOURCES.values():
    api.register(resource)

urlpatterns = [path("web/login/", log_in), path("web/", include(api.urls))]
