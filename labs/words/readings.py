"""Sentences of readings, analytes and agents, by code."""

_UNITS = {
    "unit-missing": "Write the unit of {analyte}: {units}.",
    "unit-unknown": "“{unit}” is not known as a unit of {analyte}. Write one of {units}.",
    "unit-not-for-analyte": "{analyte} cannot be read in {unit}. Write one of {units}.",
    "unit-mass-for-iu": (
        "{analyte} in {unit} is a mass, which has no exact value in international units. "
        "Ask the laboratory for the result in IU/L."
    ),
    "unit-milli-per-litre": (
        "{unit} for {analyte} is a thousandth of IU/L, and mostly a misprint of mIU/mL. "
        "Check the report, and write IU/L or mIU/mL."
    ),
    "unit-no-exact-conversion": (
        "{analyte} has no exact conversion from {source} to {target}."
    ),
    "analyte-unknown": "“{name}” is not recorded here. Write the name of an analyte.",
    "analyte-unclear": (
        "“{name}” may mean more than one analyte, total or free. Write which one it is."
    ),
}
_VALUES = {
    "value-empty": "Write the result, or why there is none.",
    "value-not-a-result": "“{reported}” is not a result. Write it, or why there is none.",
    "value-unreadable": (
        "“{reported}” cannot be read as a result. Write digits with one decimal sign, "
        "and before them <, <=, > or >= where the report prints one."
    ),
    "value-sign-alone": (
        "“{reported}” has no number. Write the number that the report prints with it, or "
        "why there is no result."
    ),
    "value-thousands": (
        "“{reported}” may hold a thousands sign. Write the digits without one, "
        "and the decimal sign as a point."
    ),
    "value-negative": "“{reported}” is negative. Write the result as the report prints it.",
    "value-below-zero": (
        "“{reported}” cannot be: nothing lies below 0. Check the result on the report."
    ),
    "value-too-long": (
        "“{reported}” has too many digits: at most {whole} before and {decimals} after "
        "the decimal sign. Check the result and its unit."
    ),
    "value-impossible": "{analyte} of {value} {unit} is impossible; check value and unit.",
    "text-too-long": "{what} is longer than {most} characters. Write it shorter.",
    "text-unprintable": "{what} holds a character that cannot be kept. Write it anew.",
    "side-missing": "Say which side was measured: left or right.",
    "side-unknown": "“{side}” is not a side. Write left or right.",
    "side-not-for-analyte": "{analyte} has no side. Leave the side empty.",
    "status-unknown": "“{status}” is not a status. Write one of {statuses}.",
    "volume-method-unknown": "“{method}” is not a volume method. Write one of {methods}.",
    "exam-not-for-analyte": "{analyte} is not examined by diameters. Leave them empty.",
    "diameters-not-three": "Write all three diameters in cm, or none.",
    "diameter-unreadable": "“{diameter}” is not a diameter in cm. Write digits above zero.",
    "since-dose-unreadable": (
        "“{text}” cannot be read. Time since the last dose is written as trough, peak, "
        "or a whole number of hours or of days."
    ),
    "pasted-unreadable": "“{line}” cannot be read. Write analyte, result and unit.",
}
_INTERVALS = {
    "interval-low-above-high": (
        "The interval begins at {low}, above its end at {high}. Check it on the report."
    ),
    "interval-end-unreadable": "“{end}” is not an end of an interval. Write digits.",
    "interval-between": "{low} to {high}",
    "interval-more-than": "more than {end}",
    "interval-less-than": "less than {end}",
    "interval-about": "about {end}",
    "interval-at-least": "at least {end}",
    "interval-at-most": "at most {end}",
}
_MOMENTS = {
    "time-unreadable": (
        "“{text}” cannot be read as a date or time. Write year-month-day, and the time "
        "as hours:minutes."
    ),
    "date-ambiguous": (
        "“{text}” may be day and month or month and day. Write year-month-day, or say "
        "the format."
    ),
    "date-ambiguous-short-year": (
        "“{text}” may be day and month or month and day, and its year has two digits. "
        "Write year-month-day with all four digits of the year, or say the format."
    ),
    "date-out-of-range": "The year of {day} cannot be right. Check the date.",
    "hour-missing": (
        "{time} on {day} did not exist in {zone}: the clock was put forward. "
        "Check the time on the report."
    ),
    "hour-doubled": (
        "{time} on {day} came twice in {zone}: the clock was put back. "
        "Say which one: {first} or {second}."
    ),
}
_CIRCUMSTANCES = {
    "fasting": "fasting",
    "not-fasting": "not fasting",
    "illness": "acute illness",
    "biotin": "biotin taken",
    "gel-at-site": "gel on the skin where the needle went in",
    "since-dose-trough": "trough",
    "since-dose-peak": "peak",
    "since-dose-hour": "{count} hour since the last dose",
    "since-dose-hours": "{count} hours since the last dose",
    "since-dose-day": "{count} day since the last dose",
    "since-dose-days": "{count} days since the last dose",
}
_TESTES = {
    "testes-are-absent": "both testes are absent",
    "testes-are-prosthesis": "both testes are prostheses",
    "testes-are-each": "{left} and {right}",
    "testis-is-absent": "the {side} testis is absent",
    "testis-is-prosthesis": "the {side} testis is a prosthesis",
    "testis-absent": "absent",
    "testis-prosthesis": "prosthesis",
}

SENTENCES: dict[str, str] = (
    _UNITS | _VALUES | _INTERVALS | _MOMENTS | _CIRCUMSTANCES | _TESTES
)
