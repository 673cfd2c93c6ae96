"""Passwords that are long and yet the first that a guesser tries."""

import itertools
import re

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import organisation
from accounts.models import User

FEWEST_DIFFERENT = 5
LONGEST_REPEATED = 12


class PasswordRules:
    """Long enough, unlike name and address, and none that a guesser tries first; any characters will do."""

    hint = _("At least 15 characters. Four or five words that only you would put together do well.")

    def __init__(self, min_length: int = 15) -> None:
        self.length = MinimumLengthValidator(min_length)
        self.similarity = UserAttributeSimilarityValidator(("email", "name"))
        self.common = CommonPasswordValidator()

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is short or easily guessed."""
        self.length.validate(password, user)
        self.similarity.validate(password, user)
        self.common.validate(password, user)
        if self._is_guessable(password.lower().strip()):
            raise ValidationError(
                _("This password is easy to guess. Put four or five unrelated words together instead."),
                code="password_too_guessable",
            )

    def get_help_text(self) -> str:
        """What to do, in two sentences."""
        return str(self.hint)

    def _is_guessable(self, plain: str) -> bool:
        """Repetitions, straight runs, well-known passwords with something added, and our own name."""
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        names = ("secondpath", settings.ORGANISATION_NAME, organisation.current().name)
        ours = {re.sub(r"\W", "", name.lower()) for name in names}
        return (
            len(set(plain)) < FEWEST_DIFFERENT
            or _is_run(plain)
            or re.fullmatch(rf"(.{{1,{LONGEST_REPEATED}}})\1+.?", plain, re.DOTALL) is not None
            or core in self.common.passwords
            or re.sub(r"\W", "", core) in ours
        )


def _is_run(text: str) -> bool:
    """True when each character follows the one before it, as in 1234567890123456."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in itertools.pairwise(text)}
    return steps <= {1} or steps <= {9}
