"""Opinions, what they say, and how far they differ."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.refusals import Refused, StaleEdit
from cases.actions import journey, opinions, starter
from cases.actions.settle import settle
from cases.choices import (
    AppointmentState,
    FindingSource,
    MoveKind,
    PlaceKind,
    Rating,
    SpecialistState,
    Stage,
    StepState,
    Way,
)
from cases.models import Appointment, Case, Document, Finding, Opinion, Specialist
from cases.queries import opinions as comparison
from tests.cases.conftest import ANSWERS, NOON, TODAY, person
from tests.conftest import fewer_examples

ONCE = "5f0c9b7e-6f0b-4c9c-9a53-0d6f6f0a7c11"


def record(case, doctor="Dr. Anand", **more):
    return opinions.record(case, doctor=doctor, by=case.created_by, at=NOON, **more)


def cell(row, opinion, text="", source=FindingSource.SAID, **more):
    """A cell as a page would send it that was opened just now."""
    found = Finding.objects.filter(row=row, opinion=opinion).first()
    seen = comparison.Cell(row, opinion, found).stamp
    return opinions.Cell(row=row, opinion=opinion, seen=seen, text=text, source=source, **more)


def write(case, *cells):
    return opinions.write(case, cells=cells, by=case.created_by, at=NOON)


def rate(row, rating, note=""):
    row.refresh_from_db()
    return opinions.rate(row, rating=rating, note=note, version=row.version, by=row.case.created_by, at=NOON)


def document(case):
    return Document.objects.create(
        case=case,
        name="letter.pdf",
        kind="pdf",
        size=1,
        sha256="0" * 64,
        uploaded_at=NOON,
        uploaded_by=case.created_by,
    )


def held_visit(case, doctor="Dr. Feld"):
    specialist = Specialist.objects.create(
        case=case, name=doctor, place_kind=PlaceKind.ACADEMIC, state=SpecialistState.CHOSEN
    )
    return Appointment.objects.create(
        case=case,
        specialist=specialist,
        way=Way.VIDEO,
        state=AppointmentState.HELD,
        starts_at=NOON,
        time_zone="America/New_York",
        held_on=TODAY,
    )


@pytest.fixture
def two(case):
    return record(case, "Dr. Anand", given_on=date(2026, 10, 14)), record(case, "Dr. Feld")


@pytest.fixture
def treatment(case):
    return case.rows.get(key="treatment")


@pytest.fixture
def other_case(case, rosa):
    return journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)


def test_opinions_are_numbered_in_the_order_they_are_written_down(case, two):
    record(case, "Dr. Third")

    assert list(case.opinions.values_list("ordinal", "doctor")) == [
        (1, "Dr. Anand"),
        (2, "Dr. Feld"),
        (3, "Dr. Third"),
    ]


def test_an_opinion_sent_twice_is_there_once(case):
    assert record(case, once=ONCE) == record(case, once=ONCE)
    assert case.opinions.count() == 1


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(1899, 12, 31)])
def test_an_opinion_cannot_be_of_tomorrow_nor_of_long_ago(case, day):
    with pytest.raises(Refused):
        record(case, given_on=day)

    assert case.opinions.count() == 0


def test_a_seventh_opinion_is_refused(case):
    for number in range(opinions.MOST_OPINIONS):
        record(case, f"Dr. {number}")

    with pytest.raises(Refused):
        record(case)


def test_correcting_an_opinion_says_what_it_was(case, two):
    opinions.correct(two[0], version=1, values={"doctor": "Dr. R. Anand"}, by=case.created_by, at=NOON)

    event = case.events.get(kind="opinion_corrected")
    assert (event.before, event.after) == ({"doctor": "Dr. Anand"}, {"doctor": "Dr. R. Anand"})


def test_correcting_an_opinion_on_older_words_is_stale(case, two):
    opinions.correct(two[0], version=1, values={"doctor": "A"}, by=case.created_by, at=NOON)

    with pytest.raises(StaleEdit):
        opinions.correct(two[0], version=1, values={"doctor": "B"}, by=case.created_by, at=NOON)


def test_only_the_last_opinion_can_be_removed(case, two):
    with pytest.raises(Refused):
        opinions.remove(two[0], by=case.created_by, at=NOON)
    opinions.remove(two[1], by=case.created_by, at=NOON)
    opinions.remove(two[1], by=case.created_by, at=NOON)

    assert [opinion.doctor for opinion in case.opinions.all()] == ["Dr. Anand"]


def test_an_opinion_that_says_something_cannot_be_removed(case, two, treatment):
    write(case, cell(treatment, two[1], "Repair"))

    with pytest.raises(Refused):
        opinions.remove(two[1], by=case.created_by, at=NOON)


def test_removing_the_second_opinion_takes_ratings_away(case, two, treatment):
    rate(treatment, Rating.CANT_COMPARE)
    opinions.remove(two[1], by=case.created_by, at=NOON)

    treatment.refresh_from_db()
    assert (treatment.rating, treatment.rated_by) == ("", None)


def test_a_finding_keeps_its_source(case, two, treatment):
    letter = document(case)
    write(case, cell(treatment, two[0], "Replace", FindingSource.WRITTEN, document=letter, page="2"))

    finding = Finding.objects.get()
    assert (finding.text, finding.document, finding.page) == ("Replace", letter, "2")


def test_a_finding_is_emptied_and_the_timeline_keeps_it(case, two, treatment):
    write(case, cell(treatment, two[0], "Replace"))
    write(case, cell(treatment, two[0], "", ""))

    assert Finding.objects.count() == 0
    assert case.events.filter(kind="findings_written").first().before == {"What is advised?": "Replace"}


def test_writing_the_same_again_changes_nothing(case, two, treatment):
    write(case, cell(treatment, two[0], "Replace"))
    write(case, cell(treatment, two[0], "Replace"))

    assert Finding.objects.get().version == 1
    assert case.events.filter(kind="findings_written").count() == 1


def test_one_save_of_many_answers_is_one_event(case, two):
    rows = list(case.rows.all())
    write(case, *(cell(row, two[0], f"answer {row.pk}") for row in rows))

    assert len(case.events.get(kind="findings_written").after) == len(rows)


def test_a_cell_that_somebody_else_changed_is_stale(case, two, treatment):
    opened = cell(treatment, two[0], "mine")
    write(case, cell(treatment, two[0], "theirs"))

    with pytest.raises(StaleEdit):
        write(case, opened)
    assert Finding.objects.get().text == "theirs"


def test_a_stale_cell_keeps_the_others_of_the_same_save_from_being_written(case, two, treatment):
    stage = case.rows.get(key="stage")
    opened = cell(treatment, two[0], "mine")
    write(case, cell(treatment, two[0], "theirs"))

    with pytest.raises(StaleEdit):
        write(case, cell(stage, two[0], "severe"), opened)
    assert Finding.objects.count() == 1


def test_a_cell_nobody_touched_keeps_what_somebody_else_wrote(case, two, treatment):
    untouched = cell(treatment, two[0], "", "")
    write(case, cell(treatment, two[0], "theirs"))
    write(case, untouched)

    assert Finding.objects.get().text == "theirs"


def test_cells_of_another_journey_are_refused(case, two, other_case):
    foreign = other_case.rows.get(key="treatment")

    with pytest.raises(Refused):
        write(case, cell(foreign, two[0], "x"))


def test_a_document_of_another_journey_is_refused(case, two, treatment, other_case):
    with pytest.raises(Refused):
        write(case, cell(treatment, two[0], "x", FindingSource.WRITTEN, document=document(other_case)))
    assert Finding.objects.count() == 0


def test_nothing_is_rated_before_there_are_two_opinions(case, treatment):
    record(case)

    with pytest.raises(Refused):
        rate(treatment, Rating.CANT_COMPARE)


def test_one_answer_is_not_enough_to_differ(case, two, treatment):
    write(case, cell(treatment, two[0], "Replace"))

    with pytest.raises(Refused):
        rate(treatment, Rating.SAME)
    assert rate(treatment, Rating.CANT_COMPARE).rating == Rating.CANT_COMPARE


def test_a_rating_names_who_gave_it(case, two, treatment):
    write(case, cell(treatment, two[0], "Replace"), cell(treatment, two[1], "Repair"))
    row = rate(treatment, Rating.MAJOR, "One valve is kept")

    assert (row.rating_note, row.rated_by, row.rated_at) == ("One valve is kept", case.created_by, NOON)


def test_rating_on_an_older_page_is_stale(case, two, treatment):
    write(case, cell(treatment, two[0], "Replace"), cell(treatment, two[1], "Repair"))
    rate(treatment, Rating.MAJOR)

    with pytest.raises(StaleEdit):
        opinions.rate(treatment, rating=Rating.SAME, version=1, by=case.created_by, at=NOON)


def test_a_changed_answer_clears_the_rating_and_says_so(case, two, treatment):
    write(case, cell(treatment, two[0], "Replace"), cell(treatment, two[1], "Repair"))
    rate(treatment, Rating.MAJOR)
    cleared = write(case, cell(treatment, two[1], "Replace"))

    treatment.refresh_from_db()
    assert (cleared, treatment.rating) == ([treatment], "")
    assert case.events.get(kind="rating_cleared").before["rating"] == Rating.MAJOR


def test_a_new_source_alone_leaves_the_rating(case, two, treatment):
    write(case, cell(treatment, two[0], "Replace"), cell(treatment, two[1], "Repair"))
    rate(treatment, Rating.MAJOR)
    write(case, cell(treatment, two[1], "Repair", FindingSource.UNDERSTOOD))

    treatment.refresh_from_db()
    assert treatment.rating == Rating.MAJOR


def test_seeking_a_third_opinion_goes_back_and_keeps_everything(case, two, treatment):
    Case.objects.filter(pk=case.pk).update(stage=Stage.COMPARE)
    write(case, cell(treatment, two[0], "Replace"), cell(treatment, two[1], "Repair"))
    moved = opinions.seek_third(case, by=case.created_by, at=NOON)

    assert (moved.stage, case.opinions.count(), Finding.objects.count()) == (Stage.APPOINTMENT, 2, 2)
    assert case.steps.get(key="consider-third").state == StepState.DONE


def test_after_seeking_a_third_opinion_the_next_move_is_to_find_a_doctor(case, two):
    visit = held_visit(case)
    Opinion.objects.filter(pk=two[1].pk).update(appointment=visit)
    case.steps.filter(stage=Stage.REQUEST).update(
        state=StepState.DONE, settled_at=NOON, settled_by=case.created_by
    )
    Case.objects.filter(pk=case.pk).update(stage=Stage.COMPARE)
    moved = opinions.seek_third(case, by=case.created_by, at=NOON)
    assert moved.move_kind == MoveKind.FIND_SPECIALIST

    held_visit(case, "Dr. Wu")
    settle(moved, at=NOON)
    assert moved.move_kind == MoveKind.ADVANCE


def test_seeking_a_third_opinion_too_early_changes_nothing(case):
    with pytest.raises(Refused):
        opinions.seek_third(case, by=case.created_by, at=NOON)
    assert case.steps.get(key="consider-third").state == StepState.TODO


def test_going_on_without_a_third_opinion_is_a_choice(case):
    opinions.decline_third(case, by=case.created_by, at=NOON)

    assert case.steps.get(key="consider-third").state == StepState.NOT_YET


def test_a_journey_on_hold_takes_no_opinion(case):
    journey.hold(case, until=TODAY, why="", by=case.created_by, at=NOON)

    with pytest.raises(Refused):
        record(case)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["record", "remove", "write", "rate"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from(["", "A", "B"]),
        st.sampled_from([*Rating]),
    ),
    max_size=12,
)


class AnySequence(TestCase):
    """Whatever people do in whatever order, the comparison stays sound."""

    @fewer_examples(25)
    @given(MOVES)
    def test_ratings_and_findings_stay_sound(self, moves):
        starter.load()
        case = journey.open_journey(by=person("Rosa Ortega"), at=NOON, answers=ANSWERS, as_patient=True)
        rows = list(case.rows.all()[:3])
        for kind, first, second, text, rating in moves:
            found = list(case.opinions.all())
            opinion = found[second % len(found)] if found else None
            try:
                if kind == "record":
                    record(case, f"Dr. {second}")
                elif kind == "rate":
                    rate(rows[first], rating)
                elif opinion and kind == "remove":
                    opinions.remove(opinion, by=case.created_by, at=NOON)
                elif opinion:
                    source = FindingSource.SAID if text else [FindingSource.NOT_STATED, ""][first % 2]
                    write(case, cell(rows[first], opinion, text, source))
            except Refused:
                continue
        assert_sound(case)


def assert_sound(case):
    """Ordinals have no gaps, and a comparing rating has two answers and two opinions under it."""
    count = case.opinions.count()
    assert list(case.opinions.values_list("ordinal", flat=True)) == list(range(1, count + 1))
    for row in case.rows.exclude(rating=""):
        assert count >= 2
        assert row.rating == Rating.CANT_COMPARE or row.findings.exclude(text="").count() >= 2
        assert row.rated_at == NOON
