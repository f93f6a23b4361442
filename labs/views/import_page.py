"""What stands on the page of a file: its verdict, its rows by outcome, how it was read."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES
from labs.courses import aliases_of, analytes_by_number, analytes_of
from labs.exchange import ParsedFile, Settings, add_aliases, parse_mapping, read_file
from labs.exchange.report import Outcome
from labs.models import Batch, StagedFile
from labs.readings import Laboratories
from labs.record.batch import FileOutcome, IncomingFile

# Problems first; what each group means for the file.
GROUPS = {
    "rejected": ("✕", _("Rejected"), _("the file cannot be imported with these")),
    "conflict": (
        "≠",
        _("Conflict"),
        _("differs from the record; the file cannot be imported"),
    ),
    "unmatched": ("…", _("Unmatched"), _("parked, in no record yet")),
    "corrected": (
        "◎",
        _("Corrected"),
        _("the old value stays readable; the draw must be reviewed again"),
    ),
    "created": ("+", _("Created"), _("new results, unreviewed")),
    "pending": ("…", _("Pending"), _("ordered; the result is to follow")),
    "unchanged": ("=", _("Unchanged"), _("saved already; nothing changes")),
    "ignored": ("·", _("Ignored"), _("tests that are not tracked in this clinic")),
}
_FEW, _MANY, _MOST = 3, 20, 500
_PROBLEMS = ("rejected", "conflict", "unmatched")


@dataclass(frozen=True)
class ImportRow:
    """One row of the file, as the page shows it."""

    at: Outcome
    name: str  # of the man it was matched with

    @property
    def flags(self) -> list[str]:
        reading = self.at.reading
        return [*(reading.flags if reading else ()), *self.at.flags]

    @property
    def as_printed(self) -> str:
        return f"{self.at.source.reported} {self.at.source.unit}".strip()


@dataclass(frozen=True)
class OutcomeGroup:
    """Rows of one outcome, as many of them as are shown."""

    key: str
    rows: list[ImportRow]
    whole: bool

    @property
    def sign(self) -> str:
        return GROUPS[self.key][0]

    @property
    def name(self) -> str:
        return str(GROUPS[self.key][1])

    @property
    def meaning(self) -> str:
        return str(GROUPS[self.key][2])

    @property
    def shown(self) -> list[ImportRow]:
        few = _MANY if self.key in _PROBLEMS else _FEW
        return self.rows[: _MOST if self.whole else few]

    @property
    def more(self) -> int:
        return len(self.rows) - len(self.shown)


@dataclass(frozen=True)
class ImportPage:
    staged: StagedFile
    parsed: ParsedFile
    outcome: FileOutcome
    earlier: Batch | None
    whole: str = ""  # the group that is shown whole
    laboratories: Laboratories = Laboratories()

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        counts = self.outcome.counts
        return [(key, counts[key]) for key in GROUPS if counts[key]]

    @property
    def groups(self) -> Iterator[OutcomeGroup]:
        for key, _count in self.counts:
            found = (at for at in self.outcome.outcomes if at.outcome == key)
            rows = [ImportRow(at, self.outcome.names.get(at.ref, "")) for at in found]
            yield OutcomeGroup(
                key, [row for row in rows if row.at.row.source], key == self.whole
            )

    @cached_property
    def differ(self) -> list[str]:
        """How many new results are printed otherwise than set, by laboratory and analyte.

        It stops nothing and flags nothing.
        """
        counts: Counter[tuple[str, str]] = Counter()
        for at in self.outcome.outcomes:
            reading = at.reading if at.outcome in ("created", "corrected") else None
            if reading and self.laboratories.compare(reading):
                counts[reading.draw.laboratory, reading.analyte.key] += 1
        return [
            ngettext(
                "{laboratory}, {analyte}: {n} result differs from what is set for it.",
                "{laboratory}, {analyte}: {n} results differ from what is set for it.",
                n,
            ).format(laboratory=laboratory, analyte=ANALYTES[key].name, n=n)
            for (laboratory, key), n in counts.items()
        ]

    @property
    def of_file(self) -> list[Outcome]:
        """What is wrong with the file as a whole."""
        return [at for at in self.outcome.outcomes if not at.row.source]

    @property
    def taken_already(self) -> bool:
        """Nothing in it is new to the record."""
        counts = self.outcome.counts
        news = ("created", "corrected", "pending", "unmatched")
        return not self.outcome.refused and not any(counts[key] for key in news)

    @property
    def verdict(self) -> str:
        if self.outcome.refused:
            return gettext("This file cannot be imported: {why}.").format(why=self._why)
        if self.taken_already:
            return gettext("Nothing in this file is new: {said}.").format(said=self._said)
        taken = sum(count for _key, count in self.counts)
        return ngettext(
            "{n} row can be imported: {said}.",
            "{n} rows can be imported: {said}.",
            taken,
        ).format(n=taken, said=self._said)

    @property
    def _why(self) -> str:
        if self.of_file:
            if any(at.row.source for at in self.outcome.outcomes):
                return gettext("a column is not clear")
            return gettext("the file cannot be read")
        counts = dict(self.counts)
        said = []
        if bad := counts.get("rejected"):
            rows = ngettext("{n} row cannot be read", "{n} rows cannot be read", bad)
            said.append(rows.format(n=bad))
        if bad := counts.get("conflict"):
            rows = ngettext("{n} contradicts the record", "{n} contradict the record", bad)
            said.append(rows.format(n=bad))
        return gettext(", and ").join(said)

    @property
    def _said(self) -> str:
        return in_words(self.outcome.counts)

    @property
    def unitless(self) -> list[str]:
        """Analytes whose unit is asked for: told before, or missing now."""
        told = self.staged.settings.get("units", {})
        return list(dict.fromkeys([*told, *self.parsed.unitless]))


def in_words(counts: Mapping[str, int]) -> str:
    """New results first, and what is put aside last."""
    order = ("created", "corrected", "pending", "unchanged", "unmatched", "ignored")
    return ", ".join(f"{counts[key]} {key}" for key in order if counts.get(key))


def read_staged(staged: StagedFile, now: datetime) -> IncomingFile:
    """The file, read as its settings say. `now`: what was drawn later is refused."""
    said = staged.settings
    mapping = _read_mapping(said)
    settings = Settings(
        zone=staged.clinic.zone,
        now=now,
        analytes=analytes_of(staged.clinic),
        also=analytes_by_number(staged.clinic),
        mapping=add_aliases(parse_mapping(json.dumps(mapping)), aliases_of(staged.clinic)),
        patient=said.get("number", ""),
        date_format=said.get("date_format", ""),
    )
    parsed = read_file(bytes(staged.content), settings)
    return IncomingFile(parsed, staged.sha256, staged.filename, mapping)


def _read_mapping(said: dict[str, Any]) -> dict[str, Any]:
    mapping = dict(said.get("mapping") or {})
    if said.get("units"):
        mapping["units"] = {**mapping.get("units", {}), **said["units"]}
    return mapping
