"""Files: streamed in, told of, handed out, replaced and removed."""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from accounts.actions import replays
from accounts.api import pages, problems, reading
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.examples import know, know_in
from accounts.api.operations import Sort, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from accounts.api.views import answered_before
from cases import file_checks
from cases.actions import documents as actions
from cases.api.base import JourneyView
from cases.choices import ScanState
from cases.models import Case, Document
from cases.queries import records as queries
from cases.rules.records import is_released
from cases.rules.team import may_do, may_see
from cases.views.documents import body, handed_out

OLDEST = pages.Order(("uploaded_at", "pk"))
FORMS = ("multipart/", "application/x-www-form-urlencoded", "application/json")

know(size=48213, sha256="9f2c4be1…", pages=4, content="/api/v1/journeys/…/content/")
know_in("DocumentAnswer", "DocumentMention", name="Report of the MRI.pdf")


class DocumentAnswer(Answer):
    """One file: what it is, whose record it belongs to, and whether it can be opened."""

    id = serializers.UUIDField(source="uuid")
    record = serializers.UUIDField(source="item.uuid", allow_null=True, default=None)
    name = serializers.CharField()
    content_type = serializers.SerializerMethodField()
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField(help_text="Of the file as it is kept: pictures are drawn anew.")
    pages = serializers.IntegerField(allow_null=True)
    uploaded_at = serializers.DateTimeField()
    uploaded_by = PersonAnswer()
    scan = serializers.ChoiceField(choices=ScanState.choices)
    can_be_opened = serializers.SerializerMethodField(help_text="Not held back by the virus check.")
    replaces = serializers.UUIDField(source="replaces.uuid", allow_null=True, default=None)
    replaced_by = serializers.UUIDField(source="replaced_by.uuid", allow_null=True, default=None)

    def get_version(self, document: Document) -> str:
        """A mark of the file and of what has replaced it."""
        newer = getattr(document, "replaced_by", None)
        return version_of(document, newer.pk if newer else None)

    def get_content_type(self, document: Document) -> str:
        """The type under which it is handed out."""
        return file_checks.CONTENT_TYPES[document.kind]

    def get_can_be_opened(self, document: Document) -> bool:
        """Whether it may be downloaded now."""
        return is_released(document)


class DocumentView(JourneyView):
    """An address of files."""

    tag = "documents"

    def document(self, case: Case, uuid: UUID) -> Document:
        """A file of this journey that is not removed; Http404 for any other."""
        found: Document = self.child(queries.documents(case), uuid)
        return found

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One file as it stands now."""
        found = self.document(self.case, uuid)
        return self.told(DocumentAnswer(), found, status=status, location=location)

    def keep(self, store: Callable[..., Document]) -> HttpResponseBase:
        """Take the file that the body brings and answer with what was kept; the same sent again is kept once."""
        if self.request.content_type.lower().startswith(FORMS):
            raise problems.Problem(
                problems.MEDIA, _("Send the bytes of the file alone, as application/octet-stream.")
            )
        incoming = Incoming(self)
        document = store(name=incoming.name, chunks=incoming.chunks(), once=self.once, **self.how)
        if incoming.replay and incoming.replay.row.status:
            return answered_before(incoming.replay)
        address = self.address("document", document=document.uuid)
        response = self.tell(document.uuid, status=201, location=address)
        if incoming.replay:
            self.keep_answer(incoming.replay, response)
        return response


class Incoming:
    """A file on its way in: its name, and its bytes, after which its key is taken for this content alone."""

    def __init__(self, view: DocumentView) -> None:
        self.view = view
        self.key = view.key(OPERATION)
        self.name = file_name(view.request.META.get("HTTP_CONTENT_DISPOSITION", ""))
        self.replay: replays.Replay | None = None

    def chunks(self) -> Iterator[bytes]:
        """The bytes, piece by piece.

        Raises ParseError where they end too early, and Problem at their end where the key was used for other bytes.
        """
        digest = hashlib.sha256(f"{self.view.request.path} {self.name} ".encode())
        missing = reading.declared_length(self.view.request.META)
        for piece in body(self.view.request):
            digest.update(piece)
            missing -= len(piece)
            yield piece
        if missing > 0:
            raise exceptions.ParseError(_("The file broke off on its way. Please send it again."))
        self.replay = replays.begin(
            self.view.user, key=self.key, fingerprint=digest.hexdigest(), at=self.view.at
        )
        if not self.replay.is_same:
            raise problems.Problem(
                problems.KEY_REUSED, _("Please use a new key for each thing that you create.")
            )


def file_name(header: str) -> str:
    """The name in a Content-Disposition header. Raises ParseError without one."""
    try:
        _kind, found = parse_header_parameters(header)
    except (ValueError, LookupError):
        found = {}
    name = found.get("filename", "")
    if not name or not reading.is_plain(name):
        words = _("Say the file’s name: Content-Disposition: attachment; filename*=UTF-8''letter.pdf")
        raise exceptions.ParseError(words)
    return name


class DocumentsQuery(PageQuery):
    """Which files."""

    record = serializers.UUIDField(required=False, help_text="Only those of this record.")


class Documents(DocumentView):
    """The files of a journey."""

    @operation("List the files", Sort.LIST, answer=DocumentAnswer, query=DocumentsQuery, may=may_see)
    def get(self) -> Response:
        """Every file that was not removed, the oldest first; newer versions name what they replace."""
        found = queries.documents(self.case)
        if "record" in self.query:
            found = found.filter(item__uuid=self.query["record"])
        return self.many(found, OLDEST, DocumentAnswer())


class RecordDocuments(DocumentView):
    """The files of one record."""

    @operation("Add a file to a record", Sort.CREATE, answer=DocumentAnswer, takes_file=True, may=may_do)
    def post(self, record: UUID) -> HttpResponseBase:
        """Send the bytes as the body and the name in Content-Disposition. The record is then in.

        PDF, JPEG, PNG, HEIC, TIFF, DOCX and TXT up to 50 MiB, DICOM and a ZIP of a disc up to 2 GiB; what a file
        is, is read from its bytes.
        """
        item = self.child(self.case.items, record)
        return self.keep(partial(actions.add, item))


OPERATION = RecordDocuments.post.operation  # type: ignore[attr-defined] # written by its decorator


class DocumentRoom(DocumentView):
    """One file."""

    @operation("Read what is known of a file", Sort.READ, answer=DocumentAnswer, may=may_see)
    def get(self, document: UUID) -> HttpResponseBase:
        """Its name, size, type and SHA-256; its bytes are at `content/`."""
        return self.tell(document)

    @operation("Remove a file", Sort.REMOVE, may=may_do)
    def delete(self, document: UUID) -> HttpResponseBase:
        """Its bytes are deleted for good; the timeline remembers its name."""
        with self.changing(partial(self.document, uuid=document), DocumentAnswer().get_version) as found:
            actions.remove(found, **self.how)
        return self.gone()


class DocumentContent(DocumentView):
    """The bytes of one file."""

    @operation(
        "Download a file", Sort.FILE, may=may_see, file_types=tuple(file_checks.CONTENT_TYPES.values())
    )
    def get(self, document: UUID) -> HttpResponseBase:
        """The file, whole and unchanged or not at all. The timeline keeps who opened it."""
        found = self.document(self.case, document)
        found.case = self.case
        return handed_out(found, actions.open_file(found, **self.how))


class DocumentVersions(DocumentView):
    """Newer versions of one file."""

    @operation("Replace a file", Sort.CREATE, answer=DocumentAnswer, takes_file=True, may=may_do)
    def post(self, document: UUID) -> HttpResponseBase:
        """Add a newer version; the older one stays, marked as replaced. Send it as any file."""
        return self.keep(partial(actions.replace, self.document(self.case, document)))
