"""The kinds of reminder that a journey's facts give rise to. When and in which words is for the rules.

A letter says only `mail_line`, which names no person, no illness and no place. `fields` are what wording may
name, each with an example; a day is written as 2026-12-03 and a time as 10:30, and read out in words.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from notifications.choices import Audience, Group, Rhythm
from notifications.kinds import Kind, Words

SUBJECT = "journey"
"""What messages about journeys are about, in the post office's words."""


class RemindOf(StrEnum):
    """The key of each kind of reminder about journeys."""

    REQUEST_IDLE = "request_idle"
    INSURER_CALL = "insurer_call"
    RECORDS_IDLE = "records_idle"
    CHASE_DOCUMENTS = "chase_documents"
    CHASE_IMAGES = "chase_images"
    CHASE_SLIDES = "chase_slides"
    LIMIT_NEAR = "limit_near"
    LIMIT_PAST = "limit_past"
    ITEM_AGAIN = "item_again"
    UNBOOKED = "unbooked"
    FAR_OFFER = "far_offer"
    VISIT_AHEAD = "visit_ahead"
    RECORDS_BEFORE_VISIT = "records_before_visit"
    VISIT_NEAR = "visit_near"
    REPORT_MISSING = "report_missing"
    REVIEW_LATE = "review_late"
    COMPARISON_IDLE = "comparison_idle"
    STEP_DUE = "step_due"
    DECIDE_BY = "decide_by"
    DECIDE_BY_NEAR = "decide_by_near"
    SAFE_DATE = "safe_date"
    SAFE_DATE_NEAR = "safe_date_near"
    UNDECIDED = "undecided"
    DECISION_NOT_TOLD = "decision_not_told"
    SLIDES_BACK = "slides_back"
    MESSAGE_UNANSWERED = "message_unanswered"
    UNTOUCHED = "untouched"
    UNASSIGNED = "unassigned"
    OWN = "own"
    ADDRESS_FAILS = "address_fails"


DOERS = (Audience.PATIENT_SIDE, Audience.ADVOCATE)
ITEM: Mapping[str, Words] = {"item": _("MRI of the spine"), "holder": _("Mercy Hospital")}
ASKED: Mapping[str, Words] = {**ITEM, "asked_on": "2026-11-12"}
LIMITED: Mapping[str, Words] = {**ASKED, "limit_on": "2026-12-12"}
VISIT: Mapping[str, Words] = {"doctor": _("Dr. Feld"), "day": "2026-12-03", "time": "10:30"}
DAY: Mapping[str, Words] = {"day": "2026-12-03"}

NEXT_STEP_WAITS = _("A next step is waiting for you.")
RECORD_WAITS = _("There is something for you to do about a record.")
IT_IS_YOUR_TURN = _("It is your turn here. Nothing has happened for a while, and we can help.")
NOT_TO_BE_MISSED = _(
    "We don’t want you to miss a date that a doctor gave or that you set. So this reminder stays on."
)
ASKED_LAST = _("the day on which the holder was last asked")
LAST_EVENT = _("the last day on which something happened on the journey")
THE_VISIT = _("the beginning of the visit")
THE_DAY = _("the day itself")

KINDS = (
    Kind(
        key=RemindOf.REQUEST_IDLE,
        group=Group.JOURNEY,
        label=_("A request that does not go on"),
        reason=IT_IS_YOUR_TURN,
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("Any step of the request is taken."),
        counts_from=LAST_EVENT,
        audiences=DOERS,
    ),
    Kind(
        key=RemindOf.INSURER_CALL,
        group=Group.JOURNEY,
        label=_("The first call to the insurer"),
        reason=_("Nobody has said yet what the insurance pays."),
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("The step about insurance is answered."),
        counts_from=_("the day on which the request began"),
        audiences=DOERS,
    ),
    Kind(
        key=RemindOf.RECORDS_IDLE,
        group=Group.JOURNEY,
        label=_("A checklist that nobody works on"),
        reason=IT_IS_YOUR_TURN,
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("Every record is asked for, or something else moves on."),
        counts_from=LAST_EVENT,
        audiences=DOERS,
    ),
    *(
        Kind(
            key=key,
            group=Group.JOURNEY,
            label=label,
            reason=_("You asked for this record, and no answer has come for a while."),
            mail_line=RECORD_WAITS,
            ends_when=_("The record comes in, whoever has it is asked again, or it is no longer needed."),
            counts_from=ASKED_LAST,
            audiences=DOERS,
            fields=ASKED,
        )
        for key, label in (
            (RemindOf.CHASE_DOCUMENTS, _("No answer about documents")),
            (RemindOf.CHASE_IMAGES, _("No answer about pictures")),
            (RemindOf.CHASE_SLIDES, _("No answer about slides and blocks")),
        )
    ),
    Kind(
        key=RemindOf.LIMIT_NEAR,
        group=Group.JOURNEY,
        label=_("A holder’s time to answer is nearly over"),
        reason=_("You asked for this record, and the last day to answer is near."),
        mail_line=RECORD_WAITS,
        ends_when=_("The record comes in, or it is no longer needed."),
        counts_from=_("the last day on which the holder may answer"),
        audiences=DOERS,
        fields=LIMITED,
    ),
    Kind(
        key=RemindOf.LIMIT_PAST,
        group=Group.JOURNEY,
        label=_("A holder’s time to answer is over"),
        reason=_("You asked for this record, and they should have answered by now."),
        mail_line=RECORD_WAITS,
        ends_when=_("The record comes in, or it is no longer needed."),
        counts_from=_("the last day on which the holder may answer"),
        audiences=DOERS,
        fields=LIMITED,
    ),
    Kind(
        key=RemindOf.ITEM_AGAIN,
        group=Group.JOURNEY,
        label=_("A record is needed again"),
        reason=_("This record was in, but it was not complete or could not be used."),
        mail_line=RECORD_WAITS,
        ends_when=_("The record is asked for or comes in, or it is no longer needed."),
        counts_from=_("the day on which it went back on the list"),
        audiences=DOERS,
        fields=ITEM,
    ),
    Kind(
        key=RemindOf.UNBOOKED,
        group=Group.JOURNEY,
        label=_("No date for the appointment yet"),
        reason=_("There is no date for the second opinion yet."),
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("An appointment is booked."),
        counts_from=_("the day on which the search for a date began"),
        audiences=DOERS,
    ),
    Kind(
        key=RemindOf.FAR_OFFER,
        group=Group.JOURNEY,
        label=_("Only dates that are far away"),
        reason=_("The first date that was offered is more than 30 days away."),
        mail_line=_("There is something to know about a date."),
        ends_when=_("A nearer date is offered, or an appointment is booked."),
        counts_from=_("the day on which the date was offered"),
        audiences=DOERS,
        fields={"doctor": _("Dr. Feld"), **DAY},
    ),
    Kind(
        key=RemindOf.VISIT_AHEAD,
        group=Group.JOURNEY,
        label=_("Getting ready for an appointment"),
        reason=_("There is an appointment ahead on this journey."),
        mail_line=_("A date is coming up."),
        ends_when=_("The appointment moves, takes place or is cancelled."),
        counts_from=THE_VISIT,
        audiences=DOERS,
        fields=VISIT,
    ),
    Kind(
        key=RemindOf.RECORDS_BEFORE_VISIT,
        group=Group.JOURNEY,
        label=_("Records are missing before an appointment"),
        reason=_("There is an appointment ahead on this journey, and not every record is in."),
        mail_line=_("A date is coming up."),
        ends_when=_("Every record is in, or the appointment moves or is cancelled."),
        counts_from=THE_VISIT,
        audiences=DOERS,
        fields={**VISIT, "items": _("Glass slides")},
    ),
    Kind(
        key=RemindOf.VISIT_NEAR,
        group=Group.DATES,
        label=_("An appointment is very near"),
        reason=_("There is an appointment on this journey within a day."),
        mail_line=_("A date of yours is very soon. Please read this now."),
        ends_when=_("The appointment moves, takes place or is cancelled."),
        counts_from=THE_VISIT,
        audiences=DOERS,
        fields=VISIT,
        is_urgent=True,
        rhythm=Rhythm.AT_ONCE,
    ),
    Kind(
        key=RemindOf.REPORT_MISSING,
        group=Group.JOURNEY,
        label=_("The report of a visit has not come"),
        reason=_("The visit was some time ago, and its report is not here yet."),
        mail_line=_("There is something for you to do about a report."),
        ends_when=_("The opinion is written down, or the doctor’s office is asked again."),
        counts_from=_("the day of the visit, or on which its report was last asked for"),
        audiences=DOERS,
        fields={"doctor": _("Dr. Feld"), "since": "2026-11-12"},
    ),
    Kind(
        key=RemindOf.REVIEW_LATE,
        group=Group.JOURNEY,
        label=_("A review of the records is late"),
        reason=_("The doctor’s report was expected by now."),
        mail_line=_("There is something for you to do about a report."),
        ends_when=_("The report comes back, or the doctor’s office is asked for it."),
        counts_from=_("the day on which the report was expected"),
        audiences=DOERS,
        fields={"doctor": _("Dr. Feld"), "since": "2026-11-12"},
    ),
    Kind(
        key=RemindOf.COMPARISON_IDLE,
        group=Group.JOURNEY,
        label=_("Nobody compares the opinions"),
        reason=IT_IS_YOUR_TURN,
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("The opinions are written down and gone through, or something else moves on."),
        counts_from=LAST_EVENT,
        audiences=DOERS,
    ),
    Kind(
        key=RemindOf.STEP_DUE,
        group=Group.JOURNEY,
        label=_("A step is due"),
        reason=_("This step has a date, and it is your turn."),
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("The step is answered."),
        counts_from=_("the day by which the step is due"),
        audiences=DOERS,
        fields={"step": _("Ask both doctors why they differ"), **DAY},
    ),
    *(
        Kind(
            key=key,
            group=Group.DATES,
            label=label,
            reason=reason,
            mail_line=_("A date that you should not miss is coming up."),
            ends_when=_("The decision is written down, or the date changes."),
            counts_from=THE_DAY,
            audiences=DOERS,
            fields=DAY,
            kept_because=NOT_TO_BE_MISSED,
            is_urgent=is_urgent,
            rhythm=Rhythm.AT_ONCE,
        )
        for key, label, reason, is_urgent in (
            (
                RemindOf.DECIDE_BY,
                _("The day to decide by is coming"),
                _("This journey has a day to decide by."),
                False,
            ),
            (
                RemindOf.DECIDE_BY_NEAR,
                _("The day to decide by is very near"),
                _("This journey has a day to decide by."),
                True,
            ),
            (
                RemindOf.SAFE_DATE,
                _("The last day on which waiting is safe is coming"),
                _("A doctor said until when it is safe to wait."),
                False,
            ),
            (
                RemindOf.SAFE_DATE_NEAR,
                _("The last day on which waiting is safe is very near, or over"),
                _("A doctor said until when it is safe to wait."),
                True,
            ),
        )
    ),
    Kind(
        key=RemindOf.UNDECIDED,
        group=Group.JOURNEY,
        label=_("No decision, and no day to decide by"),
        reason=_("The opinions are compared, and there is no decision and no day to decide by."),
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("The decision is written down, or a day to decide by is set."),
        counts_from=_("the day on which the comparison was finished"),
        audiences=DOERS,
        fields={"since": "2026-11-12"},
    ),
    Kind(
        key=RemindOf.DECISION_NOT_TOLD,
        group=Group.JOURNEY,
        label=_("Nobody was told of the decision yet"),
        reason=_("There is a decision, and the doctors do not know of it yet."),
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("One of your doctors is told."),
        counts_from=_("the day of the decision"),
        audiences=DOERS,
    ),
    Kind(
        key=RemindOf.SLIDES_BACK,
        group=Group.JOURNEY,
        label=_("Slides are not back at their lab"),
        reason=_("Slides or blocks were lent for this journey, and nobody has said that they are back."),
        mail_line=NEXT_STEP_WAITS,
        ends_when=_("The slides are marked as returned, or the step about them is answered."),
        counts_from=_("the day of the decision"),
        audiences=DOERS,
        fields={"items": _("Glass slides")},
    ),
    Kind(
        key=RemindOf.MESSAGE_UNANSWERED,
        group=Group.MESSAGES,
        label=_("A message waits for an answer"),
        reason=_("The patient side wrote, and nobody has answered yet."),
        mail_line=_("A message is still waiting for an answer."),
        ends_when=_("Somebody answers."),
        counts_from=_("the day of the first message without an answer"),
        audiences=(Audience.ADVOCATE,),
        fields={"since": "2026-11-12"},
    ),
    Kind(
        key=RemindOf.UNTOUCHED,
        group=Group.JOURNEY,
        label=_("A journey that nobody has touched"),
        reason=_("You carry this journey, and nothing has happened on it for a while."),
        mail_line=_("Nothing has happened on a journey for a while."),
        ends_when=_("Anything happens on the journey, or it rests until a visit."),
        counts_from=LAST_EVENT,
        audiences=(Audience.ADVOCATE,),
        fields={"since": "2026-11-12"},
    ),
    Kind(
        key=RemindOf.UNASSIGNED,
        group=Group.JOURNEY,
        label=_("A journey without an advocate"),
        reason=_("You lead here, and nobody carries this journey."),
        mail_line=_("A journey has no advocate yet."),
        ends_when=_("The journey is given to an advocate, or it ends."),
        counts_from=_("the day on which it began, or lost its advocate"),
        audiences=(Audience.LEAD,),
        fields={"since": "2026-11-12"},
    ),
    Kind(
        key=RemindOf.OWN,
        group=Group.OWN,
        label=_("A reminder of your own"),
        reason=_("You set this reminder yourself."),
        mail_line=_("You wanted to be reminded of something."),
        title=_("%(words)s"),
        ends_when=_("You take it back."),
        rhythm=Rhythm.AT_ONCE,
    ),
    Kind(
        key=RemindOf.ADDRESS_FAILS,
        group=Group.NEWS,
        label=_("E-mail does not reach somebody"),
        reason=_("You are the advocate of somebody whose address does not take our e-mail."),
        mail_line=_("Somebody can’t be reached by e-mail."),
        title=_("Our e-mail does not reach %(who)s"),
        body=_(
            "The e-mail address refuses them. They still find everything here when they sign in. "
            "Please call, and ask them for an address that works."
        ),
        rhythm=Rhythm.DAILY,
    ),
)
