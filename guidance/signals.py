"""What the library does when Wagtail publishes, takes back or moves a page, or when somebody edits its words."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished, post_page_move

from guidance.actions import editions, publishing
from guidance.models import GlossaryTerm, Guide, GuidePicture, Topic

WORDS_AND_PICTURES = (Topic, GlossaryTerm, GuidePicture)
"""What readers see of the library beside the guides themselves."""


@receiver([page_published, page_unpublished], sender=Guide)
def derive(instance: Guide, **_kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
    """Keep the rows by which journeys find guides true."""
    publishing.derive(instance)


@receiver(post_page_move)
def show_moved(**_kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
    """Show a page that was moved where it is now."""
    editions.begin()


def show_changed(**_kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
    """Show what was written of a shelf, a word or a picture."""
    editions.begin()


for model in WORDS_AND_PICTURES:
    post_save.connect(show_changed, sender=model)
    post_delete.connect(show_changed, sender=model)
