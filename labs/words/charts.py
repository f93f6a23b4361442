"""Sentences of the room charts, by code."""

_ROWS = {
    "chart-not-measured": "not measured in this range",
    "chart-one-result": "one result so far",
    "chart-log-scale": "log scale",
    "chart-relative-scale": "each relative to its own interval",
    "chart-relative-short": "relative",
    "chart-lower-end": "lower end",
    "chart-upper-end": "upper end",
    "chart-no-two-ends": "{value}, no two-sided interval",
    "chart-left-right": "left | right",
    "chart-off-scale": "off scale",
    "chart-was": "was {reported}",
    "chart-written": (
        "{written} of {values} values are written; every value is in the table and when "
        "you step through the draws"
    ),
    "chart-instrument-prader": "orchidometer",
    "chart-instrument-ultrasound": "ultrasound",
    "chart-instrument-calipers": "calipers",
    "chart-instrument-other": "other method",
    "chart-instrument-unrecorded": "method not recorded",
}
_GAPS = {
    "chart-reason-method": "method",
    "chart-reason-laboratory": "laboratory",
    "chart-reason-floor": "floor",
    "chart-reason-formula": "formula",
    "chart-reason-unit": "unit",
    "chart-reason-time-of-day": "time of day",
    "chart-reason-since-dose": "time since dose",
    "chart-reason-fasting": "fasting",
}
_TREATMENTS = {
    "chart-from": "from {day}",
    "chart-goes-on": "goes on",
    "chart-from-to": "{start} to {stop}",
    "chart-days-not-known": "days not known",
    "chart-with-agents": "with {agents}",
    "chart-no-agent": "no agent recorded",
}
_TIMES = {
    "chart-day-0": "day 0",
    "chart-days": "{days} d",
    "chart-weeks": "{weeks} wk",
    "chart-date-only": "date only",
    "chart-month-only": "month only",
    "chart-one-draw": "1 draw",
    "chart-draws": "{draws} draws",
    "chart-day-of-decision": "on the day of decision {letter}",
    "chart-days-since-decision": "{days} days after decision {letter}",
    "chart-weeks-since-decision": "{weeks} weeks after decision {letter}",
}
_RESULTS = {
    "chart-hover-none": "{name} not measured",
    "chart-latest-head": "Latest, own interval",
    "chart-state-below": "below",
    "chart-state-inside": "inside",
    "chart-state-above": "above",
    "chart-state-unknown": "unknown",
    "chart-state-no-range": "no interval printed",
    "chart-in-words": "reported in words",
    "chart-method-not-recorded": "method not recorded",
    "chart-preliminary": "preliminary",
    "chart-corrected": "corrected",
    "chart-new": "new",
    "chart-baseline": "baseline",
    "chart-unread-one": "1 note to read",
    "chart-unread-many": "{count} notes to read",
    "chart-unread-more": "and more",
    "chart-left": "left",
    "chart-right": "right",
    "chart-converted": "converted from {source}",
    "chart-range-set": "set {day}",
    "chart-own-range": "{by}’s range\N{NO-BREAK SPACE}{range}",
    "chart-own-in-box": "clinician’s range {range}",
}
_PATIENT = {
    "chart-own-plain": "Range your clinician set: {range}",
    "chart-on-line": "{value}; the range is {range}",
    "chart-written-plain": "{written} of {values} values are written; the table has all",
}
_KEY = {
    "chart-key-circle": "measured, no agent that acts on the axis recorded",
    "chart-key-square": "measured, such an agent recorded that day, or perhaps",
    "chart-key-below": "below what the assay can measure: somewhere in the hatching",
    "chart-key-above": "above what the assay can measure: somewhere in the hatching",
    "chart-key-sides": "left, dashed | right, solid; equal: one whole mark",
    "chart-key-corrected": "corrected since first reported",
    "chart-key-preliminary": "preliminary",
    "chart-key-words": "reported in words, without a number",
    "chart-key-without": "a number without a two-sided interval, so it has no place here",
    "chart-key-unread": "a note beside this draw that you have not read",
    "chart-key-over": (
        "an earlier attempt, laid over at its own days; bars and intervals are not its own"
    ),
    "chart-key-dotted": "next to a censored or off-scale value: level between is not known",
    "chart-key-noted": "joined, but other agents or another time of day or state",
    "chart-key-gap": "≠ not comparable, so not joined; the word says why",
    "chart-key-band": "interval that the laboratory printed with that result",
    "chart-key-clinician": "clinician’s range, from the day it was set",
    "chart-key-rail": "under a row: days with an agent that acts on the axis",
    "chart-key-rail-uncertain": "start or stop known to the month only",
    "chart-key-decision": "decision, listed below",
    "chart-key-decision-again": (
        "decision, listed below; filled flag: a draw it rests on was corrected"
    ),
}

SENTENCES: dict[str, str] = (
    _ROWS | _GAPS | _TREATMENTS | _TIMES | _RESULTS | _PATIENT | _KEY
)
