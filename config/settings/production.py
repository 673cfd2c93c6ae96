"""What a real installation starts with: the base, checked."""

from config.settings.base import *  # noqa: F403 -- a settings module is the base plus a few lines
from config.settings.base import refuse_to_start_unsafely

refuse_to_start_unsafely(globals())
