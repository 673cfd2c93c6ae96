"""The forms of the decision: the patient's own words, and who was told."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.choices import DecisionPath, ToldHow, ToldWhom
from cases.forms.base import CreateForm, DayField, EditForm
from cases.forms.opinions import CHOOSE, past
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import Case, Opinion

PATH_HINTS: dict[str, str | Promise] = {
    DecisionPath.OPINION: _("You go the way that one of the doctors advised."),
    DecisionPath.COMBINE: _("You take something from each, and a doctor agrees to it."),
    DecisionPath.WAIT: _("You keep watch together with a doctor, and decide later."),
    DecisionPath.NO_TREATMENT: _("You have talked it over, and you do not want this treatment."),
    DecisionPath.OTHER: _("It is none of these. Your own words say it best."),
}


class OpinionField(forms.ModelChoiceField):
    """One of the journey's opinions, by its doctor."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 -- the signature is Django's
        """The doctor, and where they work."""
        return f"{obj.doctor}, {obj.place}" if obj.place else obj.doctor


class DecisionFields(forms.Form):
    """What was decided, why, and who leads the care."""

    path = forms.ChoiceField(
        label=_("Which way do you go?"),
        choices=DecisionPath.choices,
        widget=forms.RadioSelect,
        error_messages={**CHOOSE, "required": _("Please choose the way that is closest.")},
    )
    opinion = OpinionField(
        label=_("Whose opinion do you follow?"),
        queryset=Opinion.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages=CHOOSE,
        help_text=_("Only if you chose to follow one of the opinions."),
    )
    words = forms.CharField(
        label=_("What have you decided, in your own words?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Write it as you would say it to a friend."),
    )
    reasons = forms.CharField(
        label=_("Why, and what mattered most to you?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    care_leader = forms.CharField(
        label=_("Who leads your care now?"),
        max_length=150,
        required=False,
        help_text=_("One doctor should be in charge, so that nothing gets missed."),
    )
    decided_on = DayField(label=_("When did you decide?"))

    def suit(self, case: Case, *, today: date, is_own: bool) -> None:
        """Fit the words to who is writing, and the choices to this journey."""
        self.today = today
        opinions = case.opinions.all()
        if opinions:
            self.fields["opinion"].queryset = opinions  # type: ignore[attr-defined]
        else:
            del self.fields["opinion"]
        count = len(opinions)
        wanted = {DecisionPath.OPINION: 1, DecisionPath.COMBINE: OPINIONS_TO_COMPARE}
        path = self.fields["path"]
        path.choices = [choice for choice in DecisionPath.choices if wanted.get(choice[0], 0) <= count]  # type: ignore[attr-defined,call-overload]
        path.choice_hints = PATH_HINTS  # type: ignore[attr-defined]
        if not is_own:
            self._speak_of(case.patient_name)

    def _speak_of(self, name: str) -> None:
        """Ask somebody else for the patient's words."""
        labels = {
            "path": _("Which way does {name} go?"),
            "opinion": _("Whose opinion does {name} follow?"),
            "words": _("What has {name} decided, in the patient’s own words?"),
            "reasons": _("Why, and what mattered most to {name}?"),
            "care_leader": _("Who leads the care of {name} now?"),
            "decided_on": _("When did {name} decide?"),
        }
        for field, label in labels.items():
            if field in self.fields:
                self.fields[field].label = format_lazy(label, name=name)
        self.fields["words"].help_text = _(
            "Write it in the patient’s words, as they said it, and read it to them before you save."
        )

    def clean_decided_on(self) -> date | None:
        """Refuse days to come beside their field."""
        return past(self.cleaned_data["decided_on"], self.today)

    def clean(self) -> dict[str, Any]:
        """An opinion belongs to one way only, and that way needs it."""
        data = self.cleaned_data
        if data.get("path") == DecisionPath.OPINION:
            if not data.get("opinion") and "opinion" not in self.errors:
                self.add_error("opinion", _("Please choose one of the opinions."))
        elif "path" in data:
            data["opinion"] = None
        return data


class DecideForm(DecisionFields, CreateForm):
    """The decision, for the first time."""

    def __init__(self, *args: Any, case: Case, today: date, is_own: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.suit(case, today=today, is_own=is_own)


class ChangeDecisionForm(DecisionFields, EditForm):
    """The decision, changed."""

    def __init__(self, *args: Any, case: Case, today: date, is_own: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.suit(case, today=today, is_own=is_own)

    def values(self) -> dict[str, Any]:
        """What was entered; where there is no opinion to follow, none is followed."""
        return {"opinion": None, **super().values()}


class TellForm(CreateForm):
    """Somebody was told of the decision."""

    whom = forms.ChoiceField(
        label=_("Who was told?"), choices=ToldWhom.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    how = forms.ChoiceField(
        label=_("How?"), choices=ToldHow.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    told_on = DayField(label=_("When?"))
    note = forms.CharField(
        label=_("What did they say?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as what happens next, or what they will do."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["how"].side_by_side = True  # type: ignore[attr-defined]

    def clean_told_on(self) -> date | None:
        """Refuse days to come beside their field."""
        return past(self.cleaned_data["told_on"], self.today)
