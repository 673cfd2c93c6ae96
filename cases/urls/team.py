"""Addresses: team."""

from django.urls import path

from cases.views import team

# /cases/<uuid>/team/
urlpatterns = [
    path("cases/<uuid:uuid>/team/", team.team, name="team"),
    path("cases/<uuid:uuid>/team/invite/", team.invite_family, name="team-invite"),
    path("cases/<uuid:uuid>/team/invite-patient/", team.invite_patient, name="team-invite-patient"),
    path(
        "cases/<uuid:uuid>/team/invitations/<int:pk>/resend/",
        team.resend_invitation,
        name="team-invitation-resend",
    ),
    path(
        "cases/<uuid:uuid>/team/invitations/<int:pk>/withdraw/",
        team.withdraw_invitation,
        name="team-invitation-withdraw",
    ),
    path("cases/<uuid:uuid>/team/<int:pk>/", team.change_access, name="team-member"),
    path("cases/<uuid:uuid>/team/<int:pk>/end/", team.end_access, name="team-member-end"),
    path("cases/<uuid:uuid>/team/assign/", team.assign, name="assign"),
    path("cases/<uuid:uuid>/team/helper/", team.add_helper, name="team-helper"),
]
