"""The next move in words: a sentence for the patient side, a line for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases.choices import MoveKind, Stage

Words = str | Promise


@dataclass(frozen=True)
class Phrase:
    """One kind of move: title and reason for the patient side, a title for staff, the words on the button.

    `ours` is what the patient side reads while the advocate, and not they, holds this move.
    """

    patient: Words
    why: Words
    staff: Words
    button: Words
    ours: Words = ""


NEXT_STAGE = {
    Stage.REQUEST: _("Your request is complete. Go on to your records"),
    Stage.RECORDS: _("Your records are in. Go on to the appointment"),
    Stage.APPOINTMENT: _("The visit is done. Go on to compare the opinions"),
    Stage.COMPARE: _("You have compared the opinions. Go on to decide"),
}

PHRASES: Mapping[str, Phrase] = {
    MoveKind.ASSIGN: Phrase(
        _("We are finding an advocate for you"),
        _("An advocate is a person here who helps you with each step. We will tell you who it is."),
        _("Give this journey to an advocate"),
        _("Choose an advocate"),
    ),
    MoveKind.ANSWER_MESSAGE: Phrase(
        _("We are answering your message"),
        _("You wrote to us. The answer will be under Messages."),
        _("Answer the patient’s message"),
        _("Read and answer"),
    ),
    MoveKind.ASK_DATE_AGAIN: Phrase(
        _("Ask your doctor again until when it is safe to wait"),
        _("The date that your doctor gave you has passed. Please call your doctor’s office today."),
        _("Ask again until when it is safe to wait: the date has passed"),
        _("Enter the new date"),
    ),
    MoveKind.STEP: Phrase(
        _("%(title)s"), "", _("%(title)s"), _("Open this step"), _("We are taking care of this: %(title)s")
    ),
    MoveKind.ADVANCE: Phrase(
        _("Go on to the next stage"),
        _("Everything that this stage needs is there."),
        _("Go on to the next stage: everything is there"),
        _("Go on"),
        _("We are taking your journey to the next stage"),
    ),
    MoveKind.CONFIRM_ITEMS: Phrase(
        ngettext_lazy(
            "Tell us if you had %(count)d more test or treatment",
            "Tell us which of %(count)d tests and treatments you had",
            "count",
        ),
        _("Some records only exist for some people. A yes or no for each keeps your list short."),
        ngettext_lazy(
            "Find out whether %(count)d record exists",
            "Find out which of %(count)d records exist",
            "count",
        ),
        _("Answer yes or no"),
        _("We are finding out which records exist"),
    ),
    MoveKind.ASK_ITEM: Phrase(
        _("Ask for this record: %(item)s"),
        _("The second doctor needs it. We give you the words to ask with."),
        _("Ask %(holder)s for: %(item)s"),
        _("See how to ask"),
        _("We are asking for: %(item)s"),
    ),
    MoveKind.GIVE_ITEM: Phrase(
        _("Add this: %(item)s"),
        _("You have this yourself, or can write it down. The second doctor needs it."),
        _("Get from the patient: %(item)s"),
        _("Add it"),
        _("We need this from you: %(item)s. We will be in touch"),
    ),
    MoveKind.CHASE_ITEM: Phrase(
        _("Ask again for: %(item)s"),
        _("There has been no answer for a while. A friendly call often helps."),
        _("Ask %(holder)s again for: %(item)s"),
        _("I’ll ask again"),
        _("We are asking again for: %(item)s"),
    ),
    MoveKind.SETTLE_FEE: Phrase(
        _("Decide about the fee for: %(item)s"),
        _(
            "The holder asks for money before they send it. You can often get it free through a patient portal."
        ),
        _("Settle the fee for: %(item)s"),
        _("See the fee"),
        _("We are looking into the fee for: %(item)s"),
    ),
    MoveKind.ANSWER_REFUSAL: Phrase(
        _("Answer the refusal for: %(item)s"),
        _("The holder said no. You have a right to your records, and there are ways to answer."),
        _("Answer the refusal of %(holder)s: %(item)s"),
        _("See what to do"),
        _("We are answering the refusal for: %(item)s"),
    ),
    MoveKind.CHECK_ITEM: Phrase(
        _("We are checking: %(item)s"),
        _("Your advocate makes sure that it is complete and can be read."),
        _("Check that it is complete: %(item)s"),
        _("Check it"),
    ),
    MoveKind.WAIT_HOLDER: Phrase(
        _("We are waiting for: %(item)s"),
        _("It has been asked for. We will ask again if no answer comes."),
        _("Waiting for %(holder)s: %(item)s"),
        _("See this record"),
    ),
    MoveKind.FIND_SPECIALIST: Phrase(
        _("Find a specialist for your second opinion"),
        _("Look for a doctor who knows your condition well, best at a different hospital."),
        _("Find a specialist"),
        _("See where to look"),
        _("We are looking for specialists for you"),
    ),
    MoveKind.BOOK: Phrase(
        _("Book the appointment"),
        _("The doctor is chosen. Now a date is needed. Book early: waits of a few weeks are common."),
        _("Book the appointment"),
        _("Add the date"),
        _("We are booking the appointment"),
    ),
    MoveKind.CHOOSE_DATE: Phrase(
        ngettext_lazy(
            "Say yes or no to the date on offer", "Choose one of %(count)d dates on offer", "count"
        ),
        _("Dates are often held only for a few days."),
        ngettext_lazy("Accept the offered date", "Choose one of %(count)d offered dates", "count"),
        _("See the dates"),
        _("We are settling the date of the appointment"),
    ),
    MoveKind.PREPARE_QUESTIONS: Phrase(
        _("Write down your questions for %(doctor)s"),
        _("A list in your hand helps you to leave with answers. We have questions to pick from."),
        _("Prepare the questions for %(doctor)s"),
        _("Pick questions"),
        _("We are preparing the questions for %(doctor)s"),
    ),
    MoveKind.WAIT_VISIT: Phrase(
        _("Your visit with %(doctor)s is coming up"),
        _("You are ready. Take your questions with you, and bring someone if you can."),
        _("Waiting for the visit with %(doctor)s"),
        _("See the appointment"),
    ),
    MoveKind.CONFIRM_VISIT: Phrase(
        _("Tell us if the visit with %(doctor)s took place"),
        _("Then we know whether to wait for the report or to find a new date."),
        _("Find out whether the visit with %(doctor)s took place"),
        _("Tell us"),
        _("We are checking that the visit with %(doctor)s took place"),
    ),
    MoveKind.WAIT_REPORT: Phrase(
        _("We are waiting for the report of %(doctor)s"),
        _("You can write down what you remember from the visit while you wait."),
        _("Waiting for the report of %(doctor)s"),
        _("See the appointment"),
    ),
    MoveKind.CHASE_REPORT: Phrase(
        _("Ask for the report of %(doctor)s"),
        _("It should have come by now. A call to the doctor’s office helps."),
        _("Ask %(doctor)s for the report"),
        _("Open the appointment"),
        _("We are asking %(doctor)s for the report"),
    ),
    MoveKind.RECORD_OPINION: Phrase(
        _("Write down what the doctor said"),
        _("Once both opinions are written down, you can see side by side where they agree."),
        _("Write down an opinion"),
        _("Write it down"),
        _("We are writing down what the doctors said"),
    ),
    MoveKind.RATE_DIFFERENCES: Phrase(
        ngettext_lazy(
            "Go through %(count)d point: do the doctors agree?",
            "Go through %(count)d points: do the doctors agree?",
            "count",
        ),
        _("Seeing where they agree is as useful as seeing where they don’t."),
        ngettext_lazy(
            "Rate %(count)d row of the comparison", "Rate %(count)d rows of the comparison", "count"
        ),
        _("Compare"),
        _("We are going through the opinions, point by point"),
    ),
    MoveKind.MAKE_DECISION: Phrase(
        _("Make the decision that feels right for you"),
        _("Take the time that you have. You can ask the doctors again before you decide."),
        _("Waiting for the patient’s decision"),
        _("Write down the decision"),
        _("The decision is yours. We will be in touch"),
    ),
    MoveKind.TELL_TEAM: Phrase(
        _("Tell your care team what you decided"),
        _("Each doctor should know, so that they can plan the care you chose."),
        _("The care team needs to hear the decision"),
        _("See whom to tell"),
        _("We are telling your care team"),
    ),
    MoveKind.CLOSE: Phrase(
        _("Finish your journey"),
        _("You decided, and your team knows. You can come back and read everything later."),
        _("Close the journey"),
        _("Finish"),
        _("We are finishing the last things"),
    ),
    MoveKind.REST: Phrase(
        _("Your journey is resting"),
        _("Nothing happens until then. You can go on at any time."),
        _("On hold"),
        _("Go on now"),
    ),
    MoveKind.REVIEW_HOLD: Phrase(
        _("Your journey was put on hold until now. Do you want to go on?"),
        _("You can go on, rest longer, or end it."),
        _("Look at the hold again"),
        _("Decide"),
        _("We are asking whether you want to go on"),
    ),
}


def filled(words: Words, details: Mapping[str, Any]) -> str:
    """Words with the move's details in their places; a missing detail reads as a neutral word."""
    return str(words % Details(details))


class Details(dict[str, Any]):
    """Details of a move, where a detail that is not there reads as a dash."""

    def __missing__(self, _key: str) -> str:
        return "–"


def for_patient(kind: str, details: Mapping[str, Any]) -> str:
    """What the patient side reads as the title of a move."""
    if kind == MoveKind.ADVANCE and details.get("stage") in NEXT_STAGE:
        return str(NEXT_STAGE[Stage(details["stage"])])
    return filled(PHRASES[kind].patient, details)


def for_patient_waiting(kind: str, details: Mapping[str, Any]) -> str:
    """What the patient side reads while somebody else holds the move."""
    ours = PHRASES[kind].ours
    return filled(ours, details) if ours else for_patient(kind, details)


def why(kind: str, details: Mapping[str, Any]) -> str:
    """Why this is the next move, for the patient side."""
    return filled(PHRASES[kind].why, details) if PHRASES[kind].why else ""


def for_staff(kind: str, details: Mapping[str, Any]) -> str:
    """What staff read as the title of a move; empty for a journey that has none."""
    if not kind:
        return ""
    if kind == MoveKind.CHASE_ITEM and details.get("is_over_limit"):
        return filled(_("Over the legal limit. Ask %(holder)s again for: %(item)s"), details)
    return filled(PHRASES[kind].staff, details)


def button(kind: str) -> str:
    """The words on the button of a move."""
    return str(PHRASES[kind].button)
