"""Handing out pictures: the only uploads that anyone may see."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts import organisation
from accounts.choices import LIBRARY_ROLES
from accounts.models import User
from accounts.policies import public

KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
LOGOS, SIZES, ORIGINALS = "organisation", "images", "original_images"
A_YEAR = 365 * 24 * 60 * 60


@public
@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A logo for everyone, a picture in one size for the readers of the library, an original for its editors."""
    kind = KINDS.get(name.rpartition(".")[2])
    is_open = folder == LOGOS or organisation.current().library_is_public
    if kind is None or folder not in _folders(request):
        raise Http404
    if not is_open and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        file = storages["public"].open(f"{folder}/{name}")
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = f"{'public' if is_open else 'private'}, max-age={A_YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    return response


def _folders(request: HttpRequest) -> set[str]:
    """What is handed out to this person."""
    user = request.user
    keeps_library = isinstance(user, User) and user.has_site_role(*LIBRARY_ROLES)
    return {LOGOS, SIZES, ORIGINALS} if keeps_library else {LOGOS, SIZES}
