"""Words that a stranger would try first at a password here."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Of this program, of what it is about, and of who works with it.
WORDS = (
    *("hpgtracker", "hpg", "tracker", "clinic", "klinik", "hospital", "praxis"),
    *("clinician", "doctor", "nurse", "patient", "administrator", "admin", "password"),
    *("testosterone", "testosteron", "estradiol", "hormone", "hormon", "andrology"),
    *("endocrinology", "urology", "laboratory", "results", "welcome"),
)
_ANY = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
FEWEST_BESIDE = 8  # characters; years and signs behind a word are fewer


class WordsValidator:
    """Refuses a password that is little more than such words."""

    def validate(self, password: str, user: Any = None) -> None:
        beside = _ANY.sub("", password.lower())
        if beside != password.lower() and len(beside) < FEWEST_BESIDE:
            raise ValidationError(
                gettext("This password is easy to guess here: use other words."),
                code="password_of_this_place",
            )

    def get_help_text(self) -> str:
        return str(_("Your password can’t be made of words that one expects here."))
