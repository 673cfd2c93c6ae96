"""E-mail: one layout for every letter, over one line for a whole batch."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from anymail import exceptions as anymail
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import organisation
from accounts.languages import spoken
from notifications.channels import Down, Outgoing, Refused, Trouble, TryLater

PERMANENT = 500
TOO_LARGE = 552
NO_SUCH_ADDRESS = {550, 551, 553}
ADDRESS_IS_WRONG = re.compile(r"5\.(1\.\d{1,3}|2\.1)")
"""Enhanced status codes of RFC 3463: a bad address, or a mailbox that is shut."""

ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
NOT_LET_IN = {401, 403}
BUSY = {408, 425, 429}
NOT_SET_UP = "provider not set up"


class Mail:
    """Letters by e-mail, over whatever EMAIL_BACKEND carries them."""

    key = "mail"
    label = _("E-mail")

    @contextmanager
    def open(self) -> Iterator["MailSession"]:
        """A session; the line to the server is opened when the first letter goes out. Raises Down."""
        try:
            session = MailSession()
        except ImproperlyConfigured:
            raise Down(NOT_SET_UP) from None
        try:
            yield session
        finally:
            session.close()


class MailSession:
    """One line to the mail server, opened anew when it breaks."""

    def __init__(self) -> None:
        self.backend: Any = get_connection()  # what it has beside `open` and `close` depends on its kind

    def send(self, letter: Outgoing) -> None:
        """Hand one letter to the server. Raises Refused, TryLater or Down."""
        message = written(letter)
        try:
            self.backend.open()
            message.connection = self.backend
            message.send()
        except Exception as problem:
            trouble = trouble_of(problem)
            if trouble is None:
                raise
            if not isinstance(trouble, Refused):
                self.hang_up()
            raise trouble from None

    def hang_up(self) -> None:
        """Give the line up at once: a server that hangs would hang at a farewell, too."""
        line = getattr(self.backend, "connection", None)
        if isinstance(line, smtplib.SMTP):
            line.close()
            self.backend.connection = None
        self.close()

    def close(self) -> None:
        """Say farewell; a line that breaks now has carried its letters."""
        with suppress(OSError):
            self.backend.close()


# What a letter looks like


def written(letter: Outgoing) -> EmailMultiAlternatives:
    """The message in the reader's language, as text and as HTML."""
    organisation_name = organisation.current().name
    context = {
        "letter": letter,
        "organisation_name": organisation_name,
        "base_url": settings.BASE_URL,
        "settings_url": settings.BASE_URL + reverse("notifications:preferences"),
    }
    with translation.override(spoken(letter.language)):
        message = EmailMultiAlternatives(
            subject=subject_of(letter, organisation_name),
            body=render_to_string("notifications/mail/letter.txt", context).strip() + "\n",
            to=[letter.to],
            headers=headers_of(letter),
        )
        message.attach_alternative(render_to_string("notifications/mail/letter.html", context), "text/html")
    return message


def subject_of(letter: Outgoing, organisation_name: str) -> str:
    """One fixed line for each kind; for a digest how many things there are."""
    if not letter.is_digest:
        return one_line(f"{organisation_name}: {letter.lines[0].words}".rstrip("."))
    words = ngettext(
        "%(count)d thing for you in %(name)s", "%(count)d things for you in %(name)s", letter.count
    )
    return one_line(words % {"count": letter.count, "name": organisation_name})


def one_line(text: str) -> str:
    """The text as a header takes it."""
    return " ".join(text.split())


def headers_of(letter: Outgoing) -> dict[str, str]:
    """A message id that stays, no answers from machines, and one click to stop (RFC 8058) where one may."""
    headers = {
        "Message-ID": f"<{letter.uuid}@{urlsplit(settings.BASE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


# What servers answer


def trouble_of(problem: Exception) -> Trouble | None:
    """What an answer of the mail server means for this letter; None for what is no answer of a server."""
    if isinstance(problem, anymail.AnymailError):
        return of_provider(problem)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return of_recipient(problem)
    if isinstance(problem, smtplib.SMTPResponseException):
        return of_answer(problem)
    if isinstance(problem, ImproperlyConfigured):
        return Down(NOT_SET_UP)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return Down(type(problem).__name__)
    if isinstance(problem, OSError):
        return TryLater(type(problem).__name__)
    if isinstance(problem, ValueError):  # Django reads the address once more, and finds it is none
        return Refused("5.1.3", is_about_address=True)
    return None


def of_recipient(problem: smtplib.SMTPRecipientsRefused) -> Trouble:
    """The server's word on the address that a letter goes to."""
    code, words = next(iter(problem.recipients.values()))
    status = enhanced(words)
    if code < PERMANENT:
        return TryLater(named(code, status))
    is_about_address = bool(ADDRESS_IS_WRONG.fullmatch(status)) if status else code in NO_SUCH_ADDRESS
    return Refused(named(code, status), is_about_address=is_about_address)


def of_answer(problem: smtplib.SMTPResponseException) -> Trouble:
    """The server's word on us or on the letter: who may not sign in or send sends nothing at all."""
    code, status = problem.smtp_code, enhanced(problem.smtp_error)
    if code < PERMANENT:
        return TryLater(named(code, status))
    if isinstance(problem, smtplib.SMTPDataError) or code == TOO_LARGE:
        return Refused(named(code, status), is_about_address=bool(ADDRESS_IS_WRONG.fullmatch(status)))
    return Down(named(code, status))


def of_provider(problem: anymail.AnymailError) -> Trouble:
    """What a provider behind django-anymail answered."""
    if isinstance(problem, anymail.AnymailRecipientsRefused | anymail.AnymailInvalidAddress):
        return Refused("refused by the provider", is_about_address=True)
    status = problem.status_code
    if status in NOT_LET_IN:
        return Down(f"provider {status}")
    if status is None or status >= PERMANENT or status in BUSY:
        return TryLater(f"provider {status or 'out of reach'}")
    return Refused(f"provider {status}")


def enhanced(words: bytes | str) -> str:
    """The enhanced status code at the start of an answer, or nothing."""
    found = ENHANCED.match(words.encode() if isinstance(words, str) else words)
    return found[1].decode() if found else ""


def named(code: int, status: str) -> str:
    """Both codes; an answer's words may name the address."""
    return f"{code} {status}".strip()
