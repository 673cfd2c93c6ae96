"""Every block of a guide, as it is printed."""

import json
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Locale

from guidance.models import GlossaryTerm, GuidePicture
from tests.guidance.conftest import guide, lines

pytestmark = pytest.mark.usefixtures("library")


def items(*values):
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


@pytest.fixture
def picture(settings, tmp_path):
    Image.new("RGB", (40, 30), "teal").save(tmp_path / "disc.png")
    file = SimpleUploadedFile("disc.png", (tmp_path / "disc.png").read_bytes())
    return GuidePicture.objects.create(title="A disc", file=file, description="A disc in its case")


@pytest.fixture
def biopsy():
    return GlossaryTerm.objects.create(
        locale=Locale.objects.get(language_code="en"),
        key="biopsy",
        term="biopsy",
        also=["biopsies"],
        means="A small piece is taken.",
    )


def printed(client, *body, **context):
    guide("Slides", body=body, sources=json.dumps([{"type": "source", "value": {"name": "A study"}}]))
    html = client.get("/guides/slides/").content.decode()
    return " ".join(html[html.index("<article") : html.index("</article>")].split())


def test_steps_are_a_numbered_list(client):
    html = printed(
        client, ("steps", {"title": "How", "items": items({"title": "Call", "text": "Ask for Ann."})})
    )

    assert '<ol class="way guide-way" aria-labelledby="title-' in html
    assert "<li><strong>Call</strong><br>Ask for Ann.</li>" in html


def test_do_and_dont_say_which_is_which(client):
    html = printed(client, ("do_dont", {"do": items("Ask"), "dont": items("Wait")}))

    assert (
        html.index(">Do<") < html.index("<li>Ask</li>") < html.index(">Don’t<") < html.index("<li>Wait</li>")
    )


def test_titles_of_blocks_are_headings_one_level_below_what_stands_above_them(client):
    ask, wait = (("do_dont", {"do": items(word), "dont": items("Wait")}) for word in ("Ask", "Call"))
    text = "<p>Then:</p><h3>On paper</h3><p>Sign.</p>"
    html = printed(client, ask, ("text", text), ("heading", {"text": "Part"}), wait, ("text", text))

    headings = re.findall(r"<(h[1-6])[^>]*>([^<]+)<", html)
    assert headings == [
        ("h1", "Slides"),
        ("h2", "Do"),
        ("h2", "Don’t"),
        ("h2", "On paper"),
        ("h2", "Part"),
        ("h3", "Do"),
        ("h3", "Don’t"),
        ("h3", "On paper"),
    ]


def test_a_list_is_named_by_its_title(client):
    body = [(kind, {"title": "", "items": items("One")}) for kind in ("checklist", "questions")]
    html = printed(client, *body, ("script", {"title": "Call", "say": items("Hello"), "replies": []}))

    titles = dict(re.findall(r'<h2 class="block-title" id="(title-[^"]+)">([^<]+)<', html))
    assert list(titles.values()) == ["Checklist", "Questions to ask", "Call"]
    assert re.findall(r'aria-labelledby="(title-[^"]+)"', html) == list(titles)


def test_a_callout_says_its_kind_in_words(client):
    tones = {"note": "Good to know", "tip": "Tip", "warning": "Take care"}
    callouts = [("callout", {"tone": tone, "title": f"A {tone}", "html": "<p>Here.</p>"}) for tone in tones]
    html = printed(client, *callouts)

    assert all(html.index(words) < html.index(f"A {tone}") for tone, words in tones.items())


def test_the_emergency_card_leads_to_the_telephone(client):
    html = printed(
        client, ("emergency", {"title": "Call 911 now", "signs": items("Pain"), "action": "Call."})
    )

    assert "<li>Pain</li>" in html
    assert 'href="tel:911"' in html


def test_lists_to_copy_have_no_button_outside_a_journey(client):
    html = printed(client, ("questions", lines("Ask", "Why?")), ("checklist", lines("Do", "Call.")))

    assert html.index("Why?") < html.index("Call.")
    assert "<form" not in html


def test_a_script_reads_like_a_talk(client):
    html = printed(
        client,
        (
            "script",
            {"title": "Call", "say": items("“Hello.”"), "replies": items({"they": "“No.”", "you": "“Why?”"})},
        ),
    )

    assert html.index("“Hello.”") < html.index("If they say") < html.index("“No.”") < html.index("“Why?”")


def test_a_figure_never_stands_without_its_caveat_and_study(client):
    html = printed(
        client,
        (
            "figure",
            {"value": "1 in 5", "means": "scans", "caveat": "Few hospitals.", "source": "A study, 2018"},
        ),
    )

    assert all(words in html for words in ("1 in 5", "Few hospitals.", "A study, 2018"))


def test_a_table_has_a_caption_and_heads_for_rows_and_columns(client):
    table = {
        "caption": "Who has what",
        "columns": [{"type": "text", "heading": "Record"}, {"type": "text", "heading": "Who"}],
        "rows": [{"values": ["Slides", "The lab"]}],
    }
    html = printed(client, ("table", table))

    assert ">Who has what</span></caption>" in html
    assert '<th scope="col">Record</th>' in html
    assert '<th scope="row">Slides</th><td>The lab</td>' in html
    assert 'role="region" tabindex="0"' in html


def test_a_rule_says_its_name_and_when_it_was_checked(client):
    rule = {
        "says": "30 days.",
        "name": "45 CFR 164.524",
        "url": "https://example.org/",
        "as_of": "2026-11-23",
    }
    html = printed(client, ("rule", rule))

    assert all(words in html for words in ("30 days.", "45 CFR 164.524", "Checked on 23 November 2026"))


def test_a_video_is_a_link_and_loads_nothing(client):
    html = printed(client, ("video", {"title": "A talk", "url": "https://example.org/v", "says": "Ask."}))

    assert '<a href="https://example.org/v" rel="noopener noreferrer">A talk</a>' in html
    assert "<iframe" not in html
    assert "leaves this site" in html


# Wagtail leaves the file in which it made the smaller picture for the collector to close.
@pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile")
def test_a_picture_has_words_that_stand_for_it_unless_it_only_decorates(client, picture):
    spoken = {"image": picture.pk, "decorative": False, "alt_text": "My disc"}
    silent = {"image": picture.pk, "decorative": True, "alt_text": ""}
    html = printed(
        client, ("picture", {"image": spoken, "caption": "On the desk"}), ("picture", {"image": silent})
    )

    assert html.index('alt="My disc"') < html.index("On the desk") < html.index('alt=""')
    assert html.count('src="/pictures/') == 2


def test_a_word_with_a_block_of_its_own_is_explained_there_alone(client, biopsy):
    html = printed(client, ("term", {"term": biopsy.pk}), ("text", "<p>A biopsy.</p>"))

    assert html.count("A small piece is taken.") == 1
    assert "<p>A biopsy.</p>" in html


def test_a_word_is_explained_once_and_neither_in_links_nor_in_headings(client, biopsy):
    html = printed(
        client,
        ("heading", {"text": "The biopsy"}),
        ("text", '<p><a href="https://example.org/">a biopsy</a></p><p>Two biopsies, then a biopsy.</p>'),
    )

    assert html.count('aria-describedby="word-biopsy"') == 1
    assert (
        'Two <span class="term"><button type="button" class="term-word" aria-describedby="word-biopsy">biopsies</button>'
        in html
    )


def test_a_word_that_was_deleted_leaves_nothing(client, biopsy):
    guide("Slides", body=[("term", {"term": biopsy.pk}), ("text", "<p>Here.</p>")])
    biopsy.delete()

    assert "<p>Here.</p>" in client.get("/guides/slides/").content.decode()


def test_a_draft_is_previewed_as_readers_would_see_it(rf, settings):
    draft = guide("Slides", body=[("text", "<p>Ask twice.</p>")], is_published=False)
    answer = draft.make_preview_request()

    assert answer.status_code == 200
    assert "<h1>Slides</h1>" in answer.content.decode()
    assert "<p>Ask twice.</p>" in answer.content.decode()
