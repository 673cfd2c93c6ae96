"""Names that go out in letters carry nothing else."""

import pytest
from django.core.exceptions import ValidationError

from accounts.forms import JoinForm, ProfileForm, SignupExtras
from accounts.forms.names import PersonNameField


@pytest.mark.parametrize(
    "name",
    [
        "Locked? Open https://evil.example/now",
        "Go to evil.example",
        "www.evil",
        "evil.example/now",
        "\\\\evil",
        "ev\u200bil.exam\u200bple",
    ],
)
def test_a_name_with_a_web_address_is_refused(name):
    with pytest.raises(ValidationError) as refused:
        PersonNameField().clean(name)
    assert [error.code for error in refused.value.error_list] == ["looks_like_an_address"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rosa Ortega", "Rosa Ortega"),
        ("  Dr. J. R. O’Neill-García ", "Dr. J. R. O’Neill-García"),
        ("Rosa\r\n\r\nPay now", "Rosa Pay now"),
        ("Rosa \u202eagetrO", "Rosa agetrO"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("Martin Luther King, Jr.", "Martin Luther King, Jr."),
        ("J.R. Smith", "J.R. Smith"),
    ],
)
def test_a_name_stays_as_it_is_on_one_line(typed, kept):
    assert PersonNameField().clean(typed) == kept


def test_a_name_of_unseen_signs_is_none():
    with pytest.raises(ValidationError) as refused:
        PersonNameField().clean("\u200b\u202e")
    assert [error.code for error in refused.value.error_list] == ["required"]


@pytest.mark.parametrize("form", [SignupExtras, JoinForm, ProfileForm])
def test_every_form_that_names_a_person_asks_that_way(form):
    assert isinstance(form.base_fields["name"], PersonNameField)
