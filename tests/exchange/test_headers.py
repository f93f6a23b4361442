"""Headings of three languages, in tiers."""

import pytest

from labs.exchange.csv.headers import SYNONYMS, assign_columns, find_field, spell_heading
from labs.exchange.fields import FIELDS, RESULT_FIELDS

PROMISED = {
    "patient": "patient, patient id, patient number, mrn, patientennummer, patienten-id, "
    "patientnr, numéro patient, dossier",
    "collected_at": "collected, collected at, collection date/time, date, drawn, "
    "sampled, "
    "entnahme, entnahmedatum, entnahmezeitpunkt, abnahme, datum, prélèvement, "
    "date de prélèvement",
    "analyte": "analyte, test, parameter, hormone, analyt, untersuchung, analyse, "
    "paramètre",
    "value": "value, result, wert, ergebnis, messwert, befund, résultat, valeur",
    "unit": "unit, units, einheit, unité",
    "range_text": "range, reference, reference range, reference interval, referenzbereich, "
    "normbereich, valeurs de référence, intervalle",
    "laboratory": "lab, laboratory, labor, laboratoire",
    "method": "method, assay, methode, méthode",
    "comment": "comment, note, bemerkung, kommentar, commentaire",
}
EACH = [(name, field) for field, names in PROMISED.items() for name in names.split(", ")]


@pytest.mark.parametrize(("heading", "field"), EACH)
def test_every_promised_heading_is_known(heading, field):
    assert find_field(heading)[0] == field


@pytest.mark.parametrize(("heading", "field"), EACH)
def test_case_accents_spaces_and_underscores_do_not_matter(heading, field):
    for written in (
        heading.upper(),
        heading.replace(" ", "_"),
        f" {heading.title()} ",
        heading.replace("é", "e").replace("è", "e"),
        heading.replace(" ", ""),
    ):
        assert find_field(written)[0] == field


@pytest.mark.parametrize("field", RESULT_FIELDS)
def test_every_field_of_ours_is_a_heading(field):
    assert find_field(field)[0] == field


@pytest.mark.parametrize(
    "heading",
    [
        "Result date",
        "Received",
        "Befunddatum",
        "Eingangsdatum",
        "Auftragsdatum",
        "Date de naissance du médecin",
        "ID",
        "Order number",
        "Flag",
        "Ward",
        "",
    ],
)
def test_what_may_mean_something_else_is_not_known(heading):
    assert find_field(heading) is None


def test_no_heading_stands_for_two_fields():
    seen = {}
    for field, tiers in SYNONYMS.items():
        for heading in (heading for tier in tiers for heading in tier):
            for spelling in spell_heading(heading):
                assert seen.setdefault(spelling, field) == field, heading


def test_umlauts_may_be_written_out():
    assert find_field("Kuerzel") == find_field("Kürzel")
    assert find_field("Massgroesse") is None
    assert find_field("Messgroesse")[0] == "analyte"


def test_what_stands_in_brackets_does_not_matter():
    assert find_field("Result (numeric)")[0] == "value"
    assert find_field("Entnahmedatum [TT.MM.JJJJ]")[0] == "collected_at"
    assert find_field("LH (IU/L)") is None


def test_the_plainer_heading_goes_first():
    assert assign_columns(["Datum", "Entnahmedatum"], {}) == {"collected_at": (1,)}
    assert assign_columns(["Patient", "Patient-ID"], {}) == {"patient": (1,)}
    assert assign_columns(["Patient"], {}) == {"patient": (0,)}


def test_a_lone_clock_is_the_whole_moment():
    assert assign_columns(["Entnahmezeit"], {}) == {"collected_at": (0,)}
    both = assign_columns(["Entnahmedatum", "Entnahmezeit"], {})
    assert both == {"collected_at": (0,), "time": (1,)}


def test_a_lone_name_beside_a_code_is_that_of_the_test():
    assert assign_columns(["LOINC", "NAME"], {}) == {"code": (0,), "analyte": (1,)}
    assert assign_columns(["Test", "Name"], {}) == {"analyte": (0,), "name": (1,)}


def test_a_mapping_goes_before_headings():
    mapped = {"befunddatum": "collected_at", "datum": ""}
    assert assign_columns(["Datum", "Befunddatum"], mapped) == {"collected_at": (1,)}


def test_canonical_headings_are_the_first_line_of_the_interface():
    assert ",".join(RESULT_FIELDS) == (
        "patient,collected_at,precision,laboratory,method,fasting,since_dose,analyte,side,"
        "reported,comparator,value,unit,unit_reported,range_low,range_low_inclusive,"
        "range_high,range_high_inclusive,range_text,range_source,status,source_status,"
        "absent_reason,comment,result_id,version,replaces,panel"
    )
    assert set(SYNONYMS) <= set(FIELDS)


def test_columns_of_one_field_that_disagree_refuse_the_row(problems, readings):
    head = "mrn,pid,date,test,result,unit\n"
    assert readings(head + "7,,2026-03-02,LH,2,IU/L\n")
    assert readings(head + "7,7,2026-03-02,LH,2,IU/L\n")
    assert problems(head + "7,8,2026-03-02,LH,2,IU/L\n") == [(2, "columns-disagree")]
