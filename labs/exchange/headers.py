"""What a column of a stranger's file is: by its heading, in English, German and French."""

import re
from collections.abc import Iterable, Mapping

from labs.words.fold import fold

# The first line of our own files, in this order.
CANONICAL = (
    "patient",
    "collected_at",
    "precision",
    "laboratory",
    "method",
    "fasting",
    "since_dose",
    "analyte",
    "side",
    "reported",
    "comparator",
    "value",
    "unit",
    "unit_reported",
    "range_low",
    "range_low_inclusive",
    "range_high",
    "range_high_inclusive",
    "range_text",
    "range_source",
    "status",
    "source_status",
    "absent_reason",
    "comment",
    "result_id",
    "version",
    "replaces",
    "panel",
)
# What other files carry beside it.
EXTRA = ("time", "code", "name", "last_name", "first_name", "born")
FIELDS = (*CANONICAL, *EXTRA)

# By field, the plainest headings first: where a file has columns of two tiers, the first
# tier is read and the other left alone. A heading stands in one tier of one field.
SYNONYMS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "patient": (
        (
            "patient id",
            "patient number",
            "patient no",
            "patient nr",
            "patient identifier",
            "pid",
            "pat id",
            "pat no",
            "pat nr",
            "mrn",
            "medical record number",
            "medical record no",
            "hospital number",
            "hospital no",
            "chart number",
            "clinic number",
            "subject id",
            "subject number",
            "patientennummer",
            "patienten-id",
            "patienten-nr",
            "patientnr",
            "numéro patient",
            "numéro du patient",
            "numéro de patient",
            "n° patient",
            "n° de patient",
            "no patient",
            "id patient",
            "identifiant patient",
            "identifiant du patient",
            "dossier",
            "numéro dossier",
            "numéro de dossier",
            "n° dossier",
            "n° de dossier",
            "no dossier",
            "no de dossier",
            "IPP",
            "NIP",
        ),
        ("patient", "subject"),
    ),
    "collected_at": (
        (
            "collected at",
            "collected",
            "collected on",
            "collected date",
            "collected date/time",
            "collection",
            "collection date",
            "collection date/time",
            "collection date and time",
            "collection timestamp",
            "date collected",
            "date/time collected",
            "date of collection",
            "specimen collected",
            "specimen collected at",
            "specimen date",
            "specimen collection date",
            "specimen collection date/time",
            "specimen collected date",
            "drawn",
            "drawn at",
            "drawn on",
            "draw date",
            "draw date/time",
            "date drawn",
            "date of draw",
            "blood draw",
            "blood draw date",
            "blood collection date",
            "date of blood draw",
            "sampled",
            "sampled at",
            "sampled on",
            "sample date",
            "sample date/time",
            "sample collected",
            "sample collected at",
            "sample collection date",
            "sampling date",
            "sampling date/time",
            "date of sampling",
            "entnahme",
            "entnahme am",
            "entnahmedatum",
            "entnahmedatum/-zeit",
            "entnahmedatum/Uhrzeit",
            "entnahmedatum und -zeit",
            "entnahmezeitpunkt",
            "entnahmetag",
            "datum der Entnahme",
            "zeitpunkt der Entnahme",
            "entnommen",
            "entnommen am",
            "blutentnahme",
            "blutentnahme am",
            "blutentnahmedatum",
            "datum Blutentnahme",
            "probenentnahme",
            "probenentnahmedatum",
            "probenahme",
            "probenahmedatum",
            "probendatum",
            "abnahme",
            "abnahme am",
            "abnahmedatum",
            "abnahmedatum/-zeit",
            "abnahmezeitpunkt",
            "abgenommen am",
            "prélèvement",
            "date prélèvement",
            "date de prélèvement",
            "date du prélèvement",
            "date de prélèvement/heure",
            "date/heure prélèvement",
            "date/heure de prélèvement",
            "date/heure du prélèvement",
            "date et heure prélèvement",
            "date et heure de prélèvement",
            "date et heure du prélèvement",
            "prélevé le",
        ),
        (
            "date",
            "date/time",
            "date and time",
            "datum",
            "datum/Uhrzeit",
            "datum/Zeit",
            "datum und Uhrzeit",
            "date/heure",
            "date et heure",
            "observation date",
            "observation date/time",
            "effective",
            "effective date",
            "effective date/time",
            "examination date",
            "exam date",
            "date of examination",
            "untersuchungsdatum",
            "date d'examen",
            "visit date",
        ),
    ),
    "time": (
        (
            "collection time",
            "collected time",
            "time collected",
            "time of collection",
            "specimen collection time",
            "draw time",
            "time drawn",
            "time of draw",
            "sample time",
            "sampling time",
            "entnahmezeit",
            "entnahmeuhrzeit",
            "uhrzeit der Entnahme",
            "abnahmezeit",
            "abnahmeuhrzeit",
            "heure prélèvement",
            "heure de prélèvement",
            "heure du prélèvement",
        ),
        ("time", "uhrzeit", "zeit", "heure"),
    ),
    "analyte": (
        (
            "analyte",
            "analyte name",
            "analyt",
            "component",
            "component name",
            "parameter",
            "parameter name",
            "paramètre",
            "hormone",
            "hormon",
            "biomarker",
        ),
        (
            "test",
            "test name",
            "lab test",
            "observation",
            "observation name",
            "measurement",
            "untersuchung",
            "analyse",
            "analysenname",
            "testbezeichnung",
            "bezeichnung",
            "messgröße",
            "examen",
            "nom de l'analyse",
            "libellé",
        ),
    ),
    "code": (
        ("loinc", "loinc code", "loinc nr", "loinc number", "code loinc"),
        (
            "code",
            "test code",
            "analyte code",
            "component code",
            "observation code",
            "kürzel",
            "testkürzel",
            "analysencode",
            "code analyse",
        ),
    ),
    "reported": (("reported", "reported value", "as reported"),),
    "value": (
        (
            "value",
            "result",
            "result value",
            "test result",
            "observation value",
            "observed value",
            "measured value",
            "wert",
            "ergebnis",
            "ergebniswert",
            "messwert",
            "resultat",
            "résultat",
            "valeur",
            "valeur mesurée",
        ),
        ("befund", "befundwert", "results", "résultats", "numeric result", "numeric value"),
    ),
    "comparator": (
        ("comparator", "modifier", "qualifier", "vergleichszeichen", "comparateur"),
    ),
    "unit": (
        (
            "unit",
            "units",
            "unit(s)",
            "unit of measure",
            "units of measure",
            "unit of measurement",
            "units of measurement",
            "measurement unit",
            "uom",
            "result unit",
            "result units",
            "einheit",
            "einheiten",
            "einheit(en)",
            "maßeinheit",
            "unité",
            "unités",
            "unité(s)",
            "unité de mesure",
        ),
    ),
    "unit_reported": (("unit reported",),),
    "range_text": (
        (
            "range text",
            "range",
            "reference",
            "reference range",
            "reference ranges",
            "reference interval",
            "reference values",
            "biological reference interval",
            "expected range",
            "ref range",
            "ref interval",
            "normal range",
            "normal values",
            "referenz",
            "referenzbereich",
            "referenzintervall",
            "referenzwert",
            "referenzwerte",
            "ref bereich",
            "norm",
            "normbereich",
            "normwert",
            "normwerte",
            "normalbereich",
            "normalwerte",
            "référence",
            "valeur de référence",
            "valeurs de référence",
            "valeurs normales",
            "intervalle",
            "intervalle de référence",
            "intervalles de référence",
            "normes",
        ),
    ),
    "range_low": (
        (
            "range low",
            "reference low",
            "reference range low",
            "ref low",
            "ref range low",
            "low reference",
            "lower reference limit",
            "normal low",
            "low normal",
            "lower limit of normal",
            "LLN",
            "referenz von",
            "referenzbereich von",
            "ref von",
            "referenz unten",
            "referenz min",
            "normbereich von",
            "untergrenze",
            "untere Grenze",
            "untere Referenzgrenze",
            "unterer Grenzwert",
            "borne inférieure",
            "borne inf",
            "limite inférieure",
            "limite inf",
            "référence min",
            "référence basse",
        ),
        ("low", "lower", "low limit", "lower limit", "min", "minimum", "von"),
    ),
    "range_high": (
        (
            "range high",
            "reference high",
            "reference range high",
            "ref high",
            "ref range high",
            "high reference",
            "upper reference limit",
            "normal high",
            "high normal",
            "upper limit of normal",
            "ULN",
            "referenz bis",
            "referenzbereich bis",
            "ref bis",
            "referenz oben",
            "referenz max",
            "normbereich bis",
            "obergrenze",
            "obere Grenze",
            "obere Referenzgrenze",
            "oberer Grenzwert",
            "borne supérieure",
            "borne sup",
            "limite supérieure",
            "limite sup",
            "référence max",
            "référence haute",
        ),
        ("high", "upper", "high limit", "upper limit", "max", "maximum", "bis"),
    ),
    "laboratory": (
        (
            "lab",
            "laboratory",
            "lab name",
            "laboratory name",
            "performing lab",
            "performing laboratory",
            "testing laboratory",
            "labor",
            "laborname",
            "laboratorium",
            "laboratoire",
            "nom du laboratoire",
        ),
    ),
    "method": (
        (
            "method",
            "test method",
            "assay",
            "assay method",
            "methode",
            "methodik",
            "messmethode",
            "messverfahren",
            "analysenmethode",
            "méthode",
            "technique",
        ),
    ),
    "comment": (
        (
            "comment",
            "comments",
            "note",
            "notes",
            "remark",
            "remarks",
            "bemerkung",
            "bemerkungen",
            "kommentar",
            "kommentare",
            "anmerkung",
            "hinweis",
            "commentaire",
            "commentaires",
            "remarque",
            "remarques",
        ),
    ),
    "status": (
        (
            "status",
            "result status",
            "ergebnisstatus",
            "befundstatus",
            "statut",
            "statut du résultat",
        ),
    ),
    "side": (("side", "laterality", "seite", "côté", "latéralité"),),
    "fasting": (("fasting", "fasted", "nüchtern", "à jeun"),),
    "since_dose": (("since dose", "since last dose", "time since dose"),),
    "name": (
        (
            "patient name",
            "patientenname",
            "name des Patienten",
            "nom patient",
            "nom du patient",
        ),
        ("full name", "name"),
    ),
    "last_name": (
        ("last name", "surname", "family name", "nachname", "familienname", "nom"),
    ),
    "first_name": (("first name", "given name", "forename", "vorname", "prénom"),),
    "born": (
        (
            "born",
            "birth date",
            "date of birth",
            "DOB",
            "geburtsdatum",
            "geburtstag",
            "geb.-Datum",
            "geboren",
            "geboren am",
            "date de naissance",
            "né le",
        ),
    ),
}

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # `Date (dd/mm/yyyy)`
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def squeezed(heading: str) -> str:
    """One form for headings that differ in case, spaces, accents and signs only."""
    return fold(heading).replace(" ", "")


def spellings(heading: str) -> set[str]:
    return {squeezed(heading), squeezed(heading.casefold().translate(_UMLAUTS))}


def _read_as() -> dict[str, tuple[str, int]]:
    plain = {(squeezed(field), field, 0) for field in CANONICAL if field != "patient"}
    known = {
        (spelling, field, tier)
        for field, tiers in SYNONYMS.items()
        for tier, headings in enumerate(tiers)
        for heading in headings
        for spelling in spellings(heading)
    }
    return {spelling: (field, tier) for spelling, field, tier in plain | known}


_READ_AS = _read_as()


def field_of(heading: str) -> tuple[str, int] | None:
    """The field that a heading means, and in which tier; None for one that is not known."""
    if found := _READ_AS.get(squeezed(heading)):
        return found
    return _READ_AS.get(squeezed(_BRACKETED.sub("", heading)))


def fields_of(
    header: Iterable[str], mapped: Mapping[str, str]
) -> dict[str, tuple[int, ...]]:
    """The columns of each field. What the mapping says goes before what headings say."""
    best: dict[str, tuple[int, list[int]]] = {}
    for column, heading in enumerate(header):
        field, tier = mapped.get(squeezed(heading), ""), -1
        if not field and squeezed(heading) not in mapped:
            field, tier = field_of(heading) or ("", 0)
        if not field:
            continue
        held, columns = best.get(field, (tier, []))
        if tier < held:
            best[field] = (tier, [column])
        elif tier == held:
            best[field] = (tier, [*columns, column])
    return _settled({field: tuple(columns) for field, (_, columns) in best.items()})


def _settled(fields: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """A lone clock is the whole moment; a lone name beside a code is the test's."""
    if "time" in fields and "collected_at" not in fields:
        fields["collected_at"] = fields.pop("time")
    if "code" in fields and "analyte" not in fields and "name" in fields:
        fields["analyte"] = fields.pop("name")
    return fields
