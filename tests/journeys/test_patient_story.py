"""A patient goes the whole way alone: from the front page to a decision and the end of the journey."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Consent
from cases.choices import ITEM_EXCUSED, ITEM_IN, Need, Outcome, Rating, Stage, Status
from cases.models import Case
from tests.cases.filemaking import pdf
from tests.journeys.conftest import let_in
from tests.journeys.ending import comes_to_the_known_end
from tests.journeys.looking import click

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

PASSWORD = "four plain words together"
CHICAGO = ZoneInfo("America/Chicago")
WHAT_HAPPENED = (
    "The journey began",
    "My story.pdf",
    "The office has closed.",
    "Dr. Solis",
    "Went on from Compare to Decide",
    "The decision was written down",
    "Told about the decision: Dr. Anand",
    "The journey is finished: The treatment plan changed",
)


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_patient_goes_from_the_first_question_to_a_decision(house, visit, with_scripts):
    rosa = visit("patient" if with_scripts else "plain", with_scripts=with_scripts)

    sign_up(rosa)
    ask_for_a_second_opinion(rosa)
    case = Case.objects.get()
    assert case.created_by.email == "rosa@example.org"
    take_the_first_steps(rosa, case)
    gather_records(rosa, case)
    book_a_visit(rosa, case)
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=True):
        let_in(rosa.page.context, rosa.address, case.created_by)
        tell_of_the_visit(rosa, case)
        compare(rosa, case)
        decide(rosa, case)
        look_back(rosa, case)
    comes_to_the_known_end(case)

    rosa.found_nothing_wrong()


def today():
    """The date where Rosa lives."""
    return timezone.localdate(timezone=CHICAGO)


def stage_of(case):
    case.refresh_from_db()
    return case.stage


def home(rosa, case):
    rosa.open(f"/cases/{case.uuid}/")


def sign_up(rosa):
    rosa.open("/request/")
    rosa.look("front")
    rosa.follow(re.compile("account|Start|begin", re.IGNORECASE), within=rosa.page.locator("main"))
    rosa.heading("Create your account")
    rosa.fill(name="Rosa Ortega", email="rosa@example.org", password1="too short")
    rosa.press("Create my account")
    rosa.look("sign-up-mistake")
    rosa.fill(password1=PASSWORD)
    rosa.page.locator("[name=agreed]").check()
    rosa.press("Create my account")
    rosa.heading("Type the code")
    rosa.look("code")
    letter = mail.outbox[-1]
    assert letter.to == ["rosa@example.org"]
    rosa.fill(code=re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", letter.body, re.MULTILINE)[1])
    rosa.press("Go on")
    assert Consent.objects.get().user.email == "rosa@example.org"


def ask_for_a_second_opinion(rosa):
    rosa.open("/request/")
    rosa.press("Start")
    rosa.tick("No, none of this")
    rosa.press("Save and go on")
    rosa.type_in("Telephone", "call me")
    rosa.press("Save and go on")
    rosa.reads("There is a problem")
    rosa.look("request-mistake")
    rosa.type_in("Telephone", "212 555 0142")
    rosa.press("Save and go on")
    rosa.type_in("What is it about", "back surgery")
    rosa.tick("Bones, joints and spine")
    rosa.type_in("What were you told?", "A disc presses on a nerve.")
    rosa.type_in("Who told you?", "Dr. Anand")
    rosa.press("Save and go on")
    rosa.type_in("What did the doctor advise?", "To fuse two bones.")
    rosa.press("Save and go on")
    rosa.tick("I have been told I should have surgery")
    rosa.press("Save and go on")
    rosa.page.get_by_label("Which state").select_option("Illinois")
    rosa.press("Save and go on")
    rosa.tick("Private plan: PPO")
    rosa.press("Save and go on")
    rosa.press("Save and go on")
    rosa.heading("Is there a date")
    rosa.press("Save and go on")
    rosa.heading("Check your answers")
    rosa.press("Send and begin my journey")
    rosa.heading("Your journey has begun")
    rosa.look("welcome")


def take_the_first_steps(rosa, case):
    rosa.open("/")
    rosa.heading("Your second opinion: back surgery")
    rosa.next_is("Ask your doctor how long it is safe to wait")
    rosa.look("journey-at-the-start")
    click(rosa.page.locator(".next-move .actions .btn").first)
    rosa.heading("Until what date is it safe to wait?")
    rosa.look("safe-to-wait")
    rosa.fill(safe_to_wait_until=today() + timedelta(days=120))
    rosa.press("Save", exact=True)

    rosa.next_is("Tell your doctor that you want a second opinion")
    rosa.follow("Open this step")
    rosa.look("tell-doctor")
    rosa.press("I have told my doctor")
    rosa.look("tell-doctor-done")
    home(rosa, case)

    rosa.next_is("Check what your insurance pays")
    rosa.follow("Open this step")
    rosa.heading("Call your insurance")
    rosa.look("insurer-call")
    rosa.press("Save what they said")

    rosa.next_is("Your request is complete. Go on to your records")
    rosa.look("request-complete")
    go_on(rosa, "Records")
    assert stage_of(case) == Stage.RECORDS


def go_on(rosa, to):
    rosa.follow("Go on", within=rosa.page.locator(".next-move"))
    rosa.heading(f"Go on to “{to}”")
    rosa.look(f"go-on-to-{to.lower()}")
    rosa.press("Go on", exact=True)


def gather_records(rosa, case):
    rosa.look("journey-in-records")
    rosa.follow("See all records")
    rosa.look("records")
    questions = case.items.filter(need=Need.IF_EXISTS).count()
    rosa.press_for("Yes", "")
    no = rosa.page.get_by_role("button", name=re.compile(r"^No\s*:"))
    for left in range(questions - 1, 0, -1):
        expect(no).to_have_count(left)
        click(no.first)
    expect(no).to_have_count(0)

    upload(rosa, case, wanted(case).filter(is_at_home=True)[0])
    excuse(rosa, case, wanted(case).filter(is_at_home=False)[0])
    ask_and_receive(rosa, case, wanted(case).filter(is_at_home=False)[0])
    for item in wanted(case):
        rosa.open(f"/cases/{case.uuid}/records/{item.pk}/")
        rosa.follow("We have it on paper")
        rosa.press("Yes, we have it")
    rosa.open(f"/cases/{case.uuid}/records/")
    rosa.look("records-in")
    rosa.follow("See what comes next")
    rosa.next_is("Your records are in. Go on to the appointment")
    go_on(rosa, "Appointment")
    assert stage_of(case) == Stage.APPOINTMENT


def wanted(case):
    settled = [*ITEM_IN, *ITEM_EXCUSED]
    return case.items.filter(need=Need.REQUIRED).exclude(state__in=settled).order_by("pk")


def upload(rosa, case, item):
    rosa.open(f"/cases/{case.uuid}/records/{item.pk}/")
    rosa.look("record")
    rosa.follow("I have it – add the files")
    rosa.look("upload")
    letter = {"name": "My story.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    fake = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 not a PDF"}
    rosa.page.locator("input[type=file]").set_input_files(fake)
    rosa.press("Add the files", stays=True)
    rosa.page.locator(".field-error").first.wait_for()
    rosa.look("upload-refused")
    rosa.page.locator("input[type=file]").set_input_files(letter)
    rosa.press("Add the files", stays=True)
    rosa.page.wait_for_url(f"**/records/{item.pk}/")
    rosa.reads("My story.pdf")
    rosa.look("record-in")
    document = item.documents.get()
    assert (document.name, document.pages) == ("My story.pdf", 2)


def excuse(rosa, case, item):
    rosa.open(f"/cases/{case.uuid}/records/{item.pk}/")
    rosa.follow("I can’t get it")
    rosa.press("Save")
    rosa.reads("Please say it in a few words.")
    rosa.look("cant-get-mistake")
    rosa.type_in("Why?", "The office has closed.")
    rosa.press("Save")
    rosa.reads("The office has closed.")


def ask_and_receive(rosa, case, item):
    rosa.open(f"/cases/{case.uuid}/records/{item.pk}/")
    rosa.follow("I have asked for it")
    rosa.look("ask")
    rosa.press("Yes, I have asked")
    rosa.reads("The time to answer is running now")
    rosa.look("record-asked")
    rosa.follow("We have it on paper")
    rosa.press("Yes, we have it")
    rosa.reads("It counts as in")


def book_a_visit(rosa, case):
    rosa.next_is("Find a specialist")
    rosa.look("journey-in-appointment")
    rosa.follow("See where to look")
    rosa.look("appointment-empty")
    rosa.follow("Add a doctor")
    rosa.look("doctor-add")
    rosa.fill(
        name="Dr. Solis",
        specialty="Spine surgery",
        place="Lakeside University Hospital",
        phone="312 555 0199",
    )
    rosa.tick("Academic medical center")
    rosa.press("Save")
    rosa.press_for("Choose", "Dr. Solis")
    rosa.look("doctor-chosen")
    rosa.follow("I have an appointment")
    rosa.tick("In person")
    rosa.fill(day=today() + timedelta(days=8), clock="10:30", place="3rd floor")
    rosa.look("visit-book")
    rosa.press("Save")
    rosa.reads("Your visit with Dr. Solis")
    rosa.look("visit-booked")
    home(rosa, case)
    rosa.next_is("Write down your questions for Dr. Solis")
    rosa.follow("Pick questions")
    rosa.look("questions-empty")
    rosa.follow("Pick from our list")
    rosa.look("question-bank")
    for number in (0, 3, 6):
        rosa.page.locator("[name=keys]").nth(number).check()
    rosa.press("Put them on my list")
    rosa.follow("Write my own")
    rosa.type_in("Your question", "Can I still dance at my son’s wedding?")
    rosa.look("question-own")
    rosa.press("Save")
    rosa.press_for("Up", "Can I still dance")
    rosa.look("questions")
    rosa.follow("Page to print")
    rosa.look("questions-print")
    assert case.questions.count() == 4
    home(rosa, case)
    rosa.look("journey-before-the-visit")


def tell_of_the_visit(rosa, case):
    home(rosa, case)
    rosa.next_is("Tell us if the visit with Dr. Solis took place")
    rosa.look("journey-after-the-visit")
    rosa.follow("Yes, it took place")
    rosa.look("visit-held")
    rosa.press("Save")
    rosa.look("appointment-done")
    rosa.follow("Write down answers")
    rosa.follow_for("Answer", "Can I still dance")
    rosa.type_in("What was the answer?", "Yes, after twelve weeks.")
    rosa.fill(answered_on=today())
    rosa.look("question-answer")
    rosa.press("Save")
    rosa.reads("Yes, after twelve weeks.")
    home(rosa, case)
    rosa.next_is("The visit is done. Go on to compare the opinions")
    go_on(rosa, "Compare")
    assert stage_of(case) == Stage.COMPARE


def compare(rosa, case):
    rosa.next_is("Write down what the doctor said")
    rosa.follow("Write it down")
    rosa.look("compare-empty")
    rosa.follow("Add the first opinion")
    rosa.look("opinion-add")
    rosa.press("Add this opinion")
    rosa.reads("Dr. Anand")
    rosa.look("compare-one")
    rosa.follow("Add the second opinion")
    rosa.press("Add this opinion")
    first, second = case.opinions.order_by("ordinal")
    assert (first.doctor, second.doctor) == ("Dr. Anand", "Dr. Solis")
    write_findings(
        rosa,
        case,
        first,
        diagnosis=("A disc presses on a nerve.", "written"),
        treatment=("Fuse two bones.", "written"),
        risks=("", "not_stated"),
    )
    rosa.look("compare-half")
    write_findings(
        rosa,
        case,
        second,
        diagnosis=("A disc presses on a nerve.", "said"),
        treatment=("Twelve weeks of therapy first.", "said"),
        risks=("One in twenty needs another operation.", "understood"),
    )
    rosa.look("compare-open")
    rosa.press_for("Add to my questions", "What are the risks")
    rosa.reads("On your list of questions")
    assert case.questions.filter(ask="Dr. Anand").count() == 1

    rosa.follow("Compare the answers")
    rosa.look("rate")
    while rosa.page.locator("[name=rating]").count():
        question = rosa.page.get_by_role("heading", level=1).inner_text()
        rating = {"What do I have?": Rating.SAME, "What is advised?": Rating.MAJOR}
        rosa.page.locator(f"[name=rating][value={rating.get(question, Rating.CANT_COMPARE)}]").check()
        click(rosa.page.locator("main form .btn-primary"))
    assert set(case.rows.exclude(rating="").values_list("key", "rating")) == {
        ("diagnosis", Rating.SAME),
        ("treatment", Rating.MAJOR),
        ("risks", Rating.CANT_COMPARE),
    }
    rosa.open(f"/cases/{case.uuid}/compare/")
    rosa.look("compare-rated")
    rosa.follow("Differences only")
    rosa.reads("Fuse two bones.")
    rosa.reads_not("A disc presses on a nerve.")
    rosa.look("compare-differences")
    rosa.follow("I have asked them")
    rosa.look("step-ask")
    rosa.press("This is done")
    rosa.open(f"/cases/{case.uuid}/compare/third/")
    rosa.look("third")
    rosa.press("Not now")
    home(rosa, case)
    rosa.look("journey-in-compare")
    rosa.next_is("You have compared the opinions. Go on to decide")
    go_on(rosa, "Decide")
    assert stage_of(case) == Stage.DECIDE


def write_findings(rosa, case, opinion, **answers):
    rosa.open(f"/cases/{case.uuid}/compare/opinions/{opinion.pk}/")
    if opinion.ordinal == 1:
        rosa.look("findings")
    for key, (text, source) in answers.items():
        cell = f"{case.rows.get(key=key).pk}-{opinion.pk}"
        rosa.page.locator(f"[name='{cell}-text']").fill(text)
        rosa.page.locator(f"[name='{cell}-source']").select_option(source)
    rosa.press("Save all answers")


def decide(rosa, case):
    rosa.next_is("Make the decision that feels right for you")
    rosa.look("journey-in-decide")
    rosa.follow("Write down the decision")
    rosa.look("decide")
    rosa.follow("Write down the decision")
    rosa.page.locator("[name=path][value=opinion]").check()
    rosa.fill(
        words="I try therapy for twelve weeks first.", reasons="I want to dance.", care_leader="Dr. Solis"
    )
    rosa.fill(decided_on=today())
    rosa.press("Save")
    rosa.reads("Please choose one of the opinions.")
    rosa.look("decision-mistake")
    rosa.page.get_by_label("Dr. Solis, Lakeside University Hospital").check()
    rosa.press("Save")
    rosa.reads("I try therapy for twelve weeks first.")
    rosa.look("decided")
    for _listener in range(2):
        rosa.follow(re.compile("^I have told them"))
        rosa.page.locator("[name=how][value=phone]").check()
        rosa.look("tell")
        rosa.press("Save")
    rosa.look("told")
    home(rosa, case)
    rosa.next_is("Cancel the visits you no longer need")
    rosa.follow("Open this step")
    rosa.press("This is done")
    home(rosa, case)
    rosa.next_is("Finish your journey")
    rosa.look("journey-at-the-end")
    click(rosa.page.locator(".next-move .actions .btn").first)
    rosa.look("finish")
    rosa.tick("The treatment plan changed")
    rosa.press("Finish the journey")
    rosa.reads("The treatment plan changed")
    rosa.look("journey-finished")
    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.PLAN_CHANGED)


def look_back(rosa, case):
    told = []
    rosa.open(f"/cases/{case.uuid}/timeline/")
    rosa.look("timeline")
    told.append(rosa.page.locator("main").inner_text())
    while rosa.page.get_by_role("link", name="What happened before").count():
        rosa.follow("What happened before")
        told.append(rosa.page.locator("main").inner_text())
    past = " ".join(told)
    for words in WHAT_HAPPENED:
        assert words in past
    rosa.open("/journeys/")
    rosa.heading("Your second opinion: back surgery")
