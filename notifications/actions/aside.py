"""What is done beside something that matters more: it may fail alone."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from notifications.faults import PASSING

logger = logging.getLogger(__name__)


@contextmanager
def aside(what: str) -> Iterator[None]:
    """Do the block in a transaction; when it fails, it alone is undone, and the log says of `what`.

    Raises what is in PASSING.
    """
    try:
        with transaction.atomic():
            yield
    except PASSING:
        raise
    except Exception as problem:  # noqa: BLE001 -- what matters more must go on
        logger.error("This could not be done: %s, %s", what, type(problem).__name__)  # noqa: TRY400 -- a traceback may quote what people wrote
