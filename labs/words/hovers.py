"""Sentences of what a draw says when it is pointed at, by code."""

SENTENCES = {
    "hover-date-only": "date only",
    "hover-no-treatment": "no treatment recorded",
    "hover-below": "below range {range}",
    "hover-inside": "in range {range}",
    "hover-above": "above range {range}",
    "hover-unknown": "range {range}, not told by this result",
    "hover-no-range": "no reference range printed",
}
