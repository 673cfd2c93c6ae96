"""/api/: the addresses of the API, gathered from the apps, and what tells of them."""

from django.urls import include, path

from accounts import api_urls as accounts
from cases.urls import api as cases
from config import api_views
from guidance import api_urls as guidance
from notifications import api_urls as notifications

# /api/v1/
VERSION_1 = [
    *accounts.urlpatterns,
    *cases.urlpatterns,
    *guidance.urlpatterns,
    *notifications.urlpatterns,
]

urlpatterns = [
    path("v1/", include((VERSION_1, "api"))),
    path("schema/", api_views.schema, name="api-schema"),
    path("docs/", api_views.docs, name="api-docs"),
    path("", api_views.nowhere, name="api-nowhere"),
    path("<path:rest>", api_views.nowhere, name="api-nowhere"),
]
