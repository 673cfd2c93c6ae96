"""Rules on screen: in words, checked before they are saved, previewed, restored, and planned anew."""

import pytest
from django.urls import reverse

from accounts.choices import SiteRole
from notifications import subjects
from notifications.models import Reminder, Replanning, Rule
from notifications.planned import RuleFact
from notifications.words import timing
from tests.cases.conftest import person, signed_in
from tests.notifications.conftest import Garden

LIST, ADD = (f"wagtailsnippets_notifications_rule:{verb}" for verb in ("list", "add"))


@pytest.fixture(autouse=True)
def garden(monkeypatch):
    """Seven gardens, and nothing else that messages are about."""
    known = Garden()
    known.people = {number: [] for number in range(1, 8)}
    monkeypatch.setattr(subjects, "_registered", {"garden": known})
    return known


def address(rule, verb="edit", *more):
    return reverse(f"wagtailsnippets_notifications_rule:{verb}", args=[rule.pk, *more])


def typed(rule=None, **values):
    """What the form of this rule sends."""
    sent = {
        "kind": "test_late",
        "offset": 3,
        "unit": "working_days",
        "side": "after",
        "time_of_day": "09:00",
        "repeat_every": 0,
        "repeats": 0,
        "escalate_after": 0,
        "audience": "patient_side",
        "by_mail": "on",
        "is_active": "on",
        "title_en": "{{ holder }} is late",
        "body_en": "Ask for {{ item }}.",
        "title_es": "",
        "body_es": "",
    }
    if rule and rule.latest_revision_id:
        sent["loaded_revision_id"] = rule.latest_revision_id
        sent["loaded_revision_created_at"] = rule.latest_revision.created_at.isoformat()
    return {name: value for name, value in (sent | values).items() if value is not None}


def save(admin, rule, **values):
    answer = admin.post(address(rule), typed(rule, **values))
    rule.refresh_from_db()
    return answer


def errors(answer):
    return {name: " ".join(map(str, said)) for name, said in answer.context["form"].errors.items()}


def words_of(rule):
    rule = Rule.objects.get(pk=rule.pk)
    return {row.language: (row.title, row.body) for row in rule.wordings.all()}


def test_the_list_says_in_words_when_and_whom(admin, rule):
    shown = admin.get(reverse(LIST)).content.decode()

    assert "A late answer" in shown
    assert "3 working days after the holder was asked, at 9:00 a.m., to the patient side" in shown


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "1 day after the holder was asked, at 9:00 a.m., to the patient side"),
        (
            {"side": "before", "offset": 14},
            "14 days before the holder was asked, at 9:00 a.m., to the patient side",
        ),
        (
            {"unit": "hours", "offset": 2, "side": "before"},
            "2 hours before the holder was asked, to the patient side",
        ),
        ({"offset": 0}, "On the holder was asked, at 9:00 a.m., to the patient side"),
        (
            {"repeats": 2, "repeat_every": 7, "escalate_after": 2},
            (
                "1 day after the holder was asked, at 9:00 a.m., to the patient side, "
                "2 times again, every 7 days, to the leads too from time 2 on"
            ),
        ),
        (
            {"repeats": 1, "repeat_every": 1, "escalate_after": 1},
            "1 day after the holder was asked, at 9:00 a.m., to the patient side, once again, every day, to the leads too",
        ),
    ],
)
def test_every_rule_can_be_said_in_words(rule, values, words):
    made = Rule(**{"kind": "test_late", "offset": 1, "audience": "patient_side", **values})
    names = [name for name in RuleFact.__dataclass_fields__ if name not in ("id", "is_urgent")]

    assert timing(RuleFact(id=1, **{name: getattr(made, name) for name in names})) == words


def test_saving_changes_the_rule_its_words_and_nothing_of_its_key(admin, rule):
    answer = save(admin, rule, offset=5, title_es="{{ holder }} tarda", body_es="Pregunte.", kind="test_near")

    assert answer.status_code == 302
    assert (rule.offset, rule.key, rule.kind, rule.position) == (5, "test-late", "test_late", 5)
    assert words_of(rule) == {
        "en": ("{{ holder }} is late", "Ask for {{ item }}."),
        "es": ("{{ holder }} tarda", "Pregunte."),
    }


def test_a_language_that_is_emptied_has_no_words_any_more(admin, rule):
    save(admin, rule, title_es="{{ holder }} tarda", body_es="Pregunte.")
    save(admin, rule)

    assert set(words_of(rule)) == {"en"}


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"repeats": 2}, "repeat_every", "after how many days"),
        ({"repeat_every": 7}, "repeats", "how many times"),
        ({"repeats": 1, "repeat_every": 7, "escalate_after": 3}, "escalate_after", "2 times at most"),
        (
            {"title_en": "{{ doctor }} is late"},
            "title_en",
            "no field “doctor” here. You may use {{ holder }}, {{ item }}, {{ day }}.",
        ),
        ({"body_es": "{{ x }}", "title_es": "Tarde"}, "body_es", "no field “x”"),
        ({"body_en": "Ask {{ holder }."}, "body_en", "One of them is missing"),
        ({"body_en": "Ask holder }} now."}, "body_en", "One of them is missing"),
        ({"title_en": ""}, "title_en", "fill this in"),
        ({"body_en": ""}, "body_en", "fill this in"),
        ({"title_es": "Tarde"}, "body_es", "leave both empty"),
        ({"audience": "lead"}, "audience", ""),
        ({"offset": 366}, "offset", "365"),
        ({"time_of_day": "25:00"}, "time_of_day", ""),
        ({"unit": "moons"}, "unit", ""),
    ],
)
def test_what_could_not_go_out_is_refused_and_nothing_typed_is_lost(admin, rule, values, field, said):
    answer = save(admin, rule, **{"body_en": "Because I say so."} | values)

    assert answer.status_code == 200
    assert said in errors(answer)[field]
    assert rule.latest_revision_id is None
    assert not Replanning.objects.exists()
    if "body_en" not in values:
        assert "Because I say so." in answer.content.decode()


def test_a_new_rule_for_a_kind_gets_a_key_of_its_own_and_stands_beside_its_like(admin, rule):
    for _ in range(2):
        assert admin.post(reverse(ADD), typed(audience="advocate")).status_code == 302

    keys = Rule.objects.filter(kind="test_late").order_by("pk").values_list("key", "position")
    assert list(keys) == [("test-late", 5), ("test_late", 5), ("test_late-2", 5)]


def test_a_new_rule_goes_to_those_whom_its_kind_is_for(admin):
    answer = admin.post(
        reverse(ADD), typed(kind="test_near", audience="advocate", title_en="Soon", body_en="Go.")
    )

    assert errors(answer) == {"audience": "“A near visit” is for the patient side."}


def test_a_preview_shows_times_words_and_the_letter_and_saves_nothing(admin, rule):
    answer = save(
        admin,
        rule,
        preview="1",
        offset=1,
        unit="days",
        escalate_after=1,
        title_es="{{ holder }} tarda",
        body_es="Ya.",
    )
    shown = answer.content.decode()

    assert answer.status_code == 200
    assert "Mercy Hospital is late" in shown
    assert "Mercy Hospital tarda" in shown
    assert "Something waits for an answer." in shown
    assert [time.rpartition(", ")[2] for time in answer.context["preview"].times] == [
        "to the leads",
        "to the patient side",
    ]
    assert (rule.offset, rule.latest_revision_id) == (3, None)
    assert set(words_of(rule)) == {"en"}
    assert not Replanning.objects.exists()
    assert not Reminder.objects.exists()


def test_a_new_rule_can_be_previewed_too(admin):
    answer = admin.post(reverse(ADD), typed(preview="1", by_mail=None))

    assert "Mercy Hospital is late" in answer.content.decode()
    assert answer.context["preview"].mail is None
    assert not Rule.objects.filter(kind="test_late").exists()


def test_a_preview_says_days_as_each_language_says_them(admin, rule):
    words = {
        "title_en": "Late",
        "body_en": "Since {{ day }}.",
        "title_es": "Tarde",
        "body_es": "Desde {{ day }}.",
    }
    shown = save(admin, rule, preview="1", **words).content.decode()

    assert "Since Thursday 3 December." in shown
    assert "Desde jueves 3 de diciembre." in shown


def test_the_letter_of_the_preview_tells_nothing_of_the_words(admin, rule):
    mail = save(admin, rule, preview="1").context["preview"].mail

    assert "Mercy" not in mail.subject + mail.body


def test_what_shipped_can_be_compared_and_restored_with_its_words(admin, rule):
    save(admin, rule, offset=9, title_en="{{ holder }} is very late", title_es="Tarde", body_es="Ya.")
    first = rule.revisions.order_by("pk").first()

    compared = admin.get(address(rule, "revisions_compare", first.pk, "latest")).content.decode()
    restored = admin.get(address(rule, "revisions_revert", first.pk)).context["form"]
    admin.post(
        address(rule, "revisions_revert", first.pk), typed(rule, title_en=restored.initial["title_en"])
    )
    rule.refresh_from_db()

    assert "very" in compared
    assert "Spanish" in compared
    assert rule.offset == 3
    assert words_of(rule) == {"en": ("{{ holder }} is late", "Ask for {{ item }}.")}
    assert rule.revisions.count() == 3


def test_two_administrators_at_once_are_told(admin, rule):
    before = typed(rule, offset=7)
    save(admin, rule, offset=6)

    told = admin.post(address(rule), before)
    rule.refresh_from_db()

    assert "Somebody else saved this" in told.content.decode()
    assert rule.offset == 6


def test_a_rule_is_switched_off_and_never_deleted(admin, rule):
    save(admin, rule, is_active=None)

    assert not rule.is_active
    assert admin.post(address(rule, "delete")).status_code in (302, 403)
    assert Rule.objects.filter(pk=rule.pk).exists()


@pytest.mark.parametrize("role", [SiteRole.EDITOR, SiteRole.REVIEWER, SiteRole.LEAD])
def test_only_administrators_come_to_rules(admin, rule, role):
    other = signed_in(person("Olga Other", role))

    assert other.get(address(rule)).status_code in (302, 403)
    assert other.get(reverse(LIST)).status_code in (302, 403)
    other.post(address(rule), typed(rule, offset=9))
    rule.refresh_from_db()
    assert rule.offset == 3


def test_saving_asks_for_everything_open_to_be_planned_anew_and_the_list_shows_how_far_it_is(admin, rule):
    save(admin, rule, offset=4)

    run = Replanning.objects.get()
    assert (run.total, run.done, run.asked_by.name) == (7, 0, "Ada Admin")
    assert "0 of 7" in admin.get(reverse(LIST)).content.decode()


def test_a_rule_of_a_kind_that_is_gone_is_still_shown_and_can_be_switched_off(admin, rule):
    Rule.objects.filter(pk=rule.pk).update(kind="gone")

    assert "gone (no longer exists)" in admin.get(reverse(LIST)).content.decode()
    assert save(admin, rule, preview="1").status_code == 200
    answer = save(admin, rule, is_active=None)
    assert answer.status_code == 302
    assert not rule.is_active


@pytest.mark.parametrize("escalate_after", [0, 2])
def test_a_rule_says_what_leads_read_where_they_are_told_too(admin, rule, escalate_after):
    Rule.objects.filter(pk=rule.pk).update(repeats=1, repeat_every=7, escalate_after=escalate_after)

    html = admin.get(address(rule)).content.decode()

    assert "Everybody who gets it reads why: “A holder is late.”" in html
    assert ("Leads read: “You lead here, and this is still open.”" in html) == bool(escalate_after)
