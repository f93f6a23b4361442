"""What the results of one moment share: when, where, and under which circumstances."""

import re
from dataclasses import dataclass, fields
from functools import cached_property

from labs.readings.moment import LONGEST_MOMENT, Moment
from labs.readings.text import require_printable
from labs.words import Refused, Words, gettext_lazy, gettext_noop


@dataclass(frozen=True)
class Circumstances:
    """What was reported of a draw; columns, boxes and JSON have the names of its fields."""

    fasting: bool | None = None
    since_dose: str = ""  # trough, peak, PT<n>H, P<n>D
    illness: bool = False
    biotin: bool = False
    gel: bool = False
    other_drug: str = ""  # as typed
    notes: str = ""

    def __post_init__(self) -> None:
        if self.since_dose and not _SINCE.fullmatch(self.since_dose):
            raise Refused("since-dose-unreadable", text=self.since_dose)

    @cached_property
    def since_dose_compared(self) -> str | int:
        """Equal for equal times: one day is 24 hours."""
        match = _SINCE.fullmatch(self.since_dose)
        if match and match["hours"]:
            return int(match["hours"])
        return int(match["days"]) * 24 if match and match["days"] else self.since_dose

    @property
    def words(self) -> tuple[Words, ...]:
        """What was marked; what a person typed is shown as his own words, not here."""
        marked = (
            (gettext_lazy("fasting"), self.fasting is True),
            (gettext_lazy("not fasting"), self.fasting is False),
            (gettext_lazy("acute illness"), self.illness),
            (gettext_lazy("biotin taken"), self.biotin),
            (gettext_lazy("gel on the skin where the needle went in"), self.gel),
        )
        return tuple(words for words, holds in marked if holds) + self._since_words

    @property
    def _since_words(self) -> tuple[Words, ...]:
        match = _SINCE.fullmatch(self.since_dose)
        if not match:
            return ()
        if match["stated"]:
            return (gettext_lazy(_LEVELS[match["stated"]]),)
        one, many = _SINCE_HOURS if match["hours"] else _SINCE_DAYS
        count = int(match["hours"] or match["days"])
        return (gettext_lazy(one if count == 1 else many, count=count),)


CIRCUMSTANCES = tuple(field.name for field in fields(Circumstances))


@dataclass(frozen=True)
class Draw:
    moment: Moment
    id: str = ""
    version: int = 0
    laboratory: str = ""
    report_number: str = ""
    circumstances: Circumstances = Circumstances()

    def check(self) -> None:
        """Refuse texts that a record cannot keep."""
        require_printable(self.moment.reported, "The time", LONGEST_MOMENT)
        require_printable(self.laboratory, "The laboratory", 200)
        require_printable(self.report_number, "The report number", 100)
        require_printable(self.circumstances.other_drug, "The other drug", 200)
        require_printable(self.circumstances.notes, "The notes", 1000)


def since_dose(text: str) -> str:
    """Time since the last dose as people write it: trough, peak, `3 days`, `72 h`."""
    said = " ".join(text.casefold().split())
    if not said or said in _STATED:
        return _STATED.get(said, "")
    if _SINCE.fullmatch(said.upper()):
        return said.upper()
    match = _COUNTED.fullmatch(said)
    if not match:
        raise Refused("since-dose-unreadable", text=text.strip())
    count = int(match["count"])
    return f"PT{count}H" if match["hours"] else f"P{count}D"


_SINCE = re.compile(
    r"(?P<stated>trough|peak)|PT(?P<hours>\d{1,4})H|P(?P<days>\d{1,4})D", re.ASCII
)
_COUNTED = re.compile(
    r"(?P<count>\d{1,4}) ?"
    r"(?:(?P<hours>h|hr|hrs|hours?|std|stunden?|heures?)|(?:d|days?|tage?n?|j|jours?))",
    re.ASCII,
)
_LEVELS = {"trough": gettext_noop("trough"), "peak": gettext_noop("peak")}
_SINCE_HOURS = (
    gettext_noop("{count} hour since the last dose"),
    gettext_noop("{count} hours since the last dose"),
)
_SINCE_DAYS = (
    gettext_noop("{count} day since the last dose"),
    gettext_noop("{count} days since the last dose"),
)
_STATED = {
    "trough": "trough",
    "talspiegel": "trough",
    "creux": "trough",
    "peak": "peak",
    "spitzenspiegel": "peak",
    "pic": "peak",
}
