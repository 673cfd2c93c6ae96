"""The pages on which opinions are written down and compared."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions import journey, opinions
from cases.choices import Access, FindingSource, Rating, Stage, TeamRole
from cases.models import Case, Document, Finding, Opinion, Question
from cases.queries import opinions as reading
from tests.cases.conftest import ANSWERS, NOON, join, person, signed_in


def at(name, case, *ids):
    return reverse(f"cases:{name}", args=[case.uuid, *ids])


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def browser(case, rosa):
    return signed_in(rosa)


@pytest.fixture
def two(case):
    return record(case, "Dr. Anand"), record(case, "Dr. Feld")


@pytest.fixture
def treatment(case):
    return case.rows.get(key="treatment")


@pytest.fixture
def elsewhere(starter_content):
    """Somebody else's journey, with an opinion and a document."""
    return journey.open_journey(by=person("Nora Else"), at=NOON, answers=ANSWERS, as_patient=True)


def record(case, doctor):
    return opinions.record(
        case, doctor=doctor, place="Mercy", given_on=date(2026, 10, 14), by=case.created_by, at=NOON
    )


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


def say(row, opinion, text, source=FindingSource.SAID):
    cell = opinions.Cell(row=row, opinion=opinion, seen=reading.stamp(), text=text, source=source)
    opinions.write(row.case, cells=[cell], by=row.case.created_by, at=NOON)


def rate(row, rating):
    row.refresh_from_db()
    opinions.rate(row, rating=rating, version=row.version, by=row.case.created_by, at=NOON)


def fields(row, opinion, seen=None, **parts):
    """A cell as the page sends it."""
    key = f"{row.pk}-{opinion.pk}"
    found = Finding.objects.filter(row=row, opinion=opinion).first()
    seen = reading.Cell(row, opinion, found).stamp if seen is None else seen
    return {f"{key}-seen": seen, **{f"{key}-{name}": value for name, value in parts.items()}}


def test_without_opinions_the_page_says_how_to_begin(browser, case):
    answer = browser.get(at("compare", case))

    assert "Start with your first doctor" in answer.content.decode()


def test_the_summary_stands_on_top(browser, case, two, treatment):
    diagnosis = case.rows.get(key="diagnosis")
    for row, rating in ((diagnosis, Rating.SAME), (treatment, Rating.MAJOR)):
        say(row, two[0], "A")
        say(row, two[1], "B")
        rate(row, rating)
    page = browser.get(at("compare", case)).content.decode()

    assert "They agree on what you have and differ on one major point: how to treat it." in page
    assert "A difference does not mean that one doctor is wrong." in page
    assert "Before you decide, find out why they differ" in page
    assert "17 more questions" in page


def test_only_differences_can_be_shown(browser, case, two, treatment):
    stage = case.rows.get(key="stage")
    for row, rating in ((stage, Rating.SAME), (treatment, Rating.MINOR)):
        say(row, two[0], "A")
        say(row, two[1], "B")
        rate(row, rating)
    answer = browser.get(at("compare", case), {"show": "differences"})

    assert [line.row for line in answer.context["lines"]] == [treatment]


@pytest.mark.parametrize("garbage", ["", "\x00", "x" * 5000, "differences\x00"])
def test_garbage_in_the_address_shows_everything(browser, case, two, treatment, garbage):
    say(treatment, two[0], "A")
    answer = browser.get(at("compare", case), {"show": garbage})

    assert (answer.status_code, answer.context["only_differences"]) == (200, False)


def test_the_first_opinion_starts_with_what_the_request_said(browser, case):
    Case.objects.filter(pk=case.pk).update(first_doctor="Dr. Anand", first_place="Mercy")
    form = browser.get(at("opinion-add", case)).context["form"]

    assert (form["doctor"].value(), form["place"].value()) == ("Dr. Anand", "Mercy")


def test_a_doctor_of_whom_nothing_is_written_is_pointed_out(browser, case, two, treatment):
    say(treatment, two[0], "Replace")
    answer = browser.get(at("compare", case))

    assert answer.context["comparison"].silent == {two[1].pk}
    assert answer.content.decode().count("Write down what they said") == 1


def test_an_opinion_sent_twice_is_there_once(browser, case):
    sent = {"doctor": "Dr. Anand", "once": "5f0c9b7e-6f0b-4c9c-9a53-0d6f6f0a7c11"}
    answers = [browser.post(at("opinion-add", case), sent) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert case.opinions.count() == 1


@pytest.mark.parametrize(
    "day", ["2026-11-24", "0000-01-01", "1899-12-31", "someday", "2026-02-30", "99999-01-01"]
)
def test_a_day_that_cannot_be_is_refused_and_kept(browser, case, day):
    sent = {"doctor": "Dr. Anand", "given_on": day, "once": "5f0c9b7e-6f0b-4c9c-9a53-0d6f6f0a7c11"}
    answer = browser.post(at("opinion-add", case), sent)

    assert (answer.status_code, answer.context["form"]["given_on"].value()) == (422, day)


@pytest.mark.parametrize("name", ["", "\x00", "x" * 151])
def test_a_name_that_cannot_be_is_refused(browser, case, name):
    answer = browser.post(
        at("opinion-add", case), {"doctor": name, "once": "5f0c9b7e-6f0b-4c9c-9a53-0d6f6f0a7c11"}
    )

    assert (answer.status_code, case.opinions.count()) == (422, 0)


def test_bytes_that_are_no_text_are_no_error_of_ours(browser, case):
    answer = browser.post(
        at("opinion-add", case),
        b"doctor=%ED%A0%80&once=5f0c9b7e-6f0b-4c9c-9a53-0d6f6f0a7c11",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code in (302, 400, 422)


def test_a_stale_correction_shows_both(browser, case, two):
    opinions.correct(two[0], version=1, values={"doctor": "Dr. A."}, by=case.created_by, at=NOON)
    answer = browser.post(at("opinion-edit", case, two[0].pk), {"doctor": "Dr. B.", "version": "1"})

    assert answer.status_code == 409
    assert answer.context["stale"][0]["theirs"] == "Dr. A."
    assert answer.context["form"]["doctor"].value() == "Dr. B."


def test_a_corrected_opinion_can_be_left_as_it_is(browser, case, two):
    form = browser.get(at("opinion-edit", case, two[0].pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}

    assert browser.post(at("opinion-edit", case, two[0].pk), sent).status_code == 302
    assert Opinion.objects.get(pk=two[0].pk).version == 1


def test_all_answers_of_one_doctor_are_saved_at_once(browser, case, two, treatment):
    stage = case.rows.get(key="stage")
    letter = document(case)
    sent = {
        **fields(treatment, two[0], text="Replace", source="written", document=letter.pk, page="2"),
        **fields(stage, two[0], source="not_stated"),
    }
    answer = browser.post(at("opinion-findings", case, two[0].pk), sent)

    assert answer.status_code == 302
    assert list(Finding.objects.order_by("row__position").values_list("text", "document", "page")) == [
        ("", None, ""),
        ("Replace", letter.pk, "2"),
    ]


def test_an_answer_needs_its_source_and_nothing_typed_is_lost(browser, case, two, treatment):
    sent = fields(treatment, two[0], text="Replace the valve")
    answer = browser.post(at("opinion-findings", case, two[0].pk), sent)

    assert answer.status_code == 422
    assert "Replace the valve" in answer.content.decode()
    assert "What is advised?: where this comes from: Please choose one" in answer.content.decode()
    assert Finding.objects.count() == 0


def test_a_page_number_says_that_it_is_written(browser, case, two, treatment):
    browser.post(at("row", case, treatment.pk), fields(treatment, two[0], text="Replace", page="2"))

    assert Finding.objects.get().source == FindingSource.WRITTEN


@pytest.mark.parametrize(
    "parts",
    [
        {"text": "Replace", "source": "not_stated"},
        {"text": "", "source": "said"},
        {"text": "x" * 2001, "source": "said"},
        {"text": "a\x00b", "source": "said"},
        {"text": "Replace", "source": "dreamt"},
        {"text": "Replace", "source": "written", "page": "x" * 21},
        {"text": "", "source": "", "page": "2"},
    ],
)
def test_what_does_not_fit_together_is_refused(browser, case, two, treatment, parts):
    answer = browser.post(at("row", case, treatment.pk), fields(treatment, two[0], **parts))

    assert (answer.status_code, Finding.objects.count()) == (422, 0)


@pytest.mark.parametrize("stranger", ["0", "-1", "abc", "9" * 30, "\x00"])
def test_a_document_that_is_not_ours_is_refused(browser, case, two, treatment, stranger):
    document(case)
    sent = fields(treatment, two[0], text="Replace", source="written", document=stranger)

    assert browser.post(at("row", case, treatment.pk), sent).status_code == 422


def test_a_document_of_another_journey_is_refused(browser, case, two, treatment, elsewhere):
    document(case)
    foreign = document(elsewhere)
    sent = fields(treatment, two[0], text="Replace", source="written", document=foreign.pk)

    assert browser.post(at("row", case, treatment.pk), sent).status_code == 422
    assert Finding.objects.count() == 0


def test_writing_the_second_answer_leads_on_to_comparing(browser, case, two, treatment):
    say(treatment, two[0], "Replace")
    sent = {
        **fields(treatment, two[0], text="Replace", source="said"),
        **fields(treatment, two[1], text="Repair", source="said"),
    }
    answer = browser.post(at("row", case, treatment.pk), sent)

    assert answer.headers["Location"] == at("row-rate", case, treatment.pk)


def test_changing_an_answer_tells_that_the_rating_is_gone(browser, case, two, treatment):
    say(treatment, two[0], "Replace")
    say(treatment, two[1], "Repair")
    rate(treatment, Rating.MAJOR)
    sent = {
        **fields(treatment, two[0], text="Repair", source="said"),
        **fields(treatment, two[1], text="Repair", source="said"),
    }
    answer = browser.post(at("row", case, treatment.pk), sent, follow=True)

    assert "You changed an answer" in answer.content.decode()


def test_a_line_break_from_the_browser_is_no_change(browser, case, two, treatment):
    say(treatment, two[0], "Replace\nsoon")
    say(treatment, two[1], "Repair")
    rate(treatment, Rating.MAJOR)
    browser.post(
        at("row", case, treatment.pk), fields(treatment, two[0], text="Replace\r\nsoon", source="said")
    )

    treatment.refresh_from_db()
    assert treatment.rating == Rating.MAJOR


def test_a_collision_shows_both_and_saving_again_means_it(browser, case, two, treatment):
    opened = fields(treatment, two[0], text="mine", source="said")
    say(treatment, two[0], "theirs")
    answer = browser.post(at("row", case, treatment.pk), opened)
    form = answer.context["form"]

    assert answer.status_code == 409
    assert answer.context["stale"] == [
        {"label": "Dr. Anand", "theirs": "theirs · Said at the visit", "yours": "mine · Said at the visit"}
    ]
    again = {name: form[name].value() or "" for name in form.fields}
    assert browser.post(at("row", case, treatment.pk), again).status_code == 302
    assert Finding.objects.get().text == "mine"


def test_a_collision_elsewhere_does_not_undo_what_another_wrote(browser, case, two, treatment):
    stage = case.rows.get(key="stage")
    opened = {
        **fields(treatment, two[0], text="mine", source="said"),
        **fields(stage, two[0], text="", source=""),
    }
    say(treatment, two[0], "theirs")
    say(stage, two[0], "severe")
    form = browser.post(at("opinion-findings", case, two[0].pk), opened).context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    browser.post(at("opinion-findings", case, two[0].pk), again)

    assert set(Finding.objects.values_list("text", flat=True)) == {"mine", "severe"}


def test_a_rating_leads_on_to_the_next_open_question(browser, case, two, treatment):
    stage = case.rows.get(key="stage")
    for row in (stage, treatment):
        say(row, two[0], "A")
        say(row, two[1], "B")
    answer = browser.post(
        at("row-rate", case, stage.pk), {"rating": "same", "rating_note": "", "version": "1"}
    )

    assert answer.headers["Location"] == at("row-rate", case, treatment.pk)


@pytest.mark.parametrize("rating", ["", "best", "\x00"])
def test_a_rating_nobody_knows_is_refused(browser, case, two, treatment, rating):
    say(treatment, two[0], "A")
    say(treatment, two[1], "B")
    sent = {"rating": rating, "rating_note": "my note", "version": "1"}
    answer = browser.post(at("row-rate", case, treatment.pk), sent)

    assert (answer.status_code, answer.context["form"]["rating_note"].value()) == (422, "my note")


def test_one_answer_can_only_be_called_not_comparable(browser, case, two, treatment):
    say(treatment, two[0], "A")
    form = browser.get(at("row-rate", case, treatment.pk)).context["form"]

    assert [value for value, _label in form.fields["rating"].choices] == [Rating.CANT_COMPARE]


def test_nothing_is_compared_with_one_opinion(browser, case, treatment):
    record(case, "Dr. Anand")

    assert browser.get(at("row-rate", case, treatment.pk)).headers["Location"] == at("compare", case)


def test_what_is_not_stated_goes_on_the_list_of_questions_once(browser, case, two, treatment):
    say(treatment, two[0], "", FindingSource.NOT_STATED)
    for _twice in range(2):
        browser.post(at("row-ask", case, treatment.pk), {"opinion": two[0].pk})

    assert list(Question.objects.values_list("text", "ask")) == [(treatment.ask, "Dr. Anand")]
    assert "On your list of questions" in browser.get(at("compare", case)).content.decode()


@pytest.mark.parametrize("nobody", ["", "0", "x", "9" * 40, "\x00", "²"])
def test_a_question_for_nobody_is_not_found(browser, case, two, treatment, nobody):
    assert browser.post(at("row-ask", case, treatment.pk), {"opinion": nobody}).status_code == 404


def test_what_belongs_to_another_journey_is_not_found(browser, case, two, treatment, elsewhere):
    opinion, row = record(elsewhere, "Dr. Else"), elsewhere.rows.first()

    for name, pk in (
        ("opinion-edit", opinion.pk),
        ("opinion-findings", opinion.pk),
        ("row", row.pk),
        ("row-rate", row.pk),
        ("row", 10**25),
    ):
        assert browser.get(at(name, case, pk)).status_code == 404
    assert browser.post(at("row-ask", case, treatment.pk), {"opinion": opinion.pk}).status_code == 404
    assert browser.post(at("row-ask", case, row.pk), {"opinion": two[0].pk}).status_code == 404
    assert browser.post(at("opinion-remove", case, opinion.pk)).status_code == 404


def test_a_third_opinion_is_explained_before_it_begins(browser, case):
    Case.objects.filter(pk=case.pk).update(stage=Stage.COMPARE)

    assert "Everything is kept" in browser.get(at("third-opinion", case)).content.decode()
    browser.post(at("third-opinion", case), {"answer": "start"})
    assert Case.objects.get(pk=case.pk).stage == Stage.APPOINTMENT


def test_not_now_keeps_the_journey_where_it_is(browser, case):
    Case.objects.filter(pk=case.pk).update(stage=Stage.COMPARE)
    browser.post(at("third-opinion", case), {"answer": "not-now"})

    assert Case.objects.get(pk=case.pk).stage == Stage.COMPARE
    assert case.steps.get(key="consider-third").state == "not_yet"


def test_who_may_only_see_sees_and_changes_nothing(case, two, treatment, luis):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    browser = signed_in(luis)
    page = browser.get(at("compare", case)).content.decode()
    addresses = [
        at("opinion-add", case),
        at("opinion-edit", case, two[0].pk),
        at("opinion-remove", case, two[1].pk),
        at("opinion-findings", case, two[0].pk),
        at("row", case, treatment.pk),
        at("row-rate", case, treatment.pk),
        at("row-ask", case, treatment.pk),
        at("third-opinion", case),
    ]

    assert "Add another opinion" not in page
    assert {browser.post(address).status_code for address in addresses} == {403}
    assert case.opinions.count() == 2


def test_strangers_find_nothing(case, stranger):
    assert signed_in(stranger).get(at("compare", case)).status_code == 404


def test_nineteen_rows_and_four_opinions_take_as_many_queries_as_none(
    browser, case, django_assert_max_num_queries
):
    found = [record(case, f"Dr. {number}") for number in range(4)]
    letter = document(case)
    for row in case.rows.all():
        cells = [
            opinions.Cell(
                row=row, opinion=opinion, seen=reading.stamp(), text="A", source="written", document=letter
            )
            for opinion in found
        ]
        opinions.write(case, cells=cells, by=case.created_by, at=NOON)
        rate(row, Rating.MAJOR)
    row = case.rows.first()
    addresses = [
        at("compare", case),
        at("row", case, row.pk),
        at("row-rate", case, row.pk),
        at("opinion-findings", case, found[0].pk),
        at("opinion-edit", case, found[0].pk),
    ]
    for address in addresses:
        with django_assert_max_num_queries(15):
            assert browser.get(address).status_code == 200
