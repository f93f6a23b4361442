"""One test over time, for the patient: linear, and nothing in it but his own data."""

from dataclasses import replace

from labs.charts.axis_panels import laid_out
from labs.charts.frame import frame
from labs.charts.scene import Scene
from labs.charts.sizes import PORTAL_SIZES
from labs.charts.strands import strands
from labs.series import Series


def scene(series: Series, analyte: str, *, size: str = "wide") -> Scene:
    """With the names of treatments, never a dose; a logarithmic axis would mislead him."""
    own = replace(
        series,
        view=replace(series.view, log=False, relative=False),
        rows=tuple(row for row in series.rows if row.analyte.key == analyte),
        drawn=tuple(
            drawn
            for drawn in series.drawn
            if any(point.reading.analyte.key == analyte for point in drawn.points)
        ),
        decisions=(),
        origin=None,
        over=None,
    )
    rows = tuple(strands(own))
    return laid_out(frame(own, PORTAL_SIZES[size]), f"trend-{analyte}-{size}", rows)


def scenes(series: Series, analyte: str) -> tuple[Scene, ...]:
    """Both sizes; none where nothing has a number to be drawn."""
    made = tuple(scene(series, analyte, size=size) for size in PORTAL_SIZES)
    return tuple(one for one in made if any(one.marks()))


def of_every_row(series: Series) -> tuple[Scene, ...]:
    return tuple(made for row in series.rows for made in scenes(series, row.analyte.key))
