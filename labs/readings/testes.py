"""Which testes a man has, as recorded: the one place that answers, for rules and pages."""

from dataclasses import dataclass

from labs.readings.names import SIDE_NAMES
from labs.words import Words, gettext_lazy, gettext_noop

# No tissue on this side: nothing to measure, and nothing that makes a hormone or sperm.
_ONE_GONE = {
    "absent": gettext_noop("the {side} testis is absent"),
    "prosthesis": gettext_noop("the {side} testis is a prosthesis"),
}
_BOTH_GONE = {
    "absent": gettext_noop("both testes are absent"),
    "prosthesis": gettext_noop("both testes are prostheses"),
}


@dataclass(frozen=True)
class RecordedTestes:
    """The state of each side: absent, prosthesis, retractile, operated; or not recorded."""

    left: str = ""
    right: str = ""

    def state(self, side: str) -> str:
        """Empty where nothing is recorded, and for what has no side."""
        return {"left": self.left, "right": self.right}.get(side, "")

    def gone(self, side: str) -> str:
        """`absent` or `prosthesis`; empty where there is a testis, as far as recorded."""
        state = self.state(side)
        return state if state in _ONE_GONE else ""

    @property
    def none(self) -> bool:
        """Whether he has no testis at all."""
        return all(map(self.gone, SIDE_NAMES))

    def clause(self, side: str) -> Words:
        """`the right testis is a prosthesis`."""
        return gettext_lazy(_ONE_GONE[self.gone(side)], side=gettext_lazy(SIDE_NAMES[side]))

    @property
    def words(self) -> Words | None:
        """`both testes are absent`; None where no side is gone."""
        gone = [self.clause(side) for side in SIDE_NAMES if self.gone(side)]
        if not gone:
            return None
        if len(gone) < len(SIDE_NAMES):
            return gone[0]
        if self.left == self.right:
            return gettext_lazy(_BOTH_GONE[self.left])
        return gettext_lazy("{left} and {right}", left=gone[0], right=gone[1])
