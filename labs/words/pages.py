"""Sentences of the patient bar, the worklist and the patient's own page, by code."""

_PHASE = {
    "phase-recorded": "{name} since {day}",
    "phase-recorded-days": "{name} since {day} (day {days})",
    "phase-also": "also {names}",
    "phase-none": "No treatment recorded",
    "phase-none-since": "No treatment recorded since {day}",
    "phase-none-since-days": "No treatment recorded since {day} (day {days})",
    "phase-ended": "{name} ended {day}",
    "phase-ended-days": "{name} ended {day} (day {days})",
    "phase-aim": "aim: {aim}",
    "phase-aim-on": "aim: {aim} ({day})",
    "phase-testis": "{side} testis: {state}",
}
# What each test is, in one plain sentence; not what a value of it would mean.
_ABOUT = {
    "about-lh": "A signal from the brain. It tells the testes to make testosterone.",
    "about-fsh": "A signal from the brain. It helps the testes make sperm.",
    "about-lh-none": "A signal from the brain.",
    "about-fsh-none": "A signal from the brain.",
    "about-testosterone": "The total amount in your blood when the sample was taken.",
    "about-estradiol": "The body makes it from testosterone. The brain listens to it.",
    "about-volume": "How large each testis was when it was examined.",
    "about-shbg": "A protein in the blood that carries testosterone.",
    "about-free_testosterone": "The part of testosterone that no protein carries.",
    "about-haematocrit": "How much of your blood is made up of red cells.",
    "about-psa": "A protein that the prostate makes.",
    "about-prolactin": "A signal from the brain. It is made by the pituitary gland.",
    "about-other": "Measured by your clinic.",
}
# What stands in place of a test without a result.
_NOT_HERE = {
    "taken-out": "{names} from {day}, removed on {out}: it was entered in error.",
    "taken-out-other": (
        "{names} from {day}, removed on {out}: it was entered for another person."
    ),
    "checking-one": "1 result from {day} is being checked.",
    "checking-many": "{count} results from {day} are being checked.",
    "no-testes": "Your record says that {words}. There is no size to measure.",
    "one-testis": "Your record says that {words}.",
    "missing": "{name} was not measured this time.",
    "missing-last": "{name} was not measured this time. Last time: {day}.",
}
# Why a result waits for a check.
_FLAGS = {
    "flag-unit-slip": "unit in doubt",
    "flag-duplicate": "possible duplicate",
    "flag-soft-limit": "value in doubt",
    "flag-status-missing": "status missing",
    "flag-code-unit-conflict": "unit contradicts code",
    "flag-doubled-hour": "ambiguous hour (clock change)",
    "flag-text-with-digits": "text with digits",
    "flag-time-from-result": "time taken from the result",
    "flag-time-conflict": "times differ",
}

SENTENCES: dict[str, str] = _PHASE | _ABOUT | _NOT_HERE | _FLAGS
