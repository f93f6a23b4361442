"""What must hold before the app serves: figures that Plotly takes, and one Plotly only.

The Python half of Plotly is loaded here alone, when checks run; no request ever loads it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from labs.analytes import ANALYTES
from labs.charts import explore, signal_answer
from labs.readings import Course, Draw, Interval, Moment, Reading, Value
from labs.timeline import Timeline, View, Who, build_timeline

_BUNDLE = "plotly.js-basic-dist-min"
_DRAWN = date(2026, 3, 2)


@register()
def check_figures(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """One figure of each kind, for a wide and a narrow page, by Plotly's own validators."""
    validated = import_module("plotly.graph_objects").Figure
    return list(_list_faults(validated))


@register()
def check_bundle(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Figures are checked by the same version as draws them in the browser."""
    expected = import_module("plotly.offline").get_plotlyjs_version()
    packages: Mapping[str, Mapping[str, str]] = json.loads(
        (settings.BASE_DIR / "package.json").read_text()
    )
    served = packages["dependencies"][_BUNDLE]
    if served == expected:
        return []
    said = f"{_BUNDLE} is {served}, but the installed plotly checks figures of {expected}."
    hint = "Install the plotly that brings this version, and dump plotly-global.css anew."
    return [Error(said, hint=hint, id="labs.E002")]


def _list_faults(validated: Any) -> Iterator[CheckMessage]:
    course = _build_sample()
    for name, build in (
        ("explore", explore.build_figure),
        ("signal and answer", signal_answer.build_figure),
    ):
        for wide in (True, False):
            try:
                validated(build(course, wide=wide))
            except ValueError as refused:
                size = "wide" if wide else "narrow"
                yield Error(f"Plotly refuses {name} ({size}): {refused}", id="labs.E001")


def _build_sample() -> Timeline:
    """A small course with both kinds of axis, a censored value and an interval."""
    readings = [
        _build_reading("lh", "<0.1", 1),
        _build_reading("lh", "3.2", 2),
        _build_reading("testosterone", "8.4", 1),
        _build_reading("testosterone", "12.1", 2),
    ]
    course = Course(tuple(readings), (), (), (), (), _DRAWN)
    keys = [key for key, analyte in ANALYTES.items() if analyte.on]
    return build_timeline(course, analytes=keys, view=View(), who=Who.STAFF)


def _build_reading(analyte: str, reported: str, month: int) -> Reading:
    moment = Moment.local(date(2026, month, 2), time(8), "Europe/Berlin")
    what = ANALYTES[analyte]
    return Reading.of(
        draw=Draw(moment, id=f"draw {month}"),
        analyte=what,
        value=Value.read(reported),
        unit=what.unit,
        unit_reported=what.units[what.unit].text,
        interval=Interval(Decimal(2), Decimal(9), unit=what.unit),
        id=f"{analyte} {month}",
    )
