"""How allauth signs people in here: nobody signs up, and no address leads elsewhere."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: a clinic adds its people, and its patients."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether `next` may be followed; an address that cannot be parsed may not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False
