"""One result as its format tells it: texts by our fields, still to be understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from labs.exchange.names import NamedAnalyte
from labs.words import Refused

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class RawResult:
    """What a format's reader hands over for each result, whatever the format is.

    `texts`: by the names of `fields.FIELDS`; what is missing, the file does not have.
    """

    texts: Mapping[str, str]
    line: int | None = None  # where it begins in the file; the first line is 1
    path: str | None = None  # its place, where one line holds several results
    headings: Mapping[str, str] = _NO_TEXTS  # what the file calls a field
    # Fields that the file tells in several places, and not alike: those places.
    disagreeing: Mapping[str, str] = _NO_TEXTS
    # Where the format knows by itself what was measured, or that it is none of ours.
    named: NamedAnalyte | None = None
    refused: Refused | None = None


class Texts:
    """The texts of one result, and which field was looked at last: it is to blame."""

    __slots__ = ("at", "exact", "raw")

    def __init__(self, raw: RawResult, *, exact: bool = False) -> None:
        """`exact`: this program wrote them, and blanks around a text belong to it."""
        self.raw = raw
        self.exact = exact
        self.at = ""

    def get(self, field: str) -> str:
        """The text of a field, to be understood; it is blamed for what follows."""
        self.at = field
        if places := self.raw.disagreeing.get(field):
            raise Refused("columns-disagree", headings=places, field=field)
        return self.raw.texts.get(field, "")

    def has(self, field: str) -> bool:
        return field in self.raw.texts

    def look_up(self, field: str) -> str:
        """What stands there, for a report: nothing is blamed, nothing refused."""
        return self.raw.texts.get(field, "").strip()

    def known(self) -> dict[str, str]:
        """All that the file says, by field, to keep it aside."""
        fields = sorted(self.raw.texts)
        return {field: text for field in fields if (text := self.look_up(field))}

    @property
    def heading(self) -> str:
        """Of the field to blame, as the file calls it."""
        return self.raw.headings.get(self.at, self.at)

    def blame_result(self) -> None:
        self.at = "reported" if self.has("reported") else "value"
