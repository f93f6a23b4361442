"""Words that no note may say, language by language: orders, advice, promise, grading."""

import re

_OBJECT = r"(?:with|to|the|your|taking|hcg|clomifene|testosterone)"
ADVICE = {
    "en": r"""
        recommend\w* advis\w+ suggest\w* should ought must consider\w* repeat\w* re-?test\w*
        re-?check\w* check\w* monitor\w* (?:may|might|could|would)\ benefit beneficial
        first[-\ ]line usually\ given typically\ given standard\ of\ care indicated
        (?<!can\ )(?:start|stop|continue|increase|decrease|reduce|raise|lower)\ {OBJECT}
        (?:switch|add|try)\ {OBJECT}
        your?\ need\w* needs?\ to take\ (?:it|a|your) ask\ your talk\ to speak\ to
        see\ (?:a|your)\ doctor doses?\ of dosages? dosing protocol\ of\ choice preferred
        best effective safe safer
        please avoid\w* it\ is\ time\ to
    """.replace("{OBJECT}", _OBJECT),
    "de": r"""
        empf\w+ ratsam sollte\w* soll müssen erwägen prüfen wiederholen kontrollier\w+
        absetzen beginnen\ Sie üblicherweise Mittel\ der\ Wahl sinnvoll
    """,
    "fr": r"""
        recommand\w* conseill\w* devr\w+ doit envisag\w* répét\w* vérifi\w* contrôl\w+
        première\ intention préférable
    """,
}
FORECAST = {
    "en": r"""
        will likely unlikely expect\w* predict\w* forecast\w* soon prognos\w* chances? odds
        succe\w+ resounding remarkable immense restor\w+ optimal\ for guarantee\w*
        (?:with)?in\ (?:a|some|several|\w+)\ (?:days?|weeks?|months?|years?)
        (?:days|weeks|months)
    """,
    "de": r"wird werden\ wieder wahrscheinlich Prognose Erfolg\w* Wochen Monate\w*",
    "fr": r"probable\w* pronostic succès semaines mois bientôt",
}
GRADING = {
    "en": r"""
        good great better bad worse poor excellent normal\w* abnormal\w* healthy unhealthy
        worr\w+ alarm\w* danger\w* unfortunate\w* sad\w* fail\w* problem\w* wrong well\ done
        congratul\w* improv\w+ too\ (?:low|high|much|many) critical severe serious\w*
    """,
    "de": r"gut\w* schlecht\w* besser\w* normal\w* auffällig\w* gefähr\w+ leider Sorge\w*",
    "fr": r"bon bonne mauvais\w* mieux normal\w* anormal\w* danger\w* malheureu\w*",
}


def _pattern(*lists):
    words = [
        word
        for one in lists
        for text in one.values()
        for word in re.split(r"(?<!\\)\s+", text.strip())
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


_FOR_ALL = _pattern(ADVICE, FORECAST)
_FOR_PATIENTS = _pattern(ADVICE, FORECAST, GRADING)
_GRADING = _pattern(GRADING)


def advice(text):
    return [match[0] for match in _FOR_ALL.finditer(text)]


def for_patients(text):
    return [match[0] for match in _FOR_PATIENTS.finditer(text)]


def grading(text):
    return [match[0] for match in _GRADING.finditer(text)]
