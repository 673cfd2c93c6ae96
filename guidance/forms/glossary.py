"""What editors type into the glossary."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from guidance.models import GlossaryTerm


class Lines(forms.Field):
    """A list, typed with one entry on each line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 -- the signature is Django's
        """The entries below each other."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # noqa: ANN401 -- the signature is Django's
        """The lines that say something."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ANN401 -- the signature is Django's
        """Whether the lines say something else."""
        return (initial or []) != self.to_python(data)


class GlossaryForm(WagtailAdminModelForm):
    """A word of the glossary; its key comes from the word and stays."""

    also = Lines(label=_("Also written"), required=False, help_text=_("One on each line."))

    def clean(self) -> dict[str, Any]:
        """Refuse a word that the glossary of this language has."""
        cleaned = super().clean()
        term = self.instance
        if not term.key and cleaned.get("term"):
            term.key = slugify(cleaned["term"])[:60]
            others = GlossaryTerm.objects.filter(locale_id=term.locale_id, key=term.key)
            if not term.key or others.exists():
                raise ValidationError({"term": _("The glossary has this word. Please change that entry.")})
        return cleaned
