"""How quiet rooms speak: a sentence stands where it is said, marked by `gettext`.

The names are those of GNU gettext, which a translator's tools look for; `labs/apps.py`
hands in Django's own. What is refused has a code, and its sentence stands in `refusals`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from labs.words.refusals import REFUSALS

type Translate = Callable[[str], str]
# Of a field of a data class: what it holds is shown, and so translated.
type Translatable = str

# A fact may be a whole cell of a stranger's file; a sentence quotes no more than this.
_LONGEST_FACT = 80


@dataclass(frozen=True)
class Words:
    """A sentence to be: as written here, with its facts; language comes at the edge."""

    text: str
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

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
        return Words(REFUSALS[self.code], self.facts)

    def __str__(self) -> str:
        return str(self.words)


def gettext(text: str, /, **facts: object) -> str:
    """The sentence for whoever reads now, each `{name}` in it replaced by that fact."""
    if not facts:  # a figure says hundreds of these
        return _edge.translate(text)
    return _said(Words(text, facts), _edge.translate)


def gettext_lazy(text: str, /, **facts: object) -> Words:
    """The sentence for whoever will read it, which may be somebody else."""
    return Words(text, facts)


def gettext_noop(text: str) -> str:
    """The text itself, marked: what stands in a table and is said elsewhere."""
    return text


def english(words: Words) -> str:
    """As written here, whoever reads: what is kept, and what programs get."""
    return _said(words, _as_written)


def translate_with(translate: Translate) -> None:
    """Called once, by the edge: how a sentence of ours is said to whoever reads now."""
    _edge.translate = translate


def _as_written(sentence: str) -> str:
    return sentence


@dataclass
class _Edge:
    translate: Translate


_edge = _Edge(_as_written)


def _said(words: Words, translate: Translate) -> str:
    """Facts go in after translation: what was typed or printed is never looked up."""
    said = translate(words.text)
    if not words.facts:
        return said
    facts = {name: _short(_fact(fact, translate)) for name, fact in words.facts.items()}
    return said.format_map(facts)


def _fact(fact: object, translate: Translate) -> str:
    return _said(fact, translate) if isinstance(fact, Words) else str(fact)


def _short(fact: str) -> str:
    return fact if len(fact) <= _LONGEST_FACT else f"{fact[:_LONGEST_FACT]}…"
