"""Who asks: the session and its person, which every page reads, with SQL that is kept."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from labs.models import User
from labs.models.prepared import Prepared, PreparedModels

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


class KeptBackend(AuthenticationBackend):
    """Signs in as allauth does; the person of a session is asked for with kept SQL."""

    def get_user(self, user_id: int) -> User | None:
        """Who is named by a session, if he still may sign in."""
        found = _USERS.ask(user_id)
        return next(filter(self.user_can_authenticate, found), None)
