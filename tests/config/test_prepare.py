"""An installation is brought up to date, and never with demo people in real work."""

import pytest
from django.core.management.base import CommandError

from accounts.models import User
from config.management.commands import prepare


@pytest.mark.django_db
def test_a_database_with_demo_people_is_refused_for_real_work():
    User.objects.create_user("Rosa@Example.org", name="Rosa")

    with pytest.raises(CommandError, match="holds the demo people"):
        prepare.refuse_demo_people()


@pytest.mark.django_db
def test_a_database_with_real_people_is_accepted():
    User.objects.create_user("rosa@example.org.test", name="Rosa")

    assert prepare.refuse_demo_people() is None


def test_folders_are_closed_to_others(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR / "media"
    settings.BROKER_FOLDER = settings.VAR / "broker"

    prepare.make_folders()

    modes = {path.name: path.stat().st_mode & 0o777 for path in settings.VAR.rglob("*")}
    assert modes == dict.fromkeys(["media", "broker", "queue", "control", "done"], 0o700)


@pytest.fixture
def collected(settings, tmp_path, monkeypatch):
    """A house with one static file; the list grows by one with each collection."""
    settings.STATICFILES_DIRS = [tmp_path / "styles"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATIC_ROOT.mkdir()
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "a.css").write_text("p {}")
    calls = []
    monkeypatch.setattr(prepare, "call_command", lambda *args, **_: calls.append(args))
    return calls


def test_static_files_are_collected_once(collected):
    prepare.collect_static()
    prepare.collect_static()

    assert collected == [("collectstatic",)]


def test_a_changed_static_file_is_collected_again(collected, tmp_path):
    prepare.collect_static()
    (tmp_path / "styles" / "a.css").write_text("p { margin: 0 }")

    prepare.collect_static()

    assert len(collected) == 2
