import pytest

from guidance import prose
from guidance.prose import Mark


def names(mark):
    return [held if isinstance(held, str) else (held.name, names(held)) for held in mark.holds]


def link(html):
    return prose.parse(html).holds[0]


def test_paragraphs_lists_and_emphasis_stay():
    tree = prose.parse("<p>Ask <strong>twice</strong>.</p><ul><li>One</li></ul>")

    assert names(tree) == [("p", ["Ask ", ("b", ["twice"]), "."]), ("ul", [("li", ["One"])])]


def test_marks_that_guides_do_not_hold_leave_their_words():
    assert names(prose.parse('<div><span style="color:red">Call</span> us</div>')) == ["Call", " us"]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<SCRIPT src=x>alert(1)</SCRIPT>",
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_code_leaves_nothing(html):
    assert names(prose.parse(f"{html}<p>Words</p>")) == [("p", ["Words"])]


def test_a_mark_left_open_ends_with_the_text():
    assert names(prose.parse("<p><b>Open")) == [("p", [("b", ["Open"])])]


def test_an_end_without_a_beginning_ends_nothing():
    assert names(prose.parse("<p>One</b> two</p>")) == [("p", ["One", " two"])]


@pytest.mark.parametrize(
    "href", ["https://example.org/a", "http://example.org", "mailto:a@example.org", "tel:988", "/emergency/"]
)
def test_an_address_that_people_can_follow_stays(href):
    assert link(f'<a href="{href}">Go</a>').href == href


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "//example.org/",
        "/\\example.org",
        "vbscript:x",
    ],
)
def test_any_other_address_leads_nowhere(href):
    assert link(f'<a href="{href}">Go</a>') == Mark("a", holds=["Go"])


def test_a_link_to_a_page_keeps_its_number():
    assert link('<a linktype="page" id="7">Go</a>').page == 7


@pytest.mark.parametrize("number", ["", "x", "-1", "٣"])
def test_a_page_without_a_number_leads_nowhere(number):
    assert link(f'<a linktype="page" id="{number}">Go</a>') == Mark("a", holds=["Go"])


def test_only_addresses_elsewhere_leave_this_site():
    assert [
        link(f'<a href="{href}">Go</a>').leads_outside
        for href in ("https://example.org", "/guides/", "tel:988")
    ] == [
        True,
        False,
        False,
    ]
