"""What quiet rooms say: a code with its facts, and one catalogue of English sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labs.words import axis, charts, exchange, notes, pages, readings, record, series

SENTENCES: dict[str, str] = (
    readings.SENTENCES
    | series.SENTENCES
    | charts.SENTENCES
    | axis.SENTENCES
    | exchange.SENTENCES
    | notes.SENTENCES
    | pages.SENTENCES
    | record.SENTENCES
)

# A fact may be a whole cell of a stranger's file; a sentence quotes no more than this.
_LONGEST_FACT = 80


@dataclass(frozen=True)
class Words:
    """A sentence to be: what is meant, in code and facts; language comes at the edge."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, code: str, /, **facts: object) -> "Words":
        return cls(code, facts)

    def __str__(self) -> str:
        return english(self)


class Refused(ValueError):
    """What cannot be taken as it is, said so that a person knows what to do."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def words(self) -> Words:
        return Words(self.code, self.facts)

    def __str__(self) -> str:
        return english(self.words)


def english(words: Words) -> str:
    facts = {name: _short(str(fact)) for name, fact in words.facts.items()}
    return SENTENCES[words.code].format_map(facts)


def _short(fact: str) -> str:
    return fact if len(fact) <= _LONGEST_FACT else f"{fact[:_LONGEST_FACT]}…"
