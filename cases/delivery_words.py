"""What became of the letter about one notice, in one sentence."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications import channels
from notifications.choices import LetterState
from notifications.kinds import Words
from notifications.models import Letter, Notice

NO_LETTER: Mapping[str, Words] = {
    "rule": gettext_lazy("No e-mail: this kind is shown only here."),
    "answer_waits": gettext_lazy("No e-mail: a message was waiting unread, so we kept quiet."),
    "address_fails": gettext_lazy("No e-mail: the address does not take our e-mail."),
    "not_wanted": gettext_lazy("No e-mail: none of this kind is wanted."),
}
ONLY_HERE = gettext_lazy("Shown only here.")

LETTERS: Mapping[str, Words] = {
    LetterState.WAITING: gettext_lazy("%(channel)s: goes out on %(day)s"),
    LetterState.SENDING: gettext_lazy("%(channel)s: on its way."),
    LetterState.SENT: gettext_lazy("%(channel)s: handed to the mail service on %(day)s"),
    LetterState.FAILED: gettext_lazy(
        "%(channel)s: given up on %(day)s, because the mail service did not accept it. It can be read here."
    ),
    LetterState.DROPPED: gettext_lazy("%(channel)s: not sent, because it was no longer needed."),
}
TRYING_AGAIN = gettext_lazy("%(channel)s: the mail service did not accept it yet. We try again on %(day)s")


def words_for(notice: Notice, *, at: datetime) -> str:
    """What had become of the letter about this notice by `at`, or why there is none."""
    if notice.letter is None:
        return str(NO_LETTER.get(notice.no_letter_because, ONLY_HERE))
    return of_letter(notice.letter, at=at)


def of_letter(letter: Letter, *, at: datetime) -> str:
    """Where one letter stood at `at`, in the reader's time zone."""
    names = {channel.key: channel.label for channel in channels.registered()}
    moment = timezone.localtime(letter.ended_at or letter.due_at)
    day = formats.date_format(moment, "DATETIME_FORMAT")
    return str(_standing(letter, at=at)) % {"channel": names.get(letter.channel, _("E-mail")), "day": day}


def _standing(letter: Letter, *, at: datetime) -> Words:
    if letter.state != LetterState.WAITING:
        return LETTERS[letter.state]
    if letter.attempts:
        return TRYING_AGAIN
    return LETTERS[LetterState.WAITING if letter.due_at > at else LetterState.SENDING]
