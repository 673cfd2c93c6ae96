"""Addresses: the records checklist, its records and their files."""

from django.urls import path

from cases.views import documents, records

# /cases/<uuid>/records/
RECORDS = "cases/<uuid:uuid>/records/"
ITEM = f"{RECORDS}<int:pk>/"
# /cases/<uuid>/documents/<uuid>/
DOCUMENT = "cases/<uuid:uuid>/documents/<uuid:document>/"


def tell(key: str) -> object:
    """The address at which one thing is said of a record."""
    view = records.staff_change if records.VERBS[key].for_staff else records.change
    return path(f"{ITEM}{key}/", view, {"key": key}, name=f"item-{key}")


urlpatterns = [
    path(RECORDS, records.checklist, name="records"),
    path(f"{RECORDS}offers/<int:template>/", records.offer, name="record-offer"),
    path(f"{RECORDS}add/", records.add, name="item-add"),
    path(ITEM, records.item, name="item"),
    path(f"{ITEM}edit/", records.edit, name="item-edit"),
    path(f"{ITEM}exists/", records.exists, name="item-exists"),
    *(tell(key) for key in records.VERBS),
    path(f"{ITEM}upload/", documents.upload, name="item-upload"),
    path(f"{ITEM}upload/start/", documents.upload_start, name="item-upload-start"),
    path(f"{ITEM}upload/<uuid:upload>/part/", documents.upload_part, name="item-upload-part"),
    path(f"{ITEM}upload/<uuid:upload>/finish/", documents.upload_finish, name="item-upload-finish"),
    path(DOCUMENT, documents.document, name="document"),
    path(f"{DOCUMENT}replace/", documents.replace, name="document-replace"),
    path(f"{DOCUMENT}remove/", documents.remove, name="document-remove"),
]
