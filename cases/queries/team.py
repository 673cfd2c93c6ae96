"""Who is on a journey, who is invited, and who could carry it."""

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from cases.choices import PATIENT_SIDE, Status, TeamRole
from cases.models import Case, TeamInvitation, TeamMember
from cases.queries.facts import carriers

ORDER = {TeamRole.PATIENT: 0, TeamRole.CAREGIVER: 1, TeamRole.ADVOCATE: 2}


def standing(case: Case) -> QuerySet[TeamMember]:
    """The places on this team that hold, with who has them and who let them in."""
    return TeamMember.objects.current().filter(case=case).select_related("user", "granted_by")


def members(case: Case) -> list[TeamMember]:
    """Everyone whose access holds: the patient, family, then advocates, who carries the journey first; one query."""
    return sorted(
        standing(case),
        key=lambda m: (ORDER[TeamRole(m.role)], m.user_id != case.advocate_id, m.started_at),
    )


def has_patient(case: Case) -> bool:
    """Whether the patient signs in."""
    return case.members.filter(role=TeamRole.PATIENT, ended_at=None).exists()


def unanswered_invitations(case: Case) -> QuerySet[TeamInvitation]:
    """Invitations to this journey that wait for an answer, or would if they hadn't expired."""
    return TeamInvitation.objects.filter(case=case, accepted_at=None, withdrawn_at=None).select_related(
        "invited_by"
    )


def who_may_enter(case: Case) -> list[TeamMember]:
    """Everyone on the team whom the door lets in now; an advocate only while they are one here; one query."""
    advocates_here = Q(user__in=carriers().values("pk"))
    places = TeamMember.objects.current().filter(case=case, user__is_active=True)
    return list(places.filter(~Q(role=TeamRole.ADVOCATE) | advocates_here).select_related("user"))


def is_carried(case: Case) -> bool:
    """Whether whoever this journey was given to is an advocate here now."""
    return case.advocate_id is not None and carriers().filter(pk=case.advocate_id).exists()


def patient_side(case: Case) -> list[User]:
    """The patient and family who sign in and follow this journey now."""
    places = TeamMember.objects.current().filter(case=case, role__in=PATIENT_SIDE, user__is_active=True)
    return [place.user for place in places.select_related("user")]


def who_could_help(case: Case) -> list[User]:
    """Everyone who can carry a journey and is not on this team."""
    here = {member.user_id for member in standing(case)}
    return [person for person in advocates() if person.pk not in here]


def advocates() -> QuerySet[User]:
    """Everyone who can carry a journey, with `carries`: how many they carry that are under way."""
    live = Q(carried_cases__status=Status.LIVE)
    return (
        carriers()
        .annotate(carries=Count("carried_cases", filter=live, distinct=True))
        .order_by(F("carries").asc(), "name", "pk")
    )
