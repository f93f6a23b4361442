"""A whole draw on one sheet: a row an analyte, a row a side; valid, it holds readings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.analytes import Analyte
from labs.forms.draws import DrawContext, DrawForm
from labs.forms.fields import DayField, LineField, VersionField, set_values, with_boxes
from labs.forms.rows import METHOD_CHOICES, Blood, ComputedVolume, Row, Side, interval_for
from labs.forms.usual import Habits
from labs.readings import CIRCUMSTANCES, VOLUME_METHODS, Draw, Exam, Moment, Reading
from labs.words import Refused

NOTHING = _("No result entered. Enter at least one, or the reason why it was not done.")
_SHARED = ("volume_method", "examiner")


class PanelForm(DrawForm):
    """`draw` and `readings` are there once the form is valid."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    filled_for = forms.CharField(widget=forms.HiddenInput, required=False)
    filled_on = forms.CharField(widget=forms.HiddenInput, required=False)
    by_hand = forms.CharField(widget=forms.HiddenInput, required=False)
    volume_method = forms.ChoiceField(
        label=_("Volume method"),
        required=False,
        choices=METHOD_CHOICES,
        widget=forms.Select(attrs={"autocomplete": "off"}),
    )
    examiner = LineField(label=_("Examiner"), required=False, max_length=100)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        where: DrawContext,
        habits: Habits,
        analytes: Sequence[Analyte],
        submission: str = "",
        draw: Draw | None = None,
    ) -> None:
        """`draw`: the one that is added to; else his last laboratory is preselected."""
        self.habits = habits
        self.place = draw.laboratory if draw else habits.laboratory
        self.drawn_on = draw.moment.date if draw else where.today
        self.volume_origin = habits.volume_origin
        self.readings: tuple[Reading, ...] = ()
        self.place_changed = False
        self.refilled = False  # the boxes were filled for another laboratory, or day
        self.moved: frozenset[str] = frozenset()  # boxes that went with it
        self.filled_in: list[str] | None = None  # rows given the laboratory's range
        self.followed: tuple[str, ...] = ()  # rows with a value whose method went with it
        self.rows = rows_for(analytes, habits, self.place, self.drawn_on)
        initial = {
            "laboratory": self.place,
            "filled_for": self.place,
            "filled_on": self.drawn_on.isoformat(),
            "volume_method": habits.volume_method,
            "submission": submission,
        }
        followed = data if data is None else self._with_units(self._following(data))
        super().__init__(followed, where=where, initial=initial)
        for row in self.rows:
            for box, field in row.boxes().items():
                self.fields[f"{row.prefix}_{box}"] = field
        for name in CIRCUMSTANCES:
            self.fields[name] = self.fields.pop(name)

    @property
    def blood(self) -> list[Blood]:
        return [row for row in self.rows if isinstance(row, Blood)]

    @property
    def sides(self) -> list[Side]:
        return [row for row in self.rows if isinstance(row, Side)]

    @property
    def origin(self) -> str:
        """DrawContext what is preselected comes from, in words."""
        blood = [row.analyte for row in self.blood]
        said = [self.habits.origin(self.place, blood, self.drawn_on)] if blood else []
        if self.sides:
            said.append(self.volume_origin)
        return " ".join(filter(None, said))

    def boxes(self, row: Row) -> dict[str, forms.BoundField]:
        return {box: self[f"{row.prefix}_{box}"] for box in row.names}

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        draw = self.taken or _stand_in(self.where)
        found = [self._read(row, draw) for row in self.rows]
        self.readings = tuple(reading for reading in found if reading)
        if not self.readings and not self.errors:
            raise ValidationError(NOTHING)
        return typed

    def _read(self, row: Row, draw: Draw) -> Reading | None:
        typed = self._typed(row)
        if typed is None:
            return None
        try:
            return row.reading(typed, draw)
        except ComputedVolume as computed:
            self._offer(row, computed)
        except ValidationError as refused:
            for box, errors in refused.error_dict.items():
                name = box if box in _SHARED else f"{row.prefix}_{box}"
                self.add_error(name, errors)
        return None

    def _typed(self, row: Row) -> dict[str, str] | None:
        """What the row's boxes hold; None where one of them has its own error already."""
        names = {box: f"{row.prefix}_{box}" for box in row.names}
        names |= {name: name for name in _SHARED}
        clean = self.cleaned_data
        if any(name not in clean for name in names.values()):
            return None
        return {box: clean[name] for box, name in names.items()}

    def _offer(self, row: Row, computed: ComputedVolume) -> None:
        """Put the computed volume into the box, with its source; the person saves it."""
        formula = gettext(VOLUME_METHODS[computed.method])
        value, comment = f"{row.prefix}_value", f"{row.prefix}_comment"
        said = (
            self.data.get(comment, ""),
            gettext("calculated from the diameters: {formula}").format(formula=formula),
        )
        set_values(self, **{value: computed.volume, comment: "; ".join(filter(None, said))})
        self.add_error(
            value,
            gettext(
                "The diameters give {volume} mL ({formula}). "
                "It is in the box now. Save again to keep it."
            ).format(volume=computed.volume, formula=formula),
        )

    def _with_units(self, data: QueryDict) -> QueryDict:
        """Each interval with the unit that stood beside it when it was typed."""
        return with_boxes(data, intervals_for(data, self.blood))

    def _following(self, data: QueryDict) -> QueryDict:
        """Methods go with the laboratory that they came with; so do units of empty rows.

        So they do with the day, where other ones are set for it. What was chosen by hand
        stays, whichever laboratory or day is written next.
        """
        before = data.get("filled_for")
        before_on = _read_day(data.get("filled_on", "")) or self.drawn_on
        self.place = data.get("laboratory", self.place).strip()
        self.drawn_on = _read_day(data.get("day", "")) or self.drawn_on
        if before is None or not self._is_elsewhere(before, before_on):
            return data
        by_hand, moved = set(data.get("by_hand", "").split()), dict[str, str]()
        for row in self.blood:
            old = self._usual(row, before, before_on)
            new = self._usual(row, self.place, self.drawn_on)
            by_hand |= {box for box, text in old.items() if data.get(box) != text}
            kept = by_hand | ({f"{row.prefix}_unit"} if _has_value(data, row) else set())
            moved |= {box: new[box] for box in new if box not in kept}
        self.refilled = True
        self.place_changed = self.place.casefold() != before.casefold()
        self.moved = frozenset(box for box in moved if moved[box] != data.get(box))
        self.followed = tuple(
            row.name
            for row in self.blood
            if f"{row.prefix}_method" in self.moved and _has_value(data, row)
        )
        said = {
            "filled_for": self.place,
            "filled_on": self.drawn_on.isoformat(),
            "by_hand": " ".join(sorted(by_hand)),
        }
        return with_boxes(data, said | moved)

    def _is_elsewhere(self, before: str, before_on: date) -> bool:
        """Whether it is another laboratory, or a day for which something else is set."""
        if self.place.casefold() != before.casefold():
            return True
        return any(
            self._usual(row, before, before_on)
            != self._usual(row, self.place, self.drawn_on)
            for row in self.blood
        )

    def _usual(self, row: Row, place: str, day: date) -> dict[str, str]:
        """What a laboratory preselects in the boxes of a row on a day."""
        usual = self.habits.at(place, row.analyte.key, day)
        return {f"{row.prefix}_unit": usual.unit, f"{row.prefix}_method": usual.method}


@dataclass(frozen=True)
class StandingDraw:
    """A draw as it stands: what it says, and which analytes and sides it has already."""

    draw: Draw
    keys: frozenset[tuple[str, str]]
    exam: Exam | None  # how one of its sides was measured
    act: int  # the newest that changed it


class AddedForm(PanelForm):
    """What a draw was left without: only the rows that it lacks, and no other moment.

    A row that it has by now, and in which something was typed, stays to be read.
    """

    seen = VersionField()

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        where: DrawContext,
        habits: Habits,
        analytes: Sequence[Analyte],
        stands: StandingDraw,
    ) -> None:
        super().__init__(
            data,
            where=where,
            habits=habits,
            analytes=analytes,
            draw=stands.draw,
        )
        self.rows = [
            row for row in self.rows if row.key not in stands.keys or self._holds(row)
        ]
        boxes = {f"{row.prefix}_{box}" for row in self.rows for box in row.names}
        kept = {"seen", "submission", *_SHARED, *boxes}
        self.fields = {name: box for name, box in self.fields.items() if name in kept}
        self.initial["seen"] = stands.act
        if stands.exam:
            self.initial["volume_method"] = stands.exam.method
            self.initial["examiner"] = stands.exam.operator
            self.volume_origin = gettext("Volume method and examiner as in this draw.")
        self.taken = stands.draw

    def blame(self, refused: Refused) -> None:
        """Say beside its value box what the record's door refused."""
        row = next((row for row in self.rows if row.key == refused.facts.get("key")), None)
        self.add_error(f"{row.prefix}_value" if row else None, str(refused))

    def _holds(self, row: Row) -> bool:
        typed = (self.data.get(f"{row.prefix}_{box}", "") for box in ("value", "absent"))
        return any(text.strip() for text in typed)


def rows_for(
    analytes: Sequence[Analyte], habits: Habits, laboratory: str, day: date
) -> list[Row]:
    blood = [
        Blood(analyte, habits.at(laboratory, analyte.key, day))
        for analyte in analytes
        if not analyte.sides
    ]
    sides = [Side(side) for analyte in analytes for side in analyte.sides]
    return [*blood, *sides]


def intervals_for(data: Mapping[str, str], blood: Iterable[Blood]) -> dict[str, str]:
    """By box: the unit that stood beside each interval when it was typed."""
    return {f"{row.prefix}_interval_for": interval_for(data, row) for row in blood}


def _read_day(text: str) -> date | None:
    """As the box of a date sends it; None while it is being typed."""
    try:
        day = DayField(required=False).clean(text)
    except ValidationError:
        return None
    return day if isinstance(day, date) else None


def _has_value(data: QueryDict, row: Row) -> bool:
    return bool(data.get(f"{row.prefix}_value", "").strip())


def _stand_in(where: DrawContext) -> Draw:
    """So that rows are read while the date is still wrong."""
    return Draw(moment=Moment.local(where.today, None, where.zone))
