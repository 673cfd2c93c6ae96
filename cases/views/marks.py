"""Marks in addresses that say from where a list goes on."""

from django.http import Http404, HttpRequest

LONGEST = 18


def mark_in(request: HttpRequest, name: str) -> int | None:
    """The id that the address names, None without one; Http404 for anything that is no id."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST:
        raise Http404
    return int(text)
