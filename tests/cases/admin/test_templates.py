"""Templates on screen: closed lists, keys and versions, a history to restore from, and nothing ever deleted."""

import json

import pytest
from django.urls import reverse

from accounts.choices import SiteRole
from cases import starter_content as shipped
from cases.actions import journey, starter
from cases.models import QuestionTemplate, RecordTemplate, RowTemplate, StepTemplate
from tests.cases.conftest import ANSWERS, NOON, person, signed_in

MODELS = (StepTemplate, RecordTemplate, QuestionTemplate, RowTemplate)


@pytest.fixture
def xrays(starter_content):
    return RecordTemplate.objects.get(key="o1")


def address(row, verb="edit", *more):
    return reverse(row.snippet_viewset.get_url_name(verb), args=[row.pk, *more])


def typed(row, **values):
    """What the form of this record sends."""
    names = ("name", "why", "ask_for", "tip", "family", "position", "need", "only_if", "replaces", "holders")
    names = (*names, "formats", "fastest", "slowest", "clock")
    standing = {name: getattr(row, name) for name in names} | {"loinc": ", ".join(row.loinc)}
    if row.is_active:
        standing["is_active"] = "on"
    if row.latest_revision_id:
        standing["loaded_revision_id"] = row.latest_revision_id
        standing["loaded_revision_created_at"] = row.latest_revision.created_at.isoformat()
    return {name: value for name, value in (standing | values).items() if value is not None}


def save(admin, row, **values):
    answer = admin.post(address(row), typed(row, **values))
    row.refresh_from_db()
    return answer


@pytest.mark.parametrize("model", MODELS)
def test_each_kind_has_a_list_and_an_edit_page_that_says_what_saving_does(admin, rosa, model):
    journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)
    row = model.objects.exclude(key__in=("h1", "c1")).first()

    listed = admin.get(reverse(model.snippet_viewset.get_url_name("list")), {"q": str(row)[:20]})
    edited = admin.get(address(row)).content.decode()

    assert str(row) in listed.content.decode()
    assert "live journey" in edited


def test_the_edit_page_counts_the_journeys_that_keep_their_copy(admin, rosa, xrays):
    for _ in range(2):
        journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)

    assert "2 live journeys keep what they copied." in admin.get(address(xrays)).content.decode()


def test_changed_words_raise_the_version_and_a_new_order_does_not(admin, xrays):
    save(admin, xrays, name="All X-rays")
    assert (xrays.name, xrays.version) == ("All X-rays", 2)

    save(admin, xrays, position=3, need="helpful")
    assert (xrays.position, xrays.version) == (3, 2)


def test_saving_what_stands_changes_no_order_and_no_version(admin, xrays):
    RecordTemplate.objects.filter(pk=xrays.pk).update(holders=["RAD", "HIM"], formats=["DICOM", "PDF"])
    xrays.refresh_from_db()

    save(admin, xrays, holders=["HIM", "RAD", "LAB"], formats=["PDF", "DICOM"], position=7)

    assert (xrays.holders, xrays.formats) == (["RAD", "HIM", "LAB"], ["DICOM", "PDF"])
    assert (xrays.position, xrays.version) == (7, 1)


def test_what_shipped_can_be_restored_after_the_first_edit(admin, xrays):
    original = xrays.name
    save(admin, xrays, name="All X-rays")
    first = xrays.revisions.order_by("pk").first()

    compared = admin.get(address(xrays, "revisions_compare", first.pk, "latest"))
    restored = admin.post(address(xrays, "revisions_revert", first.pk), typed(first.as_object()))

    xrays.refresh_from_db()
    assert compared.status_code == 200
    assert restored.status_code == 302
    assert (xrays.name, xrays.key, xrays.version) == (original, "o1", 3)
    assert (
        "All X-rays" in admin.get(address(xrays, "history")).content.decode() or xrays.revisions.count() == 3
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("family", "nowhere"),
        ("holders", ["RAD", "ATTIC"]),
        ("formats", ["VHS"]),
        ("need", "perhaps"),
        ("clock", "hourglass"),
        ("fastest", "T9"),
        ("replaces", ["g99"]),
        ("replaces", ["o1"]),
        ("loinc", "18748-4, x-ray"),
    ],
)
def test_a_value_that_does_not_exist_is_refused_and_nothing_typed_is_lost(admin, xrays, field, value):
    before = getattr(xrays, field)

    answer = save(admin, xrays, why="Because I say so.", **{field: value})

    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    assert "Because I say so." in answer.content.decode()
    assert getattr(xrays, field) == before
    assert xrays.latest_revision_id is None


def test_a_time_that_ends_before_it_begins_is_refused(admin, xrays):
    answer = save(admin, xrays, fastest="T3", slowest="T0")

    assert answer.context["form"].errors["slowest"]


def test_a_key_that_is_gone_stays_in_view_until_it_is_unticked(admin, xrays):
    RecordTemplate.objects.filter(pk=xrays.pk).update(replaces=["g6", "g99"])
    xrays.refresh_from_db()

    refused = save(admin, xrays)
    assert "“g99” no longer exists" in refused.content.decode()

    save(admin, xrays, replaces=["g6"])
    assert xrays.replaces == ["g6"]


def test_a_new_record_gets_a_key_from_its_name_that_never_changes(admin, xrays):
    for _ in range(2):
        admin.post(
            reverse(RecordTemplate.snippet_viewset.get_url_name("add")),
            typed(xrays, name="Bone scans & more!"),
        )
    one, two = RecordTemplate.objects.filter(name="Bone scans & more!").order_by("pk")

    save(admin, one, name="Other", key="o1")

    assert (one.key, two.key) == ("bone-scans-more", "bone-scans-more-2")


def test_two_editors_at_once_are_told_and_the_second_save_is_meant(admin, xrays):
    opened_before = typed(xrays, name="Second editor")
    save(admin, xrays, name="First editor")

    told = admin.post(address(xrays), opened_before)
    xrays.refresh_from_db()
    assert "Somebody else saved this" in told.content.decode()
    assert "Second editor" in told.content.decode()
    assert xrays.name == "First editor"

    save(admin, xrays, name="Second editor")
    assert xrays.name == "Second editor"


def test_a_retired_template_is_copied_by_no_new_journey(admin, xrays, rosa):
    save(admin, xrays, is_active=None)

    case = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)

    assert not case.items.filter(key="o1").exists()


def test_nobody_deletes_a_template(admin, xrays):
    assert admin.post(address(xrays, "delete")).status_code in (302, 403)
    assert RecordTemplate.objects.filter(pk=xrays.pk).exists()


@pytest.mark.parametrize("role", [SiteRole.EDITOR, SiteRole.REVIEWER, SiteRole.LEAD])
def test_only_administrators_come_to_templates(admin, xrays, role):
    other = signed_in(person("Olga Other", role))

    assert other.get(address(xrays)).status_code in (302, 403)
    other.post(address(xrays), typed(xrays, name="Mine"))
    xrays.refresh_from_db()
    assert xrays.name != "Mine"


def test_loading_again_renews_what_nobody_edited_and_leaves_the_rest(admin, xrays, monkeypatch):
    save(admin, xrays, name="Ours")
    monkeypatch.setattr(shipped, "families", lambda: renamed(shipped.read))

    added = starter.load()

    assert not any(added.values())
    assert RecordTemplate.objects.get(key="o1").name == "Ours"
    renewed = RecordTemplate.objects.get(key="o2")
    assert (renewed.name, renewed.version) == ("New o2", 2)


def renamed(read):
    """The families as a later version might ship them."""
    families = json.loads(json.dumps([read(f"records/{key}") for key in shipped.FAMILIES]))
    for family in families:
        for item in family["items"]:
            item["name"] = f"New {item['key']}"
    return families
