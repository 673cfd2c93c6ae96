"""The pages of a request: one question each. Their fields are fields of Case, so that answers can be corrected."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.profile import PhoneField, readable_phone, zone_choices
from accounts.models import User
from cases import starter_content
from cases.forms.base import DayField


class Answers(forms.Form):
    """One page. Everything is optional but what a journey can't do without."""

    def __init__(self, *args: Any, today: date, user: User, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.today, self.user = today, user

    def case_values(self) -> dict[str, Any]:
        """The answers as fields of Case."""
        return dict(self.cleaned_data)

    def not_past(self, name: str) -> date | None:
        """A day that lies ahead, unless it was there before."""
        day = self.cleaned_data.get(name)
        if day and day < self.today and name in self.changed_data:
            raise ValidationError(_("This day has passed. Please check it."))
        return day


def long_text(label: Any, *, max_length: int, rows: int = 4, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 -- text, now or later
    """Room for a few sentences; nobody has to write any."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=max_length, required=False, widget=widget, help_text=help_text
    )


class NowForm(Answers):
    """Whether something is happening that can't wait."""

    now = forms.ChoiceField(
        label=_("Is any of this happening now?"),
        choices=[("no", _("No, none of this")), ("yes", _("Yes, or I am not sure"))],
        widget=forms.RadioSelect,
    )

    def case_values(self) -> dict[str, Any]:
        """Nothing: a journey only begins where nothing of this happens."""
        return {}


class PersonForm(Answers):
    """What is known of the patient."""

    patient_name = forms.CharField(
        label=_("Name of the patient"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    patient_born_on = DayField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Hospitals ask for it before they hand out records."),
    )

    def clean_patient_born_on(self) -> date | None:
        """A day that has been."""
        day = self.cleaned_data.get("patient_born_on")
        if day and day > self.today:
            raise ValidationError(_("This day lies ahead. Please check the year."))
        return day


class AboutForm(PersonForm):
    """Who a patient, or a parent, asks for."""

    asks_for = forms.ChoiceField(
        label=_("Who is it for?"),
        choices=[("me", _("For me")), ("other", _("For my child, or for someone who asked me to"))],
        widget=forms.RadioSelect,
        required=False,
    )
    patient_phone = PhoneField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("For calls about this journey. We never leave details on a machine."),
    )
    consent_given_by = forms.CharField(
        label=_("If it is for someone else: who are you to them, and do they agree?"),
        max_length=200,
        required=False,
        help_text=_("Such as “I am her mother”, or “My father asked me to, on the phone”."),
    )
    field_order = ["asks_for", "patient_name", "patient_born_on", "patient_phone", "consent_given_by"]

    def case_values(self) -> dict[str, Any]:
        """The patient; whoever asks for themselves is reached where they sign in."""
        values = dict(self.cleaned_data)
        is_other = values.pop("asks_for") == "other"
        return {**values, "patient_email": "" if is_other else self.user.email}


class AboutPatientForm(PersonForm):
    """Whom an advocate opens a journey for."""

    patient_email = forms.EmailField(
        label=_("E-mail of the patient"), max_length=254, required=False, help_text=_("To invite them later.")
    )
    has_no_email = forms.BooleanField(label=_("The patient has no e-mail"), required=False)
    patient_phone = PhoneField(label=_("Telephone of the patient"), max_length=40, required=False)
    consent_given_by = forms.CharField(
        label=_("Who agreed to this, and how?"),
        max_length=200,
        required=False,
        help_text=_("Such as “The patient, on the phone on 20 November”."),
    )

    def clean(self) -> dict[str, Any]:
        """An address and "no e-mail" don't go together."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("patient_email") and data.get("has_no_email"):
            self.add_error(
                "has_no_email", _("There is an e-mail address above. Take it away, or take away this tick.")
            )
        return data

    def case_values(self) -> dict[str, Any]:
        """The patient."""
        return {name: value for name, value in self.cleaned_data.items() if name != "has_no_email"}


class ToldForm(Answers):
    """What the first doctor said."""

    condition = forms.CharField(
        label=_("What is it about, in a few words?"),
        max_length=120,
        help_text=_(
            "Such as “back surgery” or “a lump in the breast”. We use it as the name of your journey."
        ),
    )
    family = forms.ChoiceField(
        label=_("What kind of illness is it?"),
        choices=starter_content.family_choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("It tells us which records the new doctor will want. You can change it later."),
    )
    diagnosis = long_text(
        _("What were you told?"),
        max_length=4000,
        help_text=_("In your own words, as far as you remember."),
    )
    first_doctor = forms.CharField(label=_("Who told you?"), max_length=150, required=False)
    first_place = forms.CharField(
        label=_("Where do they work?"),
        max_length=150,
        required=False,
        help_text=_("The name of the hospital or practice."),
    )

    def clean_family(self) -> str:
        """Where nothing was picked, something else."""
        return self.cleaned_data["family"] or "general"


class AdviceForm(Answers):
    """What is advised."""

    advice = long_text(
        _("What did the doctor advise?"),
        max_length=4000,
        help_text=_("An operation, a medicine, to wait and see: as you understood it."),
    )
    advised_by = DayField(
        label=_("By when, if there is a date?"),
        required=False,
        help_text=_("Such as the day of a planned operation."),
    )


class ReasonsForm(Answers):
    """Why somebody wants a second opinion."""

    reasons = forms.MultipleChoiceField(
        label=_("What fits? Choose as many as you like, or none"),
        choices=lambda: [(reason["key"], reason["text"]) for reason in starter_content.reasons()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason_words = long_text(_("Or say it in your own words"), max_length=2000)


class HomeForm(Answers):
    """Where the patient lives: the state's law sets clocks, the zone sets the time of day."""

    state = forms.ChoiceField(
        label=_("Which state do you live in?"),
        choices=lambda: [
            ("", _("Choose a state")),
            *((state["code"], state["name"]) for state in starter_content.states()),
        ],
        required=False,
        help_text=_("Its laws say how fast your records must come, and which doctors may see you by video."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [("", _("The usual one of my state")), *zone_choices()],
        required=False,
        help_text=_("Change it only if your part of the state keeps another time."),
    )

    def clean(self) -> dict[str, Any]:
        """Where no zone was picked, most people's in the state, else the one of whoever writes."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "time_zone" in data and self.needs_zone(data["time_zone"]):
            zones = {state["code"]: state["time_zone"] for state in starter_content.states()}
            data["time_zone"] = zones.get(data.get("state", ""), data["time_zone"] or self.user.time_zone)
        return data

    def needs_zone(self, picked: str) -> bool:
        """Whether the zone is to be guessed."""
        return not picked


class InsuranceForm(Answers):
    """How the patient is insured."""

    insurance_kind = forms.ChoiceField(
        label=_("What kind of insurance do you have?"),
        choices=lambda: [(plan["key"], plan["name"]) for plan in starter_content.insurance()["plans"]],
        required=False,
        widget=forms.RadioSelect,
    )
    insurance_plan = forms.CharField(
        label=_("What is the name of your plan?"),
        max_length=150,
        required=False,
        help_text=_("It is on your card. We don’t need the number."),
    )


class HelperForm(Answers):
    """Who stands by the patient."""

    helper = long_text(
        _("Who is helping you?"),
        max_length=500,
        help_text=_("Such as “My daughter drives me”. If nobody is, write nothing."),
    )


class DatesForm(Answers):
    """The days that count."""

    decide_by = DayField(
        label=_("Is there a date by which you must decide?"),
        required=False,
        help_text=_("If there is none, or you don’t know it yet, leave this empty."),
    )
    safe_to_wait_until = DayField(
        label=_("Did a doctor tell you until what date it is safe to wait?"),
        required=False,
        help_text=_("If you don’t know yet, leave this empty: to ask your doctor will be your first step."),
    )

    def clean_decide_by(self) -> date | None:
        """A day that lies ahead."""
        return self.not_past("decide_by")

    def clean_safe_to_wait_until(self) -> date | None:
        """A day that lies ahead."""
        return self.not_past("safe_to_wait_until")


FORMS: dict[str, type[Answers]] = {
    "now": NowForm,
    "about": AboutForm,
    "told": ToldForm,
    "advice": AdviceForm,
    "reasons": ReasonsForm,
    "home": HomeForm,
    "insurance": InsuranceForm,
    "helper": HelperForm,
    "dates": DatesForm,
}
PAGES = tuple(FORMS)


def form_of(page: str, *, for_patient: bool) -> type[Answers]:
    """The form of one page; an advocate says more about the patient."""
    return AboutPatientForm if for_patient and page == "about" else FORMS[page]


def first_values(page: str, user: User, *, for_patient: bool) -> dict[str, Any]:
    """What a page knows before anything was typed."""
    if page != "about" or for_patient:
        return {}
    return {"asks_for": "me", "patient_name": user.name, "patient_phone": readable_phone(user.phone)}


def filled(answers: dict[str, Any], *, today: date, user: User, for_patient: bool) -> dict[str, Answers]:
    """Every page as it was answered so far, ready to be asked whether it is complete."""
    return {
        page: form_of(page, for_patient=for_patient)(as_data(answers.get(page, {})), today=today, user=user)
        for page in PAGES
    }


def as_data(typed: dict[str, Any]) -> MultiValueDict[str, str]:
    """What was typed, as a form takes it."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return MultiValueDict(lists)


def happens_now(answers: dict[str, Any]) -> bool:
    """Whether somebody said that something is happening that can't wait."""
    return bool(answers.get("now", {}).get("now") == "yes")


def is_complete(answers: dict[str, Any], pages: dict[str, Answers]) -> bool:
    """Whether a journey can be opened from these answers."""
    return not happens_now(answers) and all(form.is_valid() for form in pages.values())


def case_values(pages: dict[str, Answers]) -> dict[str, Any]:
    """The fields of Case that valid pages give."""
    values: dict[str, Any] = {}
    for form in pages.values():
        if form.is_valid():
            values |= form.case_values()
    return values
