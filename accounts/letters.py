"""Letters that accounts sends itself: plain words, a link, and nothing about anybody's health."""

import logging
import smtplib

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from accounts import organisation
from accounts.languages import spoken
from accounts.models import InvitationBase, display_name

logger = logging.getLogger(__name__)


def send(template: str, *, to: str, context: dict[str, object], language: str = "") -> bool:
    """Send `<template>_subject.txt` and `<template>_message.txt`; False when the post office is out of reach."""
    context = context | {"base_url": settings.BASE_URL, "organisation_name": organisation.current().name}
    with translation.override(spoken(language)):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    try:
        EmailMessage(subject, body, to=[to]).send()
    except (OSError, smtplib.SMTPException, AnymailError):
        logger.exception("A letter could not be sent.")
        return False
    return True


def send_invitation(invitation: InvitationBase, *, token: str, to_what: str | Promise) -> bool:
    """Send the link that opens an invitation; False when the post office is out of reach."""
    context: dict[str, object] = {
        "inviter": display_name(invitation.invited_by),
        "to_what": to_what,
        "link": settings.BASE_URL + reverse("join-token", args=[token]),
        "expires_at": invitation.expires_at,
    }
    return send("accounts/email/invitation", to=invitation.email, context=context)
