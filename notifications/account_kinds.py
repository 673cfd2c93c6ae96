"""Messages about an account: its security, who may reach what, and what its owner alone can mend."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.choices import Group, Rhythm
from notifications.kinds import Kind
from notifications.subjects import Entry

ACCOUNT = "account"
NEW_SIGN_IN = "new_sign_in"
TOKEN_MADE = "token_made"  # noqa: S105 -- the name of a kind
LETTERS_REST = "letters_rest"

KINDS = (
    Kind(
        key=NEW_SIGN_IN,
        group=Group.ACCOUNT,
        label=gettext_lazy("Sign-in from a new place"),
        reason=gettext_lazy("Somebody signed in to your account from a place or browser that is new to us."),
        mail_line=gettext_lazy("Somebody signed in to your account from a new place."),
        title=gettext_lazy("New sign-in with %(browser)s"),
        body=gettext_lazy(
            "Somebody signed in to your account with %(browser)s, from a place that is new to us. "
            "If it was you, you don’t need to do anything. If it was not you, choose a new password now."
        ),
        fields={"browser": "Firefox"},
        kept_because=gettext_lazy("If somebody else gets into your account, you need to know at once."),
        is_urgent=True,
        rhythm=Rhythm.AT_ONCE,
    ),
    Kind(
        key=TOKEN_MADE,
        group=Group.ACCOUNT,
        label=gettext_lazy("A token for programs was made"),
        reason=gettext_lazy("A token lets a program into your account without your password."),
        mail_line=gettext_lazy("A token for programs was made for your account."),
        title=gettext_lazy("A token for programs was made"),
        body=gettext_lazy(
            "It is called “%(token)s”, and a program that has it gets into your account. If you made it, you "
            "don’t need to do anything. If you did not, revoke it now and choose a new password."
        ),
        fields={"token": gettext_lazy("My calendar script")},
        kept_because=gettext_lazy("If somebody else gets into your account, you need to know at once."),
        is_urgent=True,
        rhythm=Rhythm.AT_ONCE,
    ),
    Kind(
        key=LETTERS_REST,
        group=Group.ACCOUNT,
        label=gettext_lazy("E-mail is not going out"),
        reason=gettext_lazy("You are an administrator here, and can look into it."),
        mail_line=gettext_lazy("E-mail is not going out."),
        title=gettext_lazy("E-mail is not going out"),
        body=gettext_lazy(
            "The mail service does not let us in. Nothing is lost: e-mail waits, and everybody can still "
            "read everything here. Open this to see what is wrong."
        ),
        rhythm=Rhythm.AT_ONCE,
        by_mail=False,
    ),
)
PATHS = {
    NEW_SIGN_IN: "account_change_password",
    TOKEN_MADE: "tokens",
    LETTERS_REST: "reminders_status",
}
"""Where a message of each kind leads; any other to the profile."""


class AccountSubject:
    """An account, by the id of its owner: nobody else is told of it."""

    key = ACCOUNT
    several = gettext_lazy("accounts")

    def recipients(self, subject_id: int, audience: str) -> Sequence[User]:
        """The owner, whoever is asked for; nobody owns a connected system."""
        return list(User.objects.filter(pk=subject_id, is_active=True, is_service=False))

    def reachable(self, user: User, subject_ids: Collection[int]) -> set[int]:
        """One's own account."""
        return {user.pk}.intersection(subject_ids)

    def is_quiet(self, user: User, subject_id: int, *, at: datetime) -> bool:
        """Never: nothing waits for an answer here."""
        return False

    def names(self, subject_ids: Collection[int]) -> dict[int, str]:
        """What people call it."""
        return dict.fromkeys(subject_ids, _("Your account"))

    def uuids(self, subject_ids: Collection[int]) -> dict[int, UUID]:
        """None: everybody has only their own."""
        return {}

    def path(self, subject_id: int, kind: str) -> str:
        """Where something can be done about it."""
        return reverse(PATHS.get(kind, "profile"))

    def open_ids(self, *, after: int, limit: int) -> Sequence[int]:
        """None: nothing is planned for accounts."""
        return []

    def replan(self, subject_id: int, *, at: datetime) -> None:
        """Nothing: see `open_ids`."""

    def calendar(self, user: User, *, at: datetime) -> Iterable[Entry]:
        """Nothing: accounts have no dates."""
        return ()

    def letters_fail(self, user: User, *, at: datetime) -> None:
        """Nothing: the owner reads it on their own pages."""
