"""How much a request may bring before anybody looks at what it brings."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from accounts.choices import LIBRARY_ROLES


class OnlyWhereFilesAreTaken(FileUploadHandler):
    """Large bodies come in only from signed-in people, at addresses that take files; elsewhere they end early.

    Otherwise anybody could fill the disk by sending files to the sign-in page.
    """

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ANN401 -- the signature is Django's
        META: dict[str, Any],  # noqa: N803 -- the signature is Django's
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raise RequestDataTooBig before the first byte is read."""
        if content_length > self._most():
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on."""
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Keep nothing."""
        return None

    def _most(self) -> int:
        request = self.request
        match = request.resolver_match if request else None
        if request is None or match is None or not request.user.is_authenticated:
            return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if getattr(match.func, "takes_files", False):
            return settings.FILES_UPLOAD_MAX_SIZE
        if getattr(match.func, "takes_pictures", False) and request.user.has_site_role(*LIBRARY_ROLES):
            return settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
