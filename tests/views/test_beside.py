"""Notes beside results: on the record, and on a man's own page, each with its ground."""

import html
import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from labs import record
from labs.notes import MEASUREMENT, NOTES
from labs.views import draws_table
from tests import factories

TEXTS = {note.key: note for note in (*NOTES, *MEASUREMENT)}


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 08:00 +0000", tick=False):
        yield


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
    return markup.split('id="context"')[1].split("</section>")[0]


def _keys(markup):
    return re.findall(r'id="note-([\w-]+)"', markup)


def test_the_two_kinds_stand_apart_in_the_record(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="<0.1", interval="1.7-8.6")
    document, measurement = _context(page()).split('id="about-this-measurement"')
    assert "From the document" in document
    assert {*_keys(document)} <= {note.key for note in NOTES}
    assert {*_keys(measurement)} <= {note.key for note in MEASUREMENT}
    assert _keys(document) and _keys(measurement)


def test_each_note_tells_because_source_caveat_and_when_it_goes(page, drawn, patient):
    panel = drawn(patient, "2026-11-20 07:40", lh="3.2", interval="1.7-8.6")
    markup = _context(page())
    first = markup.split('id="note-what-lh-does"')[1].split("</details>")[0]
    said, lh = _words(first), TEXTS["what-lh-does"]
    assert lh.clinician in said
    assert "Why am I seeing this? Because LH, 20 Nov 2026." in said
    assert f"Source {lh.source} ({lh.level})" in said
    assert f"Caveat {lh.caveat}" in said
    assert "Not shown where there is no final result of LH." in said
    result = panel.results.get().uid
    assert f'{reverse("panel", args=[patient.ref, panel.uid])}#result-{result}"' in first
    assert "data-reading" in first


def test_three_stand_in_view_and_the_others_are_folded(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="3.2", fsh="4", testosterone="12", left="15")
    document = _context(page()).split('id="about-this-measurement"')[0]
    view, folded = re.split(r"<summary>and \d+ more</summary>", document)
    assert len(_keys(view)) == 3
    assert f"and {len(_keys(folded))} more" in document


def test_a_draw_without_a_note_says_so(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="3.2", status="preliminary")
    assert "No note applies to this draw." in _words(_context(page()).split("<h3")[1])


def test_without_a_draw_notes_speak_of_today(page, patient, clinician):
    assert 'id="context"' not in page()
    record.treatment.begin(patient, factories.episode(start="2026-02-01"), by=clinician)
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
    document, measurement = _context(page()).split('id="about-this-measurement"')
    assert "he was under 18 at this draw" in _words(document)
    assert not _keys(document)
    assert "below-detection" in _keys(measurement)


def test_without_a_draw_the_document_says_nothing_of_a_boy(page, boy, clinician):
    record.treatment.begin(boy, factories.episode(start="2026-02-01"), by=clinician)
    assert "he is under 18" in _words(_context(page()))


def test_a_boy_reads_nothing_of_the_document(mine, drawn, boy, clinician):
    panel = drawn(boy, "2026-03-02 08:00", lh="<0.1", interval="1.7-8.6")
    record.release.sign_off(panel, by=clinician)
    notes = mine().split('id="notes"')[1].split("</section>")[0]
    assert "document" not in notes
    assert {*_keys(notes)} <= {note.key for note in MEASUREMENT} and _keys(notes)


def test_the_newest_draw_is_told_and_another_one_when_asked(page, drawn, patient):
    first = drawn(patient, "2026-01-20 07:40", lh="3.2")
    drawn(patient, "2026-11-20 07:40", fsh="4.1")
    newest = page()
    assert "of the draw of 20 Nov 2026" in _words(_context(newest))
    link = re.search(rf'href="(\?[^"]*notes={first.uid})#context"', newest)[1]
    asked = _context(page(html.unescape(link)))
    assert "of the draw of 20 Jan 2026" in _words(asked)
    assert "what-lh-does" in _keys(asked) and "what-fsh-does" not in _keys(asked)


def test_a_draw_that_is_not_his_leads_to_the_newest(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="3.2")
    assert "of the draw of 20 Nov 2026" in _words(_context(page("?notes=nobody")))


@pytest.fixture
def months(drawn, patient, monkeypatch):
    """Five draws, two to a page of the table; LH in the first, FSH in the others."""
    monkeypatch.setattr(draws_table, "DRAWS", 2)
    return [
        drawn(
            patient,
            f"2026-0{month}-20 07:40",
            **({"fsh": "4"} if month > 1 else {"lh": "3"}),
        )
        for month in range(1, 6)
    ]


def test_a_draw_on_a_later_page_of_the_table_leads_to_its_notes(page, months):
    assert f"notes={months[0].uid}" not in page()
    link = re.search(rf'href="(\?[^"]*notes={months[0].uid})#', page("?draws=5"))[1]
    asked = _context(page(html.unescape(link)))
    assert "of the draw of 20 Jan 2026" in _words(asked)
    assert "what-lh-does" in _keys(asked)


def test_page_and_notes_may_be_asked_for_together(page, months):
    both = page(f"?draws=5&notes={months[0].uid}")
    assert "Draws 5 to 5 of 5" in both
    assert "of the draw of 20 Jan 2026" in _words(_context(both))
    cells = both.split('id="context"')[0]
    assert '#context">note<span class="hidden"> on LH<' in cells


def test_ways_to_notes_and_to_earlier_draws_keep_each_other(page, months):
    link = re.search(rf'href="(\?[^"]*notes={months[2].uid})#', page("?draws=3"))[1]
    both = page(html.unescape(link))
    assert "Draws 3 to 4 of 5" in both
    earlier = re.search(r'id="earlier-draws" href="(\?[^"]*)#draws"', both)[1]
    last = page(html.unescape(earlier))
    assert "Draws 5 to 5 of 5" in last
    assert "of the draw of 20 Mar 2026" in _words(_context(last))


def test_draws_that_are_put_under_the_others_lead_to_their_notes(
    page, months, sign_in, clinician, patient
):
    more = html.unescape(re.search(r'hx-get="(\?[^"]*)"', page())[1])
    url = reverse("patient", args=[patient.ref])
    part = sign_in(clinician).get(url + more, headers={"HX-Request": "true"})
    links = re.findall(r'href="(\?[^"]*notes=\w+)#context"', part.content.decode())
    assert [link.split("notes=")[1] for link in links] == [months[2].uid, months[1].uid]
    asked = _context(page(html.unescape(links[1])))
    assert "of the draw of 20 Feb 2026" in _words(asked)


def test_the_cell_that_a_note_speaks_of_leads_to_it(page, drawn, patient):
    drawn(patient, "2026-11-20 07:40", lh="3.2")
    flowsheet = page().split('id="context"')[0]
    assert re.search(r'href="#context">note<span class="hidden"> on LH<', flowsheet)


def test_prospects_are_for_clinicians_alone(page, drawn, patient, clinician, nurse):
    drawn(patient, "2026-01-20 07:40", lh="<0.1", testosterone="20")
    episode = factories.episode(start="2025-02-01", stop="2026-03-01")
    record.treatment.begin(patient, episode, by=clinician)
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


def test_his_notes_lead_to_his_own_pages(mine, drawn, patient, clinician):
    panel = drawn(patient, "2026-03-02 08:00", lh="3.2")
    record.release.sign_off(panel, by=clinician)
    notes = mine().split('id="notes"')[1].split("</section>")[0]
    assert f'href="{reverse("me_panel", args=[panel.uid])}"' in notes
    assert "/patients/" not in notes
    assert not re.search("[↓↑]", notes)


def test_the_words_of_two_notes_are_not_mixed_on_his_page(mine, drawn, patient, clinician):
    panel = drawn(patient, "2026-03-02 08:00", lh="<0.1", interval="1.7-8.6")
    record.release.sign_off(panel, by=clinician)
    notes = mine().split('id="notes"')[1].split("</section>")[0]
    document, measurement = notes.split('id="about-this-measurement"')
    assert {*_keys(document)} <= {note.key for note in NOTES}
    assert {*_keys(measurement)} <= {note.key for note in MEASUREMENT}
