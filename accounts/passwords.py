"""Passwords that are long and yet the first that a guesser tries."""

import itertools
import re

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FEWEST_DIFFERENT = 5
LONGEST_REPEATED = 12


class GuessablePasswordValidator:
    """Refuses repetitions, straight runs, well-known passwords with something added, and our own name."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator()

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError for a password that is easily guessed."""
        plain = password.lower().strip()
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        ours = {"secondpath", re.sub(r"\W", "", settings.ORGANISATION_NAME.lower())}
        easy = (
            len(set(plain)) < FEWEST_DIFFERENT
            or _is_run(plain)
            or re.fullmatch(rf"(.{{1,{LONGEST_REPEATED}}})\1+.?", plain, re.DOTALL)
            or core in self.common.passwords
            or re.sub(r"\W", "", core) in ours
        )
        if easy:
            raise ValidationError(
                _("This password is easy to guess. Put four or five unrelated words together instead."),
                code="password_too_guessable",
            )

    def get_help_text(self) -> str:
        """What to do, in a sentence."""
        return _("Put four or five unrelated words together.")


def _is_run(text: str) -> bool:
    """True when each character follows the one before it, as in 1234567890123456."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in itertools.pairwise(text)}
    return steps <= {1} or steps <= {9}
