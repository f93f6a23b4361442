"""The table of draws on a record's page: which of them, which way round, and its links."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from labs.forms.fields import whole_number
from labs.series import Column, DrawRow, Group, Link, Series
from labs.series.flowsheet import turned
from labs.series.view import DRAWS as BY_DRAW

DRAWS = 20  # rows on one page
ALL = 200  # as many at most in one table, where somebody asks for all
_ASKED_FOR_ALL = "all"


@dataclass(frozen=True)
class Cut:
    """What a page shows of the draws under one state of treatment."""

    words: str
    rows: tuple[DrawRow, ...]
    continued: bool  # from the page before


@dataclass(frozen=True)
class Window:
    """The draws on this page, newest first; `top` is where rows that were there began."""

    first: int
    last: int
    count: int
    top: int

    @property
    def shown(self) -> tuple[int, int]:
        return self.top + 1, self.last


def context(series: Series, query: Mapping[str, str]) -> dict[str, Any]:
    window = _window(query, len(series.draws))
    cuts = tuple(_cuts(series.groups, window))
    rows = [row for cut in cuts for row in cut.rows]
    analytes_first = series.view.table != BY_DRAW
    return {
        "groups": cuts,
        "lines": tuple(_lines(series, rows)) if analytes_first else (),
        "heads": [(column, _other_units(series, column)) for column in series.columns],
        "tables": series.view.tables(),
        "window": window,
        "shown": window.shown,
        **_pages(series, window, query),
    }


def _lines(series: Series, rows: Sequence[DrawRow]) -> Iterator[dict[str, Any]]:
    for line in turned(series.columns, rows):
        yield {
            "column": line.column,
            "links": _other_units(series, line.column),
            "cells": list(zip(rows, line.cells, strict=True)),
        }


def kept(query: Mapping[str, str], key: str) -> list[tuple[str, str]]:
    """What an address asks beside the view, for a link that leaves it as it is."""
    return [(key, query[key])] if query.get(key) else []


def _pages(series: Series, window: Window, query: Mapping[str, str]) -> dict[str, str]:
    """Ways to the other draws; `append` puts the earlier ones under those that are here."""
    last, count = window.last, window.count
    newer = max(window.top - DRAWS, 0) + 1 if window.top else 0
    older = last + 1 if last < count else 0
    whole = (newer or older) and count <= ALL
    as_it_is = [*parse_qsl(series.view.query()), *kept(query, "notes")]

    def page(**more: object) -> str:
        return urlencode([*as_it_is, *more.items()])

    return {
        "newer": page(draws=newer) if newer else "",
        "older": page(draws=older) if older else "",
        "append": page(draws=older, top=window.top + 1) if older else "",
        "all_draws": page(draws=_ASKED_FOR_ALL) if whole else "",
    }


def _other_units(series: Series, column: Column) -> list[Link]:
    links = series.view.unit_links(column.analyte)
    return [link for link in links if not link.chosen]


def _window(query: Mapping[str, str], count: int) -> Window:
    asked = query.get("draws", "")
    if asked == _ASKED_FOR_ALL and count <= ALL:
        return Window(0, count, count, 0)
    first = _number(asked, count)
    top = _number(query.get("top", ""), count) if "top" in query else first
    return Window(first, min(first + DRAWS, count), count, min(top, first))


def _number(text: str, count: int) -> int:
    """Counted from 1 in an address; what is not there is the nearest that is."""
    return max(min(whole_number(text) or 1, count) - 1, 0)


def _cuts(groups: Sequence[Group], window: Window) -> Iterator[Cut]:
    at = 0
    for group in groups:
        start = max(window.first - at, 0)
        rows = group.rows[start : max(window.last - at, 0)]
        at += len(group.rows)
        if rows:
            yield Cut(group.words, rows, continued=start > 0)
