"""The name of a person, as others read it in letters and on pages."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NUL = "\x00"  # stays, so that it is refused like everywhere else
LOOKS_LIKE_AN_ADDRESS = re.compile(r"[/\\]|\bwww\.|\w\.\w{2,}", re.IGNORECASE)


class PersonNameField(forms.CharField):
    """A name on one line, without signs that can't be seen, and without a web address.

    It stands in letters that go to people who don't know its bearer, so it must carry no link.
    """

    def to_python(self, value: Any) -> str:  # noqa: ANN401 -- the signature is Django's
        """The name on one line."""
        text = super().to_python(value) or ""
        words = ("".join(char for char in word if char.isprintable() or char == NUL) for word in text.split())
        return " ".join(filter(None, words))

    def validate(self, value: str) -> None:
        """Refuse a name that mail programs would make a link of."""
        super().validate(value)
        if LOOKS_LIKE_AN_ADDRESS.search(value):
            raise ValidationError(
                _("Please write only a name, without a web address. After a dot, leave a space."),
                code="looks_like_an_address",
            )
