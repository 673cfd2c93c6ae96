"""What follows from publishing a guide: the rows by which journeys and searches find it, the links to watch."""

from django.db import transaction

from guidance import words
from guidance.actions import editions, search_index
from guidance.models import Guide, GuideLink, GuidePlace, LinkCheck
from guidance.models.pages import PLACES
from guidance.models.upkeep import A_PAGE

LONGEST_URL = LinkCheck._meta.get_field("url").max_length or 0


@transaction.atomic
def derive(guide: Guide) -> None:
    """Write anew which places a guide names, where it links to and which words it holds, from what is published.

    Nothing of it once it is not.
    """
    _places(guide)
    _links(guide)
    search_index.derive(guide)
    editions.begin()


def _places(guide: Guide) -> None:
    """The places of a journey, and the pages of the library that its text links to."""
    wanted: set[tuple[str, str]] = set()
    if guide.live:
        wanted |= {(kind.value, key) for kind, field in PLACES.items() for key in getattr(guide, field)}
        wanted |= {(A_PAGE, str(number)) for number in words.page_ids(guide.body)}
    standing = {(row.kind, row.key): row.pk for row in guide.places.all()}
    guide.places.filter(pk__in=[pk for place, pk in standing.items() if place not in wanted]).delete()
    GuidePlace.objects.bulk_create(
        GuidePlace(guide=guide, kind=kind, key=key) for kind, key in sorted(wanted - standing.keys())
    )


def _links(guide: Guide) -> None:
    urls = {url for url in guide.outside_links() if len(url) <= LONGEST_URL} if guide.live else set()
    LinkCheck.objects.bulk_create([LinkCheck(url=url) for url in sorted(urls)], ignore_conflicts=True)
    guide.links.exclude(link__url__in=urls).delete()
    known = LinkCheck.objects.filter(url__in=urls).exclude(uses__guide=guide)
    GuideLink.objects.bulk_create(GuideLink(guide=guide, link=link) for link in known)
    LinkCheck.objects.filter(uses=None).delete()
