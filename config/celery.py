"""The doorbell: Celery carries no state, only the signal that it is time to look."""

import os
import signal

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
app = Celery("secondpath")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def let_the_parent_end_us(**_about: object) -> None:
    """Finish the task at hand: what ends the house signals parent and child alike, and the parent sees to us."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
