"""Forms on which administrators edit what new journeys copy. Every list is closed; what is gone says so."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cases import facts
from cases.actions import templates
from cases.choices import Turn

LOINC = re.compile(r"\d{1,7}-\d")
CONDITIONS = {
    "": _("Always"),
    "slides": _("Glass slides are among the records that came in"),
    "major_difference": _("The opinions differ in something major"),
}
DOERS = (Turn.PATIENT, Turn.ADVOCATE)


class KeysForm(WagtailAdminModelForm):
    """A form with boxes to tick. A key that no longer exists stays in view until somebody unticks it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Wagtail's
        super().__init__(*args, **kwargs)
        self.gone: dict[str, set[str]] = {}
        for name, field in self.fields.items():
            if isinstance(field, forms.MultipleChoiceField):
                self._show_what_is_gone(name, field)

    def clean(self) -> dict[str, Any]:
        """Refuse keys that no longer exist, by name; keep the order in which keys were first ticked."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.gone.keys() & cleaned.keys():
            ticked = cleaned[name]
            before = [key for key in self._standing(name) if key in ticked]
            cleaned[name] = [*before, *(key for key in ticked if key not in before)]
        for name, gone in self.gone.items():
            still = sorted(gone.intersection(cleaned.get(name, ())))
            if still:
                words = _("“%(keys)s” no longer exists. Please untick it.") % {"keys": ", ".join(still)}
                self.add_error(name, words)
        return cleaned

    def _show_what_is_gone(self, name: str, field: forms.MultipleChoiceField) -> None:
        known = list(field.choices)  # type: ignore[arg-type] # Django makes any kind of choices iterable
        self.gone[name] = set(self._standing(name)) - {key for key, _label in known}
        lost = [(key, _("%(key)s (no longer exists)") % {"key": key}) for key in sorted(self.gone[name])]
        field.choices = [*known, *lost]

    def _standing(self, name: str) -> list[str]:
        return self.initial.get(name) or []


class TemplateForm(KeysForm):
    """A template. Its key is made when it is new and never changes."""

    def save(self, commit: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 -- the signature is Django's
        """Save the template with its key and its version."""
        templates.prepare(self.instance)
        return super().save(commit)


class StepForm(TemplateForm):
    """A step, done by the patient or the advocate, under a condition that the product can check."""

    only_if = forms.ChoiceField(
        label=_("Asked only if"),
        required=False,
        choices=lambda: [(key, CONDITIONS.get(key, key)) for key in facts.CONDITIONS],
    )
    who = forms.ChoiceField(label=_("Who does it"), choices=[(turn.value, turn.label) for turn in DOERS])


class CodesField(forms.CharField):
    """LOINC codes with commas between them; a list for the model."""

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 -- a list, or what was typed
        """Show a list as people write one."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- the signature is Django's
        """The codes; ValidationError names the first that can't be one."""
        codes = re.split(r"[\s,;]+", super().clean(value).strip(" ,;"))
        codes = [code for code in codes if code]
        for code in codes:
            if not LOINC.fullmatch(code):
                raise forms.ValidationError(
                    _("“%(code)s” doesn’t look like a LOINC code. They look like 18748-4.") % {"code": code}
                )
        return list(dict.fromkeys(codes))

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ANN401 -- the signature is Django's
        """Compare what people read."""
        return super().has_changed(self.prepare_value(initial), data)


class RecordForm(TemplateForm):
    """A record of the checklist."""

    loinc = CodesField(
        label=_("LOINC codes"),
        required=False,
        help_text=_("Codes of the document type, with commas between them, such as 18748-4."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Wagtail's
        super().__init__(*args, **kwargs)
        others = self.fields["replaces"]
        others.choices = [one for one in others.choices if one[0] != self.instance.key]
