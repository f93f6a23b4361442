"""Notes beside results: on the record, and on a man's own page, each with its ground."""

import html
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from labs import record
from labs.notes import MEASUREMENT, NOTES
from tests import factories

pytestmark = pytest.mark.usefixtures("monday")

TEXTS = {note.key: note for note in (*NOTES, *MEASUREMENT)}


@pytest.fixture
def page(sign_in, clinician, patient):
    """The section of the record, as it is written."""

    def page(query="", user=None):
        url = reverse("patient", args=[patient.ref])
        return sign_in(user or clinician).get(url + query).content.decode()

    return page


@pytest.fixture
def mine(sign_in, patient_user):
    def mine(url="/me/"):
        return sign_in(patient_user).get(url).content.decode()

    return mine


def _words(markup):
    return " ".join(html.unescape(strip_tags(markup)).split())


def _context(markup):
    return markup.split('id="notes"')[1].split("</section>")[0]


def _keys(markup):
    return re.findall(r'id="note-([\w-]+)"', markup)


def test_the_two_kinds_stand_apart_in_the_record(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="<0.1", interval="1.7-8.6")
    measurement, document = _context(page()).split('id="from-the-document"')
    assert "About these measurements" in measurement
    assert {*_keys(document)} <= {note.key for note in NOTES}
    assert {*_keys(measurement)} <= {note.key for note in MEASUREMENT}
    assert _keys(document) and _keys(measurement)


def test_each_note_opens_to_because_source_and_caveat(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="3.2", interval="1.7-8.6")
    markup = _context(page())
    first = markup.split('id="note-what-lh-does"')[1].split("</details>")[0]
    said, lh = _words(first), TEXTS["what-lh-does"]
    assert lh.clinician in said
    assert f"<summary>{lh.clinician}</summary>" in first
    assert "Because LH, 20 Nov 2026." in said
    assert f"Source {lh.source} ({lh.level})" in said
    assert f"Caveat {lh.caveat}" in said
    assert "data-reading" in first


def test_three_stand_in_view_and_the_others_are_folded(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="3.2", fsh="4", testosterone="12", left="15")
    document = _context(page()).split('id="from-the-document"')[1]
    view, folded = re.split(r"<summary>\d+ more</summary>", document)
    assert len(_keys(view)) == 3
    assert f"<summary>{len(_keys(folded))} more" in document


def test_a_draw_without_a_note_says_so(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="3.2", status="preliminary")
    said = _words(_context(page()))
    assert ("No note applies." in said) != bool(_keys(_context(page())))


def test_without_a_draw_notes_speak_of_today(page, patient):
    assert 'id="notes"' not in page()
    factories.TreatmentFactory(patient=patient, start="2026-02-01")
    assert "as of today" in _context(page())


@pytest.fixture
def boy(patient, clinician):
    """`patient`, with another birth date."""
    kept = patient.details.current().get()
    is_he = record.patient.Details(
        number=kept.number, name=kept.name, born=date(2009, 1, 4), account=kept.account
    )
    record.patient.change(patient, is_he, by=clinician, why="was wrong", version=0)
    return patient


def test_beside_a_draw_of_a_boy_the_document_says_nothing(page, drawn, boy):
    drawn(boy, "2026-11-20 07:40", lh="<0.1", interval="1.7-8.6")
    notes = _context(page())
    assert "left out: under 18" in _words(notes)
    assert 'id="from-the-document"' not in notes
    assert "below-detection" in _keys(notes)


def test_without_a_draw_the_document_says_nothing_of_a_boy(page, boy):
    factories.TreatmentFactory(patient=boy, start="2026-02-01")
    assert "left out: under 18" in _words(_context(page()))


def test_a_boy_reads_nothing_of_the_document(mine, drawn, boy):
    drawn(boy, "2026-03-02 08:00", lh="<0.1", interval="1.7-8.6", signed=True)
    notes = mine().split('id="notes"')[1].split("</section>")[0]
    assert "document" not in notes
    assert {*_keys(notes)} <= {note.key for note in MEASUREMENT} and _keys(notes)


def _way(words, markup):
    """The address of a link, by its words."""
    links = re.findall(r'<a href="([^"]*)">\s*([^<]*)</a>', markup)
    return next(html.unescape(to) for to, said in links if " ".join(said.split()) == words)


def test_the_newest_draw_is_told_and_another_one_when_asked(page, drawn, patient):
    first = drawn(patient, "2026-01-20 07:40", lh="3.2")
    drawn(patient, "2026-11-20 07:40", fsh="4.1")
    newest = page()
    assert "draw of 20 Nov 2026" in _words(_context(newest))
    count = len(_keys(_context(newest)))
    assert newest.count('class="notes-of"') == 1
    assert f"{count} notes </a>" in " ".join(newest.split()).replace(
        "notes</a>", "notes </a>"
    )
    asked = _context(page(f"?notes={first.uid}"))
    assert "draw of 20 Jan 2026" in _words(asked)
    assert "what-lh-does" in _keys(asked) and "what-fsh-does" not in _keys(asked)


def test_the_notes_of_each_draw_lead_to_those_before_and_after(page, drawn, patient):
    days = ("2026-01-20", "2026-05-20", "2026-11-20")
    for day in days:
        drawn(patient, f"{day} 07:40", lh="3.2")
    newest = _context(page("?scale=relative"))
    assert "Later:" not in newest
    middle = _context(page(_way("Earlier: 20 May 2026", newest)))
    assert "draw of 20 May 2026" in _words(middle)
    oldest = _context(page(_way("Earlier: 20 Jan 2026", middle)))
    assert "draw of 20 Jan 2026" in _words(oldest) and "Earlier:" not in oldest
    way = _way("Later: 20 May 2026", oldest)
    assert "scale=relative" in way and way.endswith("#notes")


def test_a_draw_that_is_not_his_leads_to_the_newest(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="3.2")
    assert "draw of 20 Nov 2026" in _words(_context(page("?notes=nobody")))


def test_the_way_to_earlier_draws_keeps_whose_notes_are_shown(page, drawn, patient):
    panels = [drawn(patient, f"2026-03-{day:02} 07:40", lh="3") for day in range(1, 11)]
    both = page(f"?notes={panels[0].uid}")
    earlier = re.search(r'href="(\?[^"]*)#draw-', both)[1]
    last = page(html.unescape(earlier))
    assert last.count('id="draw-') == 10
    assert "draw of 1 Mar 2026" in _words(_context(last))


def test_prospects_are_for_clinicians_alone(page, drawn, patient, nurse):
    drawn(patient, "2026-01-20 07:40", lh="<0.1", testosterone="20")
    factories.TreatmentFactory(patient=patient, start="2025-02-01", stop="2026-03-01")
    drawn(patient, "2026-11-20 07:40", lh="<0.1", testosterone="4", left="10", right="10")
    prospects = {note.key for note in NOTES if note.prospects}
    assert not prospects & {*_keys(page(user=nurse))}


@pytest.mark.parametrize("agent", ["hcg", "clomifene"])
def test_an_agent_is_named_only_beside_a_man_who_had_it(page, drawn, patient, agent):
    drawn(patient, "2026-11-20 07:40", lh="3.2", testosterone="12.1", left="15")
    named = {n.key for n in NOTES if any(agent in names.keys for names in n.names)}
    assert named
    assert not named & {*_keys(page())}


def test_a_man_reads_his_kind_and_only_of_what_was_shared(mine, drawn, patient, clinician):
    panel = drawn(patient, "2026-03-02 08:00", lh="3.2")
    assert not _keys(mine())
    record.release.sign_off(panel, by=clinician)
    drawn(patient, "2026-11-20 07:40", fsh="4.1", testosterone="9.9")
    markup = mine()
    keys = _keys(markup)
    assert "what-lh-does" in keys and "what-fsh-does" not in keys
    for key in keys:
        assert TEXTS[key].patient in _words(markup), key
    assert TEXTS["what-lh-does"].clinician not in _words(markup)


def test_his_notes_lead_to_his_own_pages(mine, drawn, patient):
    panel = drawn(patient, "2026-03-02 08:00", lh="3.2", signed=True)
    notes = mine().split('id="notes"')[1].split("</section>")[0]
    assert f'href="{reverse("me_panel", args=[panel.uid])}"' in notes
    assert "/patients/" not in notes
    assert not re.search("[↓↑]", notes)


def test_the_words_of_two_notes_are_not_mixed_on_his_page(mine, drawn, patient):
    drawn(patient, "2026-03-02 08:00", lh="<0.1", interval="1.7-8.6", signed=True)
    notes = mine().split('id="notes"')[1].split("</section>")[0]
    document, measurement = notes.split('id="about-this-measurement"')
    assert {*_keys(document)} <= {note.key for note in NOTES}
    assert {*_keys(measurement)} <= {note.key for note in MEASUREMENT}
