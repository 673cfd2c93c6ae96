"""Settings of the workers that are killed: the development ones, with mail over a real line to one server."""

import os

from config.settings.development import *  # noqa: F403 -- a settings module is the base plus a few lines
from config.settings.development import CELERY_BEAT_SCHEDULE

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["MAIL_PORT"])
EMAIL_TIMEOUT = 1
SWEEP = CELERY_BEAT_SCHEDULE["send what is due"]
if os.environ["HURRY"]:
    SWEEP = {**SWEEP, "schedule": 1.0, "options": {"expires": 5}}
CELERY_BEAT_SCHEDULE = {"send what is due": SWEEP}
