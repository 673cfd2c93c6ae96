"""Files: added, opened, replaced, removed. They come out of here and nowhere else."""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import takes_files
from accounts.refusals import Refused
from cases import file_checks, storage
from cases.actions import documents
from cases.forms.records import ReplaceForm, StartForm, UploadForm
from cases.models import Case, Document, RecordItem, Upload
from cases.rules.team import may_do
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page

SHOWN_IN_BROWSER = ("jpeg", "png")
"""What `?view` shows instead of saving. A sandboxed PDF stays blank in browsers, so PDFs are always saved."""
PART_SIZE = 4 * file_checks.MIB
READ_SIZE = 64 * 1024
OFFSET_DIGITS = 13


def item_page(case: Case, item: RecordItem | None) -> str:
    """The address of the record that a file belongs to."""
    return (
        reverse("cases:item", args=[case.uuid, item.pk])
        if item
        else reverse("cases:records", args=[case.uuid])
    )


def find(case: Case, key: UUID) -> Document:
    """A file of this journey that is not removed; Http404 otherwise."""
    kept = case.documents.filter(removed_at=None).select_related("item")
    found: Document = get_object_or_404(kept, uuid=key)
    found.case = case
    return found


@door.journey
@require_safe
def document(request: JourneyRequest, case: Case, document: UUID) -> HttpResponseBase:
    """Hand out one file, whole and unchanged or not at all; the timeline keeps who opened it."""
    found = find(case, document)
    try:
        file = documents.open_file(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        raise PermissionDenied(str(refusal.message)) from None
    return handed_out(found, file, is_shown="view" in request.GET and found.kind in SHOWN_IN_BROWSER)


def handed_out(found: Document, file: BinaryIO, *, is_shown: bool = False) -> FileResponse:
    """The answer that brings a file: under a fixed type, kept nowhere, and unable to do anything."""
    response = FileResponse(
        file if found.size <= file_checks.DOCUMENT_LIMIT else storage.Verified(file, found.sha256),
        as_attachment=not is_shown,
        filename=found.name,
        content_type=file_checks.CONTENT_TYPES[found.kind],
    )
    response.block_size = READ_SIZE
    response["Content-Length"] = str(found.size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@door.journey(may=may_do)
@takes_files
@require_http_methods(["GET", "POST"])
def upload(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Add files to a record. The good ones are kept even when others are not taken."""
    item = get_object_or_404(case.items, pk=pk)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        added = [file for file in form.cleaned_data["files"] if add_one(request, form, item, file)]
        if added:
            messages.success(request, added_words(len(added)))
        if not form.errors:
            return redirect(item_page(case, item))
    context = {"form": form, "item": item, "back": item_page(case, item)}
    return render(request, "cases/records/upload.html", context, status=422 if form.errors else 200)


def add_one(request: JourneyRequest, form: UploadForm, item: RecordItem, file: UploadedFile) -> bool:
    """Keep one of several files, or say beside the field why not."""
    name = file.name or ""
    try:
        documents.add(
            item,
            name=name,
            chunks=file.chunks(),
            by=request.user,
            at=timezone.now(),
            once=form.cleaned_data["once"],
        )
    except Refused as refusal:
        form.add_error("files", f"{file_checks.clean_text(name)}: {refusal.message}")
        return False
    return True


def added_words(count: int) -> str:
    """How many files were added, in a sentence."""
    return ngettext("%(count)d file was added.", "%(count)d files were added.", count) % {"count": count}


@door.journey(may=may_do)
@takes_files
@require_http_methods(["GET", "POST"])
def replace(request: JourneyRequest, case: Case, document: UUID) -> HttpResponse:
    """Add a newer version of a file; the older one stays below it."""
    found = find(case, document)
    return form_page(
        request,
        ReplaceForm,
        save=lambda form: documents.replace(
            found,
            name=form.cleaned_data["file"].name,
            chunks=form.cleaned_data["file"].chunks(),
            once=form.cleaned_data["once"],
            by=request.user,
            at=timezone.now(),
        ),
        template="cases/form_page.html",
        then=item_page(case, found.item),
        said=_("The newer file is here. The older one is kept, marked as replaced."),
        context={
            "title": _("Replace this file"),
            "intro": _("You replace “%(name)s”. It is kept, marked as replaced.") % {"name": found.name},
            "submit": _("Add the newer file"),
            "back": item_page(case, found.item),
        },
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def remove(request: JourneyRequest, case: Case, document: UUID) -> HttpResponse:
    """Ask whether a file shall go, then delete it."""
    found = find(case, document)
    back = item_page(case, found.item)
    if request.method == "GET":
        return render(request, "cases/records/remove.html", {"document": found, "back": back})
    return act(
        request,
        partial(documents.remove, found, by=request.user, at=timezone.now()),
        then=back,
        said=_("The file is deleted."),
    )


# Large files, in parts


def own_upload(request: JourneyRequest, case: Case, pk: int, key: UUID) -> Upload:
    """An upload to this record that this person has begun; Http404 otherwise."""
    mine = case.uploads.select_related("item").filter(item_id=pk, by=request.user)
    return get_object_or_404(mine, uuid=key)


def refusal_answer(refusal: Refused) -> JsonResponse:
    """Why a file is not taken."""
    return JsonResponse({"error": str(refusal.message)}, status=422)


@door.journey(may=may_do)
@require_POST
def upload_start(request: JourneyRequest, case: Case, pk: int) -> JsonResponse:
    """Begin an upload in parts: where the parts go, and how large they may be."""
    item = get_object_or_404(case.items, pk=pk)
    form = StartForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("Please choose a file.")}, status=422)
    try:
        started = documents.start_upload(item, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return refusal_answer(refusal)
    place = [case.uuid, item.pk, started.uuid]
    return JsonResponse(
        {
            "upload": str(started.uuid),
            "received": 0,
            "part_size": PART_SIZE,
            "part": reverse("cases:item-upload-part", args=place),
            "finish": reverse("cases:item-upload-finish", args=place),
        },
        status=201,
    )


@door.journey(may=may_do)
@require_POST
def upload_part(request: JourneyRequest, case: Case, pk: int, upload: UUID) -> JsonResponse:
    """Take the next part: the raw body, to lie at `?offset=`. 409 says how far we are when it doesn't fit."""
    found = own_upload(request, case, pk, upload)
    offset = request.GET.get("offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) <= OFFSET_DIGITS):
        return JsonResponse({"received": found.received}, status=409)
    try:
        found = documents.put_part(
            found, offset=int(offset), chunks=body(request), by=request.user, at=timezone.now()
        )
    except documents.OutOfStep as stopped:
        return JsonResponse({"received": stopped.received}, status=409)
    except Refused as refusal:
        return refusal_answer(refusal)
    return JsonResponse({"received": found.received})


def body(request: HttpRequest) -> Iterator[bytes]:
    """The raw body of a request, piece by piece."""
    while piece := request.read(READ_SIZE):
        yield piece


@door.journey(may=may_do)
@require_POST
def upload_finish(request: JourneyRequest, case: Case, pk: int, upload: UUID) -> JsonResponse:
    """Check and keep the file whose parts are all there; asked again, it says the same."""
    done = {"page": reverse("cases:item", args=[case.uuid, pk])}
    try:
        found = own_upload(request, case, pk, upload)
    except Http404:
        if case.documents.filter(once=upload, item_id=pk, uploaded_by=request.user).exists():
            return JsonResponse(done)
        raise
    try:
        documents.finish_upload(found, by=request.user, at=timezone.now())
    except documents.OutOfStep as stopped:
        return JsonResponse({"received": stopped.received}, status=409)
    except Refused as refusal:
        return refusal_answer(refusal)
    return JsonResponse(done)
