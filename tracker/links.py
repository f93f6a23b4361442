"""Links to choose a password."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from labs.models import User


class LinkTokens(PasswordResetTokenGenerator):
    """They die with a new password, and when access ends."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        ended = f"{user.is_active} {user.sessions_ended}"
        return f"{super()._make_hash_value(user, timestamp)} {ended}"
