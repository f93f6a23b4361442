"""What a column of a stranger's file is: by its heading, in English, German and French."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from labs.exchange.fields import RESULT_FIELDS
from labs.exchange.mapping import fold_heading


def _split_headings(headings: str) -> tuple[str, ...]:
    return tuple(headings.split(", "))


# By field, the plainest headings first: where a file has columns of two tiers, the first
# tier is read and the other left alone. A heading stands in one tier of one field.
SYNONYMS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "patient": (
        _split_headings(
            "patient id, patient number, patient no, patient nr, patient identifier, pid, "
            "pat id, pat no, pat nr, mrn, medical record number, medical record no, "
            "hospital number, hospital no, chart number, clinic number, subject id, "
            "subject number, patientennummer, patienten-id, patienten-nr, patientnr, "
            "numéro patient, numéro du patient, numéro de patient, n° patient, n° de "
            "patient, no patient, id patient, identifiant patient, identifiant du "
            "patient, dossier, numéro dossier, numéro de dossier, n° dossier, n° de "
            "dossier, no dossier, no de dossier, IPP, NIP"
        ),
        _split_headings("patient, subject"),
    ),
    "collected_at": (
        _split_headings(
            "collected at, collected, collected on, collected date, collected date/time, "
            "collection, collection date, collection date/time, collection date and time, "
            "collection timestamp, date collected, date/time collected, date of "
            "collection, specimen collected, specimen collected at, specimen date, "
            "specimen collection date, specimen collection date/time, specimen collected "
            "date, drawn, drawn at, drawn on, draw date, draw date/time, date drawn, date "
            "of draw, blood draw, blood draw date, blood collection date, date of blood "
            "draw, sampled, sampled at, sampled on, sample date, sample date/time, sample "
            "collected, sample collected at, sample collection date, sampling date, "
            "sampling date/time, date of sampling, entnahme, entnahme am, entnahmedatum, "
            "entnahmedatum/-zeit, entnahmedatum/Uhrzeit, entnahmedatum und -zeit, "
            "entnahmezeitpunkt, entnahmetag, datum der Entnahme, zeitpunkt der Entnahme, "
            "entnommen, entnommen am, blutentnahme, blutentnahme am, blutentnahmedatum, "
            "datum Blutentnahme, probenentnahme, probenentnahmedatum, probenahme, "
            "probenahmedatum, probendatum, abnahme, abnahme am, abnahmedatum, "
            "abnahmedatum/-zeit, abnahmezeitpunkt, abgenommen am, prélèvement, date "
            "prélèvement, date de prélèvement, date du prélèvement, date de "
            "prélèvement/heure, date/heure prélèvement, date/heure de prélèvement, "
            "date/heure du prélèvement, date et heure prélèvement, date et heure de "
            "prélèvement, date et heure du prélèvement, prélevé le"
        ),
        _split_headings(
            "date, date/time, date and time, datum, datum/Uhrzeit, datum/Zeit, datum und "
            "Uhrzeit, date/heure, date et heure, observation date, observation date/time, "
            "effective, effective date, effective date/time, examination date, exam date, "
            "date of examination, untersuchungsdatum, date d'examen, visit date"
        ),
    ),
    "time": (
        _split_headings(
            "collection time, collected time, time collected, time of collection, "
            "specimen collection time, draw time, time drawn, time of draw, sample time, "
            "sampling time, entnahmezeit, entnahmeuhrzeit, uhrzeit der Entnahme, "
            "abnahmezeit, abnahmeuhrzeit, heure prélèvement, heure de prélèvement, heure "
            "du prélèvement"
        ),
        _split_headings("time, uhrzeit, zeit, heure"),
    ),
    "analyte": (
        _split_headings(
            "analyte, analyte name, analyt, component, component name, parameter, "
            "parameter name, paramètre, hormone, hormon, biomarker"
        ),
        _split_headings(
            "test, test name, lab test, observation, observation name, measurement, "
            "untersuchung, analyse, analysenname, testbezeichnung, bezeichnung, "
            "messgröße, examen, nom de l'analyse, libellé"
        ),
    ),
    "code": (
        _split_headings("loinc, loinc code, loinc nr, loinc number, code loinc"),
        _split_headings(
            "code, test code, analyte code, component code, observation code, kürzel, "
            "testkürzel, analysencode, code analyse"
        ),
    ),
    "reported": (_split_headings("reported, reported value, as reported"),),
    "value": (
        _split_headings(
            "value, result, result value, test result, observation value, observed value, "
            "measured value, wert, ergebnis, ergebniswert, messwert, resultat, résultat, "
            "valeur, valeur mesurée"
        ),
        _split_headings(
            "befund, befundwert, results, résultats, numeric result, numeric value"
        ),
    ),
    "comparator": (
        _split_headings(
            "comparator, comparators, comparison, comparison operator, comparison sign, "
            "relational operator, relation, rel, relop, operator, op, result operator, "
            "value operator, sign, result sign, value sign, prefix, result prefix, value "
            "prefix, modifier, result modifier, value modifier, qualifier, result "
            "qualifier, value qualifier, result comparator, value comparator, inequality, "
            "inequality sign, symbol, censoring, less/greater, less than/greater than, "
            "lower/greater, lt/gt, gt/lt, vergleich, vergleichszeichen, "
            "vergleichsoperator, vergleichssymbol, vorzeichen, zeichen, präfix, "
            "ergebniszeichen, ergebnisvorzeichen, ergebnispräfix, wertzeichen, "
            "wertvorzeichen, wertpräfix, kleiner/größer, größer/kleiner, "
            "relationszeichen, comparateur, opérateur, opérateur de comparaison, "
            "comparaison, signe, signe de comparaison, préfixe, qualificatif, "
            "modificateur, inégalité, symbole, inférieur/supérieur, supérieur/inférieur"
        ),
    ),
    "specimen": (
        _split_headings(
            "specimen, specimen type, specimen material, specimen source, sample type, "
            "sample material, sample source, sample, material, matrix, body fluid, fluid, "
            "system, source, probenmaterial, untersuchungsmaterial, entnahmematerial, "
            "probenart, probentyp, probenmatrix, probe, materialart, materialtyp, "
            "matériel, matrice, milieu, nature, échantillon, type d'échantillon, nature "
            "de l'échantillon, nature échantillon, type échantillon, type de prélèvement, "
            "type prélèvement, nature du prélèvement, nature prélèvement, liquide "
            "biologique, type de spécimen"
        ),
    ),
    "unit": (
        _split_headings(
            "unit, units, unit(s), unit of measure, units of measure, unit of "
            "measurement, units of measurement, measurement unit, uom, result unit, "
            "result units, einheit, einheiten, einheit(en), maßeinheit, unité, unités, "
            "unité(s), unité de mesure"
        ),
    ),
    "unit_reported": (_split_headings("unit reported"),),
    "range_text": (
        _split_headings(
            "range text, range, reference, reference range, reference ranges, reference "
            "interval, reference values, biological reference interval, expected range, "
            "ref range, ref interval, normal range, normal values, referenz, "
            "referenzbereich, referenzintervall, referenzwert, referenzwerte, ref "
            "bereich, norm, normbereich, normwert, normwerte, normalbereich, normalwerte, "
            "référence, valeur de référence, valeurs de référence, valeurs normales, "
            "intervalle, intervalle de référence, intervalles de référence, normes"
        ),
        _split_headings(
            "reference text, reference range text, ref text, ref range text, reference "
            "limits, reference value, ref value, ref values, biological ref interval, "
            "biological reference range, standard range, referenztext, referenzbereich "
            "Text, referenzgrenzen, normbereich Text, texte de référence, valeurs de réf, "
            "valeurs usuelles, valeur usuelle"
        ),
    ),
    "range_low": (
        _split_headings(
            "range low, reference low, reference range low, ref low, ref range low, low "
            "reference, lower reference limit, normal low, low normal, lower limit of "
            "normal, LLN, referenz von, referenzbereich von, ref von, referenz unten, "
            "referenz min, normbereich von, untergrenze, untere Grenze, untere "
            "Referenzgrenze, unterer Grenzwert, borne inférieure, borne inf, limite "
            "inférieure, limite inf, référence min, référence basse"
        ),
        _split_headings("low, lower, low limit, lower limit, min, minimum, von"),
    ),
    "range_high": (
        _split_headings(
            "range high, reference high, reference range high, ref high, ref range high, "
            "high reference, upper reference limit, normal high, high normal, upper limit "
            "of normal, ULN, referenz bis, referenzbereich bis, ref bis, referenz oben, "
            "referenz max, normbereich bis, obergrenze, obere Grenze, obere "
            "Referenzgrenze, oberer Grenzwert, borne supérieure, borne sup, limite "
            "supérieure, limite sup, référence max, référence haute"
        ),
        _split_headings("high, upper, high limit, upper limit, max, maximum, bis"),
    ),
    "laboratory": (
        _split_headings(
            "lab, laboratory, lab name, laboratory name, performing lab, performing "
            "laboratory, testing laboratory, labor, laborname, laboratorium, laboratoire, "
            "nom du laboratoire"
        ),
    ),
    "method": (
        _split_headings(
            "method, test method, assay, assay method, methode, methodik, messmethode, "
            "messverfahren, analysenmethode, méthode, technique"
        ),
    ),
    "comment": (
        _split_headings(
            "comment, comments, note, notes, remark, remarks, bemerkung, bemerkungen, "
            "kommentar, kommentare, anmerkung, hinweis, commentaire, commentaires, "
            "remarque, remarques"
        ),
    ),
    "status": (
        _split_headings(
            "status, result status, result status code, result state, res status, res "
            "state, observation status, observation result status, observation state, "
            "test status, test state, analysis status, value status, OBX-11, OBX 11 "
            "status, ergebnisstatus, ergebniszustand, befundstatus, resultatstatus, "
            "analysenstatus, messwertstatus, statut, statut du résultat, statut résultat, "
            "état du résultat, état résultat, statut de l'analyse"
        ),
        _split_headings(
            "state, status code, status flag, validation, validation status, validation "
            "state, validated, verification, verification status, release, release "
            "status, released, report status, report state, order status, validierung, "
            "validierungsstatus, freigabe, freigabestatus, zustand, état, validation du "
            "résultat"
        ),
    ),
    "side": (_split_headings("side, laterality, seite, côté, latéralité"),),
    "fasting": (_split_headings("fasting, fasted, nüchtern, à jeun"),),
    "since_dose": (_split_headings("since dose, since last dose, time since dose"),),
    "name": (
        _split_headings(
            "patient name, patientenname, name des Patienten, nom patient, nom du patient"
        ),
        _split_headings("full name, name"),
    ),
    "last_name": (
        _split_headings("last name, surname, family name, nachname, familienname, nom"),
    ),
    "first_name": (_split_headings("first name, given name, forename, vorname, prénom"),),
    "born": (
        _split_headings(
            "born, birth date, date of birth, DOB, geburtsdatum, geburtstag, geb.-Datum, "
            "geboren, geboren am, date de naissance, né le"
        ),
    ),
}

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # `Date (dd/mm/yyyy)`
_ONLY_SIGNS = re.compile(r"[<>=≤≥/ ]*[<>≤≥][<>=≤≥/ ]*")  # a heading such as `</>`
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def spell_heading(heading: str) -> set[str]:
    return {fold_heading(heading), fold_heading(heading.casefold().translate(_UMLAUTS))}


def _index_headings() -> dict[str, tuple[str, int]]:
    plain = {
        (fold_heading(field), field, 0) for field in RESULT_FIELDS if field != "patient"
    }
    known = {
        (spelling, field, tier)
        for field, tiers in SYNONYMS.items()
        for tier, headings in enumerate(tiers)
        for heading in headings
        for spelling in spell_heading(heading)
    }
    return {spelling: (field, tier) for spelling, field, tier in plain | known}


_READ_AS = _index_headings()


def find_field(heading: str) -> tuple[str, int] | None:
    """The field that a heading means, and in which tier; None for one that is not known."""
    if _ONLY_SIGNS.fullmatch(heading):
        return "comparator", 0
    if found := _READ_AS.get(fold_heading(heading)):
        return found
    return _READ_AS.get(fold_heading(_BRACKETED.sub("", heading)))


def names_comparator(heading: str) -> bool:
    """Whether nothing else than a comparator stands below: no name, title or number."""
    bare = fold_heading(_BRACKETED.sub("", heading))
    return bool(_COMPARES.search(bare)) and bare in _READ_AS


_COMPARES = re.compile(
    r"comparat(?:or|eur)|comparison(?:sign|operator)|decomparaison|relational|inequal|inegal|"
    r"vergleichs|vorzeichen|than|klein|groe?ss"
)
_LONGEST = 120


def find_field_name(heading: str) -> str:
    """The field alone; empty for a heading that is not known, and for a long text."""
    found = _asked(heading) if len(heading) <= _LONGEST else None
    return found[0] if found else ""


_asked = lru_cache(maxsize=4096)(find_field)  # of many cells, few of which differ


def assign_columns(
    header: Iterable[str], mapped: Mapping[str, str]
) -> dict[str, tuple[int, ...]]:
    """The columns of each field. What the mapping says goes before what headings say."""
    best: dict[str, tuple[int, list[int]]] = {}
    for column, heading in enumerate(header):
        field, tier = mapped.get(fold_heading(heading), ""), -1
        if not field and fold_heading(heading) not in mapped:
            field, tier = find_field(heading) or ("", 0)
        if not field:
            continue
        held, columns = best.get(field, (tier, []))
        if tier < held:
            best[field] = (tier, [column])
        elif tier == held:
            best[field] = (tier, [*columns, column])
    return _settle_fields({field: tuple(columns) for field, (_, columns) in best.items()})


def _settle_fields(fields: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """A lone clock is the whole moment; a lone name beside a code is the test's."""
    if "time" in fields and "collected_at" not in fields:
        fields["collected_at"] = fields.pop("time")
    if "code" in fields and "analyte" not in fields and "name" in fields:
        fields["analyte"] = fields.pop("name")
    return fields
