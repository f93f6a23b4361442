"""A man without testes: no page of his, for anybody, says what testes do or lack."""

import re
from dataclasses import replace
from itertools import chain, product

import pytest
from django.urls import reverse

from labs import record
from labs.notes import HEADINGS, MEASUREMENT, NOTES, Audience, glossary, texts
from labs.readings import RecordedTestes
from tests import crawl, factories, pages
from tests.notes import men
from tests.notes.listed import last_draw, notes_of
from tests.sentences import texts as sentences

GONE = ("absent", "prosthesis")
NONE = [*product(GONE, GONE)]
# Whatever speaks of them. A new sentence that does is found, and is not in the list below.
SPOKEN_OF = re.compile(
    r"\btest[ei]s\b|\btestic\w+|\bsperm\w*|\bsemen\b|\bleydig\b|\bsertoli\b|\btubul\w*"
    r"|\bgonads?\b",
    re.IGNORECASE,
)
# Names of what is recorded, and what the record says of it.
NAMES = re.compile(
    r"(?:both testes are (?:absent|prostheses)"
    r"|(?:left|right) testis(?:: | is )?(?:absent|a? ?prosthesis)?"
    r"|state of each testis|(?:left |right )?testicular volumes?"
    r"|no arrow leads to the testes or from them)",
    re.IGNORECASE,
)
# An organ of the picture, and the ways to choose a test or an instrument.
LABELS = {"testes", "semen volume", "sperm concentration"}
LABELS |= {"testicular"}  # the first line of a title in a figure
LABELS |= {"sperm morphology", "progressive motility", "total motility"}
# What speaks of men in general, or of everybody's files and settings.
REFERENCE = {
    "notes",
    "notes_topic",
    "glossary",
    "axis",
    "agents",
    "references",
    "weak_places",
    "about",
}
GENERAL = {*REFERENCE, "import", "import_file", "audit"}


def assuming(text):
    """The parts of a text that speak of testes, but for names of what is recorded."""
    for title in (heading.title for heading in HEADINGS):
        text = text.replace(title, "")
    parts = (NAMES.sub("", part) for part in re.split(r"\||[.;] ", text))
    return [
        part
        for part in map(str.strip, parts)
        if SPOKEN_OF.search(part) and part.strip(" ,:()").lower() not in LABELS
    ]


@pytest.fixture
def he(patient, clinician, drawn):
    """A man on one agent after another, each with a draw; every draw is shared."""

    def he(left, right, /, **cells):
        now = patient.details.current().get()
        known = {"number": now.number, "name": now.name, "born": now.born}
        details = record.patient.Details(
            **known, account=now.account, testis_left=left, testis_right=right
        )
        record.patient.change(
            patient, details, by=clinician, why="from history", version=now.version
        )
        agents = (
            ("Testosterone", "testosterone", "2025-01-10", "2025-05-30"),
            ("hCG", "hcg", "2025-06-10", "2025-08-30"),
            ("Clomifene", "clomifene", "2025-09-10", "2025-11-30"),
        )
        for name, key, start, stop in agents:
            factories.TreatmentFactory(
                patient=patient, name=name, start=start, stop=stop, agent=key
            )
        values = (
            ("2024-12-02 08:10", "12.2", "14.1"),
            ("2025-04-02 08:10", "<0.1", "21.3"),
            ("2025-08-04 08:10", "0.4", "17.0"),
            ("2025-11-03 08:10", "31.4", "6.1"),
            ("2026-03-02 08:10", "28.4", "15.2"),
        )
        for on, lh, testosterone in values:
            blood = {"lh": lh, "fsh": "41", "testosterone": testosterone}
            drawn(
                patient,
                on,
                **blood,
                estradiol="95",
                interval="1.7-8.6",
                **cells,
                signed=True,
            )
        return type(patient).objects.named().at_release().get(pk=patient.pk)

    return he


@pytest.mark.parametrize(("left", "right"), NONE)
@pytest.mark.parametrize("reader", ["clinician", "patient_user"])
def test_no_page_of_a_man_without_testes_speaks_of_them(
    he, sign_in, request, reader, left, right
):
    patient = he(left, right)
    client = sign_in(request.getfixturevalue(reader))
    ref = patient.ref
    starts = {
        "clinician": [f"/patients/{ref}/", f"/patients/{ref}/series.json"],
        "patient_user": ["/me/", "/me/series.json"],
    }[reader]
    read = set()
    for address, name, said in crawl.crawl(client, *starts, alike=9):
        if name not in GENERAL:
            read.add(name)
            for voice in ("ours", "measured"):
                assert assuming(said.text(voice)) == [], address
    assert read >= ({"patient", "panel", "panel_new"} if reader == "clinician" else {"me"})


@pytest.mark.parametrize("left", GONE)
@pytest.mark.parametrize("reader", Audience)
def test_no_note_that_any_man_is_shown_speaks_of_testes_he_does_not_have(reader, left):
    listed = (*men.DOCUMENT.values(), *men.MEASUREMENT.values(), *men.NOR.values())
    for course in chain.from_iterable(listed):
        without = replace(
            course,
            readings=tuple(replace(each, released=True) for each in course.readings),
            testes=RecordedTestes(left, "absent"),
        )
        notes = notes_of(without, reader)
        for shown in notes.at(last_draw(without)):
            assert assuming(f"{shown.text} | {shown.caveat}") == [], shown.key


@pytest.mark.parametrize("note", (*NOTES, *MEASUREMENT), ids=lambda note: note.key)
def test_a_note_that_speaks_of_testes_says_that_it_needs_them(note):
    said = " | ".join([note.clinician, note.patient, note.caveat])
    assert note.needs_testes or assuming(said) == []


def test_what_speaks_of_testes_would_be_found():
    every = [*texts.for_clinicians(), *sentences()]
    assert sum(bool(assuming(text)) for text in every) > 40
    assert assuming("They make testosterone and sperm.")
    assert assuming("In the testes LH reaches the Leydig cells.")
    assert assuming("A signal from the brain. It tells the testes to make testosterone.")
    assert not assuming("left testis: absent · Testicular volume: both testes are absent")


# What is said instead.


@pytest.fixture
def read(sign_in):
    def read(user, url):
        text = pages.text(sign_in(user).get(url))
        return re.sub("GnRH is not measured|never measured", "", text)

    return read


def test_he_reads_what_his_record_says(he, read, patient_user, sign_in):
    he("absent", "absent")
    text = read(patient_user, "/me/")
    assert (
        "Your record says that both testes are absent. There is no size to measure." in text
    )
    assert "not measured" not in text.lower()
    html = sign_in(patient_user).get("/me/").content.decode()
    assert "A signal from the brain." in text
    assert "ellipse" not in html and 'id="axis"' not in html


@pytest.mark.parametrize("reader", ["clinician", "patient_user"])
def test_no_word_of_his_pages_leads_to_what_testes_do(he, sign_in, request, reader):
    patient = he("absent", "absent")
    his = reverse("patient_axis", args=[patient.ref])
    url = "/me/" if reader == "patient_user" else his
    html = sign_in(request.getfixturevalue(reader)).get(url).content.decode()
    anchors = re.findall(r'href="/glossary/#([^"]+)"', html)
    explained = [term.text for term in glossary.TERMS if term.anchor in anchors]
    assert explained
    assert [text for text in explained if assuming(text)] == []


def test_of_one_testis_he_reads_which(he, read, patient_user, sign_in):
    he("", "prosthesis", left="15")
    text = read(patient_user, "/me/")
    assert "Your record says that the right testis is a prosthesis." in text
    assert "It makes testosterone and sperm." in text
    assert "not measured" not in text.lower()
    assert sign_in(patient_user).get("/me/").content.decode().count("<ellipse") == 1


@pytest.mark.parametrize(("left", "right"), NONE)
def test_the_record_says_it_in_the_picture_the_table_and_the_total(
    he, read, clinician, sign_in, left, right
):
    patient = he(left, right)
    url = reverse("patient", args=[patient.ref])
    axis = reverse("patient_axis", args=[patient.ref])
    html = sign_in(clinician).get(axis).content.decode()
    text = read(clinician, url) + read(clinician, axis)
    assert "<ellipse" not in html
    assert f"Left testis {left}" in text and f"Right testis {right}" in text
    assert "not measured" not in text.lower()
    assert (
        f"not calculated, the left testis is {'a ' if left != 'absent' else ''}{left}"
        in text
    )
    found = sign_in(clinician).get(f"{url}series.json").json()
    assert found["testes"] == {"left": left, "right": right}
    totals = [each for each in found["derived"] if each["key"] == "total_volume"]
    assert len(totals) == 5
    assert all("testis is" in each["reason"] and "value" not in each for each in totals)


def test_the_side_that_is_there_is_drawn_and_asked_for(he, read, clinician, sign_in):
    patient = he("", "absent", left="15")
    url = reverse("patient", args=[patient.ref])
    axis = reverse("patient_axis", args=[patient.ref])
    html = sign_in(clinician).get(axis).content.decode()
    text = read(clinician, url) + read(clinician, axis)
    assert html.count("<ellipse") == 1
    assert "Right testis absent" in text
    assert "not measured" not in text.lower()
    assert "Makes testosterone and sperm." in text


@pytest.mark.parametrize("state", ["retractile", "operated"])
def test_a_testis_that_is_there_is_measured_whatever_is_recorded_of_it(
    he, read, clinician, sign_in, state
):
    patient = he(state, state, left="15", right="12")
    url = reverse("patient", args=[patient.ref])
    axis = reverse("patient_axis", args=[patient.ref])
    html = sign_in(clinician).get(axis).content.decode()
    text = read(clinician, url) + read(clinician, axis)
    assert html.count("<ellipse") == 2
    assert f"testis: {state}" in text
    assert "Make testosterone and sperm." in text
    boxes = pages.boxes(
        sign_in(clinician).get(reverse("panel_new", args=[patient.ref])), "sheet"
    )
    assert {"left_value", "right_value"} <= set(boxes)


# The entry sheet.


def test_the_row_of_a_testis_that_is_gone_has_no_box(he, clinician, sign_in):
    patient = he("absent", "prosthesis")
    response = sign_in(clinician).get(reverse("panel_new", args=[patient.ref]))
    boxes = pages.boxes(response, "sheet")
    assert not {name for name in boxes if name.startswith(("left_", "right_"))}
    assert "volume_method" not in boxes
    assert "Left absent" in pages.text(response)
    assert "Right prosthesis" in pages.text(response)


def test_the_other_side_keeps_its_boxes(he, clinician, sign_in):
    patient = he("absent", "")
    response = sign_in(clinician).get(reverse("panel_new", args=[patient.ref]))
    boxes = pages.boxes(response, "sheet")
    assert "right_value" in boxes and "left_value" not in boxes


def test_what_was_typed_before_it_was_gone_is_not_lost(he, clinician, sign_in):
    patient = he("absent", "")
    url = reverse("panel_new", args=[patient.ref])
    client = sign_in(clinician)
    typed = pages.filled(client.get(url), "sheet", left_value="15", act="check")
    boxes = pages.boxes(client.post(url, typed), "sheet")
    assert boxes["left_value"]["value"] == "15"
