"""The doorbell: Celery carries no state, only the signal that it is time to look."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
app = Celery("secondpath")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
