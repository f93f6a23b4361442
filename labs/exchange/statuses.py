"""How far a result has come, in the words of three languages and in letters of HL7."""

from labs.words import Refused
from labs.words.fold import fold

IGNORED = "ignored"  # an order, or not asked for: no result at all

_SAID: dict[str, tuple[str, ...]] = {
    "preliminary": (
        *("P", "R", "S", "preliminary", "prelim", "partial", "provisional", "interim"),
        *("vorläufig", "Teilbefund", "vorläufiger Befund", "provisoire", "partiel"),
        *("préliminaire", "provisorisch", "provisoirement", "not validated", "unvalidated"),
        *("not verified", "unverified", "not released", "unreleased", "nicht validiert"),
        *("unvalidiert", "nicht freigegeben", "nicht endgültig", "non validé"),
        *("non vérifié", "non définitif", "not approved", "unapproved", "unsigned"),
    ),
    "final": (
        *("F", "U", "V", "B", "final", "final result", "complete", "completed", "verified"),
        *("validated", "reviewed", "authorised", "authorized", "released"),
        *("endgültig", "Endbefund", "final freigegeben", "freigegeben", "validiert"),
        *("abgeschlossen", "vollständig", "definitiv", "définitif", "validé", "complet"),
        *("terminé", "finalisé", "approved", "signed", "signed off", "approuvé", "signé"),
    ),
    "corrected": (
        *("C", "A", "corrected", "correction", "amended", "revised"),
        *("korrigiert", "Korrektur", "berichtigt", "geändert"),
        *("corrigé", "rectifié", "modifié"),
    ),
    "entered-in-error": (
        *("D", "W", "entered-in-error", "entered in error", "deleted"),
        *("irrtümlich", "Fehleintrag", "gelöscht", "erreur de saisie", "supprimé"),
    ),
    "not-done": (
        *("X", "not-done", "not done", "cancelled", "canceled", "not performed"),
        *("storno", "storniert", "annulliert", "abgebrochen"),
        *("nicht durchgeführt", "nicht gemessen"),
        *("annulé", "non fait", "non réalisé", "non effectué"),
    ),
    "pending": (
        *("I", "registered", "ordered", "in progress", "in process"),
        *("in Arbeit", "in Bearbeitung", "angefordert", "enregistré"),
    ),
    IGNORED: ("O", "N"),
}
_PENDING = (
    *("pending", "result pending", "results pending", "to follow", "result to follow"),
    *("folgt", "folgt noch", "Ergebnis folgt", "Befund folgt", "wird nachgereicht"),
    *("ausstehend", "noch ausstehend", "steht aus", "steht noch aus"),
    *("suit", "à suivre", "résultat suit", "résultat à suivre", "en cours"),
    *("analyse en cours", "en attente"),
)

PENDING = frozenset(map(fold, _PENDING))
STATUSES = {fold(said): status for status, words in _SAID.items() for said in words}
STATUSES |= dict.fromkeys(PENDING, "pending")


# A word for these, wherever it stands alone, says that a result is not what it seems.
_QUALIFYING = {said: to for said, to in STATUSES.items() if to not in ("final", IGNORED)}


def find_qualifying(text: str) -> str:
    """The status other than final that a word says; single letters say too little."""
    said = fold(text)
    return _QUALIFYING.get(said, "") if len(said) > 1 else ""


def status_of(text: str) -> str:
    """Our status for a cell; a file that says nothing holds final results."""
    if not text.strip():
        return "final"
    if (said := fold(text)) not in STATUSES:
        raise Refused("row-status-unknown", status=text.strip())
    return STATUSES[said]


def may_be_status(text: str) -> bool:
    """Whether a cell speaks of a status; N alone is a no as often as a status of HL7."""
    return STATUSES.get(fold(text), IGNORED) != IGNORED


def says_final(heading: str) -> bool:
    """*Validated*, *Freigegeben*: then a no below it says that the result is not."""
    return STATUSES.get(fold(heading)) == "final"


def is_pending(text: str) -> bool:
    """Words for "to follow" in the place of a result."""
    return fold(text) in PENDING
