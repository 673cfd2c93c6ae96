from datetime import timedelta

import pytest

from accounts.actions import invitations
from accounts.choices import AccessEventKind, InvitationState, SiteRole
from accounts.models import AccessEvent, Consent, StaffInvitation, User
from accounts.refusals import Refused
from tests.accounts.conftest import NOON, PASSWORD, make_person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def invited(dana):
    return invitations.invite_staff("new@example.org", role=SiteRole.ADVOCATE, by=dana, at=NOON)


def test_token_opens_its_invitation(invited):
    invitation, token = invited

    assert invitations.open_by_token(StaffInvitation, token=token, at=LATER) == invitation


def test_token_is_kept_nowhere(invited):
    invitation, token = invited

    assert token not in str(StaffInvitation.objects.values().get(pk=invitation.pk))
    assert len(token) >= 22  # 128 bits


def test_another_token_opens_nothing(invited):
    assert invitations.open_by_token(StaffInvitation, token="x" * 43, at=LATER) is None


def test_invitation_works_until_two_weeks_are_over(invited):
    _invitation, token = invited
    last_moment = NOON + timedelta(days=14) - timedelta(seconds=1)

    assert invitations.open_by_token(StaffInvitation, token=token, at=last_moment) is not None
    assert invitations.open_by_token(StaffInvitation, token=token, at=NOON + timedelta(days=14)) is None


def test_accepting_gives_the_role_and_says_so(invited, dana):
    invitation, _token = invited
    user = make_person("new@example.org", name="Nils New")

    invitations.accept_staff(invitation, by=user, at=LATER)

    assert user.site_roles == {SiteRole.ADVOCATE}
    assert invitation.state_at(LATER) == InvitationState.ACCEPTED
    assert list(AccessEvent.objects.filter(person=user).values_list("kind", "by", "site_role")) == [
        (AccessEventKind.ROLE_GIVEN, dana.pk, SiteRole.ADVOCATE)
    ]


def test_invitation_works_once(invited):
    invitation, _token = invited
    user = make_person("new@example.org")
    stale_copy = StaffInvitation.objects.get(pk=invitation.pk)
    invitations.accept_staff(invitation, by=user, at=LATER)

    with pytest.raises(Refused):
        invitations.accept_staff(stale_copy, by=user, at=LATER)


def test_invitation_is_bound_to_its_address(invited, rosa):
    invitation, _token = invited

    with pytest.raises(Refused):
        invitations.accept_staff(invitation, by=rosa, at=LATER)

    rosa.refresh_from_db()
    assert rosa.site_roles == frozenset()


def test_expired_invitation_cannot_be_accepted(invited):
    invitation, _token = invited
    user = make_person("new@example.org")

    with pytest.raises(Refused):
        invitations.accept_staff(invitation, by=user, at=NOON + timedelta(days=14))


def test_withdrawn_invitation_cannot_be_accepted(invited, dana):
    invitation, token = invited
    user = make_person("new@example.org")
    invitations.withdraw_staff(invitation, by=dana, at=LATER)

    assert invitations.open_by_token(StaffInvitation, token=token, at=LATER) is None
    with pytest.raises(Refused):
        invitations.accept_staff(invitation, by=user, at=LATER)


def test_inviting_twice_keeps_one_invitation_and_only_the_newest_link(invited, dana):
    invitation, old_token = invited
    again, new_token = invitations.invite_staff("NEW@example.org", role=SiteRole.ADVOCATE, by=dana, at=LATER)

    assert again == invitation
    assert invitations.open_by_token(StaffInvitation, token=old_token, at=LATER) is None
    assert invitations.open_by_token(StaffInvitation, token=new_token, at=LATER) == invitation


@pytest.mark.parametrize("role", [role for role in SiteRole if role != SiteRole.ADVOCATE])
def test_lead_invites_advocates_only(dana, role):
    with pytest.raises(Refused):
        invitations.invite_staff("new@example.org", role=role, by=dana, at=NOON)

    assert StaffInvitation.objects.count() == 0


@pytest.mark.parametrize("role", list(SiteRole))
def test_advocate_invites_nobody_and_administrator_to_every_role(maya, admin, role):
    with pytest.raises(Refused):
        invitations.invite_staff("new@example.org", role=role, by=maya, at=NOON)

    invitation, _token = invitations.invite_staff("new@example.org", role=role, by=admin, at=NOON)
    assert invitation.site_role == role


def test_invitation_dies_with_the_right_of_its_sender(invited, dana):
    invitation, _token = invited
    user = make_person("new@example.org")
    dana.groups.clear()
    invitation.refresh_from_db()

    with pytest.raises(Refused):
        invitations.accept_staff(StaffInvitation.objects.get(pk=invitation.pk), by=user, at=LATER)


def test_registering_opens_an_account_for_exactly_that_address(invited):
    invitation, _token = invited

    user = invitations.register(invitation, name="Nils New", password=PASSWORD, at=LATER)

    assert user.email == "new@example.org"
    assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [
        ("new@example.org", True, True)
    ]
    assert list(Consent.objects.values_list("user", "document", "at")) == [(user.pk, "privacy", LATER)]


def test_registering_an_address_that_has_an_account_is_refused(invited):
    invitation, _token = invited
    make_person("new@example.org")

    with pytest.raises(Refused):
        invitations.register(invitation, name="Nils New", password=PASSWORD, at=LATER)

    assert User.objects.filter(email="new@example.org").count() == 1
