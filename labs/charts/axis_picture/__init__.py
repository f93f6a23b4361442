"""The axis as one picture: three organs, what they make, and the latest value of each."""

from labs.charts.axis_picture.facts import Fact, Measured, Stop, Told, Waiting, told
from labs.charts.axis_picture.layout import pictures
from labs.charts.axis_picture.parts import Picture
from labs.charts.axis_picture.written import figure, picture

__all__ = [
    "Fact",
    "Measured",
    "Picture",
    "Stop",
    "Told",
    "Waiting",
    "figure",
    "picture",
    "pictures",
    "told",
]
