"""Beginning a new edition of the library, so that no process shows what it remembers of the last one."""

import uuid

from django.db import transaction

from guidance.models import Edition


@transaction.atomic
def begin() -> None:
    """Tell every process that readers see something else from now on; call it beside the change itself.

    Two who change the library at once never wait for each other: each renews the rows that are free.
    """
    free = list(Edition.objects.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not Edition.objects.filter(pk__in=free).update(token=uuid.uuid4()):
        Edition.objects.create()
