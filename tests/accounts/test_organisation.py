import pytest
from django.db import DatabaseError

from accounts import organisation, remembered
from accounts.models import Organisation


@pytest.fixture
def helping_hands(db):
    return Organisation.objects.create(
        name="Helping Hands", emergency_more="Call 555-0100.\n\n Or 555-0101.", library_is_public=False
    )


def test_an_organisation_without_words_of_its_own_has_the_name_from_the_settings(db, settings):
    settings.ORGANISATION_NAME = "Second Look"
    Organisation.objects.create()

    assert organisation.current() == organisation.Facts(name="Second Look")


def test_a_saved_organisation_is_known_at_once(helping_hands):
    assert organisation.current() == organisation.Facts(
        name="Helping Hands", emergency_more=("Call 555-0100.", "Or 555-0101."), library_is_public=False
    )


def test_the_organisation_is_read_once_in_half_a_minute(
    helping_hands, django_assert_num_queries, monkeypatch
):
    now = 1000.0
    monkeypatch.setattr(remembered, "monotonic", lambda: now)
    with django_assert_num_queries(1):
        organisation.current()
        now += 29
        organisation.current()
    now += 2
    with django_assert_num_queries(1):
        organisation.current()


def test_a_database_out_of_reach_leaves_what_was_read_last(helping_hands, monkeypatch):
    before = organisation.current()
    organisation.memory.forget()
    monkeypatch.setattr(Organisation.objects, "first", broken)

    assert organisation.current() == before


def test_a_database_that_was_never_in_reach_leaves_the_settings(monkeypatch, settings):
    unread = remembered.Remembered(organisation._read, otherwise=organisation.shipped)
    monkeypatch.setattr(organisation, "memory", unread)
    monkeypatch.setattr(Organisation.objects, "first", broken)

    assert organisation.current().name == settings.ORGANISATION_NAME


def broken():
    raise DatabaseError("no such table")
