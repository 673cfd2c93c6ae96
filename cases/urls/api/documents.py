"""Addresses of the API: files."""

from django.urls import path

from cases.api import documents
from cases.urls.api.journeys import JOURNEY

DOCUMENT = f"{JOURNEY}documents/<uuid:document>/"

# /api/v1/journeys/{journey}/documents/
urlpatterns = [
    path(f"{JOURNEY}documents/", documents.Documents.as_view(), name="documents"),
    path(
        f"{JOURNEY}records/<uuid:record>/documents/",
        documents.RecordDocuments.as_view(),
        name="record-documents",
    ),
    path(DOCUMENT, documents.DocumentRoom.as_view(), name="document"),
    path(f"{DOCUMENT}content/", documents.DocumentContent.as_view(), name="document-content"),
    path(f"{DOCUMENT}versions/", documents.DocumentVersions.as_view(), name="document-versions"),
]
