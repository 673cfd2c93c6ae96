"""The form on which administrators edit when to remind whom, and in which words."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from notifications import kinds, wording, words
from notifications.actions import rules_on_screen
from notifications.choices import Audience
from notifications.kinds import Kind, Words
from notifications.models import Wording

LONGEST_TITLE, LONGEST_BODY = Wording.title.field.max_length, Wording.body.field.max_length
MAIN_LANGUAGE = settings.LANGUAGE_CODE


def word_fields() -> dict[str, forms.CharField]:
    """A title and a text for each language of the library; only the main one is a must."""
    fields = {}
    for language, _name in settings.LANGUAGES:
        must = language == MAIN_LANGUAGE
        fields[f"title_{language}"] = forms.CharField(
            label=_("Title"), max_length=LONGEST_TITLE, required=must
        )
        fields[f"body_{language}"] = forms.CharField(
            label=_("Text"), max_length=LONGEST_BODY, required=must, widget=AdminAutoHeightTextInput
        )
    return fields


class RuleForm(WagtailAdminModelForm):
    """One rule and its words in each language. What it reminds of is chosen once, when the rule is new."""

    kind = forms.ChoiceField(label=_("What it reminds of"))
    audience = forms.ChoiceField(label=_("For whom"))
    vars().update(word_fields())

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Wagtail's
        super().__init__(*args, **kwargs)
        known = {kind.key: kind for kind in with_rules()}
        standing = self.instance.kind
        self.fields["kind"].choices = [(key, kind.label) for key, kind in known.items()]
        if standing and standing not in known:
            self.fields["kind"].choices.append((standing, words.label_of(standing)))
        self.fields["kind"].disabled = bool(self.instance.pk)
        self.fields["audience"].choices = _audiences(
            [known[standing]] if standing in known else list(known.values())
        )
        self._show_words(known.get(standing or self.data.get("kind", "")))

    def clean(self) -> dict[str, Any]:
        """Refuse what could never go out, or would go out with a hole in its words."""
        cleaned = super().clean() or self.cleaned_data
        self._check_audience(cleaned)
        self._check_repeats(cleaned)
        for language, _name in settings.LANGUAGES:
            self._check_words(language, cleaned)
        return cleaned

    def save(self, commit: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 -- the signature is Django's
        """Save the rule with its words; an empty language has none."""
        rules_on_screen.prepare(self.instance, self.typed_words())
        return super().save(commit)

    def about(self) -> Kind | None:
        """The kind that was chosen; None for one that is gone."""
        chosen = self.cleaned_data.get("kind")
        return next((kind for kind in with_rules() if kind.key == chosen), None)

    def typed_words(self) -> dict[str, tuple[str, str]]:
        """Title and text by language, for the languages that have any."""
        typed = {
            language: (self.cleaned_data[f"title_{language}"], self.cleaned_data[f"body_{language}"])
            for language, _name in settings.LANGUAGES
        }
        return {language: both for language, both in typed.items() if any(both)}

    def _show_words(self, kind: Kind | None) -> None:
        standing = {row.language: row for row in self.instance.wordings.all()}
        for language, _name in settings.LANGUAGES:
            for name in ("title", "body"):
                self.initial[f"{name}_{language}"] = getattr(standing.get(language), name, "")
            self.fields[f"body_{language}"].help_text = _fields_to_use(kind)

    def _check_audience(self, cleaned: dict[str, Any]) -> None:
        kind = self.about()
        audience = cleaned.get("audience")
        if kind and audience and audience not in kind.audiences:
            may = get_text_list([str(Audience(one).label).lower() for one in kind.audiences], _("or"))
            self.add_error("audience", _("“%(kind)s” is for %(who)s.") % {"kind": kind.label, "who": may})
        if audience == Audience.LEAD and cleaned.get("escalate_after"):
            self.add_error("escalate_after", _("The leads get it already. Please put 0."))

    def _check_repeats(self, cleaned: dict[str, Any]) -> None:
        every, times = cleaned.get("repeat_every"), cleaned.get("repeats")
        if every is None or times is None:
            return
        if times and not every:
            self.add_error("repeat_every", _("Say after how many days it comes again."))
        if every and not times:
            self.add_error("repeats", _("Say how many times it comes again, or put 0 days above."))
        if (cleaned.get("escalate_after") or 0) > times + 1:
            said = _("It goes out %(times)d times at most, so the leads would never hear of it.")
            self.add_error("escalate_after", said % {"times": times + 1})

    def _check_words(self, language: str, cleaned: dict[str, Any]) -> None:
        both = [name for name in ("title", "body") if cleaned.get(f"{name}_{language}")]
        if language != MAIN_LANGUAGE and len(both) == 1:
            missing = f"{'body' if both == ['title'] else 'title'}_{language}"
            self.add_error(missing, _("Please fill in title and text, or leave both empty."))
        for name in both:
            field = f"{name}_{language}"
            text = cleaned[field]
            if wording.has_loose_braces(text):
                self.add_error(field, _("A field begins with {{ and ends with }}. One of them is missing."))
            for unknown in self._unknown_fields(text):
                self.add_error(field, unknown)

    def _unknown_fields(self, text: str) -> list[str]:
        """A sentence for each; a kind that is gone has no fields, and its rule may still be switched off."""
        kind = self.about()
        return (
            [_unknown_field(name, kind) for name in wording.unknown_fields(text, kind.fields)] if kind else []
        )


def with_rules() -> list[Kind]:
    """The kinds that rules may plan: all that are planned, but those that people set for themselves."""
    return [kind for kind in kinds.planned() if set(kind.audiences) != {Audience.OWNER}]


def _audiences(about: list[Kind]) -> list[tuple[str, str]]:
    allowed = {audience for kind in about for audience in kind.audiences}
    return [(one.value, str(one.label)) for one in Audience if one in allowed and one != Audience.OWNER]


def _fields_to_use(kind: Kind | None) -> Words:
    if kind is None:
        return _("Fields depend on what it reminds of. “Preview” names those that you may use.")
    if not kind.fields:
        return _("No fields: these words go out as they stand.")
    shown = [f"{{{{ {name} }}}} ({example})" for name, example in kind.fields.items()]
    return _("You may use: %(fields)s.") % {"fields": ", ".join(shown)}


def _unknown_field(name: str, kind: Kind) -> str:
    allowed = ", ".join(f"{{{{ {one} }}}}" for one in kind.fields)
    if not allowed:
        return _("There is no field “%(name)s” here, and no other. Please write it in words.") % {
            "name": name
        }
    return _("There is no field “%(name)s” here. You may use %(allowed)s.") % {
        "name": name,
        "allowed": allowed,
    }
