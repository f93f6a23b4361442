"""How long an answer takes: whether that tells an address that has an account from others.

Each try at an address that has one stands beside a try at one that has none, and the median
of the differences counts: a machine that is busy is busy for both. What a busy machine does
to it is gone in one of three rounds; what the program does is there in each.
"""

from collections.abc import Callable
from itertools import batched
from statistics import median
from time import perf_counter

from tests.attack.site import LOGIN, Site, Visitor

type Pair = tuple[str, str]  # an address that has an account, and one that has none

RESET = "/accounts/password/reset/"
MOST_MS = 5
_ROUNDS = 3
_PAIRS = 9  # of tries from one address: 20 a minute are heard
_SIGN_INS, _LINKS = 10, 3  # that are answered of one account within 15 minutes
_ADD = """
from labs.models import User
from tests import factories
one = factories.login("first@timed.example", "Timed")
User.objects.bulk_create(
    User(email=f"{{n:03}}-has@timed.example", name="Timed", password=one.password)
    for n in range({})
)
"""


def attack_sign_in(site: Site, tries: int) -> list[str]:
    """Sign in with a wrong password."""
    ask = _Asker(site, LOGIN, lambda email: {"login": email, "password": "no"}, net=4)
    return ask.compare(tries, _SIGN_INS)


def attack_reset(site: Site, tries: int) -> list[str]:
    """Ask for a link to choose a new password."""
    return _Asker(site, RESET, lambda email: {"email": email}, net=5).compare(tries, _LINKS)


def add_people(site: Site, count: int) -> None:
    """Logins whose addresses the attacks know."""
    made = site.manage("shell", "-c", _ADD.format(count))
    assert made.returncode == 0, made.stderr


class _Asker:
    """Asks one address of a site from many places; no try is ever one too many."""

    def __init__(
        self, site: Site, path: str, fill: Callable[[str], dict[str, str]], *, net: int
    ) -> None:
        self.site, self.path, self.fill = site, path, fill
        self.sources = (f"127.0.{net}.{n}" for n in range(1, 255))
        self.names = iter(range(10**9))

    def compare(self, tries: int, most: int) -> list[str]:
        """`most`: tries of one account."""
        gaps = []
        for _ in range(_ROUNDS):
            pairs = [
                pair for _ in range(-(-tries // most)) for pair in [self._pair()] * most
            ]
            gaps.append(median(self._ask(pairs[:tries])) * 1000)
            if abs(gaps[-1]) < MOST_MS:
                return []
        return [f"{self.path}: an account is answered {gap:+.1f} ms later" for gap in gaps]

    def _pair(self) -> Pair:
        n = next(self.names)
        return f"{n:03}-has@timed.example", f"{n:03}-not@timed.example"

    def _ask(self, pairs: list[Pair]) -> list[float]:
        """By how many seconds the one of each pair that has an account took longer."""
        gaps = []
        for some in batched(pairs, _PAIRS, strict=False):
            visitor = Visitor(self.site, source=next(self.sources))
            visitor.ask("GET", self.path)
            for number, (has, has_not) in enumerate(some):
                if number % 2:
                    late = self._time(visitor, has_not)
                    gaps.append(self._time(visitor, has) - late)
                else:
                    gaps.append(self._time(visitor, has) - self._time(visitor, has_not))
            visitor.close()
        return gaps

    def _time(self, visitor: Visitor, email: str) -> float:
        begun = perf_counter()
        answer = visitor.post(self.path, self.fill(email))
        took = perf_counter() - begun
        assert answer.status in (200, 302) and "Too many" not in answer.text
        return took
