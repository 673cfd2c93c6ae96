"""Letters about journeys: that there is something to read, and a link; never what it is."""

from collections.abc import Iterable

from accounts import letters
from accounts.models import User
from cases.models import Case


def tell_news(people: Iterable[User], case: Case) -> bool:
    """Tell people that there is news on a journey of theirs; False when a letter could not be sent."""
    context: dict[str, object] = {"path": f"/cases/{case.uuid}/"}
    sent = [
        letters.send("cases/email/news", to=person.email, context=context, language=person.language)
        for person in people
    ]
    return all(sent)
