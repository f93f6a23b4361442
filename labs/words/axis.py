"""Sentences of the picture of the axis; what they say of organs holds for every man.

`-one` and `-none`: for a man with one testis, or without any.
"""

_ORGANS = {
    "hpg-hypothalamus": "Hypothalamus",
    "hpg-pituitary": "Pituitary",
    "hpg-testes": "Testes",
    "hpg-feedback": "Feedback",
    "hpg-gnrh": "GnRH",
    "hpg-on-arrow": "feedback",
    "hpg-arrows": "The arrows are the same in every man.",
    "hpg-arrows-none": "No arrow leads to the testes or from them.",
    "hpg-testes-one": "Testis",
}
_DOES = {
    "hpg-hypothalamus-does": "Sends GnRH to the pituitary. GnRH is not measured.",
    "hpg-pituitary-does": "Sends LH and FSH to the testes.",
    "hpg-testes-does": "Make testosterone and sperm.",
    "hpg-testes-does-one": "Makes testosterone and sperm.",
    "hpg-testes-does-none": "The record says that {words}.",
    "hpg-pituitary-does-one": "Sends LH and FSH to the testis.",
    "hpg-pituitary-does-none": "Sends LH and FSH.",
    "hpg-feedback-does": (
        "Testosterone, and estradiol that is made from it, act back on the hypothalamus "
        "and the pituitary."
    ),
}
_MEASURED = {
    "hpg-side": "{side} volume",
    "hpg-none": "not measured",
    "hpg-state-below": "↓ below",
    "hpg-state-inside": "inside",
    "hpg-state-above": "↑ above",
    "hpg-state-unknown": "not told by this result",
    "hpg-state": "{state} ({interval})",
    "hpg-no-interval": "no interval printed",
    "hpg-interval-in-words": "interval in words:",
    "hpg-in-words": "reported in words",
    "hpg-converted": "converted from {source}",
    "hpg-method-none": "method not recorded",
    "hpg-with": "with",
    "hpg-without": "no agent recorded",
    "hpg-preliminary": "preliminary",
    "hpg-corrected": "corrected",
    "hpg-was": "corrected, it was {reported}",
    "hpg-since": "since {day}:",
    "hpg-against": "against {day}:",
    "hpg-later": "{day}:",
    "hpg-testis": "testis: {state}",
    "hpg-earlier": "a volume of {value} is recorded for {day}",
}
_PLAIN = {
    "hpg-plain-hypothalamus": "part of the brain",
    "hpg-plain-pituitary": "a small gland under the brain",
    "hpg-plain-hypothalamus-does": (
        "It sends a signal, GnRH, to the pituitary. GnRH is not measured."
    ),
    "hpg-plain-pituitary-does": "It sends two signals, LH and FSH, to the testes.",
    "hpg-plain-testes-does": "They make testosterone and sperm.",
    "hpg-plain-testes-does-one": "It makes testosterone and sperm.",
    "hpg-plain-pituitary-does-one": "It sends two signals, LH and FSH, to the testis.",
    "hpg-plain-feedback-does": "Testosterone and estradiol act back on the brain.",
    "hpg-plain-side": "{side} testis",
    "hpg-plain-none": "Not measured",
    "hpg-plain-waits": "Not shared yet",
    "hpg-plain-newer": "A newer result is not shared yet.",
    "hpg-plain-converted": "Your lab wrote {source}.",
    "hpg-plain-preliminary": "not final yet",
    "hpg-plain-corrected": "corrected on {day}",
    "hpg-plain-with": "Treatment recorded then:",
    "hpg-plain-source-untold": "this level does not tell its source",
    "hpg-plain-source-given": "may still hold what was given before",
    "hpg-plain-without": "No treatment recorded then",
}

SENTENCES: dict[str, str] = _ORGANS | _DOES | _MEASURED | _PLAIN
