import re
import smtplib

import pytest
from django.urls import reverse

from accounts.actions import access, invitations
from accounts.choices import SiteRole
from accounts.models import AccessEvent, StaffInvitation, User
from tests.accounts.conftest import NOON, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_dana(client, dana):
    client.force_login(dana)
    return client


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def names(response):
    return [str(person) for person, _roles in response.context["rows"]]


@pytest.mark.parametrize("who", ["rosa", "maya"])
@pytest.mark.parametrize("name", ["people", "people-invite"])
def test_only_leads_and_administrators_see_people(client, request, who, name):
    client.force_login(request.getfixturevalue(who))

    response = client.get(reverse(name))

    assert response.status_code == 403
    assert "lead or administrator" in response.content.decode()


def test_strangers_are_sent_to_sign_in(client, db):
    assert client.get(reverse("people"))["Location"] == "/accounts/login/?next=/people/"


def test_list_holds_those_who_work_here_and_no_patients(as_dana, maya, rosa):
    assert names(as_dana.get(reverse("people"))) == ["Dana Reed", "Maya Chen"]


def test_those_who_once_worked_here_stay_in_the_list(as_admin, admin, maya):
    access.set_roles(maya, roles=set(), by=admin, at=NOON)

    assert names(as_admin.get(reverse("people"))) == ["Ada Mills", "Maya Chen"]


@pytest.mark.parametrize("words", ["maya", "CHEN maya", "maya@exam"])
def test_search_finds_by_name_and_address(as_dana, maya, words):
    assert names(as_dana.get(reverse("people"), {"q": words})) == ["Maya Chen"]


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 5000, "page=-1", "page=x", "waiting=%00", "q=%ED%A0%80"]
)
def test_garbage_in_the_address_is_no_error(as_dana, query):
    assert as_dana.get(f"/people/?{query}").status_code in (200, 422)


def invite_many(admin, count, start=0):
    for number in range(start, start + count):
        make_person(f"w{number}@example.org", SiteRole.ADVOCATE, SiteRole.LEAD, name=f"W {number}")
        invitations.invite_staff(f"i{number}@example.org", role=SiteRole.EDITOR, by=admin, at=NOON)


def test_list_takes_the_same_queries_however_long(as_admin, admin, django_assert_max_num_queries):
    as_admin.get(reverse("people"))
    counts = []
    for number in (1, 24):
        invite_many(admin, number, start=number)
        with django_assert_max_num_queries(15) as queries:
            as_admin.get(reverse("people"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_pages_hold_twenty_five(as_admin, admin):
    invite_many(admin, 30)

    assert len(as_admin.get("/people/?page=1").context["rows"]) == 25
    assert len(as_admin.get("/people/?page=2").context["rows"]) == 6


# Inviting


def invite(client, email="new@example.org", role="advocate"):
    return client.post(reverse("people-invite"), {"email": email, "role": role})


def test_lead_invites_an_advocate_by_letter(as_dana, mailoutbox, settings):
    response = invite(as_dana, "New@Example.org")

    letter = mailoutbox[0]
    assert (response.status_code, response["Location"]) == (302, "/people/")
    assert letter.to == ["new@example.org"]
    assert letter.subject == "Dana Reed invites you to SecondPath"
    token = re.search(re.escape(settings.BASE_URL) + r"/accounts/join/([\w-]+)/", letter.body).group(1)
    assert StaffInvitation.objects.get().token_hash == invitations.hash_of(token)


@pytest.mark.parametrize("role", ["lead", "editor", "reviewer", "administrator", "root", ""])
def test_lead_cannot_invite_to_another_role(as_dana, mailoutbox, role):
    response = invite(as_dana, role=role)

    assert response.status_code == 422
    assert 'value="new@example.org"' in response.content.decode()
    assert (StaffInvitation.objects.count(), mailoutbox) == (0, [])


def test_administrator_can_invite_an_administrator(as_admin, mailoutbox):
    invite(as_admin, role="administrator")

    assert StaffInvitation.objects.get().site_role == SiteRole.ADMINISTRATOR


@pytest.mark.parametrize(
    "email", ["", "nobody", "a\x00@example.org", "x" * 250 + "@example.org", "a@b\nBcc: c@d.org"]
)
def test_bad_address_is_told_and_kept(as_dana, mailoutbox, email):
    assert invite(as_dana, email).status_code == 422
    assert mailoutbox == []


def test_double_click_keeps_one_invitation(as_dana):
    invite(as_dana)
    invite(as_dana)

    assert StaffInvitation.objects.count() == 1


def test_post_office_out_of_reach_is_said_and_the_invitation_waits(as_dana, monkeypatch):
    def fail(*_args, **_kwargs):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    invite(as_dana)

    assert "We couldn&#x27;t send the e-mail just now." in as_dana.get("/people/").content.decode()
    assert StaffInvitation.objects.count() == 1


def test_sending_again_makes_a_new_link(as_dana, dana, mailoutbox):
    invitation, old = invitations.invite_staff("new@example.org", role=SiteRole.ADVOCATE, by=dana, at=NOON)

    as_dana.post(reverse("people-invitation-resend", args=[invitation.pk]))

    assert len(mailoutbox) == 1
    assert old not in mailoutbox[0].body


def test_withdrawing_takes_it_from_the_list(as_dana, dana):
    invitation, _token = invitations.invite_staff("new@example.org", role=SiteRole.ADVOCATE, by=dana, at=NOON)

    as_dana.post(reverse("people-invitation-withdraw", args=[invitation.pk]))

    assert as_dana.get("/people/").context["invitations"] == []
    assert as_dana.post(reverse("people-invitation-withdraw", args=[invitation.pk])).status_code == 404


@pytest.mark.parametrize("name", ["people-invitation-resend", "people-invitation-withdraw"])
def test_lead_leaves_invitations_of_administrators_alone(as_dana, admin, name):
    invitation, _token = invitations.invite_staff("new@example.org", role=SiteRole.LEAD, by=admin, at=NOON)

    assert as_dana.post(reverse(name, args=[invitation.pk])).status_code == 403
    assert StaffInvitation.objects.unanswered().count() == 1


@pytest.mark.parametrize("name", ["people-invitation-resend", "people-invitation-withdraw"])
def test_nothing_changes_by_looking(as_admin, admin, name):
    invitation, _token = invitations.invite_staff("new@example.org", role=SiteRole.LEAD, by=admin, at=NOON)

    assert as_admin.get(reverse(name, args=[invitation.pk])).status_code == 405


# Changing access


def test_lead_cannot_open_or_change_a_colleague(as_dana, maya):
    for name in ("person", "person-deactivate", "person-reactivate"):
        assert as_dana.post(reverse(name, args=[maya.pk]), {"roles": ["administrator"]}).status_code == 403

    assert User.objects.get(pk=maya.pk).site_roles == {SiteRole.ADVOCATE}


def test_administrator_changes_roles(as_admin, maya):
    response = as_admin.post(reverse("person", args=[maya.pk]), {"roles": ["lead", "editor"]})

    assert response.status_code == 302
    assert User.objects.get(pk=maya.pk).site_roles == {"lead", "editor"}
    assert AccessEvent.objects.filter(person=maya).count() == 3


def test_unknown_role_changes_nothing(as_admin, maya):
    assert as_admin.post(reverse("person", args=[maya.pk]), {"roles": ["lead", "root"]}).status_code == 422
    assert User.objects.get(pk=maya.pk).site_roles == {SiteRole.ADVOCATE}


def test_last_administrator_is_told_what_to_do_first(as_admin, admin):
    response = as_admin.post(reverse("person", args=[admin.pk]), {"roles": []})

    assert response.status_code == 422
    assert "Make somebody else an administrator first" in response.content.decode()


def test_patient_and_nobody_are_the_same_to_administrators(as_admin, rosa):
    patient = as_admin.get(reverse("person", args=[rosa.pk]))
    nobody = as_admin.get(reverse("person", args=[10**12]))

    assert patient.status_code == nobody.status_code == 404
    assert as_admin.post(reverse("person-deactivate", args=[rosa.pk])).status_code == 404


def test_closing_an_account_signs_the_person_out_and_opening_lets_them_sign_in_afresh(as_admin, maya):
    hers = type(as_admin)()
    hers.force_login(maya)
    assert hers.get(reverse("profile")).status_code == 200

    as_admin.post(reverse("person-deactivate", args=[maya.pk]))
    assert hers.get(reverse("profile")).status_code == 302

    as_admin.post(reverse("person-reactivate", args=[maya.pk]))
    assert hers.get(reverse("profile")).status_code == 302
    hers.force_login(User.objects.get(pk=maya.pk))
    assert hers.get(reverse("profile")).status_code == 200
    kinds = AccessEvent.objects.filter(person=maya).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["deactivated", "reactivated"]


def test_page_of_a_colleague_tells_what_changed(as_admin, admin, maya):
    access.set_roles(maya, roles={SiteRole.LEAD, SiteRole.ADVOCATE}, by=admin, at=NOON)

    page = as_admin.get(reverse("person", args=[maya.pk])).content.decode()

    assert "Role given (Lead), by Ada Mills" in page
