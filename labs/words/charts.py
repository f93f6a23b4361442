"""Sentences of the room charts, by code."""

_ROWS = {
    "chart-not-measured": "not measured in this range",
    "chart-one-result": "one result so far",
    "chart-log-scale": "log scale",
    "chart-log": "log",
    "chart-relative-scale": "% of reference range",
    "chart-relative-short": "% of range",
    "chart-lower-end": "lower end",
    "chart-upper-end": "upper end",
    "chart-no-two-ends": "{value}, no two-sided range",
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
    "chart-reason-floor": "detection limit",
    "chart-reason-formula": "formula",
    "chart-reason-unit": "unit",
    "chart-reason-time-of-day": "time of day",
    "chart-reason-since-dose": "time since dose",
    "chart-reason-fasting": "fasting",
}
_TREATMENTS = {
    "chart-from": "from {day}",
    "chart-ongoing": "ongoing",
    "chart-from-to": "{start} to {stop}",
    "chart-days-not-known": "days not known",
    "chart-with-agents": "with {agents}",
    "chart-no-agent": "no treatment recorded",
    "chart-earlier-course": "{agent}, earlier course",
}
_TIMES = {
    "chart-day-0": "day 0",
    "chart-days": "{days} d",
    "chart-weeks": "{weeks} wk",
    "chart-date-only": "date only",
    "chart-month-only": "month only",
}
_RESULTS = {
    "chart-hover-none": "{name} not measured",
    "chart-none": "not measured",
    "chart-latest": "Latest",
    "chart-range-heading": "(reference range)",
    "chart-state-below": "↓ below",
    "chart-state-inside": "in range",
    "chart-state-above": "↑ above",
    "chart-state-unknown": "in range or not: unknown",
    "chart-state-no-range": "no reference range printed",
    "chart-in-words": "reported in words",
    "chart-method-not-recorded": "method not recorded",
    "chart-preliminary": "preliminary",
    "chart-corrected": "corrected",
    "chart-new": "new",
    "chart-baseline": "baseline",
    "chart-range-set": "set {day}",
    "chart-own-range": "{by}’s range\N{NO-BREAK SPACE}{range}",
}
_PATIENT = {
    "chart-own-plain": "Range your clinician set: {range}",
    "chart-on-line": "{value}; the range is {range}",
    "chart-written-plain": "{written} of {values} values are written; the table has all",
}
_KEY = {
    "chart-key-circle": "no treatment",
    "chart-key-square": "on treatment, or possibly",
    "chart-key-below": "below detection limit",
    "chart-key-above": "above detection limit",
    "chart-key-sides": "left | right",
    "chart-key-corrected": "corrected",
    "chart-key-preliminary": "preliminary",
    "chart-key-words": "result in words",
    "chart-key-without": "no two-sided range",
    "chart-key-over": "earlier course",
    "chart-key-dotted": "level between not known",
    "chart-key-noted": "joined, conditions differ",
    "chart-key-gap": "not comparable",
    "chart-key-band": "reference range",
    "chart-key-clinician": "clinician’s range",
    "chart-key-rail": "days on treatment",
    "chart-key-rail-uncertain": "days not known",
    "chart-key-decision": "decision",
    "chart-key-decision-again": "decision, a draw it used was corrected",
}

SENTENCES: dict[str, str] = (
    _ROWS | _GAPS | _TREATMENTS | _TIMES | _RESULTS | _PATIENT | _KEY
)
