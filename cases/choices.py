"""The words that a journey's facts are made of. Labels are what people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """The five stages, in the order of the journey."""

    REQUEST = "request", _("Request")
    RECORDS = "records", _("Records")
    APPOINTMENT = "appointment", _("Appointment")
    COMPARE = "compare", _("Compare")
    DECIDE = "decide", _("Decide")


STAGES: tuple[Stage, ...] = tuple(Stage)


class Status(TextChoices):
    """Whether a journey is under way."""

    LIVE = "live", _("Under way")
    ON_HOLD = "on_hold", _("On hold")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Finished")


class Outcome(TextChoices):
    """What a finished journey led to, told without judging it."""

    AGREED = "agreed", _("The opinions agreed")
    PLAN_CHANGED = "plan_changed", _("The treatment plan changed")
    DIAGNOSIS_CHANGED = "diagnosis_changed", _("The diagnosis changed")
    BOTH_CHANGED = "both_changed", _("The diagnosis and the plan changed")
    UNDECIDED = "undecided", _("The opinions differ, and the decision can wait")
    NO_SECOND_OPINION = "no_second_opinion", _("There was no second opinion in the end")


class Turn(TextChoices):
    """Who holds the next move."""

    PATIENT = "patient", _("Patient")
    ADVOCATE = "advocate", _("Advocate")
    HOLDER = "holder", _("Holder of records")
    DOCTOR = "doctor", _("Consulting doctor")
    NOBODY = "nobody", _("Nobody")


class MoveKind(TextChoices):
    """What the next move is. `cases.move_words` turns each into sentences."""

    ASSIGN = "assign", _("Find an advocate")
    ANSWER_MESSAGE = "answer_message", _("Answer a message")
    ASK_DATE_AGAIN = "ask_date_again", _("Ask again until when it is safe to wait")
    STEP = "step", _("Do a step")
    ADVANCE = "advance", _("Go on to the next stage")
    CONFIRM_ITEMS = "confirm_items", _("Say which records exist")
    ASK_ITEM = "ask_item", _("Ask for a record")
    GIVE_ITEM = "give_item", _("Add a record")
    CHASE_ITEM = "chase_item", _("Ask a holder again")
    SETTLE_FEE = "settle_fee", _("Settle a fee")
    ANSWER_REFUSAL = "answer_refusal", _("Answer a refusal")
    CHECK_ITEM = "check_item", _("Check a record")
    WAIT_HOLDER = "wait_holder", _("Wait for a holder")
    FIND_SPECIALIST = "find_specialist", _("Find a specialist")
    BOOK = "book", _("Book the appointment")
    CHOOSE_DATE = "choose_date", _("Choose an offered date")
    PREPARE_QUESTIONS = "prepare_questions", _("Write down questions")
    WAIT_VISIT = "wait_visit", _("Wait for the visit")
    CONFIRM_VISIT = "confirm_visit", _("Say whether the visit took place")
    WAIT_REPORT = "wait_report", _("Wait for the report")
    CHASE_REPORT = "chase_report", _("Ask for the report")
    RECORD_OPINION = "record_opinion", _("Write down an opinion")
    RATE_DIFFERENCES = "rate_differences", _("Go through the differences")
    MAKE_DECISION = "make_decision", _("Decide")
    TELL_TEAM = "tell_team", _("Tell the healthcare team")
    CLOSE = "close", _("Finish the journey")
    REST = "rest", _("On hold")
    REVIEW_HOLD = "review_hold", _("Look at the hold again")


class TeamRole(TextChoices):
    """What a person is on one journey."""

    PATIENT = "patient", _("Patient")
    CAREGIVER = "caregiver", _("Family or friend")
    ADVOCATE = "advocate", _("Advocate")


PATIENT_SIDE = (TeamRole.PATIENT, TeamRole.CAREGIVER)


class Access(TextChoices):
    """How far a person on the team may go."""

    SEE = "see", _("Can see")
    DO = "do", _("Can see and do")


class StepState(TextChoices):
    """Where one step stands."""

    TODO = "todo", _("To do")
    DONE = "done", _("Done")
    NOT_YET = "not_yet", _("Left for now, on purpose")
    NOT_NEEDED = "not_needed", _("Not needed")


class Need(TextChoices):
    """How much a record is needed."""

    REQUIRED = "required", _("Needed")
    IF_EXISTS = "if_exists", _("Needed if it exists")
    HELPFUL = "helpful", _("Helps, but not needed")


class ItemState(TextChoices):
    """Where one record stands, in the words of staff."""

    NEEDED = "needed", _("Needed")
    ASKED = "asked", _("Asked for")
    ACKNOWLEDGED = "acknowledged", _("Holder has confirmed the request")
    FEE_ASKED = "fee_asked", _("Holder asks for a fee")
    REFUSED = "refused", _("Holder has refused")
    IN = "in", _("In")
    CHECKED = "checked", _("In and checked")
    WITH_CONSULTANT = "with_consultant", _("With the consulting doctor")
    RETURNED = "returned", _("Returned to the holder")
    CANT_FIND = "cant_find", _("Can’t be found")
    CANT_GET = "cant_get", _("Can’t be had")
    NOT_APPLICABLE = "not_applicable", _("Doesn’t apply")


ITEM_IN = (ItemState.IN, ItemState.CHECKED, ItemState.WITH_CONSULTANT, ItemState.RETURNED)
ITEM_WITH_HOLDER = (ItemState.ASKED, ItemState.ACKNOWLEDGED)
ITEM_EXCUSED = (ItemState.CANT_FIND, ItemState.CANT_GET, ItemState.NOT_APPLICABLE)


class Clock(TextChoices):
    """Which thresholds a record is chased by (domain.md §3)."""

    DOCUMENTS = "documents", _("Documents")
    IMAGES = "images", _("Images")
    SLIDES = "slides", _("Slides and blocks")


class RecordFormat(TextChoices):
    """How a record comes."""

    PDF = "PDF", _("On paper or as a PDF")
    DICOM = "DICOM", _("Pictures as DICOM files")
    GLASS = "GLASS", _("Glass slides")
    BLOCK = "BLOCK", _("Tissue blocks")
    FORM = "FORM", _("A form to fill in")
    DATA = "DATA", _("Raw data files")


class Speed(TextChoices):
    """How soon a holder usually answers."""

    PORTAL = "T0", _("The same day, through the portal")
    DAYS = "T1", _("1 to 5 working days")
    WEEKS = "T2", _("5 to 10 working days")
    MONTH = "T3", _("10 to 30 days")


class Asker(TextChoices):
    """Who asks the holder for a record."""

    PATIENT = "patient", _("The patient side")
    ADVOCATE = "advocate", _("The advocate")


class PlaceKind(TextChoices):
    """The four kinds of place for a second opinion."""

    ACADEMIC = "academic", _("Academic medical center")
    SPECIALTY = "specialty", _("Specialty clinic")
    OTHER_SYSTEM = "other_system", _("A different hospital system")
    TELEMEDICINE = "telemedicine", _("Telemedicine")


class YesNoUnknown(TextChoices):
    """An answer that may honestly be missing."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Don’t know yet")


class SpecialistState(TextChoices):
    """Where one doctor on the shortlist stands."""

    CONSIDERED = "considered", _("Thinking about it")
    CONTACTED = "contacted", _("Contacted")
    CHOSEN = "chosen", _("Chosen")
    DECLINED = "declined", _("Ruled out")


class Way(TextChoices):
    """How patient and doctor meet."""

    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("By video")
    RECORD_REVIEW = "record_review", _("The doctor reviews the records, without a visit")


class AppointmentState(TextChoices):
    """Where one appointment stands."""

    OFFERED = "offered", _("Offered")
    BOOKED = "booked", _("Booked")
    HELD = "held", _("Took place")
    CANCELLED = "cancelled", _("Cancelled")
    MISSED = "missed", _("Did not take place")


class QuestionTopic(TextChoices):
    """What a question for the doctor is about."""

    DIAGNOSIS = "diagnosis", _("What I have")
    PLAN = "plan", _("The plan")
    BENEFIT_RISK = "benefit_risk", _("Benefits and risks")
    EXPERIENCE = "experience", _("Experience")
    EVIDENCE = "evidence", _("Evidence and trials")
    TIME_COST = "time_cost", _("Time and cost")
    DIFFERENCE = "difference", _("Where opinions differ")
    CLOSING = "closing", _("Before I leave")
    OWN = "own", _("My own questions")


class FindingSource(TextChoices):
    """Where a finding comes from."""

    WRITTEN = "written", _("Written in a report or letter")
    SAID = "said", _("Said at the visit")
    UNDERSTOOD = "understood", _("My understanding")
    NOT_STATED = "not_stated", _("Not stated")


class Rating(TextChoices):
    """How far the opinions differ in one row (domain.md §6)."""

    SAME = "same", _("Same")
    MINOR = "minor", _("Small difference")
    MODERATE = "moderate", _("Moderate difference")
    MAJOR = "major", _("Major difference")
    CANT_COMPARE = "cant_compare", _("Can’t compare yet")


class DecisionPath(TextChoices):
    """Which way the patient goes."""

    OPINION = "opinion", _("Follow one of the opinions")
    COMBINE = "combine", _("Combine parts of the opinions")
    WAIT = "wait", _("Wait and watch for now")
    NO_TREATMENT = "no_treatment", _("No treatment")
    OTHER = "other", _("Something else")


class ToldWhom(TextChoices):
    """Who was told of the decision."""

    FIRST_DOCTOR = "first_doctor", _("My first doctor")
    SECOND_DOCTOR = "second_doctor", _("The consulting doctor")
    PRIMARY_CARE = "primary_care", _("My primary care doctor")
    INSURER = "insurer", _("My insurer")
    OTHER = "other", _("Someone else")


class ToldHow(TextChoices):
    """How somebody was told."""

    VISIT = "visit", _("At a visit")
    PHONE = "phone", _("By phone")
    PORTAL = "portal", _("Through the patient portal")
    LETTER = "letter", _("By letter or fax")


class ScanState(TextChoices):
    """Whether a file may be opened. Only scanned files may, once a scanner is set up."""

    NOT_SCANNED = "not_scanned", _("No scanner is set up")
    WAITING = "waiting", _("Being checked for viruses")
    CLEAN = "clean", _("Checked for viruses")
    INFECTED = "infected", _("Held back: a virus was found")
    FAILED = "failed", _("Held back: the check did not work")
