"""Open accounts and keep them right."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.changes import person_changes
from accounts.choices import PRIVACY_VERSION, ConsentDocument
from accounts.models import Consent, User
from accounts.models.people import own_language, own_time_zone
from accounts.refusals import Refused, StaleEdit


def open_account(
    email: str,
    *,
    name: str,
    password: str | None,
    by: User | None,
    at: datetime,
    language: str = "",
    time_zone: str = "",
    agreed: bool = False,
) -> User:
    """Open an account for an address that is known to be the person's own.

    `agreed` keeps their consent to the privacy notice as it reads today. Raises Refused when the
    address has an account.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email,
                password,
                name=name,
                language=language or own_language(),
                time_zone=time_zone or own_time_zone(),
                date_joined=at,
            )
    except IntegrityError:
        raise Refused(_("There is an account for this address already. Please sign in instead.")) from None
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if agreed:
        keep_consent(user, at=at)
    return user


@transaction.atomic
def sign_up(user: User, *, name: str, language: str, by: User | None, at: datetime) -> User:
    """Save a person who asked for an account and agreed to the privacy notice; the address is unproven yet."""
    user.name, user.language, user.date_joined = name, language, at
    user.save()
    keep_consent(user, at=at)
    return user


def keep_consent(user: User, *, at: datetime, version: str = PRIVACY_VERSION) -> Consent:
    """Keep that somebody agreed to a version of the privacy notice; the first time is the one that counts."""
    return Consent.objects.get_or_create(
        user=user, document=ConsentDocument.PRIVACY, version=version, defaults={"at": at}
    )[0]


@transaction.atomic
def update_profile(
    user: User, *, name: str, language: str, time_zone: str, phone: str, version: int, by: User, at: datetime
) -> User:
    """Change what a person says about themselves; raises StaleEdit when it was changed meanwhile."""
    if user.time_zone != time_zone:
        person_changes.send(User, person=user, at=at)
    changed = User.objects.filter(pk=user.pk, version=version).update(
        name=name, language=language, time_zone=time_zone, phone=phone, version=version + 1
    )
    current = User.objects.get(pk=user.pk)
    if not changed:
        raise StaleEdit(current=current)
    return current
