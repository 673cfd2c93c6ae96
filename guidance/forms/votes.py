"""What a reader may say about a guide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidance.models import GuideVote


class VoteForm(forms.Form):
    """Yes or no, and one sentence. The field called website is for robots: people never see it."""

    words = forms.CharField(
        label=_("What helped, or what was missing?"),
        help_text=_("Please leave out names and anything about your health."),
        max_length=GuideVote._meta.get_field("words").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    is_helpful = forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["maxlength"] = self.fields["words"].max_length  # type: ignore[attr-defined]

    @property
    def answer(self) -> dict[str, Any]:
        """What was said, for the action that keeps it."""
        return {"is_helpful": self.cleaned_data["is_helpful"], "words": self.cleaned_data["words"]}

    @property
    def is_by_robot(self) -> bool:
        """Whether the field that people don't see was filled in."""
        return bool(self.data.get("website"))
