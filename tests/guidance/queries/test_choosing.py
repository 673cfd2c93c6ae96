"""Which guides fit a moment: the nearest place first, then whom they are made for, each once, at most three."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guidance.choices import Audience
from guidance.queries import choosing
from guidance.queries.choosing import MOST, Reader, choose, everything
from tests.guidance.conftest import guide

ROSA = Reader(
    families={"bones"},
    reasons={"surgery_advised"},
    audiences={Audience.PATIENT, Audience.CAREGIVER},
    language="en",
)
MRI = [("record", "o2"), ("step", "gather-records"), ("stage", "records")]


def titles(places, reader=ROSA):
    return [(chosen.title, chosen.is_fallback) for chosen in choose(places, reader)]


def in_spanish(reader=ROSA):
    return Reader(reader.families, reader.reasons, reader.audiences, "es")


def test_the_record_comes_before_its_step_and_the_step_before_the_stage(library):
    guide("Stage", stages=["records"])
    guide("Step", steps=["gather-records"])
    guide("Record", records=["o2"])
    guide("Elsewhere", records=["c2"], stages=["compare"])

    assert titles(MRI) == [("Record", False), ("Step", False), ("Stage", False)]


def test_among_equals_comes_first_what_is_made_for_this_patient(library):
    guide("A for all", stages=["records"])
    guide("B for bones", stages=["records"], families=["bones"])
    guide("C for hearts", stages=["records"], families=["heart"])
    guide("D for another reason", stages=["records"], reasons=["rare"])

    assert titles([("stage", "records")]) == [("B for bones", False), ("A for all", False)]


def test_a_guide_that_is_about_little_else_comes_before_one_about_everything(library):
    guide("A wide one", stages=["request", "records", "appointment"])
    guide("B narrow one", stages=["records"])

    assert titles([("stage", "records")]) == [("B narrow one", False), ("A wide one", False)]


def test_a_guide_for_a_reason_alone_fills_up_what_is_left(library):
    guide("When surgery is advised", reasons=["surgery_advised"])
    guide("Your rare disease", reasons=["rare"])
    guide("Scans", records=["o2"])

    assert titles(MRI) == [("Scans", False), ("When surgery is advised", False)]


def test_what_is_written_for_advocates_alone_is_not_shown_to_patients(library):
    guide("Caseload", stages=["records"], audiences=[Audience.ADVOCATE])
    staff = Reader(ROSA.families, ROSA.reasons, set(Audience), "en")

    assert titles(MRI) == []
    assert titles(MRI, staff) == [("Caseload", False)]


def test_a_guide_comes_in_the_readers_language_or_openly_in_english(library):
    scans = guide("Scans", records=["o2"])
    guide("Imágenes", language="es", of=scans, records=["o2"])
    guide("Release form", steps=["gather-records"])

    assert titles(MRI, in_spanish()) == [("Imágenes", False), ("Release form", True)]
    assert titles(MRI) == [("Scans", False), ("Release form", False)]


def test_a_translation_that_names_other_places_hides_the_original_there(library):
    scans = guide("Scans", records=["o2"])
    guide("Imágenes", language="es", of=scans, stages=["compare"])

    assert titles([("record", "o2")], in_spanish()) == []


def test_drafts_and_guides_that_were_taken_back_are_not_chosen(library):
    guide("Draft", records=["o2"], is_published=False)
    guide("Gone", records=["o2"]).unpublish()

    assert titles(MRI) == []


@pytest.mark.parametrize("count", [1, 12])
def test_choosing_takes_one_query_however_many_guides_there_are(library, count):
    for number in range(count):
        guide(f"Guide {number:02}", stages=["records"], steps=["gather-records"])

    with CaptureQueriesContext(connection) as captured:
        found = choose(MRI, in_spanish())

    assert (len(captured), len(found)) == (1, min(count, MOST))


def test_everything_is_told_once_in_the_order_of_the_alphabet(library):
    zebra = guide("Zebra", stages=["records"])
    guide("Apple")
    guide("cherry", families=["heart"])
    guide("Banana", language="es", of=zebra)

    assert [chosen.title for chosen in everything(in_spanish())] == ["Apple", "Banana"]


# Any library

KEYS = {
    "records": ["o1", "o2"],
    "rows": ["diagnosis"],
    "steps": ["gather-records", "decide"],
    "stages": ["records", "decide"],
    "families": ["bones", "heart"],
    "reasons": ["surgery_advised", "rare"],
}
ROWS = st.fixed_dictionaries(
    {field: st.lists(st.sampled_from(keys), unique=True) for field, keys in KEYS.items()}
    | {"title": st.sampled_from(["a", "B", "c"])}
)
PLACES = st.permutations([*MRI, ("row", "diagnosis"), ("stage", "decide")]).flatmap(
    lambda places: st.integers(1, len(places)).map(lambda count: places[:count])
)


@given(rows=st.lists(ROWS, max_size=8), places=PLACES)
def test_any_guides_stand_in_one_order_the_nearest_place_first(rows, places):
    rows = [row | {"slug": f"{index}"} for index, row in enumerate(rows)]
    ranked = [(choosing.rank(row, places, ROSA), row) for row in rows]
    kept = sorted((pair for pair in ranked if pair[0]), key=lambda pair: pair[0])

    def nearest(row):
        hits = [n for n, (kind, key) in enumerate(places) if key in row[choosing.PLACES[kind]]]
        return min(hits, default=len(places))

    assert len({standing for standing, _row in kept}) == len(kept)
    for (_one, first), (_other, second) in itertools.pairwise(kept):
        assert nearest(first) <= nearest(second)
    for row in [row for standing, row in ranked if standing is None]:
        assert any(row[field] for field in ("records", "rows", "steps", "stages"))


@given(row=ROWS, audiences=st.sets(st.sampled_from(list(Audience)), min_size=1))
def test_a_guide_is_meant_for_those_whom_it_names_and_for_everybody_when_it_names_nobody(row, audiences):
    row = row | {"audiences": sorted(audiences)}
    fits = choosing.is_meant_for(row, ROSA)
    named_others = [bool(row[field]) and not set(row[field]) & set(own) for field, own in OWN.items()]

    assert fits == (audiences != {Audience.ADVOCATE} and not any(named_others))


OWN = {"families": ROSA.families, "reasons": ROSA.reasons}
