"""Addresses of the API: the team."""

from django.urls import path

from cases.api import invitations, team
from cases.urls.api.journeys import JOURNEY

MEMBER = f"{JOURNEY}members/<uuid:member>/"
INVITATION = f"{JOURNEY}invitations/<uuid:invitation>/"

# /api/v1/journeys/{journey}/
urlpatterns = [
    path(f"{JOURNEY}members/", team.Members.as_view(), name="members"),
    path(MEMBER, team.Member.as_view(), name="member"),
    path(f"{JOURNEY}advocate/", team.JourneyAdvocate.as_view(), name="journey-advocate"),
    path(f"{JOURNEY}invitations/", invitations.Invitations.as_view(), name="invitations"),
    path(INVITATION, invitations.Invitation.as_view(), name="invitation"),
    path(f"{INVITATION}changes/", invitations.InvitationChanges.as_view(), name="invitation-changes"),
]

# /api/v1/advocates/
urlpatterns += [
    path("advocates/", team.Advocates.as_view(), name="advocates"),
]
