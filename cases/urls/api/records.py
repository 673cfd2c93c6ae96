"""Addresses of the API: the records checklist."""

from django.urls import path

from cases.api import records
from cases.urls.api.journeys import JOURNEY

RECORD = f"{JOURNEY}records/<uuid:record>/"

# /api/v1/journeys/{journey}/records/
urlpatterns = [
    path(f"{JOURNEY}records/", records.Records.as_view(), name="records"),
    path(RECORD, records.Record.as_view(), name="record"),
    path(f"{RECORD}changes/", records.RecordChanges.as_view(), name="record-changes"),
]
