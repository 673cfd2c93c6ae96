"""What becomes of a new version that shipped for a guide which somebody here has changed."""

from guidance.models import Guide, StarterGuide


def leave(offer: StarterGuide) -> None:
    """Keep our own version; the next one that ships is offered again."""
    offer.offered = None
    offer.save(update_fields=["offered"])


def taken(guide: Guide, *, revision_id: str) -> None:
    """End the offer whose version somebody has just saved as the newest."""
    if revision_id.isdecimal():
        StarterGuide.objects.filter(guide=guide, offered_id=int(revision_id)).update(offered=None)
