"""Forms of the appointment room: doctors, visits, questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.profile import zone_choices
from cases import starter_content, wall_clock
from cases.choices import PlaceKind, Way, YesNoUnknown
from cases.forms.base import CreateForm, DayField, EditForm
from cases.models import Specialist

MOST_OFFERS = 3
VISITS = [(Way.IN_PERSON, Way.IN_PERSON.label), (Way.VIDEO, Way.VIDEO.label)]


def words(*, length: int, rows: int = 3, **kwargs: Any) -> forms.CharField:  # noqa: ANN401 -- of a Django field
    """A field for a few optional sentences."""
    return forms.CharField(
        max_length=length, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class PlaceKindField(forms.ChoiceField):
    """The four kinds of place, each with what it is good for and what to keep in mind."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(choices=PlaceKind.choices, **kwargs)
        self.choice_hints = {
            place["key"]: f"{place['good_for']} {place['keep_in_mind']}" for place in starter_content.places()
        }


class CheckField(forms.ChoiceField):
    """Yes, no, or honestly not known yet."""

    widget = forms.RadioSelect
    side_by_side = True

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(choices=YesNoUnknown.choices, initial=YesNoUnknown.UNKNOWN, **kwargs)


class SpecialistFields(forms.Form):
    """What to know of a doctor before booking."""

    name = forms.CharField(
        label=_("Name of the doctor"),
        max_length=150,
        help_text=_(
            "To see if a doctor is board certified, look the name up on the Certification Matters site. "
            "Your state’s license board can tell you too."
        ),
    )
    specialty = forms.CharField(label=_("Specialty"), max_length=150, required=False)
    place = forms.CharField(label=_("Hospital or clinic"), max_length=150, required=False)
    place_kind = PlaceKindField(label=_("What kind of place is it?"))
    phone = forms.CharField(
        label=_("Telephone of the office"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    same_system = CheckField(
        label=_("Is it the same hospital system as your first doctor’s?"),
        help_text=_("A doctor from somewhere else looks with fresh eyes."),
    )
    in_network = CheckField(
        label=_("Is the doctor in your plan’s network?"), help_text=_("Your insurer can tell you by phone.")
    )
    licensed = CheckField(
        label=_("May the doctor see patients from your state?"),
        help_text=_("For telemedicine, the law of the state where you are counts. Ask this first."),
    )
    needs_local_doctor = CheckField(
        label=_("Does a doctor near you have to take part?"),
        help_text=_("Many remote services work together with your own doctor."),
    )
    note = words(
        label=_("Notes"),
        length=2000,
        help_text=_(
            "For some operations, doctors and hospitals that do many tend to have better results. "
            "You can ask how many they do each year."
        ),
    )

    def row_values(self) -> dict[str, Any]:
        """What was entered, as fields of the doctor."""
        return {name: self.cleaned_data[name] for name in SpecialistFields.base_fields}


class AddSpecialistForm(SpecialistFields, CreateForm):
    """A doctor for the shortlist."""


class EditSpecialistForm(SpecialistFields, EditForm):
    """What is known of a doctor, once more."""


def clock_field(**kwargs: Any) -> forms.TimeField:  # noqa: ANN401 -- of a Django field
    """A time of day."""
    return forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": _("Please enter a time, such as 14:30.")},
        **kwargs,
    )


def zone_field() -> forms.ChoiceField:
    """The time zone of the visit."""
    return forms.ChoiceField(
        label=_("Time zone of the visit"),
        choices=zone_choices,
        help_text=_("The clocks at the doctor’s office. For a video visit, the zone that they told you."),
    )


def read_time(form: forms.Form, day: str, clock: str) -> wall_clock.Reading | None:
    """The instant that two fields and the form's zone name; None, with the words at the field, if there is none."""
    data = form.cleaned_data
    if not (data.get(day) and data.get(clock) and data.get("time_zone")):
        return None
    reading = wall_clock.read(datetime.combine(data[day], data[clock]), ZoneInfo(data["time_zone"]))
    if reading.next_shown:
        form.add_error(
            clock,
            _now("Clocks go forward on %(day)s and skip this time. Please choose %(time)s or later.")
            % {"day": date_format(data[day], "l j F"), "time": time_format(reading.next_shown.time())},
        )
        return None
    return reading


class VisitFields(forms.Form):
    """When, where and how patient and doctor meet."""

    way = forms.ChoiceField(label=_("How do you meet?"), choices=VISITS, widget=forms.RadioSelect)
    day = DayField(label=_("Day"))
    clock = clock_field()
    time_zone = zone_field()
    place = forms.CharField(
        label=_("Where"),
        max_length=300,
        required=False,
        help_text=_("Address, floor, or how to join the call."),
    )
    note = words(label=_("Notes"), length=2000)

    reading: wall_clock.Reading | None = None

    def clean(self) -> dict[str, Any]:
        """Find the instant, or say why there is none."""
        self.reading = read_time(self, "day", "clock")
        return self.cleaned_data

    @property
    def came_twice(self) -> bool:
        """Whether clocks show this time twice, so that the first was taken."""
        return bool(self.reading and self.reading.came_twice)

    def row_values(self) -> dict[str, Any]:
        """What was entered, as fields of the appointment."""
        own = {name: self.cleaned_data[name] for name in ("way", "time_zone", "place", "note")}
        return {**own, "starts_at": self.reading.instant if self.reading else None}


class ReviewFields(forms.Form):
    """A review of the records without a visit."""

    expected_on = DayField(
        label=_("By when do they expect to send the report?"),
        help_text=_(
            "Most take one to two weeks once they have the records. No date? Count two weeks from then."
        ),
    )
    place = forms.CharField(
        label=_("Where the report comes from"),
        max_length=300,
        required=False,
        help_text=_("The service, its portal, or the address."),
    )
    note = words(label=_("Notes"), length=2000)

    came_twice = False

    def row_values(self) -> dict[str, Any]:
        """What was entered, as fields of the appointment."""
        return {name: self.cleaned_data[name] for name in ("expected_on", "place", "note")}


class WithDoctor(CreateForm):
    """A form about one of the doctors on the list."""

    specialist = forms.ModelChoiceField(
        label=_("Doctor"), queryset=Specialist.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, doctors: QuerySet[Specialist], **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        field = self.fields["specialist"]
        field.queryset = doctors  # type: ignore[attr-defined]


class BookVisitForm(VisitFields, WithDoctor):
    """A visit or a call that is agreed on."""


class BookReviewForm(ReviewFields, WithDoctor):
    """A review of the records that is agreed on."""


class EditVisitForm(VisitFields, EditForm):
    """A visit or a call whose time or place changed."""


class EditReviewForm(ReviewFields, EditForm):
    """A review of the records that is expected on another day."""


class OffersForm(WithDoctor):
    """Up to three dates that an office offers."""

    way = forms.ChoiceField(label=_("How do you meet?"), choices=VISITS, widget=forms.RadioSelect)
    time_zone = zone_field()
    place = forms.CharField(label=_("Where"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_OFFERS + 1):
            first = number == 1
            day = DayField(label=_("Date %(number)d: day") % {"number": number}, required=first)
            clock = clock_field(required=first)
            clock.label = _("Date %(number)d: time") % {"number": number}
            self.fields[f"day_{number}"], self.fields[f"clock_{number}"] = day, clock
        self.order_fields(["once", "specialist", "way", "time_zone"])
        self.fields["place"] = self.fields.pop("place")
        self.readings: list[wall_clock.Reading] = []

    def clean(self) -> dict[str, Any]:
        """Find the instants; a day without a time, or the other way round, is half a date."""
        for number in range(1, MOST_OFFERS + 1):
            day, clock = f"day_{number}", f"clock_{number}"
            self._require_both(day, clock)
            reading = read_time(self, day, clock)
            if reading:
                self.readings.append(reading)
        return self.cleaned_data

    def _require_both(self, day: str, clock: str) -> None:
        for one, other in ((day, clock), (clock, day)):
            if self.cleaned_data.get(one) and other in self.cleaned_data and not self.cleaned_data[other]:
                self.add_error(other, _("Please fill in both the day and the time."))

    @property
    def came_twice(self) -> bool:
        """Whether clocks show one of these times twice, so that the first was taken."""
        return any(reading.came_twice for reading in self.readings)

    def row_values(self) -> dict[str, Any]:
        """What was entered, as fields of each of the dates."""
        own = {name: self.cleaned_data[name] for name in ("way", "time_zone", "place")}
        return {**own, "starts": self.starts()}

    def starts(self) -> list[datetime]:
        """The instants on offer."""
        return [reading.instant for reading in self.readings if reading.instant]


class DayForm(forms.Form):
    """On which day something happened."""

    on = DayField(label=_("On which day?"))


class ChaseForm(DayForm):
    """When the office was asked for the report, and what they said."""

    note = words(label=_("What did they say?"), length=1000)


class ReasonForm(forms.Form):
    """Why, if people wish to say."""

    why = words(label=_("Why?"), length=1000)


class QuestionFields(forms.Form):
    """A question in the patient's own words."""

    text = forms.CharField(label=_("Your question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    ask = forms.ChoiceField(label=_("Who is it for?"), required=False)

    def __init__(self, *args: Any, doctors: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.fields["ask"].choices = [  # type: ignore[attr-defined]
            ("", _("Any doctor I see")),
            *((name, name) for name in doctors),
        ]

    def row_values(self) -> dict[str, Any]:
        """What was entered, as fields of the question."""
        return {name: self.cleaned_data[name] for name in ("text", "ask")}


class AddQuestionForm(QuestionFields, CreateForm):
    """A question of one's own."""


class EditQuestionForm(QuestionFields, EditForm):
    """The words of a question, and for whom it is."""


class AnswerForm(EditForm):
    """What the doctor answered, and when."""

    answer = words(
        label=_("What was the answer?"),
        length=4000,
        rows=5,
        help_text=_("Write it as you understood it. Leave it empty if the question is still open."),
    )
    answered_on = DayField(label=_("When did you get the answer?"), required=False)

    def clean(self) -> dict[str, Any]:
        """An answer has its day."""
        data = self.cleaned_data
        if data.get("answer") and "answered_on" in data and not data["answered_on"]:
            self.add_error("answered_on", _("Please enter the day of the answer."))
        return data


class BankForm(forms.Form):
    """Questions ticked in the bank."""

    keys = forms.MultipleChoiceField(
        label=_("Questions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick the questions that you would like to ask."),
            "invalid_choice": _("One of these questions is no longer offered. Please look at your ticks."),
        },
    )

    def __init__(self, *args: Any, keys: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
