"""What looks like an amount or a frequency of a drug: one pattern for test and crawl.

A number, or a word for one, with a unit of a dose that no `/L`, `/mL` or `/dL` follows; or
words for how often. English, German and French.
"""

import re

_NUMBER = r"\d+(?:[.,]\d+)?(?:\s*(?:-|–|to|bis|à)\s*\d+(?:[.,]\d+)?)?"
_WORDS = (
    *("half an?", "quarter of an?", "one", "two", "three", "four", "five", "six", "seven"),
    *("eight", "nine", "ten", "twelve", "twenty", "fifty", "(?:\\w+ )?hundred"),
    *("(?:\\w+ )?thousand", "eine?", "zwei", "drei", "vier", "fünf", "zehn", "hundert"),
    *("tausend", "une?", "deux", "trois", "quatre", "cinq", "dix", "cent", "mille"),
)
_UNITS = (
    *("mg", "milligrams?", "µg", "μg", "ug", "mcg", "micrograms?", "g", "grams?", "Gramm"),
    *("mL", "millilit(?:re|er)s?", "cc", "I\\.?U\\.?", "I\\.?E\\.?", "U\\.?I\\.?", "U"),
    *("(?:international )?units?", "Einheiten", "unités?", "tablets?", "tabs?", "pills?"),
    *("capsules?", "caps", "ampoules?", "vials?", "injections?", "shots?", "pumps?"),
    *("sachets?", "patch(?:es)?", "drops?", "puffs?", "Tabletten?", "Kapseln?"),
    *("Ampullen?", "Spritzen?", "Tropfen", "comprimés?", "gélules?", "gouttes?", "doses?"),
)
_TIMES = r"(?:once|twice|thrice|\d+\s*[x×]|\w+ times|\w+mal|\w+ fois|\d+ times)"
_SPANS = r"(?:days?|nights?|mornings?|evenings?|weeks?|months?|hours?)"
_SPANS_DE = r"(?:Tage?|Nacht|Morgen|Abend|Wochen?|Monate?|Stunden?)"
_SPANS_FR = r"(?:jours?|nuits?|matins?|soirs?|semaines?|mois|heures?)"
_OFTEN = (
    rf"{_TIMES} (?:an?|per|each|every|pro|am|in der|par) (?:\w+ )?"
    rf"(?:{_SPANS}|{_SPANS_DE}|{_SPANS_FR})",
    rf"{_TIMES} (?:daily|weekly|monthly|täglich|wöchentlich)",
    r"daily|weekly|biweekly|bi-weekly|fortnightly|nightly|alternate days",
    rf"every (?:other|second|third|\d+|two|three|four|few) {_SPANS}",
    rf"(?:each|every) {_SPANS}",
    r"per (?:day|week|month)",
    r"(?:zwei|drei|ein)?mal täglich|täglich|wöchentlich|monatlich",
    rf"jede[nrs]? (?:zweite[nrs]? |dritte[nrs]? )?{_SPANS_DE}",
    rf"alle (?:zwei|drei|vier|\d+) {_SPANS_DE}|pro {_SPANS_DE}",
    rf"par {_SPANS_FR}|chaque {_SPANS_FR}|un jour sur deux|quotidien\w*|hebdomadaire\w*",
    rf"tou(?:s|tes) les (?:\w+ )?{_SPANS_FR}",
    r"[bt]\.i\.d\.?|q\.o?\.?d\.?|e\.o\.d\.?|(?-i:[BT]ID|QO?D|EOD)",
)

_BY_DIGITS = rf"(?:{_NUMBER})[\s\u00a0-]*(?:{'|'.join(_UNITS)})"
# “One unit” and “two units” are words about units of measurement.
_BY_WORDS = (
    rf"(?:{'|'.join(_WORDS)})[\s\u00a0-]+(?!units?\b)(?:{'|'.join(_UNITS)})"
    r"|(?:\w+ )?(?:hundred|thousand|fifty|twenty|ten)[\s-]units"
)
AMOUNT = re.compile(
    rf"(?<![\w.,-])(?:{_BY_DIGITS}|{_BY_WORDS})(?![\w/])(?!\s*/\s*(?:d|m)?L)"
    rf"|(?<![\w.-])(?:{'|'.join(_OFTEN)})(?!\w)",
    re.IGNORECASE,
)


def found(text):
    """Every amount-like string in a text."""
    return [match[0].strip() for match in AMOUNT.finditer(text)]
