"""The rules that ship: what they may say, and how they are loaded."""

from datetime import time

import pytest

from notifications import kinds, wording
from notifications.actions import rules
from notifications.choices import Side, Unit
from notifications.models import Rule, Wording
from notifications.starter_rules import LANGUAGES, shipped

BY_KEY = {rule.key: rule for rule in shipped()}
TITLE, BODY = 120, 1000
each_rule = pytest.mark.parametrize("rule", shipped(), ids=lambda rule: rule.key)


@each_rule
def test_a_rule_is_of_a_kind_that_exists_and_for_somebody_whom_the_kind_knows(rule):
    kind = kinds.get(rule.columns["kind"])

    assert kind.is_planned
    assert rule.columns["audience"] in kind.audiences


@each_rule
def test_its_words_name_only_what_the_kind_knows_and_fit(rule):
    fields = kinds.get(rule.columns["kind"]).fields

    for words in rule.words.values():
        for text, longest in ((words.title, TITLE), (words.body, BODY)):
            assert text
            assert len(text) <= longest
            assert wording.unknown_fields(text, fields) == []
            assert not wording.has_loose_braces(text)


@each_rule
def test_it_speaks_english_and_spanish_and_says_the_same_facts(rule):
    assert set(rule.words) == set(LANGUAGES)
    english, spanish = (set(wording.FIELD.findall(rule.words[lang].title)) for lang in LANGUAGES)
    assert english == spanish


@each_rule
def test_it_makes_a_row_that_the_database_takes(rule):
    Rule(key=rule.key, **rule.columns).full_clean(validate_unique=False, validate_constraints=False)
    assert not rule.columns["repeats"] or rule.columns["repeat_every"]


def test_every_planned_kind_has_a_rule_and_every_key_is_its_own():
    assert {rule.columns["kind"] for rule in shipped()} == {kind.key for kind in kinds.planned()}
    assert len(BY_KEY) == len(shipped())


@pytest.mark.parametrize(
    ("key", "offset", "unit", "side"),
    [
        ("request-idle-patient", 7, Unit.DAYS, Side.AFTER),
        ("insurer-call-patient", 5, Unit.DAYS, Side.AFTER),
        ("chase-documents-patient", 7, Unit.DAYS, Side.AFTER),
        ("chase-images-patient", 3, Unit.WORKING_DAYS, Side.AFTER),
        ("chase-slides-patient", 5, Unit.WORKING_DAYS, Side.AFTER),
        ("limit-near-patient", 5, Unit.DAYS, Side.BEFORE),
        ("limit-past-patient", 1, Unit.DAYS, Side.AFTER),
        ("limit-complaint-patient", 31, Unit.DAYS, Side.AFTER),
        ("unbooked-patient", 7, Unit.DAYS, Side.AFTER),
        ("visit-14-days", 14, Unit.DAYS, Side.BEFORE),
        ("visit-7-days", 7, Unit.DAYS, Side.BEFORE),
        ("visit-2-days", 2, Unit.DAYS, Side.BEFORE),
        ("visit-1-day", 1, Unit.DAYS, Side.BEFORE),
        ("visit-2-hours", 2, Unit.HOURS, Side.BEFORE),
        ("report-missing-advocate", 10, Unit.WORKING_DAYS, Side.AFTER),
        ("comparison-idle-patient", 7, Unit.DAYS, Side.AFTER),
        ("decide-by-patient", 7, Unit.DAYS, Side.BEFORE),
        ("decide-by-near-patient", 1, Unit.DAYS, Side.BEFORE),
        ("safe-date-near-patient", 1, Unit.DAYS, Side.BEFORE),
        ("decision-not-told-patient", 3, Unit.DAYS, Side.AFTER),
        ("slides-back-advocate", 30, Unit.DAYS, Side.AFTER),
        ("message-unanswered", 1, Unit.WORKING_DAYS, Side.AFTER),
        ("untouched", 14, Unit.DAYS, Side.AFTER),
        ("unassigned", 1, Unit.WORKING_DAYS, Side.AFTER),
    ],
)
def test_the_thresholds_are_those_of_the_field(key, offset, unit, side):
    columns = BY_KEY[key].columns

    assert (columns["offset"], columns["unit"], columns["side"]) == (offset, unit, side)


def test_the_leads_hear_of_a_message_the_second_time_it_waits():
    assert BY_KEY["message-unanswered"].columns["escalate_after"] == 2


def test_what_shall_not_be_missed_can_not_be_switched_off_and_says_why():
    kept = {"decide_by", "decide_by_near", "safe_date", "safe_date_near"}
    assert {kind.key for kind in kinds.planned() if kind.kept_because} == kept


@pytest.mark.parametrize("kind", kinds.planned(), ids=lambda kind: kind.key)
def test_a_kind_explains_itself_and_its_letter_names_nothing(kind):
    assert kind.reason
    assert kind.ends_when
    assert kind.counts_from
    for name in kind.fields.values():
        assert str(name) not in str(kind.mail_line)


# Loading


@pytest.mark.django_db
def test_loading_adds_every_rule_with_its_words_and_a_second_time_nothing():
    assert rules.load() == len(shipped())
    rows = list(Rule.objects.values())
    words = list(Wording.objects.order_by("pk").values())
    assert len(words) == len(LANGUAGES) * len(shipped())

    assert rules.load() == 0
    assert list(Rule.objects.values()) == rows
    assert list(Wording.objects.order_by("pk").values()) == words


@pytest.mark.django_db
def test_rules_stand_in_the_order_of_the_file():
    rules.load()

    assert list(Rule.objects.values_list("key", flat=True)) == [rule.key for rule in shipped()]


@pytest.mark.django_db
def test_a_rule_that_somebody_edited_is_never_written_over():
    rules.load()
    Wording.objects.filter(rule__key="untouched", language="en").delete()
    edited = Rule.objects.get(key="untouched")
    edited.offset, edited.time_of_day = 30, time(7)
    edited.save()
    edited.save_revision()

    assert rules.load() == 0

    edited.refresh_from_db()
    assert (edited.offset, edited.time_of_day) == (30, time(7))
    assert not Wording.objects.filter(rule=edited, language="en").exists()


@pytest.mark.django_db
def test_a_rule_that_nobody_edited_follows_what_ships_and_stays_off_where_it_is_off():
    rules.load()
    Rule.objects.filter(key="untouched").update(offset=99, is_active=False)
    Wording.objects.filter(rule__key="unassigned", language="es").delete()

    assert rules.load() == 2

    assert Rule.objects.get(key="untouched").offset == BY_KEY["untouched"].columns["offset"]
    assert not Rule.objects.get(key="untouched").is_active
    assert Wording.objects.filter(rule__key="unassigned").count() == len(LANGUAGES)


@pytest.mark.django_db
def test_a_rule_of_the_organizations_own_is_left_alone():
    own = Rule.objects.create(key="untouched-2", kind="untouched", offset=40, audience="advocate")

    rules.load()

    own.refresh_from_db()
    assert own.offset == 40
