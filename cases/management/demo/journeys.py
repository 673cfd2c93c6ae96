"""The journeys of the demo: every stage filled, with a past and a future around today. All made up."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from cases.actions import appointments, decision, journey, notes, questions, records, steps
from cases.actions.settle import settle
from cases.choices import (
    DecisionPath,
    FindingSource,
    Outcome,
    PlaceKind,
    Rating,
    Stage,
    StepState,
    Way,
    YesNoUnknown,
)
from cases.management.demo.telling import Teller, begin
from cases.models import Case

People = Mapping[str, User]
NEW_YORK = "America/New_York"
WRITTEN, SAID = FindingSource.WRITTEN, FindingSource.SAID


def tell(people: People, *, now: datetime) -> int:
    """Tell every journey that has not been told; how many were new."""
    told = 0
    for story in STORIES:
        with transaction.atomic():
            told += story(people, now)
    for case in Case.objects.filter(created_by__in=[user.pk for user in people.values()]):
        settle(case, at=now)
    return told


def rosa(people: People, now: datetime) -> bool:
    """Spine surgery, in records: it is her turn to ask for the MRI."""
    teller = begin(
        now,
        people,
        "rosa",
        by="rosa",
        days_ago=24,
        reference="SP-7K3M-Q2",
        patient_name="Rosa Ortega",
        patient_born_on=date(1961, 4, 9),
        family="bones",
        condition="spine surgery",
        diagnosis="Narrowing of the spinal canal in the lower back, with slipped vertebra L4 on L5.",
        advice="Fusion of L4 and L5 with screws and rods.",
        first_doctor="Dr. Anand",
        first_place="Mercy Hospital",
        reasons=["surgery_advised", "unsure_plan"],
        reason_words="I can still walk a mile. I want to know if I can wait, or try something smaller.",
        insurance_kind="medicare",
        insurance_plan="Original Medicare",
        helper="My son Luis drives me and keeps my papers.",
    )
    if teller is None:
        return False
    teller.assign("maya", 23)
    teller.let_in("luis", "son", 22)
    teller.finish_request(19, safe_until=teller.later(58))
    for key, days_ago, holder in (
        ("g1", 17, ""),
        ("g9", 17, ""),
        ("g11", 16, ""),
        ("g13", 16, ""),
        ("g12", 15, ""),
    ):
        teller.arrives(key, days_ago, holder=holder)
    teller.arrives("g3", 10, holder="Dr. Anand, Mercy Hospital", asked=5)
    teller.arrives("g2", 9, holder="Mercy Hospital medical records", asked=6)
    teller.arrives("g4", 9, holder="Mercy Hospital lab", asked=6)
    teller.arrives("o1", 8, holder="Mercy Hospital radiology", asked=7)
    teller.asked("o3", 3, holder="Lakeside Physical Therapy")
    teller.files(
        "g3", 10, "Letter of Dr. Anand", "You have a narrow spinal canal at L4 and L5.", "I advise a fusion."
    )
    teller.files("o1", 8, "X-ray report", "Standing views: L4 has slipped 6 mm over L5.")
    mri = teller.held_by("o2", "Mercy Hospital radiology")
    records.edit_item(
        mri,
        version=mri.version,
        values={"name": "MRI pictures of the lower back, from 3 September"},
        by=teller.patient,
        at=teller.at(2),
    )
    records.confirm_exists(mri, by=teller.patient, at=teller.at(2))
    teller.never_had(2)
    teller.write("maya", "Good morning Rosa, I am Maya. I will walk with you through this.", 23, 15)
    teller.write("rosa", "Thank you. Can I skip the MRI? They said the report is enough.", 3)
    teller.write(
        "maya",
        "I understand. The second doctor needs to look at the pictures themselves, so let us get them. "
        "Ask for the MRI as files on a disc or by link. Call me if they say no.",
        2,
        15,
    )
    teller.sends(
        "gather-your-records",
        "A good first read. At the end is a list for your first week.",
        18,
        is_opened=True,
    )
    teller.sends("scan-pictures", "Here are the words for the film library. They answer best before ten.", 1)
    notes.write(
        teller.case,
        body="Radiology desk answers best between 8 and 10.",
        by=people["maya"],
        at=teller.at(2),
    )
    return True


def james(people: People, now: datetime) -> bool:
    """Prostate cancer, in records: the slides were asked for and have not left."""
    teller = begin(
        now,
        people,
        "james",
        by="james",
        days_ago=40,
        reference="SP-2M8T-X4",
        patient_name="James Whitfield",
        patient_born_on=date(1957, 11, 2),
        family="cancer",
        condition="prostate cancer",
        diagnosis="Prostate cancer, Gleason 3+4 in four of twelve samples.",
        advice="Removal of the prostate within three months.",
        first_doctor="Dr. Lowell",
        first_place="St. Luke’s",
        reasons=["serious_illness", "all_options"],
        insurance_kind="medicare_advantage",
        insurance_plan="Harbor Advantage HMO",
    )
    if teller is None:
        return False
    teller.assign("maya", 39)
    teller.finish_request(33, safe_until=teller.later(40))
    for key, holder in (("c1", "St. Luke’s pathology"), ("c4", "St. Luke’s radiology"), ("g2", "Dr. Lowell")):
        teller.arrives(key, 18, holder=holder, asked=9)
    slides = teller.held_by("c2", "St. Luke’s pathology")
    records.edit_item(
        slides, version=slides.version, values={"asker": "advocate"}, by=people["maya"], at=teller.at(21)
    )
    teller.exists(slides, 20)
    teller.never_had(12)
    records.ask(slides, by=people["maya"], at=teller.at(10), on=teller.day(10))
    records.acknowledge(
        slides, by=people["maya"], at=teller.at(8), on=teller.day(8), note="They will ship by courier."
    )
    teller.rest_arrives(7)
    teller.write("james", "Have the slides left St. Luke’s? I worry that they get lost.", 4)
    teller.write("maya", "Not yet. I have asked for the tracking number and will tell you.", 3, 16)
    return True


def priya(people: People, now: datetime) -> bool:
    """Mitral valve, in compare: two opinions, one major difference."""
    teller = begin(
        now,
        people,
        "priya",
        by="priya",
        days_ago=62,
        reference="SP-9QXW-B3",
        patient_name="Priya Raman",
        patient_born_on=date(1974, 7, 21),
        family="heart",
        condition="mitral valve",
        diagnosis="Severe leak of the mitral valve.",
        advice="Replace the valve by open surgery.",
        first_doctor="Dr. Anand",
        first_place="Mercy Hospital",
        reasons=["surgery_advised", "all_options"],
        insurance_kind="ppo",
        insurance_plan="Beacon PPO",
    )
    if teller is None:
        return False
    teller.assign("maya", 61)
    teller.finish_request(55, safe_until=teller.later(45))
    teller.arrives("h2", 40, holder="Mercy Hospital echo lab", asked=8)
    teller.never_had(40)
    teller.rest_arrives(38)
    teller.advance(Stage.APPOINTMENT, 37)
    feld = see_the_doctor(
        teller,
        36,
        5,
        name="Dr. Feld",
        specialty="Heart surgery",
        place="University Heart Center",
        place_kind=PlaceKind.ACADEMIC,
    )
    teller.advance(Stage.COMPARE, 5)
    letter = teller.files(
        "g3", 37, "Letter of Dr. Anand", "Severe mitral regurgitation.", "I advise to replace the valve."
    )
    report = teller.files(
        "h2", 4, "Report of Dr. Feld", "Severe leak, back leaflet.", "The valve can be repaired."
    )
    first = teller.opinion(4, "Dr. Anand", "Mercy Hospital", teller.day(64))
    second = teller.opinion(4, feld, "University Heart Center", teller.day(5))
    teller.said(
        first,
        4,
        {
            "diagnosis": ("Severe mitral regurgitation", WRITTEN),
            "treatment": ("Replace the valve by open surgery", WRITTEN),
            "urgency": ("“Within two months”", SAID),
            "risks": ("Bleeding, infection, a blood thinner for life", WRITTEN),
            "recovery": ("About three months", SAID),
            "experience": ("", FindingSource.NOT_STATED),
        },
        written_in=letter,
    )
    teller.said(
        second,
        3,
        {
            "diagnosis": ("Severe mitral regurgitation, back leaflet", WRITTEN),
            "treatment": ("Repair the valve through a small cut", WRITTEN),
            "urgency": ("Within three months", WRITTEN),
            "risks": ("Bleeding, infection, a second operation in a few people", WRITTEN),
            "recovery": ("Four to six weeks", WRITTEN),
            "experience": ("About 120 repairs a year", SAID),
        },
        written_in=report,
    )
    teller.rated(
        2,
        [
            ("diagnosis", Rating.SAME, ""),
            ("treatment", Rating.MAJOR, "Replace or repair"),
            ("urgency", Rating.MINOR, "A month apart"),
            ("risks", Rating.MODERATE, "Blood thinner or not"),
            ("recovery", Rating.MODERATE, "Weeks or months"),
            ("experience", Rating.CANT_COMPARE, ""),
        ],
    )
    teller.write("maya", "You have both opinions now. Look at the one big difference first.", 2, 16)
    return True


def see_the_doctor(teller: Teller, found: int, held: int, **doctor: str) -> str:
    """A doctor is chosen, booked and seen; the doctor's name."""
    specialist = teller.lists(chosen=True, days_ago=found, **doctor)
    visit = appointments.book(
        specialist,
        way=Way.IN_PERSON,
        time_zone=NEW_YORK,
        starts_at=teller.at(held, 15),
        place=doctor["place"],
        by=teller.patient,
        at=teller.at(found),
    )
    questions.add_from_bank(
        teller.case, keys=["how-sure"], by=teller.patient, at=teller.at(max(held + 1, found - 3))
    )
    appointments.hold(visit, on=teller.day(held), by=teller.patient, at=teller.at(held, 21))
    return specialist.name


def ahmed(people: People, now: datetime) -> bool:
    """Knee replacement, in appointment: two dates are on offer."""
    teller = begin(
        now,
        people,
        "ahmed",
        by="ahmed",
        days_ago=35,
        reference="SP-4CDF-K8",
        patient_name="Ahmed Hassan",
        patient_born_on=date(1959, 1, 30),
        family="bones",
        condition="knee replacement",
        diagnosis="Worn joint of the right knee.",
        advice="A new knee joint.",
        first_doctor="Dr. Ruiz",
        first_place="Lakeview Orthopedics",
        reasons=["surgery_advised"],
        insurance_kind="hmo",
        insurance_plan="Harbor HMO",
    )
    if teller is None:
        return False
    teller.assign("maya", 34)
    teller.finish_request(29, safe_until=None)
    teller.arrives("o1", 15, holder="Lakeview Orthopedics", asked=8)
    teller.never_had(14)
    teller.rest_arrives(12)
    teller.advance(Stage.APPOINTMENT, 11)
    chosen = teller.lists(
        chosen=True,
        days_ago=8,
        name="Dr. Okonkwo",
        specialty="Knee surgery",
        place="City Joint Clinic",
        place_kind=PlaceKind.SPECIALTY,
        in_network=YesNoUnknown.YES,
        same_system=YesNoUnknown.NO,
    )
    teller.lists(
        chosen=False,
        days_ago=8,
        name="Dr. Brandt",
        specialty="Orthopedics",
        place="North State University Hospital",
        place_kind=PlaceKind.ACADEMIC,
    )
    offered_at = now.replace(hour=15, minute=30, second=0, microsecond=0)
    appointments.offer(
        chosen,
        starts=[offered_at + timedelta(days=10), offered_at + timedelta(days=17)],
        way=Way.IN_PERSON,
        time_zone=NEW_YORK,
        place="City Joint Clinic, 4th floor",
        by=people["maya"],
        at=teller.at(1),
    )
    teller.write("maya", "The clinic offers two dates. Take the one that suits you; both are fine.", 1, 17)
    return True


def helen(people: People, now: datetime) -> bool:
    """Lymphoma, in decide: she has decided, her team has to hear it."""
    teller = begin(
        now,
        people,
        "helen",
        by="helen",
        days_ago=70,
        reference="SP-3ZRN-V6",
        patient_name="Helen Kowalski",
        patient_born_on=date(1968, 9, 14),
        family="cancer",
        condition="lymphoma",
        diagnosis="Follicular lymphoma, stage III.",
        advice="Start drug treatment now.",
        first_doctor="Dr. Singh",
        first_place="Riverside Cancer Care",
        reasons=["serious_illness", "unsure_plan"],
        insurance_kind="ppo",
        insurance_plan="Beacon PPO",
        decide_by=(now + timedelta(days=12)).date(),
    )
    if teller is None:
        return False
    teller.assign("maya", 69)
    teller.finish_request(64, safe_until=teller.later(30))
    teller.arrives("c1", 50, holder="Riverside pathology", asked=8)
    teller.arrives("c4", 50, holder="Riverside imaging", asked=8)
    teller.never_had(48)
    teller.rest_arrives(46)
    teller.advance(Stage.APPOINTMENT, 45)
    name = see_the_doctor(
        teller,
        44,
        20,
        name="Dr. Marsh",
        specialty="Blood cancers",
        place="State University Cancer Center",
        place_kind=PlaceKind.ACADEMIC,
    )
    teller.advance(Stage.COMPARE, 20)
    first = teller.opinion(15, "Dr. Singh", "Riverside Cancer Care", teller.day(72))
    second = teller.opinion(15, name, "State University Cancer Center", teller.day(20))
    teller.said(
        first,
        14,
        {"diagnosis": ("Follicular lymphoma", WRITTEN), "treatment": ("Start two drugs now", WRITTEN)},
    )
    teller.said(
        second,
        14,
        {
            "diagnosis": ("Follicular lymphoma, grade 1–2", WRITTEN),
            "treatment": ("Wait and watch, scan every six months", WRITTEN),
        },
    )
    teller.rated(
        13, [("diagnosis", Rating.SAME, ""), ("treatment", Rating.MAJOR, "Start now or wait and watch")]
    )
    steps.settle_step(
        teller.case.steps.get(key="ask-about-differences"),
        to=StepState.DONE,
        by=teller.patient,
        at=teller.at(9),
        note="Dr. Singh says waiting is also reasonable.",
    )
    steps.settle_step(
        teller.case.steps.get(key="consider-third"),
        to=StepState.NOT_NEEDED,
        by=teller.patient,
        at=teller.at(8),
    )
    teller.advance(Stage.DECIDE, 7)
    decision.decide(
        teller.case,
        path=DecisionPath.OPINION,
        opinion=second,
        words="I will wait and watch, with a scan every six months.",
        reasons="I feel well. Dr. Singh agrees that waiting is safe for me.",
        decided_on=teller.day(1),
        by=teller.patient,
        at=teller.at(1),
    )
    teller.write("helen", "I have decided. What do I do about my next visit at Riverside?", 1, 18)
    teller.write("maya", "Well done. Tell both doctors first; then we cancel what you no longer need.", 0, 13)
    return True


def tomas(people: People, now: datetime) -> bool:
    """A new request that nobody carries yet."""
    teller = begin(
        now,
        people,
        "tomas",
        by="tomas",
        days_ago=1,
        reference="SP-6TFA-H7",
        patient_name="Tomas Silva",
        patient_born_on=date(1989, 3, 3),
        family="cancer",
        condition="thyroid nodule",
        diagnosis="A nodule in the thyroid. The biopsy was not clear.",
        advice="Take out half of the thyroid.",
        first_doctor="Dr. Wells",
        first_place="Bayside Clinic",
        reasons=["doctor_unsure", "surgery_advised"],
        insurance_kind="not_sure",
    )
    return teller is not None


def walter(people: People, now: datetime) -> bool:
    """No e-mail: Ben carries everything; a holder asks for a fee."""
    teller = begin(
        now,
        people,
        "walter",
        by="ben",
        days_ago=20,
        reference="SP-8WPR-C5",
        patient_name="Walter Price",
        patient_born_on=date(1944, 2, 17),
        patient_phone="(212) 555-0142",
        consent_given_by="Walter Price, by phone",
        family="neurology",
        condition="tremor surgery",
        diagnosis="Essential tremor.",
        advice="Deep brain stimulation.",
        reasons=["surgery_advised"],
        insurance_kind="medicare",
    )
    if teller is None:
        return False
    teller.finish_request(14, safe_until=None)
    teller.asked("n1", 9, holder="County Imaging")
    teller.asked("n3", 9, holder="Dr. Pell’s office")
    item = teller.item("n3")
    records.fee_asked(
        item, by=people["ben"], at=teller.at(2), on=teller.day(2), note="They ask for $45 for paper copies."
    )
    teller.never_had(8)
    return True


def nora(people: People, now: datetime) -> bool:
    """A child with little time."""
    teller = begin(
        now,
        people,
        "nora",
        by="ben",
        days_ago=12,
        reference="SP-5NLK-E9",
        patient_name="Nora Lind",
        patient_born_on=(now - timedelta(days=9 * 365)).date(),
        patient_email="nora.parent@example.org",
        consent_given_by="Ida Lind, mother",
        family="neurology",
        condition="epilepsy surgery",
        diagnosis="Seizures that start in one place of the brain.",
        advice="Surgery, after one more test.",
        reasons=["surgery_advised", "rare"],
        insurance_kind="medicaid",
    )
    if teller is None:
        return False
    journey.mark_time_critical(
        teller.case, is_critical=True, by=people["ben"], at=teller.at(11), why="Seizures every day."
    )
    return True


def samuel(people: People, now: datetime) -> bool:
    """On hold."""
    teller = begin(
        now,
        people,
        "samuel",
        by="ben",
        days_ago=50,
        reference="SP-4SKA-T2",
        patient_name="Samuel Okafor",
        family="transplant",
        condition="kidney transplant",
        consent_given_by="Samuel Okafor, in person",
        insurance_kind="medicare",
    )
    if teller is None:
        return False
    journey.hold(
        teller.case,
        until=teller.later(9),
        why="Traveling to family; back next week.",
        by=people["ben"],
        at=teller.at(5),
    )
    return True


def elena(people: People, now: datetime) -> bool:
    """Finished: the opinions agreed."""
    teller = begin(
        now,
        people,
        "elena",
        by="ben",
        days_ago=90,
        reference="SP-9EPV-M4",
        patient_name="Elena Petrova",
        family="general",
        condition="gallbladder surgery",
        consent_given_by="Elena Petrova, by phone",
        insurance_kind="ppo",
    )
    if teller is None:
        return False
    journey.close(
        teller.case,
        outcome=Outcome.AGREED,
        by=people["ben"],
        at=teller.at(30),
        override="Both doctors said the same on the phone; she needs nothing more from us.",
    )
    return True


def marcus(people: People, now: datetime) -> bool:
    """Withdrawn."""
    teller = begin(
        now,
        people,
        "marcus",
        by="ben",
        days_ago=45,
        reference="SP-7MBX-R6",
        patient_name="Marcus Bell",
        family="general",
        condition="hernia surgery",
        consent_given_by="Marcus Bell, by phone",
    )
    if teller is None:
        return False
    journey.withdraw(teller.case, why="Had the surgery and is well.", by=people["ben"], at=teller.at(15))
    return True


STORIES: tuple[Callable[[People, datetime], bool], ...] = (
    rosa,
    james,
    priya,
    ahmed,
    helen,
    tomas,
    walter,
    nora,
    samuel,
    elena,
    marcus,
)
