"""What every test may use."""

import math
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect

from accounts import organisation
from cases.deadlines import ExtraDays
from cases.queries import days

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 30_000
"""How many milliseconds a page may take on a machine that is busy with other tests."""
expect.set_options(timeout=PATIENCE)

OTHER_SESSIONS = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
"""

SLOW_IS_FINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("test", max_examples=100, derandomize=True, **SLOW_IS_FINE)
hypothesis_settings.register_profile("prove", max_examples=1000, **SLOW_IS_FINE)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def fewer_examples(count):
    """For a property that takes its time: `count` examples, and with `make prove` as many as any other."""
    is_proving = hypothesis_settings.get_current_profile_name() == "prove"
    return hypothesis_settings() if is_proving else hypothesis_settings(max_examples=count)


def pytest_collection_modifyitems(items):
    """Begin with what takes longest; tell a story once more when it failed (docs/decisions/0021)."""
    items.sort(key=takes_long, reverse=True)
    once_more = pytest.mark.flaky(reruns=1)
    no_browser = pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}")
    for item in items:
        if item.get_closest_marker("story"):
            item.add_marker(once_more if CHROMIUM.exists() else no_browser)


def takes_long(item):
    """Whether a test should not be the last one that everybody waits for."""
    return any(item.get_closest_marker(marker) for marker in ("story", "prove"))


def pytest_terminal_summary(terminalreporter):
    """Say in one clear line what a skipped story means."""
    if not CHROMIUM.exists():
        terminalreporter.write_line(
            f"Stories in the browser were skipped: no Chromium at {CHROMIUM}. "
            "Install it (Debian: apt install chromium) or set CHROMIUM to its path.",
            yellow=True,
        )


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Start the system's own Chromium, which asks nobody for anything."""
    # Playwright runs an event loop in this thread, and Django then refuses plain queries unless told.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": str(CHROMIUM), "args": QUIET_CHROMIUM}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """End what the browser's last requests still hold open, or PostgreSQL won't drop the test database."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(OTHER_SESSIONS)


@pytest.fixture(autouse=True)
def _nobody_has_changed_what_every_page_knows():
    """Let every test start in a process that knows the organisation and the holidays, as they ship."""
    organisation.memory.keep(organisation.shipped(), seconds=math.inf)
    days.memory.keep(ExtraDays(), seconds=math.inf)


@pytest.fixture(scope="session", autouse=True)
def _no_files_left_behind():
    """Remove the folder that the test settings made for uploaded files."""
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
