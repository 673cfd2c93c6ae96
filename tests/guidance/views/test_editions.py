"""What a process remembers of the library is true on the next request, and the same for nobody else."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import SiteRole
from guidance.choices import Audience
from guidance.models import Edition, GlossaryTerm, Topic
from guidance.queries import editions
from tests.cases.conftest import person, signed_in
from tests.guidance.conftest import guide

pytestmark = pytest.mark.usefixtures("library")

MOST_QUERIES = 12


def shown(client, address="/guides/"):
    return client.get(address).content.decode()


@pytest.fixture
def browsers(client):
    """A visitor, a patient and an advocate."""
    return [client, signed_in(person("Rosa Ortega")), signed_in(person("Maya Chen", SiteRole.ADVOCATE))]


@pytest.mark.parametrize(
    "address", ["/guides/", "/guides/?q=slides", "/guides/?q=slidez", "/guides/?q=elephant"]
)
def test_the_library_and_its_search_take_at_most_twelve_queries_for_anybody(browsers, address):
    for number in range(20):
        guide(f"Slides {number}", topic="records")
    for browser in browsers:
        for _time in ("cold", "warm"):
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(address).status_code == 200
            assert len(asked) <= MOST_QUERIES


def test_a_guide_is_seen_as_soon_as_it_is_published_and_gone_as_soon_as_it_is_taken_back(client):
    guide("Slides")
    assert "Scans" not in shown(client)

    scans = guide("Scans")
    assert "What Scans says." in shown(client)
    assert "What Scans says." in shown(client, "/guides/?q=scans")

    scans.unpublish()
    assert "What Scans says." not in shown(client)
    assert "What Scans says." not in shown(client, "/guides/?q=scans")
    assert client.get("/guides/scans/").status_code == 404


def test_new_words_of_a_guide_are_read_at_once(client):
    scans = guide("Scans", body=[("text", "<p>Ask for the disc.</p>")])
    assert "Ask for the disc." in shown(client, "/guides/scans/")

    scans.body = [("text", "<p>Ask for the files.</p>")]
    scans.save_revision().publish()

    assert "Ask for the files." in shown(client, "/guides/scans/")


def test_a_shelf_and_a_word_are_read_as_they_were_written_last(client):
    guide("Scans", topic="records", body=[("text", "<p>Ask for the disc.</p>")])
    shown(client)
    shown(client, "/guides/scans/")

    shelf = Topic.objects.get(slug="records", locale__language_code="en")
    shelf.title = "Your papers"
    shelf.save_revision().publish()
    GlossaryTerm.objects.create(locale=shelf.locale, key="disc", term="disc", means="A round thing.")

    assert "Your papers" in shown(client)
    assert "A round thing." in shown(client, "/guides/scans/")


def test_what_advocates_read_is_never_shown_to_others(browsers):
    guide("Caseloads", audiences=[Audience.ADVOCATE])
    visitor, patient, advocate = browsers

    for address in ("/guides/", "/guides/?q=caseloads"):
        assert "What Caseloads says." in shown(advocate, address)
        assert "What Caseloads says." not in shown(visitor, address)
        assert "What Caseloads says." not in shown(patient, address)
    assert advocate.get("/guides/caseloads/").status_code == 200
    assert visitor.get("/guides/caseloads/").status_code != 200


def test_each_language_has_its_own_shelves_and_labels(client):
    english = guide("Scans", body=[("dos_donts", {"title": "", "dos": [], "donts": []})])
    guide("Imágenes", language="es", of=english, body=[("text", "<p>Pida el disco.</p>")])

    for language, title in (("es", "Imágenes"), ("en", "Scans"), ("es", "Imágenes")):
        assert title in shown(client, f"/guides/?language={language}")
        assert title in shown(client, f"/guides/scans/?language={language}")


def test_another_process_that_published_is_noticed_on_the_next_request(client):
    guide("Scans")
    shown(client)
    before = editions.current()

    Edition.objects.update(token=uuid.uuid4())  # as another process does

    assert editions.current() is not before
