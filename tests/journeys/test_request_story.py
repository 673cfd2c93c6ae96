"""A patient asks for a second opinion in a real browser: with a mistake, the back button, and a second look."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect

from accounts.choices import SiteRole
from accounts.models import User
from cases.actions import starter
from cases.choices import StepState
from cases.models import Case, RequestDraft
from tests.journeys.conftest import let_in
from tests.journeys.looking import DESK, PHONE, PICTURES, follow, press, what_axe_finds

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def look(page, name):
    """Let axe look at the page, and leave pictures where they are wanted."""
    assert [f"{name}: {fault}" for fault in what_axe_finds(page)] == []
    if PICTURES:
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.screenshot(path=Path(PICTURES, f"request-{name}-{size['width']}.png"), full_page=True)


@pytest.fixture
def rosa(transactional_db):
    starter.load()
    return User.objects.create_user(
        email="rosa@example.org", password="second-opinion-demo", name="Rosa Ortega"
    )


@pytest.fixture
def signed_in_page(page, rosa, live_server):
    """A browser in which Rosa is signed in."""
    let_in(page.context, live_server.url, rosa)
    return page


def go_on(page):
    press(page, "Save and go on")


def heading(page, words):
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def test_a_patient_asks_for_a_second_opinion(signed_in_page, live_server):
    page = signed_in_page
    page.goto(f"{live_server.url}/request/")
    look(page, "01-start")
    press(page, "Start")

    heading(page, "Is any of this happening now?")
    look(page, "02-now")
    page.get_by_label("Yes, or I am not sure").check()
    go_on(page)
    heading(page, "Call 911 now")
    look(page, "03-call")
    follow(page, "Nothing of this is happening")
    page.get_by_label("No, none of this").check()
    go_on(page)

    heading(page, "Who is this for?")
    expect(page.get_by_label("Name of the patient")).to_have_value("Rosa Ortega")
    look(page, "04-about")
    page.get_by_label("Telephone").fill("call me")
    go_on(page)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Telephone")).to_have_value("call me")
    look(page, "05-about-mistake")
    page.get_by_label("Telephone").fill("212 555 0142")
    go_on(page)

    heading(page, "What were you told?")
    look(page, "06-told")
    page.get_by_label("What is it about").fill("back surgery")
    page.get_by_label("Bones, joints and spine").check()
    page.get_by_label("What were you told?").fill("A disc presses on a nerve.")
    go_on(page)

    heading(page, "What is advised")
    page.go_back()
    heading(page, "What were you told?")
    expect(page.get_by_label("What is it about")).to_have_value("back surgery")
    page.get_by_label("Who told you?").fill("Dr. Anand")
    go_on(page)
    heading(page, "What is advised")
    look(page, "07-advice")
    page.get_by_label("What did the doctor advise?").fill("To fuse two bones.")
    go_on(page)

    heading(page, "Why would you like")
    look(page, "08-reasons")
    page.get_by_label("I have been told I should have surgery").check()
    page.get_by_label("I want to know all the ways").check()
    go_on(page)

    heading(page, "Where do you live?")
    expect(page.get_by_text("It is good to know your choices before you choose.")).to_be_visible()
    look(page, "09-home")
    page.get_by_label("Which state").select_option("Illinois")
    press(page, "Save and finish later")

    follow(page, re.compile("^Go on.*back surgery$"))
    heading(page, "How are you insured?")
    look(page, "10-insurance")
    page.get_by_label("Private plan: PPO").check()
    go_on(page)

    heading(page, "Who is helping you?")
    look(page, "11-helper")
    page.get_by_label("Who is helping you?").fill("My son Luis")
    go_on(page)

    heading(page, "Is there a date")
    look(page, "12-dates")
    until = timezone.localdate() + timedelta(days=60)
    page.get_by_label("until what date it is safe to wait").fill(str(until))
    go_on(page)

    heading(page, "Check your answers")
    look(page, "13-check")
    follow(page, re.compile("^Change.*Where do you live"))
    heading(page, "Where do you live?")
    press(page, "Save", exact=True)
    heading(page, "Check your answers")
    expect(page.get_by_text("Central (Chicago)")).to_be_visible()
    press(page, "Send and begin my journey")

    heading(page, "Your journey has begun")
    look(page, "14-welcome")
    case = Case.objects.get()
    assert (case.first_doctor, case.diagnosis) == ("Dr. Anand", "A disc presses on a nerve.")
    assert (case.safe_to_wait_until, case.time_zone) == (until, "America/Chicago")
    assert case.steps.get(key="ask-safe-to-wait").state == StepState.DONE
    assert RequestDraft.objects.count() == 0

    follow(page, "See the answers")
    look(page, "15-answers")
    follow(page, re.compile("^Change.*What were you told"))
    look(page, "16-answers-edit")
    page.get_by_label("Heart or blood vessels").check()
    press(page, "Save")
    expect(page.get_by_text("joined your list")).to_be_visible()

    page.goto(f"{live_server.url}/cases/{case.uuid}/steps/{case.steps.get(key='tell-doctor').pk}/")
    look(page, "17-step")
    press(page, "I don’t want to tell my doctor for now")
    expect(page.get_by_text("Left for now, on purpose").first).to_be_visible()
    look(page, "18-step-settled")
    press(page, "Put it back on the list")
    page.goto(f"{live_server.url}/cases/{case.uuid}/safe-to-wait/")
    look(page, "19-safe-to-wait")
    page.goto(f"{live_server.url}/cases/{case.uuid}/insurer-call/")
    look(page, "20-insurer-call")
    follow(page, "The questions on paper")
    look(page, "21-insurer-script")


def test_an_advocate_opens_a_journey_for_a_patient_without_e_mail(page, live_server, transactional_db):
    starter.load()
    maya = User.objects.create_user(
        email="maya@example.org", password="second-opinion-demo", name="Maya Chen"
    )
    maya.groups.add(Group.objects.get_or_create(name=SiteRole.ADVOCATE)[0])
    let_in(page.context, live_server.url, maya)

    page.goto(f"{live_server.url}/caseload/new/")
    look(page, "30-new")
    press(page, "Start")
    page.get_by_label("No, none of this").check()
    go_on(page)
    heading(page, "Who is the patient?")
    look(page, "31-patient")
    page.get_by_label("Name of the patient").fill("Walter Gray")
    page.get_by_label("The patient has no e-mail").check()
    page.get_by_label("Who agreed to this, and how?").fill("The patient, on the phone")
    go_on(page)
    draft = RequestDraft.objects.get()

    page.goto(f"{live_server.url}/request/{draft.uuid}/check/")
    press(page, "Open the journey")
    expect(page.get_by_role("heading", name="Before you send")).to_be_visible()
    look(page, "32-check-open")
    follow(page, "What were you told?", exact=True)
    page.get_by_label("What is it about").fill("a weak heart")
    press(page, "Save", exact=True)

    page.goto(f"{live_server.url}/request/{draft.uuid}/discard/")
    look(page, "33-discard")
    follow(page, "No, go back")
    look(page, "34-new-with-draft")
    page.goto(f"{live_server.url}/request/{draft.uuid}/check/")
    press(page, "Open the journey")
    heading(page, "The journey is open")
    look(page, "35-welcome-advocate")
    case = Case.objects.get()
    assert (case.patient_name, case.patient_email, case.advocate) == ("Walter Gray", "", maya)

    page.goto(f"{live_server.url}/cases/{case.uuid}/answers/helper/")
    Case.objects.update(helper="His wife Ann", version=7)
    page.get_by_label("Who is helping you?").fill("His neighbor")
    press(page, "Save")
    expect(page.get_by_role("heading", name="Somebody changed this")).to_be_visible()
    look(page, "36-stale")
    press(page, "Save")
    expect(page.get_by_text("His neighbor")).to_be_visible()
