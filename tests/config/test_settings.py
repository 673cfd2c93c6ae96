"""Production refuses to start unsafely."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.base import refuse_to_start_unsafely

SOUND = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["second.example.org"],
    "BASE_URL": "https://second.example.org",
}


def test_sound_settings_are_accepted():
    assert refuse_to_start_unsafely(SOUND) is None


@pytest.mark.parametrize(
    ("weak", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 49}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["second.example.org", "*"]}, "ALLOWED_HOSTS"),
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"BASE_URL": "http://second.example.org"}, "BASE_URL"),
    ],
)
def test_a_weak_setting_is_refused_by_its_name(weak, named):
    with pytest.raises(ImproperlyConfigured, match=f"^{named} must"):
        refuse_to_start_unsafely({**SOUND, **weak})
