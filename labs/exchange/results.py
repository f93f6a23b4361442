"""The result in a row: value, unit, interval, status and method, as the file says them."""

import re
from dataclasses import dataclass

from labs.analytes import Analyte, side_named
from labs.exchange import statuses, volumes
from labs.exchange.cells import Cells
from labs.exchange.comparators import comparator
from labs.exchange.intervals import has_digit, interval_of
from labs.exchange.mapping import Mapping
from labs.exchange.names import Named
from labs.exchange.numbers import Decimals
from labs.exchange.values import (
    is_blank,
    is_missing,
    read_value,
    refuse_no_result,
    without_unit,
)
from labs.readings import (
    VOLUME_METHODS,
    WITHOUT_RESULT,
    Assay,
    Draw,
    Exam,
    Kind,
    Reading,
    Value,
)
from labs.words import Refused


@dataclass(frozen=True)
class _Said:
    """What stands in the place of the result, and what that makes of its status."""

    value: Value
    status: str
    absent_reason: str = ""
    flags: tuple[str, ...] = ()
    unit: str = ""  # that stands behind the digits


@dataclass(frozen=True)
class Results:
    """Makes readings; knows what the file as a whole says about numbers and units."""

    mapping: Mapping
    decimals: Decimals
    wide: bool = False

    def reading(
        self, cells: Cells, named: Named, draw: Draw, *, flags: tuple[str, ...] = ()
    ) -> Reading:
        analyte = named.analyte
        side = _side(cells, named)
        said = self._said(cells, analyte)
        unit, printed = self._unit(cells, analyte, said)
        if conflict := _conflict(named, unit):
            flags = (*flags, conflict)
        interval = interval_of(cells, analyte, unit, self.decimals)
        assay, exam = self._method(cells, named)
        comment = cells.get("comment")
        source_status = cells.get("source_status") or _raw_status(cells)
        self._point_to_result(cells)
        return Reading.of(
            draw=draw,
            analyte=analyte,
            value=said.value,
            unit=unit,
            unit_reported=printed,
            side=side,
            interval=interval,
            assay=assay,
            exam=exam,
            status=said.status,
            source_status=source_status,
            absent_reason=said.absent_reason,
            comment=comment,
            flags=(*flags, *said.flags),
        )

    def _said(self, cells: Cells, analyte: Analyte) -> _Said:
        status = statuses.status_of(cells.get("status"))
        if status == statuses.IGNORED:
            raise Refused("row-no-result")
        reason = cells.get("absent_reason")
        text = self._text(cells)
        if statuses.is_pending(text):
            return _Said(Value.absent(text), "pending", reason)
        if status in WITHOUT_RESULT:
            return self._without(text, analyte, status, reason)
        nothing = not text.strip() or (bool(reason) and is_missing(text))
        if nothing and (reason or status == "entered-in-error"):
            return _Said(Value.absent(text), status, reason or _WITHDRAWN)
        # A record that exports a text with digits has looked at it already.
        kept = bool(cells.get("result_id")) and not cells.get("value")
        self._point_to_result(cells)
        unit = ""
        if not cells.ours:  # what we wrote ourselves was looked at when it came
            refuse_no_result(text)
            text, unit = without_unit(text, analyte, self.decimals.sign_for(text))
        value = read_value(text, self._sign(cells, text), text_allowed=kept)
        digits = value.kind is Kind.TEXT and has_digit(text)
        return _Said(value, status, reason, ("text-with-digits",) if digits else (), unit)

    def _text(self, cells: Cells) -> str:
        """As reported; or comparator and digits, from columns of their own."""
        digits = cells.get("value")
        sign = cells.get("comparator").strip()
        reported = cells.get("reported")
        if is_blank(reported):
            self._point_to_result(cells)
            return "" if is_blank(digits) else self._signed(cells, sign, digits)
        if is_blank(digits):
            return self._signed(cells, sign, reported)
        number = _number(reported, self._sign(cells, reported))
        printed = self._signed(cells, sign, digits)
        if number and number != _number(printed, self._sign(cells, printed)):
            raise Refused("values-disagree", reported=reported, value=printed)
        return reported

    def _signed(self, cells: Cells, sign: str, text: str) -> str:
        """A result with the comparator that a column of its own says; never without it."""
        if is_blank(sign):
            return text
        cells.at = "comparator"
        meant = comparator(sign)
        if meant is None:
            raise Refused("comparator-unknown", sign=sign)
        if not has_digit(text):
            if meant and not (statuses.is_pending(text) or is_missing(text)):
                raise Refused("comparator-without-number", sign=sign, reported=text.strip())
            return text
        own = comparator(_DIGITS.split(text, maxsplit=1)[0])
        if own is None:
            printed = meant if any(map(str.isalpha, sign)) else sign
            return f"{printed}{text.strip()}" if meant else text
        if own != meant:
            raise Refused("comparators-disagree", sign=sign, reported=text.strip())
        return text

    def _sign(self, cells: Cells, text: str) -> str:
        """The decimal sign. A file of ours tells the digits too, and the two must agree."""
        if cells.ours and cells.said("value"):
            return "," if "," in text else "."
        return self.decimals.sign_for(text)

    def _without(self, text: str, analyte: Analyte, status: str, reason: str) -> _Said:
        """A row that says it has no result must not have one."""
        decimal = self.decimals.sign_for(text)
        if _number(without_unit(text, analyte, decimal)[0], decimal):
            raise Refused("status-with-result", status=status, reported=text.strip())
        given = text.strip() if status == "not-done" else ""
        return _Said(Value.absent(text), status, reason or given)

    def _unit(self, cells: Cells, analyte: Analyte, said: _Said) -> tuple[str, str]:
        """Its unit and that as printed. What has no number needs none, and blames none."""
        ucum = cells.get("unit")
        printed = cells.get("unit_reported")
        cells.at = "unit" if cells.has("unit") or not printed else "unit_reported"
        spelled = printed or ucum or self.mapping.units.get(analyte.key, "")
        shown = printed if cells.ours else spelled
        if said.value.number is None:
            return _unit_or_none(analyte, ucum or spelled), shown
        if said.unit:
            told = printed or ucum
            unit = analyte.unit_of(said.unit).code
            if told and analyte.unit_of(told).code != unit:
                raise Refused("units-disagree", unit=told, printed=said.unit)
            return unit, said.unit
        unit = analyte.unit_of(spelled).code
        if ucum and printed and analyte.unit_of(ucum).code != unit:
            raise Refused("units-disagree", unit=ucum, printed=printed)
        return unit, shown

    def _method(self, cells: Cells, named: Named) -> tuple[Assay, Exam | None]:
        method = cells.get("method")
        if not named.analyte.sides:
            return Assay(method or named.method), None
        if key := volumes.method_of(method) or volumes.method_of(named.method):
            return Assay(), Exam(key)
        if method.strip() and not self.wide:  # in a wide file it is that of the blood tests
            raise Refused(
                "volume-method-unknown",
                method=method.strip(),
                methods=", ".join(VOLUME_METHODS),
            )
        return Assay(), None

    def _point_to_result(self, cells: Cells) -> None:
        cells.at = "reported" if cells.has("reported") else "value"


_WITHDRAWN = "withdrawn"
_DIGITS = re.compile(r"[.,]?[0-9]")


def _number(text: str, decimal: str) -> tuple[str, object] | None:
    try:
        value = read_value(text, decimal)
    except Refused:
        return None
    return (value.comparator, value.number) if value.number is not None else None


def _side(cells: Cells, named: Named) -> str:
    side = side_named(cells.get("side"))
    if side and named.side and side != named.side:
        raise Refused("sides-disagree", side=side, named=named.side)
    if named.analyte.sides and not (side or named.side):
        cells.at = "side" if cells.has("side") else "analyte"
        raise Refused("side-missing")
    return side or named.side


def _conflict(named: Named, unit: str) -> str:
    """A molar code with a mass, say: the unit as printed wins, and a person looks at it."""
    kind = named.analyte.units[unit].kind if unit else ""
    disagree = kind and named.unit_kind and kind != named.unit_kind
    return "code-unit-conflict" if disagree else ""


def _unit_or_none(analyte: Analyte, spelled: str) -> str:
    try:
        return analyte.unit_of(spelled).code
    except Refused:
        return ""


def _raw_status(cells: Cells) -> str:
    """The sender's own word, where the file has no column of ours for it."""
    return "" if cells.has("source_status") else cells.get("status")
