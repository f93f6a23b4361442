"""A note that a clinician marks as read: folded for him and this man, until it is new."""

import html
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from lxml.html import document_fromstring

from labs import courses, record
from labs.models import AuditEvent, NoteRead
from labs.notes import PatientNotes
from labs.timeline import Who
from labs.views.note_reads import NoteCount, NoteReads, count_notes
from labs.views.notes import audience_of, build_notes_beside, choose_draw
from tests import factories

pytestmark = pytest.mark.usefixtures("monday")

NOTE = "what-lh-does"


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, "2026-11-20 07:40", lh="3.2", interval="1.7-8.6")


@pytest.fixture
def second(north):
    return factories.worker(north, "clinician", "second@north.example")


@pytest.fixture
def page(sign_in, clinician, patient):
    def page(query="", user=None):
        url = reverse("patient", args=[patient.ref])
        return sign_in(user or clinician).get(url + query).content.decode()

    return page


@pytest.fixture
def send(sign_in, clinician):
    """Press the button of a note, as the page has it."""

    def send(markup, key=NOTE, user=None, **headers):
        tree = document_fromstring(markup)
        (button,) = tree.xpath("//li[@id=$note]//button[@name='mark']", note=f"note-{key}")
        (form,) = tree.xpath("//form[@id=$form]", form=button.get("form"))
        address = button.get("formaction") or form.get("action")
        client = sign_in(user or clinician)
        return client.post(address, {"mark": button.get("value")}, headers=headers)

    return send


def _of(markup, key):
    return markup.split(f'id="note-{key}"')[1].split("</details>")[0]


def _keys(markup):
    """Unread, and read."""
    context = markup.split('id="notes"')[1].split("</section>")[0]
    folds = re.findall(
        r'<details class="rest notes-read">.*?</ul>\s*</details>', context, re.S
    )
    read = {key for fold in folds for key in re.findall(r'id="note-([\w-]+)"', fold)}
    return {*re.findall(r'id="note-([\w-]+)"', context)} - read, read


def _said(markup):
    return " ".join(html.unescape(strip_tags(markup)).split())


def test_it_is_folded_and_says_who_read_it_and_when(panel, page, send):
    before = page()
    assert NOTE in _keys(before)[0]
    answer = send(before)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"?notes={panel.uid}#notes")
    unread, read = _keys(page())
    assert (NOTE in unread, read) == (False, {NOTE})
    assert "Read: 1 note" in _said(page())
    assert "Read by you, 23 Nov 2026, 09:00." in _said(_of(page(), NOTE))


def test_it_can_be_marked_as_unread_again(panel, page, send):
    send(page())
    assert send(page()).status_code == 303
    unread, read = _keys(page())
    assert (NOTE in unread, read) == (True, set())


def test_htmx_is_led_to_the_same_page(panel, page, send):
    answer = send(page(), hx_request="true")
    assert answer.headers["HX-Redirect"].endswith("#notes")


def test_a_corrected_result_brings_it_back(panel, page, send):
    send(page())
    factories.CorrectionFactory(panel=panel, lh="3.4", status="corrected")
    assert NOTE in _keys(page())[0]


def test_the_next_draw_brings_it_back_and_those_before_stay_read(
    panel, page, send, drawn, patient
):
    first = drawn(patient, "2026-01-20 07:40", lh="2.9")
    send(page())
    assert NOTE in _keys(page(f"?notes={first.uid}"))[1]
    drawn(patient, "2026-11-22 07:40", lh="3.0")
    assert NOTE in _keys(page())[0]
    assert NOTE in _keys(page(f"?notes={panel.uid}"))[1]


def test_read_beside_an_earlier_draw_it_waits_beside_a_later_one(
    panel, page, send, drawn, patient
):
    first = drawn(patient, "2026-01-20 07:40", lh="2.9")
    send(page(f"?notes={first.uid}"))
    assert NOTE in _keys(page(f"?notes={first.uid}"))[1]
    assert NOTE in _keys(page())[0]


def test_what_changed_since_the_page_was_opened_is_not_marked(
    panel, page, send, sign_in, patient
):
    before = page()
    factories.CorrectionFactory(panel=panel, lh="3.4", status="corrected")
    assert send(before).status_code == 303
    assert NoteRead.objects.count() == 0
    assert "Nothing was marked. Open it and read it again." in _said(page())


def test_a_colleague_still_meets_it_and_reads_who_read_it(panel, page, send, second):
    send(page())
    unread, read = _keys(page(user=second))
    assert (NOTE in unread, read) == (True, set())
    assert "Read by Clara Synthetic, 23 Nov 2026, 09:00." in _said(
        _of(page(user=second), NOTE)
    )


def test_a_nurse_reads_all_and_marks_nothing(panel, page, send, nurse):
    send(page())
    markup = page(user=nurse)
    assert NOTE in _keys(markup)[0]
    assert "Mark as read" not in markup
    assert "notes to read" not in markup


def test_the_man_himself_sees_no_change(
    panel, page, send, clinician, sign_in, patient_user
):
    record.release.sign_off(panel, by=clinician)
    before = sign_in(patient_user).get("/me/").content.decode()
    assert f'id="note-{NOTE}"' in before
    send(page())
    after = sign_in(patient_user).get("/me/").content.decode()
    assert _said(after) == _said(before)


def test_marking_leaves_one_event_without_the_name_of_the_note(panel, page, send):
    before = page()
    acts = AuditEvent.objects.exclude(verb="signed-in").order_by("seq")
    count = acts.count()
    send(before)
    event = acts.last()
    assert acts.count() == count + 1
    assert (event.verb, NOTE in event.detail) == ("note-marked", False)


@pytest.fixture
def count(patient):
    """How many notes stand beside his newest draw, for a reader."""

    def count(user):
        view = {"today": date(2026, 11, 23), "who": Who.STAFF}
        timeline = courses.load_timeline(patient, {}, **view)
        reader = audience_of(user, patient.clinic)
        reads = NoteReads.of(patient, user)
        draw = choose_draw(timeline, "")
        beside = build_notes_beside(timeline, draw, reader, reads)
        assert beside.count == count_notes(PatientNotes(timeline, reader), reads, draw.id)
        return beside.count

    return count


def test_notes_of_the_newest_draw_are_counted_for_their_reader(
    panel, page, send, count, clinician, second
):
    every = len(_keys(page())[0])
    assert every > 1
    assert count(clinician) == NoteCount(all=every, unread=every)
    send(page())
    assert count(clinician) == NoteCount(all=every, unread=every - 1)
    assert count(second) == NoteCount(all=every, unread=every)


def test_nothing_waits_for_who_marks_no_notes(panel, count, nurse):
    assert count(nurse).all > 1
    assert count(nurse).unread == 0


# In the page: whether a note waits.


def test_marked_notes_cost_no_query_each(
    panel, page, sign_in, clinician, patient, django_assert_max_num_queries
):
    for note in ("a", "b", "c"):
        record.note_read.mark(patient, note, ["m"], by=clinician)
    client = sign_in(clinician)
    for name in ("patient", "figure_part"):
        with django_assert_max_num_queries(14):
            assert client.get(reverse(name, args=[patient.ref])).status_code == 200
