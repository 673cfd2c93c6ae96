"""Fields that hold keys of the journey's own lists."""

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst

from guidance import places
from guidance.choices import Audience
from guidance.places import PlaceKind


class KeysField(models.JSONField):
    """A list of keys; on a form, boxes to tick."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def all_choices(self) -> list[tuple[str, str]]:
        """What may be ticked now."""
        raise NotImplementedError

    def formfield(self, **kwargs: Any) -> forms.Field:  # noqa: ANN401 -- the signature is Django's
        """Boxes to tick, listed anew each time the form is shown."""
        return forms.MultipleChoiceField(
            choices=self.all_choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )


class PlaceKeysField(KeysField):
    """Keys of one kind of place."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        self.kind = PlaceKind(kind)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:  # noqa: ANN401 -- the signature is Django's
        """Name the kind in migrations too."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"kind": self.kind.value}

    def all_choices(self) -> list[tuple[str, str]]:
        """The places of this kind that exist now."""
        return places.choices(self.kind)


class AudiencesField(KeysField):
    """Whom something is for."""

    def all_choices(self) -> list[tuple[str, str]]:
        """Patients, family, advocates."""
        return [(audience.value, str(audience.label)) for audience in Audience]
