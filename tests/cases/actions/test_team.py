"""Letting people in and out."""

from datetime import timedelta

import pytest

from accounts.choices import SiteRole
from accounts.refusals import Refused, StaleEdit
from cases.actions import journey, team
from cases.choices import Access, MoveKind, TeamRole
from cases.models import Case, CaseEvent, TeamInvitation, TeamMember
from tests.cases.conftest import ANSWERS, NOON, join

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def invite_luis(case, by, **changes):
    values = {
        "email": "luis@example.org",
        "name": "Luis Ortega",
        "relation": "son",
        "access": Access.SEE,
        "ends_at": None,
    }
    return team.invite_family(case, by=by, at=NOON, **{**values, **changes})


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))[1:]


def reaches(user, case):
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def test_family_that_accepts_can_go_as_far_as_the_patient_said(case, rosa, luis):
    invitation, _token = invite_luis(case, rosa, ends_at=NOON + timedelta(days=3000))

    member = team.accept_invitation(invitation, by=luis, at=LATER)

    assert (member.role, member.access, member.relation, member.granted_by, member.ends_at) == (
        TeamRole.CAREGIVER,
        Access.SEE,
        "son",
        rosa,
        NOON + timedelta(days=3000),
    )
    assert reaches(luis, case)
    assert kinds(case) == ["family_invited", "member_joined"]


def test_an_invitation_works_once(case, rosa, luis):
    invitation, _token = invite_luis(case, rosa)
    team.accept_invitation(invitation, by=luis, at=LATER)

    with pytest.raises(Refused):
        team.accept_invitation(invitation, by=luis, at=LATER)

    assert TeamMember.objects.filter(case=case, user=luis).count() == 1


def test_an_invitation_is_bound_to_its_address(case, rosa, stranger):
    invitation, _token = invite_luis(case, rosa)

    with pytest.raises(Refused):
        team.accept_invitation(invitation, by=stranger, at=LATER)

    assert not reaches(stranger, case)


def test_an_invitation_expires(case, rosa, luis):
    invitation, _token = invite_luis(case, rosa)

    with pytest.raises(Refused):
        team.accept_invitation(invitation, by=luis, at=NOON + timedelta(days=14))

    assert not reaches(luis, case)


def test_a_withdrawn_invitation_lets_nobody_in(case, rosa, luis):
    invitation, _token = invite_luis(case, rosa)
    team.withdraw_invitation(invitation, by=rosa, at=NOON)

    with pytest.raises(Refused):
        team.accept_invitation(invitation, by=luis, at=LATER)

    assert not reaches(luis, case)
    assert kinds(case) == ["family_invited", "invitation_withdrawn"]


def test_an_invitation_whose_last_day_has_passed_lets_nobody_in(case, rosa, luis):
    invitation, _token = invite_luis(case, rosa, ends_at=LATER)

    with pytest.raises(Refused):
        team.accept_invitation(invitation, by=luis, at=LATER)

    assert not TeamMember.objects.filter(user=luis).exists()


def test_inviting_the_same_address_again_renews_the_link_with_the_new_words(case, rosa):
    first, old_token = invite_luis(case, rosa)
    second, new_token = invite_luis(case, rosa, email="Luis@Example.org", access=Access.DO)

    assert (first.pk, second.access, old_token == new_token) == (second.pk, Access.DO, False)
    assert TeamInvitation.objects.count() == 1


def test_somebody_on_the_team_is_not_invited(case, rosa):
    with pytest.raises(Refused):
        invite_luis(case, rosa, email="ROSA@example.org")

    assert TeamInvitation.objects.count() == 0


def test_the_patient_is_invited_to_a_journey_that_has_none(starter_content, maya, rosa):
    case = journey_of(maya)
    invitation, _token = team.invite_patient(case, email="rosa@example.org", by=maya, at=NOON)

    member = team.accept_invitation(invitation, by=rosa, at=LATER)

    assert (member.role, member.access) == (TeamRole.PATIENT, Access.DO)
    with pytest.raises(Refused):
        team.invite_patient(case, email="other@example.org", by=maya, at=LATER)


def journey_of(advocate):
    return journey.open_journey(by=advocate, at=NOON, answers=ANSWERS, as_patient=False)


def test_the_patient_is_not_invited_at_two_addresses(starter_content, maya):
    case = journey_of(maya)
    team.invite_patient(case, email="rosa@example.org", by=maya, at=NOON)

    with pytest.raises(Refused):
        team.invite_patient(case, email="rosa@example.net", by=maya, at=NOON)

    assert TeamInvitation.objects.count() == 1


def test_ended_access_is_gone_with_the_next_look(case, rosa, luis):
    member = join(case, luis, TeamRole.CAREGIVER)

    team.end_access(member, by=rosa, at=LATER)

    assert not reaches(luis, case)
    assert kinds(case) == ["access_ended"]
    with pytest.raises(Refused):
        team.end_access(member, by=rosa, at=LATER)


def test_family_leaves_by_itself_and_can_come_back(case, rosa, luis):
    team.end_access(join(case, luis, TeamRole.CAREGIVER), by=luis, at=LATER)
    invitation, _token = invite_luis(case, rosa)
    team.accept_invitation(invitation, by=luis, at=LATER)

    assert reaches(luis, case)
    assert kinds(case) == ["member_left", "family_invited", "member_joined"]


def test_family_whose_time_ran_out_can_come_back(case, rosa, luis):
    TeamMember.objects.filter(pk=join(case, luis, TeamRole.CAREGIVER).pk).update(ends_at=NOON)
    assert not reaches(luis, case)
    invitation, _token = invite_luis(case, rosa)

    team.accept_invitation(invitation, by=luis, at=LATER)

    assert reaches(luis, case)


def test_the_patient_and_the_carrying_advocate_stay(carried, rosa, maya, dana):
    for user in (rosa, maya):
        with pytest.raises(Refused):
            team.end_access(TeamMember.objects.get(case=carried, user=user), by=dana, at=LATER)
    assert reaches(rosa, carried)
    assert reaches(maya, carried)


def test_changed_access_is_told_once(case, rosa, luis):
    member = join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)

    team.change_access(member, access=Access.DO, ends_at=None, version=1, by=rosa, at=LATER)
    team.change_access(member, access=Access.DO, ends_at=None, version=2, by=rosa, at=LATER)

    member.refresh_from_db()
    assert member.access == Access.DO
    assert kinds(case) == ["access_changed"]


def test_an_advocates_access_has_no_degrees(carried, rosa, maya):
    with pytest.raises(Refused):
        team.change_access(
            TeamMember.objects.get(user=maya), access=Access.SEE, ends_at=None, version=1, by=rosa, at=LATER
        )


def test_access_that_somebody_else_changed_is_not_changed_over(case, rosa, luis, maya):
    member = join(case, luis, TeamRole.CAREGIVER, access=Access.DO)
    team.change_access(member, access=Access.SEE, ends_at=None, version=1, by=rosa, at=LATER)

    with pytest.raises(StaleEdit):
        team.change_access(member, access=Access.DO, ends_at=NOON, version=1, by=maya, at=LATER)

    member.refresh_from_db()
    assert (member.access, member.ends_at, member.version) == (Access.SEE, None, 2)


def test_a_new_journey_waits_for_an_advocate_until_it_has_one(case, maya, dana):
    team.assign(case, maya, instead_of=None, by=dana, at=NOON)

    case.refresh_from_db()
    assert (case.advocate, case.move_kind == MoveKind.ASSIGN) == (maya, False)
    assert reaches(maya, case)


def test_reassigning_ends_the_place_of_the_earlier_advocate(carried, maya, ben, dana):
    team.assign(carried, ben, instead_of=maya.pk, by=dana, at=LATER)

    carried.refresh_from_db()
    assert (carried.advocate, reaches(maya, carried), reaches(ben, carried)) == (ben, False, True)
    event = CaseEvent.objects.get(kind="advocate_assigned")
    assert (event.before, event.after, event.is_shown_to_patient) == (
        {"advocate": "Maya Chen"},
        {"advocate": "Ben Adler"},
        True,
    )


def test_the_earlier_advocate_can_stay_to_help(carried, maya, ben, dana):
    team.assign(carried, ben, instead_of=maya.pk, keeps_helping=True, by=dana, at=LATER)

    assert (reaches(maya, carried), reaches(ben, carried)) == (True, True)


def test_two_leads_do_not_overrule_each_other_unseen(carried, maya, ben, dana):
    with pytest.raises(Refused):
        team.assign(carried, ben, instead_of=None, by=dana, at=LATER)

    carried.refresh_from_db()
    assert carried.advocate == maya


@pytest.mark.parametrize("who", ["luis", "ed", "dana"])
def test_only_advocates_carry_journeys(case, who, dana, request):
    with pytest.raises(Refused):
        team.assign(case, request.getfixturevalue(who), instead_of=None, by=dana, at=NOON)

    case.refresh_from_db()
    assert case.advocate is None


def test_an_advocate_who_is_family_here_does_not_carry_the_journey(case, maya, dana):
    join(case, maya, TeamRole.CAREGIVER)

    with pytest.raises(Refused):
        team.assign(case, maya, instead_of=None, by=dana, at=NOON)


def test_a_helping_advocate_comes_and_goes(carried, ben, dana):
    member = team.add_helping_advocate(carried, ben, by=dana, at=NOON)
    assert reaches(ben, carried)
    team.add_helping_advocate(carried, ben, by=dana, at=NOON)
    team.end_access(member, by=dana, at=LATER)

    assert not reaches(ben, carried)
    assert kinds(carried) == ["advocate_joined", "access_ended"]


def test_an_advocate_who_no_longer_works_here_reaches_nothing(carried, maya):
    maya.groups.remove(maya.groups.get(name=SiteRole.ADVOCATE))

    assert not reaches(type(maya).objects.get(pk=maya.pk), carried)


def test_nobody_sends_letters_without_end(case, rosa, monkeypatch):
    monkeypatch.setattr(team, "LETTERS_LIMIT", 2)
    invitation, _token = invite_luis(case, rosa)
    team.renew_invitation(invitation, by=rosa, at=NOON)

    with pytest.raises(Refused):
        team.renew_invitation(invitation, by=rosa, at=NOON)
    with pytest.raises(Refused):
        invite_luis(case, rosa)
    with pytest.raises(Refused):
        invite_luis(case, rosa, email="somebody@example.org")

    assert kinds(case) == ["family_invited", "invitation_sent_again"]
    team.renew_invitation(invitation, by=rosa, at=LATER)


def test_letters_count_over_all_journeys_of_a_person_and_for_nobody_else(case, rosa, maya, monkeypatch):
    monkeypatch.setattr(team, "LETTERS_LIMIT", 1)
    other = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)
    invite_luis(case, rosa)

    with pytest.raises(Refused):
        invite_luis(other, rosa)

    invite_luis(other, maya)
    assert kinds(other) == ["family_invited"]
