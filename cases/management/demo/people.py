"""The people of the demo. They exist only under the development settings."""

from datetime import datetime

from accounts.actions import access, people
from accounts.choices import SiteRole
from accounts.models import User

PASSWORD = "second-opinion-demo"  # noqa: S105 -- the demo's own, refused anywhere but on loopback
PEOPLE: tuple[tuple[str, str, SiteRole | None, str], ...] = (
    ("rosa", "Rosa Ortega", None, "patient: spine surgery, in records"),
    ("james", "James Whitfield", None, "patient: prostate cancer, slides on the way"),
    ("priya", "Priya Raman", None, "patient: mitral valve, in compare, one major difference"),
    ("ahmed", "Ahmed Hassan", None, "patient: knee replacement, in appointment"),
    ("helen", "Helen Kowalski", None, "patient: lymphoma, in decide"),
    ("tomas", "Tomas Silva", None, "patient: a new request, nobody carries it yet"),
    ("luis", "Luis Ortega", None, "caregiver: Rosa’s son"),
    ("maya", "Maya Chen", SiteRole.ADVOCATE, "advocate of Rosa, James, Priya, Ahmed and Helen"),
    ("ben", "Ben Adler", SiteRole.ADVOCATE, "advocate of others"),
    ("dana", "Dana Reyes", SiteRole.LEAD, "lead: sees every journey, assigns"),
    ("ed", "Ed Novak", SiteRole.EDITOR, "editor: sees no journey"),
    ("rita", "Rita Haddad", SiteRole.REVIEWER, "clinical reviewer: sees no journey"),
    ("admin", "Ada Admin", SiteRole.ADMINISTRATOR, "administrator: sees no journey"),
)


def address(key: str) -> str:
    """The e-mail address of a demo person."""
    return f"{key}@example.org"


def make(*, at: datetime) -> dict[str, User]:
    """The demo people by their key; those who exist are left as they are."""
    return {key: find_or_make(key, name, role, at=at) for key, name, role, _words in PEOPLE}


def find_or_make(key: str, name: str, role: SiteRole | None, *, at: datetime) -> User:
    """One demo person with a confirmed address."""
    known = User.objects.filter(email=address(key)).first()
    if known:
        return known
    user = people.open_account(address(key), name=name, password=PASSWORD, by=None, at=at)
    people.keep_consent(user, at=at)
    if role:
        access.give_role(user, role=role, by=None, at=at)
    return User.objects.get(pk=user.pk)
