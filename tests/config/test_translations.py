"""Catalogues are current, or somebody is told."""

import shutil

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

EMPTY = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: de\\n"\n'
needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")


@pytest.fixture
def house(settings, tmp_path, monkeypatch):
    """A house with one sentence in it and no catalogue yet."""
    settings.ROOT = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "config" / "locale"]
    (tmp_path / "config" / "locale").mkdir(parents=True)
    (tmp_path / "words.py").write_text('TITLE = _("Your turn")\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def catalogue(house):
    path = house / "config" / "locale" / "de" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(EMPTY)
    return path


def test_a_house_without_catalogues_is_current(house):
    assert call_command("translations", check=True) is None


@needs_gettext
def test_a_catalogue_that_lacks_a_sentence_is_named_and_left_as_it_is(catalogue):
    with pytest.raises(CommandError, match=r"Not current: config/locale/de/LC_MESSAGES/django\.po"):
        call_command("translations", check=True)

    assert catalogue.read_bytes() == EMPTY


@needs_gettext
def test_a_catalogue_brought_up_to_date_is_current(catalogue):
    call_command("translations")

    assert call_command("translations", check=True) is None
    assert b'msgid "Your turn"' in catalogue.read_bytes()


@needs_gettext
def test_a_changed_sentence_is_not_given_the_translation_of_one_that_looks_like_it(catalogue):
    catalogue.write_bytes(EMPTY + b'\nmsgid "Your turns"\nmsgstr "Sie sind dran"\n')

    call_command("translations")

    text = catalogue.read_text()
    assert "fuzzy" not in text
    assert 'msgid "Your turn"\nmsgstr ""\n' in text


@needs_gettext
def test_a_translation_that_is_not_compiled_is_not_current(catalogue):
    call_command("translations")
    catalogue.write_text(
        catalogue.read_text().replace('"Your turn"\nmsgstr ""', '"Your turn"\nmsgstr "Sie sind dran"')
    )

    with pytest.raises(CommandError, match="Not current"):
        call_command("translations", check=True)
