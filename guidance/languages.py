"""In which language somebody reads guides."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def reader_language(request: HttpRequest) -> str:
    """The language of guides for this reader: the one asked for, the person's own, the browser's, our own."""
    asked = [request.GET.get("language", "")]
    if request.user.is_authenticated:
        asked.append(request.user.language)
    else:
        accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
        asked.extend(code for code, _weight in accepted)
    return next(filter(None, map(known, asked)), settings.LANGUAGE_CODE)


def known(code: str) -> str:
    """The language of the library that this code means (es-MX: es); empty when there is none."""
    if not code:
        return ""
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return ""
