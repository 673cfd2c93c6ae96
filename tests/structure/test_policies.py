"""Every address says who may open it: a view without a policy does not exist."""

from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, path

from accounts.policies import public

# allauth's pages declare no policy of ours: they are the way in, and guard themselves.
GUARDED_BY_THEMSELVES = ("allauth.",)


def patterns_of(entries, prefix=""):
    """Every URL pattern of a tree, with its whole address."""
    for entry in entries:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from patterns_of(entry.url_patterns, address)


def home_of(view):
    """The module that a view was written in, through the decorators it wears."""
    return getattr(view, "view_class", view).__module__


def without_policy(entries):
    """The addresses whose view says nothing about who may open it."""
    for address, view in patterns_of(entries):
        if not home_of(view).startswith(GUARDED_BY_THEMSELVES) and not getattr(view, "policy", ""):
            yield address


def test_every_address_declares_its_policy():
    assert list(without_policy(get_resolver().url_patterns)) == []


def silent(_request):
    return HttpResponse()


@public
def declared(_request):
    return HttpResponse()


def test_an_address_without_policy_is_found():
    assert list(without_policy([path("silent/", silent), path("declared/", declared)])) == ["silent/"]
