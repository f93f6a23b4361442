"""How long an answer takes: whether that tells an address that has an account from others.

Each try at an address that has one stands beside a try at one that has none: a machine that
is busy is busy for both. It only ever makes an answer later, so the soonest tenths of both
sides are compared as well as the medians. What the program does is there in both, and in
each of three rounds.
"""

from collections.abc import Callable
from itertools import batched
from statistics import median, quantiles
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
            accounts = [self._pair() for _ in range(-(-tries // most))]
            pairs = [pair for pair in accounts for _ in range(most)]
            has, has_not = self._ask(pairs[:tries])
            by_tenth = quantiles(has, n=10)[0] - quantiles(has_not, n=10)[0]
            gap = min(by_tenth, median(has) - median(has_not), key=abs)
            if abs(gap) < MOST_MS:
                return []
            gaps.append(gap)
        return [f"{self.path}: an account is answered {gap:+.1f} ms later" for gap in gaps]

    def _pair(self) -> Pair:
        n = next(self.names)
        return f"{n:03}-has@timed.example", f"{n:03}-not@timed.example"

    def _ask(self, pairs: list[Pair]) -> tuple[list[float], list[float]]:
        """In how many ms those were answered that have an account, and those without."""
        took: tuple[list[float], list[float]] = [], []
        for some in batched(pairs, _PAIRS, strict=False):
            visitor = Visitor(self.site, source=next(self.sources))
            visitor.ask("GET", self.path)
            for number, pair in enumerate(some):
                for side in (number % 2, 1 - number % 2):  # each first in turn
                    took[side].append(self._time(visitor, pair[side]))
            visitor.close()
        return took

    def _time(self, visitor: Visitor, email: str) -> float:
        begun = perf_counter()
        answer = visitor.post(self.path, self.fill(email))
        took = (perf_counter() - begun) * 1000
        assert answer.status in (200, 302) and "Too many" not in answer.text
        return took
