"""Lists of the people who work here."""

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import AccessEventKind
from accounts.models import AccessEvent, StaffInvitation, User


def staff() -> QuerySet[User]:
    """Everyone who has a site role or once had one; never patients, their families and connected systems."""
    has_role = Group.objects.filter(user=OuterRef("pk"))
    had_role = AccessEvent.objects.filter(
        person=OuterRef("pk"), kind__in=[AccessEventKind.ROLE_GIVEN, AccessEventKind.ROLE_TAKEN]
    )
    people = User.objects.filter(Exists(has_role) | Exists(had_role), is_service=False)
    return people.prefetch_related("groups")


def find_staff(words: str) -> QuerySet[User]:
    """Those of them whose name or address holds every one of these words."""
    found = staff()
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found.order_by("-is_active", "name", "email", "pk")


def unanswered_invitations() -> QuerySet[StaffInvitation]:
    """Invitations to work here that wait for an answer, or would if they hadn't expired."""
    return StaffInvitation.objects.unanswered().select_related("invited_by")


def history_of(person: User) -> QuerySet[AccessEvent]:
    """What changed in a person's access, newest first."""
    return AccessEvent.objects.filter(person=person)


def services() -> QuerySet[User]:
    """The connected systems: accounts that are no person; those that are on first."""
    return User.objects.filter(is_service=True).order_by("-is_active", "name", "pk")
