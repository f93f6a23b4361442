"""What quiet rooms say: a code with its facts, and one catalogue of English sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from labs.words import (
    charts,
    days,
    exchange,
    hovers,
    notes,
    pages,
    readings,
    record,
    series,
)

SENTENCES: dict[str, str] = (
    readings.SENTENCES
    | series.SENTENCES
    | charts.SENTENCES
    | hovers.SENTENCES
    | exchange.SENTENCES
    | notes.SENTENCES
    | pages.SENTENCES
    | record.SENTENCES
    | days.SENTENCES
)

type Translate = Callable[[str], str]

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
        """In the language of whoever reads; English until the edge hands in another."""
        return _said(self, _edge.translate)


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
        return str(self.words)


def english(words: Words) -> str:
    """As written here, whoever reads: what is kept, and what programs get."""
    return _said(words, _as_written)


def translate_with(translate: Translate) -> None:
    """Called once, by the edge: how a sentence of ours is said to whoever reads now."""
    _edge.translate = translate


def template(code: str) -> str:
    """A sentence for whoever reads, its facts still to come: quicker, for short ones."""
    return _edge.translate(SENTENCES[code])


def _as_written(sentence: str) -> str:
    return sentence


@dataclass
class _Edge:
    translate: Translate


_edge = _Edge(_as_written)


def _said(words: Words, translate: Translate) -> str:
    """Facts go in after translation: what was typed or printed is never looked up."""
    facts = {name: _short(_fact(fact, translate)) for name, fact in words.facts.items()}
    return translate(SENTENCES[words.code]).format_map(facts)


def _fact(fact: object, translate: Translate) -> str:
    return _said(fact, translate) if isinstance(fact, Words) else str(fact)


def _short(fact: str) -> str:
    return fact if len(fact) <= _LONGEST_FACT else f"{fact[:_LONGEST_FACT]}…"
