"""Who asks: the session and its person, which every page reads, with SQL that is kept."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from labs.models import User
from labs.models.prepared import Prepared, PreparedModels
from labs.models.unusable import is_busy, is_unusable

_SESSIONS = Prepared(
    Session,
    ("session_data",),
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
)
_USERS = PreparedModels(lambda pk: User.objects.filter(pk=pk))


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What stands in a session that has not ended; else it is a new one."""
        for row in _SESSIONS.ask(self.session_key or "", timezone.now()):
            held: dict[str, Any] = self.decode(row.session_data)
            return held
        self._session_key = None
        return {}

    def save(self, must_create: bool = False) -> None:
        """Raise what the database raised where it is busy, full or gone.

        Django's own takes any error for a session that was deleted meanwhile, and a form
        that was saved would be answered as a bad request.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            cause = error.__context__
            if cause and (is_busy(cause) or is_unusable(cause)):
                raise cause from cause.__cause__
            raise


class KeptBackend(AuthenticationBackend):
    """Signs in as allauth does."""

    def get_user(self, user_id: int) -> User | None:
        """Who is named by a session, if he still may sign in."""
        found = _USERS.ask(user_id)
        return next(filter(self.user_can_authenticate, found), None)
