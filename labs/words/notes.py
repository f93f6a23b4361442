"""Sentences of the room notes, by code: what a rule asks, and what was found.

The notes' own texts stand with the notes.
"""

# What a rule asks for, and how it is when it does not hold.
_AGENTS = {
    "note-active": "{agent} is recorded since before the day of the draw",
    "note-not-active": "{agent} is not recorded since before the day of the draw",
    "note-surely-not-active": "{agent} is not recorded for the day of the draw",
    "note-perhaps-active": "{agent} is recorded for the day of the draw, or may be",
    "note-perhaps-another": "another agent is recorded for that day, or may be",
    "note-surely-not-active-again": (
        "{agent} is not recorded for the day of this draw, nor of the one before"
    ),
    "note-perhaps-active-again": (
        "{agent} is recorded at this draw or at the one before, or may be"
    ),
    "note-perhaps-another-again": (
        "another agent is recorded at this draw or at the one before, or may be"
    ),
    "note-active-again": "{agent} is recorded at this draw and at the one before",
    "note-not-active-again": "{agent} is not recorded at both this draw and the one before",
    "note-no-agent": "no agent that acts on the axis is recorded for the day of the draw",
    "note-some-agent": "an agent that acts on the axis is recorded for that day, or may be",
    "note-no-agent-again": (
        "no agent that acts on the axis is recorded at this draw, and none at the one "
        "before"
    ),
    "note-some-agent-again": (
        "an agent that acts on the axis is recorded at this draw or at the one before, "
        "or may be"
    ),
    "note-never": "no agent that acts on the axis was ever recorded",
    "note-ever": "an agent that acts on the axis is on record",
    "note-agent-before": "an agent that acts on the axis is recorded at the draw before",
    "note-no-agent-before": (
        "no agent that acts on the axis is recorded at the draw before"
    ),
    "note-stopped": "{agent} was recorded and has ended before the draw",
    "note-not-stopped": "{agent} is not recorded as ended before the draw",
    "note-some-stopped": (
        "an agent that acts on the axis was recorded and has ended before the draw"
    ),
    "note-none-stopped": "no such agent is recorded as ended before the draw",
    "note-begun-after": "{agent} is the next agent recorded after {earlier} began",
    "note-not-begun-after": "{agent} is not the next agent recorded after {earlier} began",
    "note-testosterone-before": "testosterone is recorded as begun before the draw",
    "note-no-testosterone-before": "no testosterone is recorded as begun before the draw",
    "note-without-testes": "no testis is recorded on either side",
    "note-not-without-testes": "the record says otherwise of one side or both",
    "note-decided": "a decision rests on this draw",
    "note-not-decided": "no decision rests on this draw",
}
_RESULTS = {
    "note-reported": "there is a final result of {analyte}",
    "note-not-reported": "there is no final result of {analyte}",
    "note-measured": "there is a final result of {analyte} with a number",
    "note-not-measured": "there is no final result of {analyte} with a number",
    "note-low": "{analyte} is below its reference range",
    "note-not-low": "{analyte} is not below its reference range",
    "note-inside": "{analyte} is in its reference range",
    "note-not-inside": "{analyte} is not in its reference range",
    "note-high": "{analyte} is above its reference range",
    "note-not-high": "{analyte} is not above its reference range",
    "note-silent": "{analyte} is below detection or below its reference range",
    "note-not-silent": "{analyte} is neither below detection nor below its reference range",
    "note-inside-or-above": "{analyte} is in its reference range or above it",
    "note-not-inside-or-above": (
        "{analyte} is not surely in its reference range or above it"
    ),
    "note-undetected": "{analyte} is below detection and below its reference range",
    "note-not-undetected": (
        "{analyte} is not below detection, or not below its reference range"
    ),
    "note-undetected-again": (
        "{analyte} is below detection and its reference range, here and at the result "
        "before"
    ),
    "note-not-undetected-again": (
        "{analyte} is not below detection and its range both here and before"
    ),
    "note-rose": "{analyte} is higher than at the result before, and the two compare",
    "note-not-rose": "{analyte} is not higher than before, or the two do not compare",
    "note-fell": "{analyte} is lower than at the result before, and the two compare",
    "note-not-fell": "{analyte} is not lower than before, or the two do not compare",
    "note-rose-since": (
        "{analyte} is higher than at the last result before {agent}, and the two compare"
    ),
    "note-not-rose-since": (
        "{analyte} is not higher than before {agent}, or the two do not compare"
    ),
    "note-below-baseline": "{analyte} is lower than its baseline, and the two compare",
    "note-not-below-baseline": (
        "{analyte} is not lower than its baseline, or the two do not compare"
    ),
    "note-below-untreated": (
        "{analyte} is lower than its baseline, drawn before any agent, and the two compare"
    ),
    "note-not-below-untreated": (
        "{analyte} is not lower than a baseline drawn before any agent, or the two do not "
        "compare"
    ),
    "note-above-detection": (
        "{analyte} is measured, and was below detection at the result before, same assay"
    ),
    "note-not-above-detection": (
        "{analyte} is not measured for the first time after a result below detection"
    ),
}
_MEASUREMENT = {
    "note-is-below-detection": "a result is printed with < or ≤",
    "note-not-below-detection": "no result is printed with < or ≤",
    "note-is-above-detection": "a result is printed with > or ≥",
    "note-no-above-detection": "no result is printed with > or ≥",
    "note-in-words": "a result is printed in words",
    "note-not-in-words": "no result is printed in words",
    "note-floor": "the limit of detection is not the one of the result before",
    "note-not-floor": "the limits of detection are the same",
    "note-method": "the method is not the one of the result before",
    "note-not-method": "the methods are the same, or one is not recorded",
    "note-laboratory": (
        "the laboratory is not the one before, and no one method is recorded"
    ),
    "note-not-laboratory": "laboratory or method is the same as before",
    "note-unit": "no exact conversion leads from one unit to the other",
    "note-not-unit": "the units convert",
    "note-examined": "the volume was measured another way than before",
    "note-not-examined": "the volumes were measured the same way",
    "note-operator": "another person held the orchidometer than before",
    "note-not-operator": "the same person measured, or one is not recorded",
    "note-interval": "the range printed is not the one of the result before",
    "note-not-interval": "the ranges printed are the same, or one is missing",
    "note-no-interval": "a result came without a range in numbers",
    "note-has-interval": "each result came with a range in numbers",
    "note-time-of-day": (
        "one of two testosterone results was drawn before 11:00, and one at or after it"
    ),
    "note-not-time-of-day": (
        "both were drawn on the same side of 11:00, or no time is known"
    ),
    "note-date-only": "no time of day is recorded for the draw",
    "note-has-time": "the time of day is recorded",
    "note-since-dose": "the time since the dose is another than before, or missing on one",
    "note-not-since-dose": "the time since the dose is the same as before",
    "note-fasting": "one of two testosterone samples was fasting and one was not",
    "note-not-fasting": "both were fasting, or both not, or it is not recorded",
    "note-treatment": "other agents are recorded than at the result before",
    "note-not-treatment": "the same agents are recorded as at the result before",
    "note-immunoassay": "the method recorded for estradiol is an immunoassay",
    "note-not-immunoassay": "the method of estradiol is another, or not recorded",
    "note-number": "{analyte} is measured as a number",
    "note-not-number": "{analyte} is not measured as a number",
    "note-preliminary": "a result is preliminary",
    "note-not-preliminary": "no result is preliminary",
    "note-corrected": "a result replaces another",
    "note-not-corrected": "no result replaces another",
    "note-one": "it is the only result of its kind so far",
    "note-not-one": "there are other results of its kind",
    "note-illness": "an acute illness was marked at the draw",
    "note-not-illness": "no acute illness was marked",
    "note-biotin": "biotin was marked at the draw",
    "note-not-biotin": "biotin was not marked",
    "note-gel": "gel at the place of the needle was marked at the draw",
    "note-not-gel": "no gel at the place of the needle was marked",
}
# What was found, beside the results themselves.
_FACTS = {
    "note-fact-active": "{agent} recorded since {start}.",
    "note-fact-active-until": "{agent} recorded from {start} to {stop}.",
    "note-fact-stopped": "{agent} recorded until {stop}.",
    "note-fact-no-agent": (
        "No agent that acts on the axis recorded for the day of the draw."
    ),
    "note-fact-no-agent-again": (
        "No agent that acts on the axis recorded at this draw, and none at the one before."
    ),
    "note-fact-never": "No agent that acts on the axis recorded at any time.",
    "note-fact-decided": "A decision of {day} rests on this draw.",
    "note-fact-measured": "{analyte}, {day}.",
    "note-fact-low": "{analyte}, {day}, is below its range.",
    "note-fact-inside": "{analyte}, {day}, is in its reference range.",
    "note-fact-high": "{analyte}, {day}, is above its range.",
    "note-fact-inside-or-above": "{analyte}, {day}, is in its reference range or above it.",
    "note-fact-testes": "The record says that {words}.",
    "note-fact-undetected": "{analyte}, {day}, is below detection.",
    "note-fact-undetected-again": (
        "{analyte} is below detection at each result from {first} to {last}."
    ),
    "note-fact-rose": "{analyte} is higher {last} than {first}.",
    "note-fact-fell": "{analyte} is lower {last} than {first}.",
    "note-fact-below-baseline": "{analyte} is lower {last} than at the baseline {first}.",
    "note-fact-above-detection": (
        "{analyte} was below detection {first} and is measured {last}."
    ),
    "note-fact-with-before": "{analyte}, {last}, beside {first}.",
    "note-fact-draw": "The draw of {day}.",
}

SENTENCES: dict[str, str] = _AGENTS | _RESULTS | _MEASUREMENT | _FACTS
