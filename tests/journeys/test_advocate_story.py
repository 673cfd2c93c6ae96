"""An advocate opens a journey, the patient and her son come in, and the journey changes hands."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from cases.choices import Access, Stage, Status, TeamRole
from cases.models import Case, TeamMember
from tests.journeys.looking import click

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

PASSWORD = "four plain words together"
SECRET = "The sister must not hear of the illness."


def test_an_advocate_carries_a_journey_and_hands_it_over(house, visit):
    maya = visit("advocate", user=house["maya"], on_desk=True)
    rosa, luis = visit("invited"), visit("son")
    dana = visit("lead", user=house["dana"], on_desk=True)
    ben = visit("next-advocate", user=house["ben"], on_desk=True)

    open_journey(maya)
    case = Case.objects.get()
    patient_joins(maya, rosa, case)
    son_sees_and_cannot_do(rosa, luis, case)
    message_is_answered(rosa, maya, case)
    notes_stay_among_staff(maya, rosa, luis, case)
    advocate_goes_on_with_a_reason(maya, rosa, case)
    journey_rests_and_goes_on(maya, rosa, case)
    journey_changes_hands(dana, maya, ben, rosa, case)
    son_loses_access(rosa, luis, case)

    for visitor in (maya, rosa, luis, dana, ben):
        visitor.found_nothing_wrong()


def open_journey(maya):
    maya.open("/")
    maya.look("worklist-empty")
    maya.follow("New journey")
    maya.look("new")
    maya.press("Start")
    maya.tick("No, none of this")
    maya.press("Save and go on")
    maya.heading("Who is the patient?")
    maya.type_in("Name of the patient", "Rosa Ortega")
    maya.page.locator("[name=patient_email]").fill("rosa@example.org")
    maya.type_in("Who agreed to this, and how?", "Rosa, on the phone")
    maya.press("Save and go on")
    maya.type_in("What is it about", "back surgery")
    maya.tick("Bones, joints and spine")
    maya.press("Save and go on")
    for _page in ("advice", "reasons"):
        maya.press("Save and go on")
    maya.page.get_by_label("Which state").select_option("New York")
    maya.press("Save and go on")
    for _page in ("insurance", "helper", "dates"):
        maya.press("Save and go on")
    maya.heading("Check")
    maya.look("check")
    maya.press("Open the journey")
    maya.heading("The journey is open")
    maya.look("open")


def join(visitor, letter, name):
    """Follow the link in a letter and make an account."""
    visitor.open(re.search(r"https?://\S+", letter.body)[0])
    visitor.heading("You are invited")
    visitor.look("join")
    visitor.fill(name=name, password=PASSWORD)
    visitor.page.locator("[name=agreed]").check()
    visitor.press("Create account and accept")


def patient_joins(maya, rosa, case):
    maya.follow("Invite the patient")
    maya.look("invite-patient")
    expect(maya.page.locator("[name=email]")).to_have_value("rosa@example.org")
    maya.press("Send the invitation")
    maya.look("team-with-invitation")
    letter = mail.outbox[-1]
    assert letter.to == ["rosa@example.org"]
    assert "back surgery" not in letter.subject + letter.body
    join(rosa, letter, "Rosa Ortega")
    rosa.heading("Your second opinion: back surgery")
    rosa.look("arrived")
    assert TeamMember.objects.get(role=TeamRole.PATIENT).user.email == "rosa@example.org"


def son_sees_and_cannot_do(rosa, luis, case):
    rosa.open(f"/cases/{case.uuid}/team/")
    rosa.look("team")
    rosa.follow("Invite family or a friend")
    rosa.look("invite-family")
    rosa.fill(name="Luis Ortega", email="luis@example.org", relation="son")
    rosa.page.locator("[name=access][value=see]").check()
    rosa.press("Send the invitation")
    join(luis, mail.outbox[-1], "Luis Ortega")
    assert TeamMember.objects.get(user__email="luis@example.org").access == Access.SEE

    luis.heading("Rosa Ortega: back surgery")
    luis.look("journey")
    main = luis.page.locator("main")
    expect(main.locator(".next-move .actions")).to_have_count(0)
    step = case.steps.get(key="tell-doctor")
    luis.open(f"/cases/{case.uuid}/steps/{step.pk}/")
    luis.look("step")
    expect(main.get_by_role("button")).to_have_count(0)
    luis.open(f"/cases/{case.uuid}/records/")
    luis.look("records")
    luis.reads("The patient’s turn")
    luis.reads_not("Your turn")
    expect(main.get_by_role("button")).to_have_count(0)
    for page in ("appointment", "compare", "decide", "timeline", "team", "messages"):
        luis.open(f"/cases/{case.uuid}/{page}/")
        luis.look(page)
    assert luis.open(f"/cases/{case.uuid}/safe-to-wait/").status == 403
    luis.look("not-his-to-do")


def message_is_answered(rosa, maya, case):
    rosa.open(f"/cases/{case.uuid}/messages/")
    rosa.look("messages-empty")
    rosa.type_in("Your message", "Do I have to tell my doctor?")
    rosa.press("Send")
    rosa.reads("Do I have to tell my doctor?")
    rosa.look("messages")
    rosa.open(f"/cases/{case.uuid}/")
    rosa.next_is("answering your message")

    maya.open("/caseload/?show=needs-me")
    row = maya.page.locator("table.worklist tbody tr").first
    expect(row).to_contain_text("Rosa Ortega")
    expect(row).to_contain_text("Answer the patient’s message")
    maya.look("worklist-message")
    maya.follow("Rosa Ortega", within=row)
    maya.next_is("Answer the patient’s message")
    maya.look("journey-message")
    maya.follow("Read and answer")
    maya.look("messages-to-answer")
    maya.type_in("Your message", "No. It often helps, and it is your choice.")
    maya.press("Send")
    maya.open("/caseload/")
    maya.reads_not("Answer the patient’s message")
    rosa.open(f"/cases/{case.uuid}/messages/")
    rosa.reads("No. It often helps, and it is your choice.")


def notes_stay_among_staff(maya, rosa, luis, case):
    maya.open(f"/cases/{case.uuid}/notes/")
    maya.look("notes-empty")
    maya.type_in("A new note", SECRET)
    maya.press("Keep this note")
    maya.reads(SECRET)
    maya.look("notes")
    for family in (rosa, luis):
        for page in ("", "records/", "messages/", "timeline/", "team/", "answers/"):
            family.open(f"/cases/{case.uuid}/{page}")
            assert SECRET not in family.page.content()
            expect(family.page.get_by_role("link", name="Notes", exact=True)).to_have_count(0)
        assert family.open(f"/cases/{case.uuid}/notes/").status == 403
    maya.open(f"/cases/{case.uuid}/timeline/")
    maya.look("timeline")


def advocate_goes_on_with_a_reason(maya, rosa, case):
    rosa.open(f"/cases/{case.uuid}/advance/")
    rosa.heading("Not quite yet")
    rosa.look("not-yet")
    maya.open(f"/cases/{case.uuid}/")
    maya.look("journey")
    maya.follow("Go on to the next stage")
    maya.look("override")
    maya.press("Go on all the same")
    maya.look("override-mistake")
    maya.type_in("Why?", "The insurer cannot be reached before Monday.")
    maya.press("Go on all the same")
    maya.reads("On to the next stage.")
    case.refresh_from_db()
    assert case.stage == Stage.RECORDS
    rosa.open(f"/cases/{case.uuid}/timeline/")
    rosa.reads("The insurer cannot be reached before Monday.")
    rosa.look("timeline")


def journey_rests_and_goes_on(maya, rosa, case):
    maya.open(f"/cases/{case.uuid}/hold/")
    maya.look("hold")
    maya.fill(until=timezone.localdate() + timedelta(days=20), why="Rosa visits her sister.")
    maya.press("Put it on hold")
    maya.look("held")
    rosa.open(f"/cases/{case.uuid}/")
    rosa.next_is("Your journey is resting")
    rosa.look("resting")
    rosa.follow("Go on now")
    rosa.look("resume")
    click(rosa.page.locator("main form .btn-primary"))
    rosa.reads("The journey goes on.")
    case.refresh_from_db()
    assert case.status == Status.LIVE


def journey_changes_hands(dana, maya, ben, rosa, case):
    dana.open("/")
    dana.look("worklist")
    dana.open(f"/cases/{case.uuid}/team/")
    dana.look("team")
    dana.follow("Change the advocate")
    dana.look("assign")
    dana.tick("Ben Adler")
    dana.press("Give the journey")
    dana.reads("Ben Adler carries this journey now. The patient side is told.")
    assert [to for letter in mail.outbox[-2:] for to in letter.to] == ["rosa@example.org", "luis@example.org"]

    assert maya.open(f"/cases/{case.uuid}/").status == 404
    maya.look("no-longer-hers")
    maya.open("/caseload/")
    maya.reads_not("Rosa Ortega")
    ben.open("/caseload/")
    ben.look("worklist")
    ben.follow("All live")
    ben.follow("Rosa Ortega")
    ben.look("journey")
    rosa.open(f"/cases/{case.uuid}/")
    rosa.reads("Ben Adler")
    case.refresh_from_db()
    assert case.advocate.email == "ben@example.org"


def son_loses_access(rosa, luis, case):
    luis.open(f"/cases/{case.uuid}/messages/")
    rosa.open(f"/cases/{case.uuid}/team/")
    rosa.follow_for("End access", "Luis Ortega")
    rosa.look("end-access")
    rosa.press("End access now")
    rosa.reads("The access has ended.")
    luis.follow("Timeline")
    luis.heading("not")
    assert luis.open(f"/cases/{case.uuid}/").status == 404
    luis.look("outside")
    luis.open("/journeys/")
    luis.reads_not("back surgery")
    luis.look("no-journey")
