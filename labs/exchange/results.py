"""A reading of the texts of one result: value, unit, interval, status and method."""

import re
from dataclasses import dataclass

from labs.analytes import Analyte, fold_unit, side_named
from labs.exchange import statuses
from labs.exchange.comparators import read_comparator
from labs.exchange.intervals import has_digit, read_interval
from labs.exchange.mapping import Mapping
from labs.exchange.names import NamedAnalyte
from labs.exchange.raw import Texts
from labs.exchange.values import (
    Decimals,
    find_volume_method,
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
class _Measured:
    """What stands in the place of the result, and what that makes of its status."""

    value: Value
    status: str
    absent_reason: str = ""
    flags: tuple[str, ...] = ()
    unit: str = ""  # that stands behind the digits


@dataclass(frozen=True)
class ReadingBuilder:
    """Makes readings; knows what the file as a whole says about numbers and units.

    `shared_method`: a method is told once for several results, and not for a volume.
    """

    mapping: Mapping
    decimals: Decimals
    shared_method: bool = False

    def build_reading(
        self, texts: Texts, named: NamedAnalyte, draw: Draw, *, flags: tuple[str, ...] = ()
    ) -> Reading:
        analyte = named.analyte
        side = _read_side(texts, named)
        measured = self._read_measured(texts, analyte)
        unit, printed = self._read_unit(texts, analyte, measured)
        if conflict := _find_conflict(named, unit):
            flags = (*flags, conflict)
        interval = read_interval(texts, analyte, unit, self.decimals)
        assay, exam = self._read_method(texts, named)
        comment = texts.get("comment")
        source_status = texts.get("source_status") or _status_as_sent(texts)
        texts.blame_result()
        return Reading.of(
            draw=draw,
            analyte=analyte,
            value=measured.value,
            unit=unit,
            unit_reported=printed,
            side=side,
            interval=interval,
            assay=assay,
            exam=exam,
            status=measured.status,
            source_status=source_status,
            absent_reason=measured.absent_reason,
            comment=comment,
            flags=(*flags, *measured.flags),
        )

    def _read_measured(self, texts: Texts, analyte: Analyte) -> _Measured:
        status = statuses.status_of(texts.get("status"))
        if status == statuses.IGNORED:
            raise Refused("row-no-result")
        reason = texts.get("absent_reason")
        text = self._join_value(texts)
        if statuses.is_pending(text):
            return _Measured(Value.absent(text), "pending", reason)
        if status in WITHOUT_RESULT:
            return self._read_without_result(text, analyte, status, reason)
        nothing = not text.strip() or (bool(reason) and is_missing(text))
        if nothing and (reason or status == "entered-in-error"):
            return _Measured(Value.absent(text), status, reason or _WITHDRAWN)
        # A record that exports a text with digits has looked at it already.
        kept = bool(texts.get("result_id")) and not texts.get("value")
        texts.blame_result()
        unit = ""
        if not texts.exact:  # what we wrote ourselves was looked at when it came
            refuse_no_result(text)
            text, unit = without_unit(text, analyte, self.decimals.sign_for(text))
        value = read_value(text, self._decimal_sign(texts, text), text_allowed=kept)
        digits = value.kind is Kind.TEXT and has_digit(text)
        return _Measured(
            value, status, reason, ("text-with-digits",) if digits else (), unit
        )

    def _join_value(self, texts: Texts) -> str:
        """As reported; or comparator and digits, from columns of their own."""
        digits = texts.get("value")
        sign = texts.get("comparator").strip()
        reported = texts.get("reported")
        if is_blank(reported):
            texts.blame_result()
            return "" if is_blank(digits) else self._add_comparator(texts, sign, digits)
        if is_blank(digits):
            return self._add_comparator(texts, sign, reported)
        number = _read_number(reported, self._decimal_sign(texts, reported))
        printed = self._add_comparator(texts, sign, digits)
        if number and number != _read_number(printed, self._decimal_sign(texts, printed)):
            raise Refused("values-disagree", reported=reported, value=printed)
        return reported

    def _add_comparator(self, texts: Texts, sign: str, text: str) -> str:
        """A result with the comparator that a column of its own says; never without it."""
        if is_blank(sign):
            return text
        texts.at = "comparator"
        meant = read_comparator(sign)
        if meant is None:
            raise Refused("comparator-unknown", sign=sign)
        if not has_digit(text):
            if meant and not (statuses.is_pending(text) or is_missing(text)):
                raise Refused("comparator-without-number", sign=sign, reported=text.strip())
            return text
        in_text = read_comparator(_DIGITS.split(text, maxsplit=1)[0])
        if in_text is None:
            printed = meant if any(map(str.isalpha, sign)) else sign
            return f"{printed}{text.strip()}" if meant else text
        if in_text != meant:
            raise Refused("comparators-disagree", sign=sign, reported=text.strip())
        return text

    def _decimal_sign(self, texts: Texts, text: str) -> str:
        """The decimal sign. A file of ours tells the digits too, and the two must agree."""
        if texts.exact and texts.look_up("value"):
            return "," if "," in text else "."
        return self.decimals.sign_for(text)

    def _read_without_result(
        self, text: str, analyte: Analyte, status: str, reason: str
    ) -> _Measured:
        """A row that says it has no result must not have one."""
        decimal = self.decimals.sign_for(text)
        if _read_number(without_unit(text, analyte, decimal)[0], decimal):
            raise Refused("status-with-result", status=status, reported=text.strip())
        given = text.strip() if status == "not-done" else ""
        return _Measured(Value.absent(text), status, reason or given)

    def _read_unit(
        self, texts: Texts, analyte: Analyte, measured: _Measured
    ) -> tuple[str, str]:
        """Its unit and that as printed. What has no number needs none, and blames none."""
        ucum = self._spell_unit(analyte, texts.get("unit"))
        printed = self._spell_unit(analyte, texts.get("unit_reported"))
        texts.at = "unit" if texts.has("unit") or not printed else "unit_reported"
        spelled = printed or ucum or self.mapping.units.get(analyte.key, "")
        shown = printed if texts.exact else spelled
        if measured.value.number is None:
            return _unit_or_none(analyte, ucum or spelled), shown
        if measured.unit:
            told = printed or ucum
            unit = analyte.unit_of(measured.unit).code
            if told and analyte.unit_of(told).code != unit:
                raise Refused("units-disagree", unit=told, printed=measured.unit)
            return unit, measured.unit
        unit = analyte.unit_of(spelled).code
        if ucum and printed and analyte.unit_of(ucum).code != unit:
            raise Refused("units-disagree", unit=ucum, printed=printed)
        return unit, shown

    def _spell_unit(self, analyte: Analyte, spelled: str) -> str:
        """As the catalogue prints it, where the file has a spelling of the clinic's own.

        Forms and exports read no other spellings than the catalogue's.
        """
        unit = self.mapping.spellings.get((analyte.key, fold_unit(spelled)))
        known = unit and _unit_or_none(analyte, spelled)
        return analyte.units[unit].text if unit and not known else spelled

    def _read_method(self, texts: Texts, named: NamedAnalyte) -> tuple[Assay, Exam | None]:
        method = texts.get("method")
        if not named.analyte.sides:
            return Assay(method or named.method), None
        if key := find_volume_method(method) or find_volume_method(named.method):
            return Assay(), Exam(key)
        if method.strip() and not self.shared_method:
            raise Refused(
                "volume-method-unknown",
                method=method.strip(),
                methods=", ".join(VOLUME_METHODS),
            )
        return Assay(), None


_WITHDRAWN = "withdrawn"
_DIGITS = re.compile(r"[.,]?[0-9]")


def _read_number(text: str, decimal: str) -> tuple[str, object] | None:
    try:
        value = read_value(text, decimal)
    except Refused:
        return None
    return (value.comparator, value.number) if value.number is not None else None


def _read_side(texts: Texts, named: NamedAnalyte) -> str:
    side = side_named(texts.get("side"))
    if side and named.side and side != named.side:
        raise Refused("sides-disagree", side=side, named=named.side)
    if named.analyte.sides and not (side or named.side):
        texts.at = "side" if texts.has("side") else "analyte"
        raise Refused("side-missing")
    return side or named.side


def _find_conflict(named: NamedAnalyte, unit: str) -> str:
    """A molar code with a mass, say: the unit as printed wins, and a person looks at it."""
    kind = named.analyte.units[unit].kind if unit else ""
    disagree = kind and named.unit_kind and kind != named.unit_kind
    return "code-unit-conflict" if disagree else ""


def _unit_or_none(analyte: Analyte, spelled: str) -> str:
    try:
        return analyte.unit_of(spelled).code
    except Refused:
        return ""


def _status_as_sent(texts: Texts) -> str:
    """The sender's own word, where the file has no column of ours for it."""
    return "" if texts.has("source_status") else texts.get("status")
