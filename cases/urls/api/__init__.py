"""The API's addresses of journeys and everything on them, one file for each noun."""

from cases.urls.api import documents, journeys, records

urlpatterns = [
    *documents.urlpatterns,
    *journeys.urlpatterns,
    *records.urlpatterns,
]
