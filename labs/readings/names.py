"""What the codes of a reading are called, alone or within a sentence."""

from labs.words import gettext_noop

SIDE_NAMES = {"left": gettext_noop("left"), "right": gettext_noop("right")}
# Of the state of a testis, where there is none to measure.
TESTIS_NAMES = {"absent": gettext_noop("absent"), "prosthesis": gettext_noop("prosthesis")}
STATUS_NAMES = {
    "preliminary": gettext_noop("preliminary"),
    "corrected": gettext_noop("corrected"),
    "not-done": gettext_noop("not done"),
    "pending": gettext_noop("pending"),
}
# Why somebody must look at a result before it is shared.
FLAG_NAMES = {
    "unit-slip": gettext_noop("unit in doubt"),
    "duplicate": gettext_noop("possible duplicate"),
    "soft-limit": gettext_noop("value in doubt"),
    "status-missing": gettext_noop("status missing"),
    "code-unit-conflict": gettext_noop("unit contradicts code"),
    "doubled-hour": gettext_noop("ambiguous hour (clock change)"),
    "text-with-digits": gettext_noop("text with digits"),
    "time-from-result": gettext_noop("time taken from the result"),
    "time-conflict": gettext_noop("times differ"),
}
