"""The library over the API."""

import uuid

import pytest

from guidance.choices import Audience
from guidance.models import GlossaryTerm, Guide, MissedSearch
from tests.api.conftest import kind, pointers
from tests.guidance.conftest import guide, library, lines, stream

__all__ = ["library"]
pytestmark = pytest.mark.usefixtures("library")


PROSE = """<p>Ask for <b>the pictures</b> &amp; more.</p><ul><li>By phone</li><li>By mail</li></ul>
<p>See <a linktype="page" id="%d">this</a> or <a href="https://a.example/">that</a>.</p>"""


def titles(asks, query=""):
    return [row["title"] for row in asks.rows(f"guides/{query}")]


def test_the_list_says_what_each_guide_is_and_in_which_language(program, rosa):
    made = guide("Scan pictures", stages=["records"], topic="records")
    guide("Imágenes", language="es", of=made, topic="records")

    [told] = program(rosa).rows("guides/")

    assert told == {
        "id": str(made.translation_key),
        "slug": "scan-pictures",
        "title": "Scan pictures",
        "summary": "What Scan pictures says.",
        "language": "en",
        "is_fallback": False,
        "minutes": 1,
        "topic": "records",
        "topic_title": told["topic_title"],
        "stages": ["records"],
        "audiences": ["patient", "caregiver"],
    }
    assert told["topic_title"]


def test_the_language_is_the_one_asked_for_then_the_headers_then_the_persons_own(program, rosa):
    made = guide("Scan pictures")
    guide("Imágenes", language="es", of=made)
    rosa.language = "es"
    rosa.save()
    asks = program(rosa)

    def title(path, **headers):
        return asks.read(path, **headers).json()["title"]

    address = "guides/scan-pictures/"
    assert title(address) == "Imágenes"
    assert title(address, Accept_Language="en") == "Scan pictures"
    assert title(f"{address}?language=es", Accept_Language="en") == "Imágenes"
    assert titles(asks) == ["Imágenes"]


def test_a_guide_that_the_language_lacks_comes_in_another_and_says_so(program, rosa):
    guide("Scan pictures")
    asks = program(rosa)

    [told] = asks.rows("guides/?language=es")

    assert (told["title"], told["language"], told["is_fallback"]) == ("Scan pictures", "en", True)
    assert asks.read("guides/scan-pictures/?language=es").json()["language"] == "en"


def test_drafts_are_not_there(program, rosa):
    guide("A draft", is_published=False)

    assert titles(program(rosa)) == []
    assert program(rosa).read("guides/a-draft/").status_code == 404


def test_what_speaks_to_advocates_alone_is_for_those_who_work_here(program, rosa, maya):
    guide("For advocates", audiences=[Audience.ADVOCATE])

    assert titles(program(maya)) == ["For advocates"]
    assert program(maya).read("guides/for-advocates/").status_code == 200
    for asks in (program(rosa), program(maya, reach="own")):
        assert titles(asks) == []
        assert asks.read("guides/for-advocates/").status_code == 404
        assert titles(asks, "?q=advocates") == []


def test_a_search_finds_what_is_about_the_words(program, rosa):
    guide("Scan pictures")
    guide("Paying for it")
    asks = program(rosa)

    answer = asks.read("guides/?q=scan+pictures").json()
    mistyped = asks.read("guides/?q=pictrues").json()

    assert [row["title"] for row in answer["results"]] == ["Scan pictures"]
    assert (answer["corrected"], answer["is_partial"]) == ("", False)
    assert [row["title"] for row in mistyped["results"]] == ["Scan pictures"]
    assert mistyped["corrected"] == "picture"


def test_what_nobody_finds_is_counted_for_the_editors(program, rosa):
    guide("Scan pictures")

    assert titles(program(rosa), "?q=unicorn") == []
    assert MissedSearch.objects.filter(words="unicorn").exists()


def test_shelves_and_stages_narrow_the_list(program, rosa):
    guide("Scan pictures", topic="records", stages=["records"])
    guide("Paying for it", topic="request", stages=["request"])
    asks = program(rosa)

    assert titles(asks, "?topic=records") == ["Scan pictures"]
    assert titles(asks, "?stage=request") == ["Paying for it"]
    assert titles(asks, "?topic=records&stage=request") == []


def test_pages_follow_each_other_without_losing_a_guide(program, rosa):
    names = [f"Guide {number}" for number in range(5)]
    for name in names:
        guide(name)
    asks = program(rosa)

    assert titles(asks, "?limit=2") == titles(asks) == names


@pytest.mark.parametrize(
    "query", ["topic=none", "stage=none", "language=tlh", "cursor=none", "limit=0", "q=%00", "colour=red"]
)
def test_what_nobody_can_ask_for_is_refused_by_name(program, rosa, query):
    guide("Scan pictures")

    answer = program(rosa).read(f"guides/?{query}")

    assert (answer.status_code, kind(answer)) == (422, "invalid")
    assert pointers(answer) == [f"/{query.partition('=')[0]}"]


# One guide


def test_a_guide_is_told_as_blocks_of_plain_words(program, rosa):
    other = guide("Other guide")
    made = guide(
        "Scan pictures",
        body=[
            (
                "text",
                PROSE % other.pk,
            ),
            ("heading", {"text": "How"}),
            ("steps", {"title": "Do this", "items": [{"title": "Call", "text": "In the morning."}]}),
            ("do_dont", {"do": ["Ask"], "dont": ["Wait"]}),
            ("callout", {"tone": "warning", "title": "Careful", "html": "<p>Discs break.</p>"}),
            ("emergency", {"title": "Call 911 now", "signs": ["No breath"], "action": "Call."}),
            ("questions", lines("To ask", "Did you look?")),
            ("checklist", lines("To do", "Call the film library")),
            ("script", {"title": "", "say": ["Hello"], "replies": [{"they": "No", "you": "Please"}]}),
            ("figure", {"value": "1 in 5", "means": "changed", "caveat": "Small.", "source": "A study"}),
            (
                "table",
                {
                    "columns": [{"type": "text", "heading": "What"}],
                    "rows": [{"values": ["A disc"]}],
                    "caption": "Things",
                },
            ),
            (
                "rule",
                {"says": "30 days.", "name": "HIPAA", "url": "https://b.example/", "as_of": "2026-01-02"},
            ),
            ("video", {"title": "A film", "url": "https://c.example/", "says": "Ask early."}),
        ],
        sources=stream([("source", {"name": "A study", "url": "", "says": "So."})]),
    )

    answer = program(rosa).read(f"guides/{made.slug}/")

    assert answer.status_code == 200
    told = answer.json()
    by_kind = {block["kind"]: block for block in told["blocks"]}
    assert [block["kind"] for block in told["blocks"]] == [block.block_type for block in made.body]
    assert [block["id"] for block in told["blocks"]] == [block.id for block in made.body]
    assert (
        by_kind["text"]["text"]
        == "Ask for the pictures & more.\n\n- By phone\n- By mail\n\nSee this or that."
    )
    assert by_kind["text"]["links"] == [
        {"text": "this", "url": "", "guide": "other-guide"},
        {"text": "that", "url": "https://a.example/", "guide": ""},
    ]
    assert by_kind["heading"]["title"] == "How"
    assert by_kind["steps"]["items"] == [{"role": "step", "title": "Call", "text": "In the morning."}]
    assert [(one["role"], one["text"]) for one in by_kind["do_dont"]["items"]] == [
        ("do", "Ask"),
        ("dont", "Wait"),
    ]
    assert (by_kind["callout"]["tone"], by_kind["callout"]["text"]) == ("warning", "Discs break.")
    assert (by_kind["emergency"]["text"], by_kind["emergency"]["items"][0]["text"]) == ("Call.", "No breath")
    assert by_kind["questions"]["items"][0] == {"role": "question", "title": "", "text": "Did you look?"}
    assert [one["role"] for one in by_kind["script"]["items"]] == ["you", "they", "you"]
    assert by_kind["figure"]["title"] == "1 in 5"
    assert (by_kind["table"]["columns"], by_kind["table"]["rows"]) == (["What"], [["A disc"]])
    assert by_kind["rule"]["checked_on"] == "2026-01-02"
    assert by_kind["video"]["links"][0]["url"] == "https://c.example/"
    assert told["sources"] == [{"name": "A study", "url": "", "says": "So."}]
    assert "<" not in answer.content.decode()


def test_a_word_is_explained_and_a_change_of_it_is_another_version(program, rosa):
    word = GlossaryTerm.objects.create(
        key="biopsy", term="Biopsy", means="A small piece.", locale=Guide.get_first_root_node().locale
    )
    guide("A word", body=[("term", {"term": word.pk})])
    asks = program(rosa)
    first = asks.read("guides/a-word/")
    assert first.json()["blocks"][0]["text"] == "A small piece."

    word.means = "A little piece."
    word.save()

    again = asks.read("guides/a-word/")
    assert again.json()["blocks"][0]["text"] == "A little piece."
    assert again["ETag"] != first["ETag"]
    assert again.json()["revision"] == first.json()["revision"]


def test_a_new_text_is_another_version_and_revision(program, rosa):
    made = guide("Scan pictures")
    asks = program(rosa)
    first = asks.read("guides/scan-pictures/")
    assert asks.read("guides/scan-pictures/", If_None_Match=first["ETag"]).status_code == 304

    made.summary = "Other words."
    made.save_revision().publish()

    again = asks.read("guides/scan-pictures/")
    assert again["ETag"] != first["ETag"]
    assert again.json()["revision"] != first.json()["revision"]


def test_a_guide_that_does_not_exist_is_not_found(program, rosa):
    assert program(rosa).read("guides/nothing/").status_code == 404
    assert program(rosa).read(f"guides/{uuid.uuid4()}/").status_code == 404
    assert program(rosa).read("guides/nothing/?language=tlh").status_code == 422


def test_the_list_takes_the_same_queries_whatever_its_length(program, rosa, django_assert_num_queries):
    for number in range(3):
        guide(f"Guide {number}")
    asks = program(rosa)
    asks.rows("guides/")

    for limit in (1, 3):
        with django_assert_num_queries(3):
            asks.read(f"guides/?limit={limit}")
