"""The team over the API: who can see a journey, who carries it, who is invited."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cases.actions import journey, team
from cases.choices import Access, TeamRole
from cases.models import TeamInvitation, TeamMember
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, join, person

pytestmark = pytest.mark.django_db
FAMILY = {"role": "caregiver", "name": "Luis Ortega", "email": "luis@example.org", "relation": "son"}


def path(case, rest=""):
    return f"journeys/{case.uuid}/{rest}"


def place(member):
    return path(member.case, f"members/{member.uuid}/")


@pytest.fixture
def staff(maya, ben, dana):
    return [maya, ben, dana]


@pytest.fixture
def programs(program, rosa, luis, staff):
    """A program of each of them, by given name."""
    return {one.given_name.lower(): program(one) for one in (rosa, luis, *staff)}


@pytest.fixture
def son(carried, luis):
    return join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)


@pytest.fixture
def helper(carried, ben, dana):
    return team.add_helping_advocate(carried, ben, by=dana, at=timezone.now())


@pytest.fixture
def asked(carried, rosa):
    now = timezone.now()
    return team.invite_family(
        carried,
        email="luis@example.org",
        name="Luis",
        relation="",
        access="see",
        ends_at=None,
        by=rosa,
        at=now,
    )[0]


@pytest.fixture
def elsewhere(starter_content, stranger):
    """A journey of somebody else."""
    return journey.open_journey(by=stranger, at=timezone.now(), answers=ANSWERS, as_patient=True)


# Members


def test_the_team_says_who_is_here_how_far_and_who_let_them_in(programs, carried, son, helper):
    told = programs["luis"].rows(path(carried, "members/"))

    assert [(row["person"]["name"], row["role"], row["access"]) for row in told] == [
        ("Rosa Ortega", "patient", "do"),
        ("Luis Ortega", "caregiver", "see"),
        ("Maya Chen", "advocate", "do"),
        ("Ben Adler", "advocate", "do"),
    ]
    assert [row["carries"] for row in told] == [False, False, True, False]
    assert [row["is_me"] for row in told] == [False, True, False, False]
    assert [row["may_change"] for row in told] == [False, False, False, False]
    assert [row["may_end"] for row in told] == [False, True, False, False]
    assert told[3]["granted_by"]["name"] == "Dana Reyes"
    assert told[1] == programs["luis"].read(place(son)).json()


def test_the_team_takes_the_same_queries_whatever_its_size(programs, son, helper, django_assert_num_queries):
    carried, asks = son.case, programs["maya"]
    asks.read(path(carried, "members/"))

    for _size in (4, 3):
        with django_assert_num_queries(4):
            asks.read(path(carried, "members/"))
        TeamMember.objects.filter(pk=helper.pk).update(ends_at=timezone.now() - timedelta(days=1))


def test_the_patient_says_how_far_family_may_go_and_until_when(program, son, rosa):
    day = (timezone.now() + timedelta(days=10)).date().isoformat()
    asks = program(rosa)

    bounded = asks.change(place(son), {"access": "do", "ends_on": day})
    unbounded = asks.change(place(son), {"ends_on": None})

    assert (bounded.status_code, bounded.json()["access"], bounded.json()["ends_on"]) == (200, "do", day)
    assert (unbounded.json()["access"], unbounded.json()["ends_on"]) == ("do", None)
    assert bounded["ETag"] != unbounded["ETag"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"access": "fly"}, ["/access"]),
        ({"ends_on": "2020-01-01"}, ["/ends_on"]),
        ({"ends_on": "soon"}, ["/ends_on"]),
        ({"role": "patient"}, ["/role"]),
        ({"version": 3}, ["/version"]),
        ({"access": None}, ["/access"]),
    ],
)
def test_what_is_wrong_about_access_is_pointed_at(program, son, rosa, body, wrong):
    answer = program(rosa).change(place(son), body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    son.refresh_from_db()
    assert (son.access, son.version) == ("see", 1)


def test_only_the_access_of_family_has_degrees(programs, carried, son, helper):
    own = TeamMember.objects.get(case=carried, role=TeamRole.PATIENT)

    assert programs["maya"].change(place(helper), {"access": "see"}).status_code == 403
    assert programs["maya"].change(place(own), {"access": "see"}).status_code == 403
    assert programs["luis"].change(place(son), {"access": "do"}).status_code == 403


def test_a_place_is_changed_only_as_it_was_read(program, son, rosa):
    asks = program(rosa)
    tag = asks.read(place(son))["ETag"]
    asks.change(place(son), {"access": "do"})

    late = asks.ask("patch", place(son), {"ends_on": None}, If_Match=tag)
    none = asks.ask("patch", place(son), {"ends_on": None})

    assert (late.status_code, kind(late)) == (412, "changed")
    assert (none.status_code, kind(none)) == (428, "version-needed")


def test_reading_a_message_leaves_the_version_of_a_place(program, son, luis, rosa):
    before = program(rosa).read(place(son))["ETag"]
    TeamMember.objects.filter(pk=son.pk).update(read_at=timezone.now())

    assert program(rosa).read(place(son))["ETag"] == before


def test_access_ends_and_is_gone_with_the_next_request(program, carried, son, rosa, luis):
    theirs = program(luis)
    assert theirs.read(path(carried)).status_code == 200

    assert program(rosa).remove(place(son)).status_code == 204

    assert theirs.read(path(carried)).status_code == 404
    assert program(rosa).read(place(son)).status_code == 404


def test_family_leaves_by_itself_and_nobody_else_is_sent_away_by_it(program, carried, son, helper, luis):
    asks = program(luis)

    assert asks.remove(place(helper)).status_code == 403
    assert asks.remove(place(son)).status_code == 204
    assert asks.read(path(carried)).status_code == 404


def test_the_patient_and_whoever_carries_it_stay(program, carried, maya, dana):
    patient = TeamMember.objects.get(case=carried, role=TeamRole.PATIENT)
    carrying = TeamMember.objects.get(case=carried, user=maya)

    assert program(maya).remove(place(patient)).status_code == 403
    assert program(dana).remove(place(carrying)).status_code == 403
    assert TeamMember.objects.current().filter(case=carried).count() == 2


def test_members_of_other_journeys_are_like_none(program, carried, elsewhere, rosa, stranger):
    theirs = TeamMember.objects.get(case=elsewhere)
    asks = program(rosa)

    for id_ in (theirs.uuid, uuid.uuid4()):
        answer = asks.read(path(carried, f"members/{id_}/"))
        assert (answer.status_code, kind(answer)) == (404, "not-found")
        answer = asks.ask("delete", path(carried, f"members/{id_}/"), If_Match="*")
        assert (answer.status_code, kind(answer)) == (404, "not-found")
    assert asks.read(place(theirs)).status_code == 404


def test_a_lead_lets_a_second_advocate_help_once(program, carried, ben, dana):
    asks = program(dana)
    sent = {"advocate": str(ben.uuid)}

    first = asks.create(path(carried, "members/"), sent, key="x")
    again = asks.create(path(carried, "members/"), sent, key="x")

    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()["person"] == {"id": str(ben.uuid), "name": "Ben Adler"}
    assert asks.read(first["Location"])["ETag"] == first["ETag"]
    assert TeamMember.objects.filter(case=carried, user=ben).count() == 1


def test_nobody_but_an_advocate_who_is_not_here_can_help(programs, carried, luis, maya, ben):
    address, asks = path(carried, "members/"), programs["dana"]

    for id_ in (luis.uuid, maya.uuid, uuid.uuid4()):
        answer = asks.create(address, {"advocate": str(id_)})
        assert (answer.status_code, pointers(answer)) == (422, ["/advocate"])
    assert pointers(asks.create(address, {"advocate": 7})) == ["/advocate"]
    assert programs["maya"].create(address, {"advocate": str(ben.uuid)}).status_code == 403
    assert programs["rosa"].create(address, {"advocate": str(ben.uuid)}).status_code == 403


# Who carries it


def test_a_journey_without_an_advocate_says_so(program, case, rosa):
    told = program(rosa).read(path(case, "advocate/")).json()

    assert (told["advocate"], told["is_carried"], told["patient_side_signs_in"]) == (None, False, True)


def test_a_lead_gives_a_journey_on_and_the_earlier_advocate_may_stay(program, carried, maya, ben, dana):
    asks = program(dana)
    address = path(carried, "advocate/")

    given = asks.change(address, {"advocate": str(ben.uuid), "keeps_helping": True}, method="put")
    back = asks.change(address, {"advocate": str(maya.uuid)}, method="put")

    assert (given.status_code, given.json()["advocate"]["name"]) == (200, "Ben Adler")
    assert (back.status_code, back.json()["advocate"]["name"]) == (200, "Maya Chen")
    assert program(maya).read(address).json()["advocate"]["id"] == str(maya.uuid)
    assert program(ben).read(address).status_code == 404


def test_an_unassigned_journey_is_given_to_an_advocate(program, case, ben, dana):
    answer = program(dana).change(
        path(case, "advocate/"), {"advocate": str(ben.uuid), "keeps_helping": True}, method="put"
    )

    assert (answer.status_code, answer.json()["is_carried"]) == (200, True)


def test_the_same_advocate_again_is_nothing_new(program, carried, maya, dana):
    asks = program(dana)
    before = asks.read(path(carried, "advocate/"))

    again = asks.change(path(carried, "advocate/"), {"advocate": str(maya.uuid)}, method="put")

    assert (again.status_code, again.json()) == (200, before.json())


def test_a_journey_is_given_away_only_as_it_was_read(program, carried, maya, ben, dana):
    asks = program(dana)
    tag = asks.read(path(carried, "advocate/"))["ETag"]
    team.assign(carried, ben, instead_of=maya.pk, by=dana, at=timezone.now())

    late = asks.ask("put", path(carried, "advocate/"), {"advocate": str(maya.uuid)}, If_Match=tag)

    assert (late.status_code, kind(late)) == (412, "changed")


def test_only_leads_assign_and_only_to_advocates(programs, carried, ben, luis):
    address, sent = path(carried, "advocate/"), {"advocate": str(ben.uuid)}

    assert programs["maya"].change(address, sent, method="put").status_code == 403
    assert programs["rosa"].change(address, sent, method="put").status_code == 403
    wrong = programs["dana"].change(address, {"advocate": str(luis.uuid)}, method="put")
    assert (wrong.status_code, pointers(wrong)) == (422, ["/advocate"])
    assert pointers(programs["dana"].change(address, {}, method="put")) == ["/advocate"]


def test_leads_see_how_many_journeys_each_advocate_carries(programs, carried, program, dana):
    told = programs["dana"].rows("advocates/?limit=1")

    assert [(row["name"], row["journeys"]) for row in told] == [("Ben Adler", 0), ("Maya Chen", 1)]
    assert programs["maya"].read("advocates/").status_code == 403
    assert programs["rosa"].read("advocates/").status_code == 403
    assert program(dana, reach="own").read("advocates/").status_code == 403


def test_advocates_take_the_same_queries_whatever_their_number(
    program, maya, ben, dana, django_assert_num_queries
):
    asks = program(dana)
    asks.read("advocates/")

    for limit in (1, 3):
        with django_assert_num_queries(3):
            asks.read(f"advocates/?limit={limit}")


# Invitations


def test_family_is_invited_and_the_token_is_in_the_letter_alone(
    program, carried, rosa, django_capture_on_commit_callbacks
):
    asks = program(rosa)
    day = (timezone.now() + timedelta(days=30)).date().isoformat()

    with django_capture_on_commit_callbacks(execute=True):
        answer = asks.create(path(carried, "invitations/"), {**FAMILY, "access": "do", "ends_on": day})

    told = answer.json()
    assert (answer.status_code, told["role"], told["access"], told["ends_on"]) == (
        201,
        "caregiver",
        "do",
        day,
    )
    assert (told["invited_by"]["name"], told["is_open"], told["may_change"]) == ("Rosa Ortega", True, True)
    [letter] = mail.outbox
    token = re.search(r"/join/([^/\s]+)", letter.body)[1]
    assert letter.to == ["luis@example.org"]
    assert token not in answer.content.decode()
    assert TeamInvitation.objects.get().token_hash not in answer.content.decode()
    assert asks.read(answer["Location"]).json() == told
    assert asks.rows(path(carried, "invitations/")) == [told]


def test_no_letter_goes_out_before_the_invitation_is_kept(program, carried, rosa):
    answer = program(rosa).create(path(carried, "invitations/"), FAMILY)

    assert answer.status_code == 201
    assert mail.outbox == []


def test_an_invitation_sent_twice_is_one_with_one_letter(
    program, carried, rosa, django_capture_on_commit_callbacks
):
    asks = program(rosa)

    with django_capture_on_commit_callbacks(execute=True):
        first = asks.create(path(carried, "invitations/"), FAMILY, key="x")
        again = asks.create(path(carried, "invitations/"), FAMILY, key="x")

    assert first.json() == again.json()
    assert (TeamInvitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_staff_invite_the_patient_at_the_address_of_the_journey(
    program, starter_content, maya, django_capture_on_commit_callbacks
):
    answers = {**ANSWERS, "patient_email": "r@example.org"}
    case = journey.open_journey(by=maya, at=timezone.now(), answers=answers, as_patient=False)

    with django_capture_on_commit_callbacks(execute=True):
        answer = program(maya).create(path(case, "invitations/"), {"role": "patient"})

    assert (answer.status_code, answer.json()["email"], answer.json()["access"]) == (
        201,
        "r@example.org",
        "do",
    )
    assert mail.outbox[0].to == ["r@example.org"]


def test_the_patient_invites_no_patient(program, carried, rosa):
    answer = program(rosa).create(
        path(carried, "invitations/"), {"role": "patient", "email": "x@example.org"}
    )

    assert (answer.status_code, kind(answer)) == (403, "forbidden")


def test_a_journey_has_one_patient(program, carried, maya):
    answer = program(maya).create(
        path(carried, "invitations/"), {"role": "patient", "email": "x@example.org"}
    )

    assert (answer.status_code, kind(answer)) == (409, "refused")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/role"]),
        ({"role": "advocate"}, ["/role"]),
        ({"role": "caregiver"}, ["/name", "/email"]),
        ({**FAMILY, "email": "nobody"}, ["/email"]),
        ({**FAMILY, "access": "fly"}, ["/access"]),
        ({**FAMILY, "ends_on": "2020-01-01"}, ["/ends_on"]),
        ({**FAMILY, "token": "x"}, ["/token"]),
        ({**FAMILY, "name": 7 * "x" * 100}, ["/name"]),
        ({"role": "patient", "email": "r@example.org", "access": "see", "name": "R"}, ["/access", "/name"]),
    ],
)
def test_what_is_wrong_with_an_invitation_is_pointed_at(program, carried, maya, body, wrong):
    answer = program(maya).create(path(carried, "invitations/"), body)

    assert answer.status_code == 422
    assert sorted(pointers(answer)) == sorted(wrong)
    assert not TeamInvitation.objects.exists()


def test_family_and_strangers_see_no_invitations(programs, asked, son):
    every = path(son.case, "invitations/")

    for one in (f"{every}{asked.uuid}/", every):
        assert programs["luis"].read(one).status_code == 403
        assert programs["ben"].read(one).status_code == 404
    assert programs["luis"].create(every, FAMILY).status_code == 403


def test_an_invitation_is_sent_again_with_a_new_link_for_two_more_weeks(
    program, asked, carried, rosa, django_capture_on_commit_callbacks
):
    address = path(carried, f"invitations/{asked.uuid}/")
    old = timezone.now() - timedelta(days=1)
    TeamInvitation.objects.filter(pk=asked.pk).update(expires_at=old)
    asks = program(rosa)
    assert asks.read(address).json()["is_open"] is False

    with django_capture_on_commit_callbacks(execute=True):
        answer = asks.say(address, "resend")

    assert (answer.status_code, answer.json()["is_open"]) == (200, True)
    [letter] = mail.outbox
    renewed = TeamInvitation.objects.get()
    assert renewed.token_hash != asked.token_hash
    assert timezone.localtime(renewed.expires_at).strftime("%-d %B") in letter.body


def test_an_invitation_is_withdrawn(program, asked, carried, rosa):
    address = path(carried, f"invitations/{asked.uuid}/")

    assert program(rosa).remove(address).status_code == 204

    assert program(rosa).read(address).status_code == 404
    assert program(rosa).rows(path(carried, "invitations/")) == []
    asked.refresh_from_db()
    assert asked.withdrawn_at


def test_only_staff_change_the_invitation_of_the_patient(program, starter_content, maya, luis, rosa):
    case = journey.open_journey(by=maya, at=timezone.now(), answers=ANSWERS, as_patient=False)
    invited, _token = team.invite_patient(case, email="r@example.org", by=maya, at=timezone.now())
    address = path(case, f"invitations/{invited.uuid}/")
    join(case, rosa, TeamRole.PATIENT)
    asks = program(rosa)

    assert asks.read(address).json()["may_change"] is False
    assert asks.say(address, "resend").status_code == 403
    assert asks.remove(address).status_code == 403
    assert program(maya).say(address, "resend").status_code == 200


def test_invitations_to_other_journeys_are_like_none(program, asked, elsewhere, stranger):
    answer = program(stranger).read(path(elsewhere, f"invitations/{asked.uuid}/"))
    change = program(stranger).ask(
        "post",
        path(elsewhere, f"invitations/{asked.uuid}/changes/"),
        {"verb": "resend"},
        If_Match="*",
    )

    assert (answer.status_code, change.status_code) == (404, 404)


def test_an_invitation_is_changed_only_as_it_was_read(program, asked, carried, rosa):
    address = path(carried, f"invitations/{asked.uuid}/")
    asks = program(rosa)
    tag = asks.read(address)["ETag"]
    asks.say(address, "resend")

    late = asks.ask("delete", address, If_Match=tag)

    assert (late.status_code, kind(late)) == (412, "changed")


def test_invitations_take_the_same_queries_whatever_their_number(
    program, carried, rosa, django_assert_num_queries
):
    for name in "abc":
        program(rosa).create(
            path(carried, "invitations/"), {**FAMILY, "name": name, "email": f"{name}@example.org"}
        )
    asks = program(rosa)
    asks.read(path(carried, "invitations/"))

    for limit in (1, 3):
        with django_assert_num_queries(4):
            asks.read(path(carried, f"invitations/?limit={limit}"))


def test_somebody_who_left_is_not_told_of(program, carried, son, rosa):
    gone = person("Gone Away")
    member = join(carried, gone, TeamRole.CAREGIVER)
    TeamMember.objects.filter(pk=member.pk).update(ends_at=timezone.now() - timedelta(minutes=1))

    assert "Gone Away" not in [row["person"]["name"] for row in program(rosa).rows(path(carried, "members/"))]
    assert program(rosa).read(place(member)).status_code == 404
