"""Links that reset a password."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from accounts.models import User


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens that die with the password, the address, the last sign-in and the stamp."""

    key_salt = "accounts.tokens.ResetTokens"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return super()._make_hash_value(user, timestamp) + user.sign_in_stamp
