"""The library as a reader meets it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from accounts import organisation
from accounts.choices import SiteRole
from accounts.models import Organisation
from guidance import places
from guidance.choices import Audience
from guidance.models import GuideVote, MissedSearch
from tests.cases.conftest import person, signed_in
from tests.guidance.conftest import guide

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def private_library(db):
    Organisation.objects.create(library_is_public=False)
    organisation.memory.forget()
    yield
    organisation.memory.forget()


def page(client, address, **headers):
    return client.get(address, headers=headers).content.decode()


def main(html):
    return html[html.index("<main") : html.index("</main>")]


# The shelves


def test_each_guide_stands_on_its_shelf(client):
    guide("Slides", topic="records")
    html = main(page(client, "/guides/"))

    assert html.index("Gathering your records") < html.index("Slides") < html.index("What Slides says.")


def test_a_shelf_without_guides_is_left_out(client):
    guide("Slides", topic="records")

    assert "Deciding and going on" not in main(page(client, "/guides/"))


def test_an_empty_library_says_so(client):
    assert "No guides yet" in page(client, "/guides/")


def test_one_shelf_shows_its_guides_alone(client):
    guide("Slides", topic="records")
    guide("Paying", topic="request")
    html = main(page(client, "/guides/?topic=records"))

    assert "Slides" in html
    assert "Paying" not in html


def test_one_stage_shows_the_guides_that_serve_it(client, monkeypatch):
    monkeypatch.setattr(places, "choices", lambda _kind: [("records", "Records")])
    guide("Slides", topic="any", stages=["records"])
    guide("Paying", topic="any")
    html = main(page(client, "/guides/?stage=records"))

    assert "Slides" in html
    assert "Paying" not in html


def test_what_the_library_does_not_know_shows_all_of_it(client):
    guide("Slides")
    queries = ("topic=nothing", "stage=nothing", "page=99", "language=xx")

    assert [query for query in queries if "Slides" not in main(page(client, f"/guides/?{query}"))] == []


def test_a_long_shelf_shows_its_beginning_and_the_way_to_the_rest(client):
    for number in range(8):
        guide(f"Slides {number}", topic="records")
    html = main(page(client, "/guides/"))

    assert "Slides 5" in html
    assert "Slides 6" not in html
    assert "All 8 guides: Gathering your records" in html


@pytest.mark.parametrize(
    ("roles", "sees"), [((), False), ((SiteRole.ADVOCATE,), True), ((SiteRole.EDITOR,), True)]
)
def test_the_shelf_for_advocates_is_for_those_who_work_here(roles, sees):
    guide("Caseload rules", topic="advocates", audiences=[Audience.ADVOCATE])
    client = signed_in(person("Pat Person", *roles))

    assert ("Caseload rules" in page(client, "/guides/")) is sees
    assert client.get("/guides/caseload-rules/").status_code == (200 if sees else 404)


def test_a_guide_for_advocates_asks_strangers_to_sign_in(client):
    guide("Caseload rules", audiences=[Audience.ADVOCATE])

    assert "/accounts/login/" in client.get("/guides/caseload-rules/")["Location"]


def test_a_guide_that_the_readers_language_lacks_says_so(client):
    guide("Medicaid")

    assert "Solo en inglés" in main(page(client, "/guides/?language=es"))


def test_library_and_search_ask_the_database_a_bounded_number_of_times(client):
    for number in range(4):
        guide(f"Slides {number}", topic="records")
    for address, most in (("/guides/", 12), ("/guides/?q=slides", 12), ("/guides/slides-1/", 12)):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= most, address


# Searching


def test_a_search_shows_what_it_found_and_what_was_typed(client):
    guide("Slides")
    html = page(client, "/guides/?q=slidess")

    assert "Showing results for “slides”." in html
    assert 'value="slidess"' in html


def test_a_search_without_a_result_is_kind_and_is_counted_without_a_person(client):
    html = page(client, "/guides/?q=Elephant+rosa@example.org")

    assert "Nothing found for" in html
    assert list(MissedSearch.objects.values_list("words", "language", "count")) == [("elephant", "en", 1)]


def test_a_search_with_a_result_is_not_counted(client):
    guide("Slides")
    client.get("/guides/?q=slides")

    assert not MissedSearch.objects.exists()


def test_what_was_typed_is_only_text(client):
    assert "<script>alert" not in page(client, "/guides/?q=<script>alert(1)</script>")


# One guide


def test_a_guide_says_when_it_was_reviewed_and_when_it_is_again(client):
    guide("Slides", last_reviewed_on=date(2026, 11, 23))
    html = main(page(client, "/guides/slides/"))

    assert "Last reviewed 23 November 2026" in html
    assert "again by 23 November 2029" in html


def test_a_long_guide_lists_its_parts_and_each_is_there(client):
    guide("Slides", body=[("heading", {"text": title}) for title in ("One", "Two", "Three")])
    html = main(page(client, "/guides/slides/"))
    anchors = re.findall(r'href="#(part-[^"]+)"', html)

    assert len(anchors) == 3
    assert all(f'id="{anchor}"' in html for anchor in anchors)


def test_a_short_guide_lists_no_parts(client):
    guide("Slides", body=[("heading", {"text": "One"})])

    assert "On this page" not in page(client, "/guides/slides/")


def test_a_draft_is_as_little_there_as_what_was_never_written(client):
    guide("Slides", is_published=False)

    assert [client.get(f"/guides/{slug}/").status_code for slug in ("slides", "nothing")] == [404, 404]


def test_an_old_address_leads_to_the_guide(client):
    moved = guide("Slides")
    Redirect.add_redirect("/guides/old-slides/", redirect_to=moved)
    answer = client.get("/guides/old-slides/?from=mail")

    assert (answer.status_code, answer["Location"]) == (301, "/guides/slides/")


def test_an_old_address_of_a_guide_that_was_taken_back_leads_nowhere(client):
    moved = guide("Slides")
    Redirect.add_redirect("/guides/old-slides/", redirect_to=moved)
    moved.unpublish()

    assert client.get("/guides/old-slides/").status_code == 404


def test_an_old_address_never_leads_off_this_site(client):
    Redirect.add_redirect("/guides/old-slides/", redirect_to="https://example.org/")

    assert client.get("/guides/old-slides/").status_code == 404


def test_guides_of_the_same_shelf_come_next_those_for_the_same_record_first(client):
    guide("Slides", topic="records", records=["g6"])
    for title in ("Apples", "Pears", "Plums"):
        guide(title, topic="records")
    guide("Blocks", topic="records", records=["g6"])
    html = main(page(client, "/guides/slides/"))
    following = re.findall(r'<a href="/guides/([a-z]+)/">', html[html.index("Read next") :])

    assert following == ["blocks", "apples", "pears"]


# Links and words in the text


def test_a_link_to_a_published_guide_leads_there(client):
    target = guide("Blocks")
    guide("Slides", body=[("text", f'<p>See <a linktype="page" id="{target.pk}">blocks</a>.</p>')])

    assert '<a href="/guides/blocks/">blocks</a>' in page(client, "/guides/slides/")


@pytest.mark.parametrize("end", ["unpublish", "delete"])
def test_a_link_to_a_guide_that_is_gone_is_plain_text(client, end):
    target = guide("Blocks")
    guide("Slides", body=[("text", f'<p>See <a linktype="page" id="{target.pk}">blocks</a>.</p>')])
    getattr(target, end)()

    assert "<p>See blocks.</p>" in page(client, "/guides/slides/")


def test_a_link_elsewhere_says_that_it_leaves_and_tells_nothing_of_us(client):
    guide("Slides", body=[("text", '<p><a href="https://example.org/a?b=1&amp;c=2">There</a></p>')])

    assert (
        '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">There'
        '<span class="visually-hidden"> (leaves this site)</span></a>' in page(client, "/guides/slides/")
    )


def test_code_in_a_stored_text_does_not_reach_the_reader(client):
    guide(
        "Slides",
        body=[("text", '<p onclick="x()">Ask<script>alert(1)</script> <a href="javascript:x()">us</a></p>')],
    )

    assert "<p>Ask us</p>" in page(client, "/guides/slides/")


# Languages


@pytest.fixture
def both():
    english = guide("Slides")
    return english, guide("Laminillas", language="es", of=english, slug="laminillas")


ASKED = {
    ("/guides/slides/", "en"): "Slides",
    ("/guides/slides/", "es-MX,es;q=0.9"): "Laminillas",
    ("/guides/laminillas/", "en"): "Slides",
    ("/guides/slides/?language=es", "en"): "Laminillas",
    ("/guides/laminillas/?language=en", "es"): "Slides",
    ("/guides/slides/", "fr"): "Slides",
}


def test_each_reader_gets_their_own_language_at_either_address(client, both):
    def title(address, accepted):
        html = client.get(address, headers={"accept-language": accepted}).content.decode()
        return html[html.index("<h1>") + 4 : html.index("</h1>")]

    assert {asked: title(*asked) for asked in ASKED} == ASKED


def test_a_person_who_signed_in_reads_in_the_language_of_their_profile(both):
    reader = person("Rosa Ortega")
    reader.language = "es"
    reader.save()

    assert "<h1>Laminillas</h1>" in page(signed_in(reader), "/guides/slides/")


def test_the_page_speaks_the_readers_language_and_offers_the_other(client, both):
    html = page(client, "/guides/laminillas/?language=es")

    assert '<html lang="es"' in html
    assert "¿Le fue útil?" in html
    assert re.search(r'href="/guides/slides/\?language=en" lang="en"[^>]*>Read this in English', html)


def test_a_guide_that_is_missing_in_a_language_is_shown_in_english_and_says_so(client):
    guide("Medicaid", body=[("do_dont", {"do": ["Ask"], "dont": ["Wait"]})])
    html = page(client, "/guides/medicaid/?language=es")

    assert "Esta guía todavía no está en español" in html
    assert '<article class="guide" lang="en">' in html
    assert re.search(">Don’t</h[1-6]>", html)


def test_links_keep_the_language_that_was_asked_for(client, both):
    assert 'href="/guides/?language=es"' in main(page(client, "/guides/slides/?language=es"))


# Being found


def test_search_engines_may_show_a_public_guide_but_no_search(client):
    guide("Slides")

    assert "noindex" not in page(client, "/guides/slides/")
    assert "noindex" in page(client, "/guides/?q=slides")


@pytest.mark.usefixtures("private_library")
def test_a_library_that_is_not_public_asks_people_to_sign_in(client):
    guide("Slides")
    addresses = ["/guides/", "/guides/slides/", "/guides/words/", "/guides/?q=slides"]
    rosa = signed_in(person("Rosa Ortega"))

    assert [client.get(address)["Location"][:29] for address in addresses] == [
        "/accounts/login/?next=/guides"
    ] * 4
    assert ["noindex" in page(rosa, address) for address in addresses] == [True] * 4


@pytest.mark.usefixtures("private_library")
def test_strangers_see_no_way_to_a_library_that_is_not_public(client):
    assert 'href="/guides/"' not in page(client, "/privacy/")


def test_everyone_sees_the_way_to_the_guides(client):
    assert 'href="/guides/"' in page(client, "/privacy/")
    assert 'href="/guides/"' in page(signed_in(person("Rosa Ortega")), "/journeys/")


@pytest.mark.parametrize(
    ("roles", "sees"),
    [
        ((), False),
        ((SiteRole.ADVOCATE,), False),
        ((SiteRole.EDITOR,), True),
        ((SiteRole.ADMINISTRATOR,), True),
    ],
)
def test_those_who_keep_the_library_see_the_way_to_its_admin(roles, sees):
    assert ('href="/admin/"' in page(signed_in(person("Pat Person", *roles)), "/privacy/")) is sees


# Was this helpful?


def vote(client, answer="yes", **typed):
    return client.post("/guides/slides/helpful/", {"is_helpful": answer, **typed})


def votes():
    return list(GuideVote.objects.values_list("is_helpful", "words"))


def test_a_reader_without_an_account_says_whether_it_helped(client):
    guide("Slides")

    assert vote(client, words="The call was easy.").status_code == 302
    assert votes() == [(True, "The call was easy.")]


def test_a_second_answer_of_the_same_reader_replaces_the_first(client):
    guide("Slides")
    vote(client, words="Good.")
    vote(client, "no")

    assert votes() == [(False, "")]
    assert "You have answered." in page(client, "/guides/slides/")


def test_answers_of_two_readers_both_count(client, django_user_model):
    guide("Slides")
    vote(client)
    vote(signed_in(person("Rosa Ortega")))

    assert len(votes()) == 2


def test_more_than_one_sentence_comes_back_with_what_was_typed(client):
    guide("Slides")
    answer = vote(client, words="x" * 301)

    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()
    assert votes() == []


def test_neither_yes_nor_no_is_no_answer(client):
    guide("Slides")

    assert vote(client, "perhaps").status_code == 422
    assert votes() == []


def test_a_robot_is_not_counted_and_leaves_no_session(client):
    guide("Slides")

    assert vote(client, website="https://example.org").status_code == 302
    assert votes() == []
    assert "session" not in client.cookies


def test_nobody_answers_for_a_draft(client):
    guide("Slides", is_published=False)

    assert vote(client).status_code == 404


# The glossary


def test_every_word_of_the_readers_language_is_on_one_page(client):
    html = page(client, "/guides/words/")

    assert "Hard words, explained" in html


def test_no_guide_takes_the_address_of_the_words():
    with pytest.raises(Exception, match="Another page has this address"):
        guide("Words")
