"""Places are told apart by network and browser, and kept as nothing that names either."""

import pytest

from notifications import whereabouts


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
    ],
)
def test_an_address_belongs_to_its_neighborhood(address, network):
    assert whereabouts.network_of(address) == network


@pytest.mark.parametrize(
    ("user_agent", "browser"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1", "Safari"),
        ("curl/8.0", "another browser"),
        ("", "another browser"),
    ],
)
def test_a_browser_has_the_name_that_people_call_it_by(user_agent, browser):
    assert whereabouts.browser_of(user_agent) == browser


def test_what_is_kept_names_nothing_and_differs_from_person_to_person():
    place = {"network": "203.0.113.0/24", "browser": "Firefox"}
    [ours] = whereabouts.hashes(1, **place)
    [theirs] = whereabouts.hashes(2, **place)

    assert ours != theirs
    assert len(ours) == 64


def test_a_place_is_still_known_after_the_key_was_changed(settings):
    place = {"network": "203.0.113.0/24", "browser": "Firefox"}
    [before] = whereabouts.hashes(1, **place)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one, and then some"

    assert whereabouts.hashes(1, **place)[1] == before
