"""What `{{ form }}` prints, for each kind of field."""

import re
from datetime import date

import pytest
from django import forms

from tests.config.every_field import EveryField


def printed(field, **kwargs):
    """The form of one field, on one line."""
    form_class = type("OneField", (forms.Form,), {"one": field})
    return " ".join(str(form_class(**kwargs)).split())


def test_hint_and_error_stand_before_the_control_and_are_read_with_it():
    html = printed(forms.CharField(label="Name", help_text="As people call you"), data={})

    assert html.index('id="id_one_helptext"') < html.index('id="id_one_error"') < html.index("<input")
    assert 'aria-describedby="id_one_helptext id_one_error"' in html
    assert 'aria-invalid="true"' in html


def test_optional_field_says_so_and_required_field_does_not():
    assert "(optional)" in printed(forms.CharField(required=False))
    assert "(optional)" not in printed(forms.CharField())


def test_date_is_picked_natively_and_written_in_iso():
    html = printed(forms.DateField(), initial={"one": date(2026, 11, 28)})

    assert 'type="date"' in html
    assert 'value="2026-11-28"' in html


def test_empty_date_is_picked_natively():
    assert 'type="date"' in printed(forms.DateField())


def test_date_that_the_picker_could_not_show_stays_as_it_was_typed():
    html = printed(forms.DateField(), data={"one": "last week"})

    assert 'type="text"' in html
    assert 'value="last week"' in html


def test_radio_buttons_are_cards_in_a_fieldset_with_their_hints():
    field = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("a", "First"), ("b", "Second")], label="Which?"
    )
    field.choice_hints = {"b": "The later one."}
    html = printed(field)

    assert "<fieldset" in html
    assert "<legend>Which?</legend>" in html
    assert html.count('<label class="choice"') == 2
    assert "Second<small>The later one.</small>" in html


def test_single_tick_has_its_label_beside_it():
    html = printed(forms.BooleanField(label="I agree"))

    assert re.search(r'<label class="choice" for="id_one"><input [^>]*type="checkbox"[^>]*>.*I agree', html)


@pytest.mark.parametrize(
    ("field", "css"),
    [
        (forms.CharField(), "form-control"),
        (forms.ChoiceField(choices=[("a", "A")]), "form-select"),
        (forms.BooleanField(), "form-check-input"),
        (forms.CharField(widget=forms.TextInput(attrs={"class": "narrow-one"})), "narrow-one form-control"),
    ],
)
def test_control_wears_the_class_of_its_kind(field, css):
    assert f'class="{css}"' in printed(field)


def test_placeholder_that_repeats_the_label_is_left_out():
    assert "placeholder" not in printed(
        forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Name"}))
    )


def test_summary_links_to_each_field_and_appears_once():
    html = str(EveryField({"told_on": "x"}))

    assert html.count("error-summary") == 1
    assert 'href="#id_doctor">Which doctor told you? Please fill this in.</a>' in html
    assert 'href="#id_reason_0">Why a second opinion? Please choose one.</a>' in html


def test_form_without_problems_has_no_summary():
    assert "error-summary" not in str(EveryField())


def test_what_was_typed_is_escaped():
    html = printed(forms.CharField(), data={"one": '"><script>alert(1)</script>'})

    assert "<script>" not in html


@pytest.mark.parametrize(
    ("field", "data", "words"),
    [
        (forms.CharField(), {}, "Please fill this in."),
        (forms.BooleanField(), {}, "Please tick this to go on."),
        (forms.DateField(), {"one": "0000-13-40"}, "Please choose a day, or type it like 11/28/2026."),
        (forms.ChoiceField(choices=[("a", "A")]), {"one": "b"}, "Please choose one from the list."),
        (forms.IntegerField(), {"one": "three"}, "Please type a whole number, such as 3."),
        (forms.EmailField(), {"one": "rosa"}, "Please type an e-mail address like name@example.org."),
        (forms.CharField(max_length=3), {"one": "four"}, "Please use at most 3 letters (you used 4)."),
        (forms.CharField(), {"one": "a\x00b"}, "Please leave out signs that can’t be seen."),
    ],
)
def test_problem_is_told_in_kind_words(field, data, words):
    form = type("OneField", (forms.Form,), {"one": field})(data)

    assert form.errors["one"] == [words]
