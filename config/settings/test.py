"""Settings of the test suite: the development ones, made fast and strict."""

import os
import tempfile
from pathlib import Path

from config.settings.development import *  # noqa: F403 -- a settings module is the base plus a few lines
from config.settings.development import DATABASES, INSTALLED_APPS, PICTURES_URL

DEBUG = False
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "whitenoise.runserver_nostatic"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STEADY_ANSWERS = {}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="secondpath-media-"))
PUBLIC_ROOT = MEDIA_ROOT / "public"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PUBLIC_ROOT, "base_url": PICTURES_URL},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = MEDIA_ROOT / "static"
STATIC_ROOT.mkdir()
DEMO_CLOCK = MEDIA_ROOT / "demo-clock"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because stories and races ask from several threads; nothing in it need survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.gettempdir()}/secondpath-{os.getpid()}.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
else:
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
