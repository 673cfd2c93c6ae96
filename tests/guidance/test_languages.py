"""In which language somebody reads guides."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.models import User
from guidance.languages import reader_language


def language_of(*, asked: str = "", own: str = "", accepts: str = "") -> str:
    request = RequestFactory().get("/guides/", {"language": asked}, headers={"Accept-Language": accepts})
    request.user = User(language=own) if own else AnonymousUser()
    return reader_language(request)


def test_what_the_address_asks_for_comes_first() -> None:
    assert language_of(asked="es", own="en", accepts="en") == "es"


def test_a_signed_in_person_reads_their_own_language_whatever_the_browser_says() -> None:
    assert language_of(own="en", accepts="es") == "en"


@pytest.mark.parametrize(
    ("accepts", "expected"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr,es;q=0.5,en;q=0.4", "es"),
        ("de-DE,de;q=0.9", "en"),
        ("*", "en"),
        (";;;q=,", "en"),
        ("", "en"),
    ],
)
def test_others_read_the_first_language_of_their_browser_that_the_library_has(
    accepts: str, expected: str
) -> None:
    assert language_of(accepts=accepts) == expected


@pytest.mark.parametrize("asked", ["xx", "../es", "e" * 600, "é"])
def test_a_language_that_does_not_exist_is_passed_over(asked: str) -> None:
    assert language_of(asked=asked, own="es") == "es"
