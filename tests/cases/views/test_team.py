"""The pages of the team."""

import re
import uuid
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cases.actions import journey, team
from cases.choices import Access, TeamRole
from cases.models import TeamInvitation, TeamMember
from notifications.models import Notice
from tests.cases.conftest import ANSWERS, NOON, join, person, signed_in

pytestmark = pytest.mark.django_db
FAMILY = {
    "name": "Luis Ortega",
    "email": "luis@example.org",
    "relation": "son",
    "access": "see",
    "ends_on": "",
}


def page(name, case, *args):
    return reverse(f"cases:{name}", args=[case.uuid, *args])


def link_in(letter):
    return re.search(r"http\S+(/accounts/join/\S+)", letter.body)[1]


def test_the_page_says_who_is_here_how_far_and_who_let_them_in(carried, rosa, luis):
    TeamMember.objects.filter(pk=join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE).pk).update(
        relation="son", granted_by=rosa
    )

    html = signed_in(luis).get(page("team", carried)).content.decode()

    assert "Son: can see" in " ".join(html.split())
    assert "let in by Rosa Ortega" in html
    assert "Advocate: carries this journey" in html
    assert "Invite family" not in html


def test_family_is_invited_joins_and_reads(carried, rosa, luis):
    signed_in(rosa).post(page("team-invite", carried), FAMILY)
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["luis@example.org"], "Rosa Ortega invites you to SecondPath")
    assert "Rosa Ortega invites you to follow a second-opinion journey." in letter.body
    assert ANSWERS["condition"] not in letter.body

    browser = signed_in(luis)
    browser.get(link_in(letter))
    answer = browser.post(reverse("join"))

    assert answer["Location"] == page("journey", carried)
    assert browser.get(page("team", carried)).status_code == 200


def test_a_newcomer_opens_an_account_with_the_link_and_the_link_is_used_up(carried, rosa, client):
    signed_in(rosa).post(page("team-invite", carried), FAMILY)
    link = link_in(mail.outbox[0])
    account = {"name": "Luis Ortega", "password": "four calm words together", "agreed": "on"}
    client.get(link)

    answer = client.post(reverse("join"), account)

    assert answer["Location"] == page("journey", carried)
    assert TeamMember.objects.get(user__email="luis@example.org").access == Access.SEE
    client.logout()
    client.get(link)
    assert client.get(reverse("join")).status_code == 404


def test_a_letter_sent_again_names_the_day_until_which_its_new_link_works(carried, rosa):
    signed_in(rosa).post(page("team-invite", carried), FAMILY)
    invitation = TeamInvitation.objects.get()
    TeamInvitation.objects.update(expires_at=NOON)

    signed_in(rosa).post(page("team-invitation-resend", carried, invitation.pk))

    invitation.refresh_from_db()
    assert f"{timezone.localtime(invitation.expires_at):%-d %B}" in mail.outbox[1].body


def test_somebody_else_is_kindly_sent_away(carried, rosa, stranger):
    signed_in(rosa).post(page("team-invite", carried), FAMILY)
    browser = signed_in(stranger)
    browser.get(link_in(mail.outbox[0]))

    assert "You are signed in with another address" in browser.get(reverse("join")).content.decode()
    browser.post(reverse("join"))

    assert not TeamMember.objects.filter(user=stranger).exists()


def test_a_withdrawn_link_opens_nothing(carried, rosa, luis):
    browser = signed_in(rosa)
    browser.post(page("team-invite", carried), FAMILY)
    browser.post(page("team-invitation-withdraw", carried, TeamInvitation.objects.get().pk))
    guest = signed_in(luis)
    guest.get(link_in(mail.outbox[0]))

    assert guest.get(reverse("join")).status_code == 404


def test_an_invitation_is_sent_again_with_a_new_link(carried, rosa):
    browser = signed_in(rosa)
    browser.post(page("team-invite", carried), FAMILY)
    browser.post(page("team-invitation-resend", carried, TeamInvitation.objects.get().pk))

    assert len({link_in(letter) for letter in mail.outbox}) == 2


def test_an_advocate_invites_the_patient_of_a_journey_opened_for_them(starter_content, maya):
    case = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)

    signed_in(maya).post(page("team-invite-patient", case), {"email": "rosa@example.org"})

    assert "Maya Chen invites you to your own second-opinion journey." in mail.outbox[0].body
    assert TeamInvitation.objects.get().role == TeamRole.PATIENT


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ("email", "no address"),
        ("name", "x" * 151),
        ("name", "a\x00b"),
        ("access", "everything"),
        ("ends_on", "0000-01-01"),
        ("ends_on", "2001-01-01"),
    ],
)
def test_a_wrong_invitation_comes_back_with_what_was_typed(carried, rosa, wrong, text):
    answer = signed_in(rosa).post(page("team-invite", carried), {**FAMILY, "relation": "my son", wrong: text})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [wrong]
    assert 'value="my son"' in answer.content.decode()
    assert TeamInvitation.objects.count() == 0
    assert mail.outbox == []


def test_somebody_on_the_team_is_not_invited_again(carried, rosa):
    answer = signed_in(rosa).post(page("team-invite", carried), {**FAMILY, "email": "ROSA@example.org"})

    assert answer.status_code == 422
    assert "This person is on the team already." in answer.content.decode()
    assert mail.outbox == []


def test_lone_surrogates_in_a_name_do_no_harm(carried, rosa):
    body = b"name=%ED%A0%80&email=luis%40example.org&relation=&access=see&ends_on="

    answer = signed_in(rosa).post(
        page("team-invite", carried), body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code in (302, 422)


def test_a_last_day_holds_until_its_end_where_the_patient_lives(carried, rosa):
    signed_in(rosa).post(page("team-invite", carried), {**FAMILY, "ends_on": "2099-11-28"})

    assert TeamInvitation.objects.get().ends_at.isoformat() == "2099-11-29T05:00:00+00:00"


def test_access_is_changed_and_the_form_starts_with_what_holds(carried, rosa, luis):
    member = join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    browser = signed_in(rosa)
    typed = {"access": "do", "ends_on": "2099-11-28", "version": 1}
    browser.post(page("team-member", carried, member.pk), typed)
    member.refresh_from_db()
    assert (member.access, member.ends_at.isoformat()) == ("do", "2099-11-29T05:00:00+00:00")

    assert 'value="2099-11-28"' in browser.get(page("team-member", carried, member.pk)).content.decode()


def test_two_who_change_the_same_access_see_both(carried, rosa, maya, luis):
    member = join(carried, luis, TeamRole.CAREGIVER, access=Access.DO)
    address = page("team-member", carried, member.pk)
    mine = signed_in(maya).get(address).context["form"].initial["version"]
    signed_in(rosa).post(address, {"access": "see", "ends_on": "2099-11-28", "version": mine})

    answer = signed_in(maya).post(address, {"access": "do", "ends_on": "", "version": mine})

    member.refresh_from_db()
    assert (answer.status_code, member.access) == (409, "see")
    assert [(row["theirs"], row["yours"]) for row in answer.context["stale"]] == [
        ("Can see", "Can see and do"),
        (date(2099, 11, 28), None),
    ]
    again = signed_in(maya).post(address, {"access": "do", "ends_on": "", "version": 2})
    member.refresh_from_db()
    assert (again.status_code, member.access, member.ends_at) == (302, "do", None)


def test_ended_access_is_404_on_the_next_request(carried, rosa, luis):
    member = join(carried, luis, TeamRole.CAREGIVER)
    guest = signed_in(luis)
    assert guest.get(page("team", carried)).status_code == 200

    signed_in(rosa).post(page("team-member-end", carried, member.pk))

    for name in ("team", "messages", "timeline", "notes"):
        assert guest.get(page(name, carried)).status_code == 404


def test_access_with_a_past_last_day_is_404(carried, luis):
    TeamMember.objects.filter(pk=join(carried, luis, TeamRole.CAREGIVER).pk).update(ends_at=NOON)

    assert signed_in(luis).get(page("team", carried)).status_code == 404


def test_family_leaves_by_itself(carried, luis):
    member = join(carried, luis, TeamRole.CAREGIVER)
    browser = signed_in(luis)
    assert "Leave this journey?" in browser.get(page("team-member-end", carried, member.pk)).content.decode()

    browser.post(page("team-member-end", carried, member.pk))

    assert browser.get(page("team", carried)).status_code == 404


def test_family_changes_nobodys_access(carried, rosa, luis):
    member = join(carried, luis, TeamRole.CAREGIVER)
    browser = signed_in(luis)

    assert browser.post(page("team-invite", carried), FAMILY).status_code == 403
    assert browser.post(page("team-member", carried, member.pk), {"access": "do"}).status_code == 403
    assert browser.post(page("team-member-end", carried, place_of(rosa).pk)).status_code == 403
    assert browser.get(page("assign", carried)).status_code == 403


def place_of(user):
    return TeamMember.objects.get(user=user)


def test_people_of_another_journey_are_404_here(carried, rosa, luis):
    other = journey.open_journey(by=luis, at=NOON, answers=ANSWERS, as_patient=True)
    invitation, _token = team.invite_family(
        other, email="a@example.org", name="A", relation="", access="see", ends_at=None, by=luis, at=NOON
    )
    browser = signed_in(rosa)

    for name, pk in [
        ("team-member", place_of(luis).pk),
        ("team-member-end", place_of(luis).pk),
        ("team-invitation-withdraw", invitation.pk),
        ("team-invitation-resend", invitation.pk),
    ]:
        assert browser.post(page(name, carried, pk), {"access": "do"}).status_code == 404
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


def test_a_lead_gives_the_journey_to_an_advocate_and_the_patient_is_told(case, rosa, maya, dana):
    browser = signed_in(dana)
    assert "Carries 0 journeys now" in browser.get(page("assign", case)).content.decode()

    answer = browser.post(page("assign", case), {"advocate": maya.pk, "instead_of": ""}, follow=True)

    case.refresh_from_db()
    assert case.advocate == maya
    assert "The patient side is told." in said_after(answer)[0]
    assert Notice.objects.get(user=rosa).kind == "advocate"
    assert "Maya Chen is now the advocate" in signed_in(rosa).get(page("timeline", case)).content.decode()


def said_after(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_lead_learns_that_nobody_on_the_patient_side_signs_in(starter_content, maya, ben, dana):
    case = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)

    answer = signed_in(dana).post(
        page("assign", case), {"advocate": ben.pk, "instead_of": maya.pk}, follow=True
    )

    assert "The patient does not sign in" in said_after(answer)[0]


def test_the_advocate_can_be_changed_and_the_earlier_one_loses_access(carried, maya, ben, dana):
    browser = signed_in(maya)
    assert browser.get(page("team", carried)).status_code == 200

    signed_in(dana).post(page("assign", carried), {"advocate": ben.pk, "instead_of": maya.pk})

    assert browser.get(page("team", carried)).status_code == 404
    assert signed_in(ben).get(page("team", carried)).status_code == 200


@pytest.mark.parametrize("advocate", ["", "0", "abc", "99999999999999999999", "\x00"])
def test_a_journey_goes_to_nobody_who_is_not_on_the_list(case, dana, advocate):
    answer = signed_in(dana).post(page("assign", case), {"advocate": advocate})

    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.advocate is None


def test_a_second_advocate_is_added_to_help(carried, ben, dana):
    signed_in(dana).post(page("team-helper", carried), {"advocate": ben.pk})

    assert signed_in(ben).get(page("team", carried)).status_code == 200


def test_two_advocates_never_see_each_others_journeys(carried, maya, ben, luis):
    other = journey.open_journey(by=ben, at=NOON, answers=ANSWERS, as_patient=False)

    for name in ("team", "messages", "notes", "timeline", "journey"):
        assert signed_in(maya).get(page(name, other)).status_code == 404
        assert signed_in(ben).get(page(name, carried)).status_code == 404


def test_strangers_and_nobodys_ids_get_the_same_answer(carried, stranger):
    browser = signed_in(stranger)

    foreign = browser.get(page("team", carried))
    nobodys = browser.get(reverse("cases:team", args=[uuid.uuid4()]))

    assert (foreign.status_code, nobodys.status_code) == (404, 404)
    strip = re.compile(r"[0-9a-f]{12}|csrfmiddlewaretoken\" value=\"[^\"]+")
    assert strip.sub("", foreign.content.decode()) == strip.sub("", nobodys.content.decode())


def test_the_page_asks_the_same_number_of_queries_for_any_team(
    carried, rosa, django_assert_max_num_queries, django_assert_num_queries
):
    browser = signed_in(rosa)
    browser.get(page("team", carried))
    with django_assert_max_num_queries(15) as few:
        browser.get(page("team", carried))
    for number in range(30):
        join(carried, person(f"Guest{number} Ortega"), TeamRole.CAREGIVER)
        team.invite_family(
            carried,
            email=f"new{number}@example.org",
            name="",
            relation="",
            access="see",
            ends_at=None,
            by=rosa,
            at=NOON,
        )

    with django_assert_num_queries(len(few)):
        browser.get(page("team", carried))
