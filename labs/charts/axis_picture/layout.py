"""The picture in its sizes: as a loop across a page, and as a column on a phone."""

from labs.charts.axis_picture import column, loop
from labs.charts.axis_picture.measured import Told
from labs.charts.axis_picture.parts import Face, Picture
from labs.series import Who

_FACES = {
    Who.STAFF: Face(name=140, value=180, fact=120),
    Who.PATIENT: Face(name=150, value=160, fact=130),
}
_WIDE = {Who.STAFF: 7400, Who.PATIENT: 6080}


def pictures(told: Told) -> tuple[Picture, ...]:
    """`axis.css` shows the one that fits."""
    face = _FACES[told.who]
    return loop.picture(told, face, _WIDE[told.who]), column.picture(told, face)
