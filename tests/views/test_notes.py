"""Reference pages: who reads what, and that each says where it comes from."""

import html
import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from labs import notes
from labs.notes import glossary, reference
from labs.notes.catalogue import TOPICS

NAMES = ("notes", "glossary", "axis", "agents", "references", "weak_places")


@pytest.fixture
def read(sign_in):
    def read(user, name, query=""):
        response = sign_in(user).get(reverse(name) + query)
        assert response.status_code == 200
        return _said(html.unescape(strip_tags(response.content.decode())))

    return read


def _said(text):
    return " ".join(text.split())


@pytest.fixture
def read_topics(sign_in):
    """All topic pages that somebody's index leads to, as one text."""

    def read_topics(user):
        client = sign_in(user)
        index = client.get(reverse("notes")).content.decode()
        topics = set(re.findall(r'href="(/notes/[\w-]+/)"', index))
        topics &= {reverse("notes_topic", args=[topic.key]) for topic in TOPICS}
        pages = [client.get(topic) for topic in sorted(topics)]
        assert pages and all(page.status_code == 200 for page in pages)
        texts = (html.unescape(strip_tags(page.content.decode())) for page in pages)
        return _said(" ".join(texts))

    return read_topics


def test_a_clinician_finds_every_note_with_its_rule_and_source(read_topics, clinician):
    text = read_topics(clinician)
    for note in (*notes.NOTES, *notes.MEASUREMENT):
        assert _said(note.clinician) in text, note.key
        assert note.caveat in text, note.key
        for clause in note.rule:
            assert all(str(way) in text for way in clause), note.key
    for note in notes.NOTES:
        levels = (f"{heading.title} ({heading.level})" for heading in note.headings)
        assert f"Source {'; '.join(levels)} Readers" in text, note.key
    for note in notes.MEASUREMENT:
        assert f"Source {note.source} Readers" in text, note.key


def test_the_index_counts_the_notes_of_each_topic(read, clinician):
    page = read(clinician, "notes")
    for topic in TOPICS:
        count = f"{len(topic.notes)} note{'s' if len(topic.notes) > 1 else ''}"
        assert f"{topic.title} {topic.line} {count}: {topic.title}" in page


def test_a_nurse_finds_no_note_on_prospects(read, read_topics, nurse):
    text = read_topics(nurse) + read(nurse, "notes")
    prospects = [note for note in notes.NOTES if note.prospects]
    assert prospects
    for note in prospects:
        assert " ".join(note.clinician.split()[:8]) not in text, note.key


def test_a_patient_finds_his_kind_and_no_agent(read_topics, patient_user):
    text = read_topics(patient_user)
    for note in (*notes.NOTES, *notes.MEASUREMENT):
        shown = bool(note.patient) and not note.names and not getattr(note, "prospects", 0)
        assert (bool(note.patient) and _said(note.patient) in text) == shown, note.key
        alone = note.clinician != note.patient
        assert not (alone and _said(note.clinician) in text), note.key


def test_a_patient_meets_no_topic_that_holds_nothing_for_him(sign_in, patient_user):
    client = sign_in(patient_user)
    index = client.get(reverse("notes")).content.decode()
    for topic in TOPICS:
        address = reverse("notes_topic", args=[topic.key])
        found = client.get(address).status_code
        assert (f'href="{address}"' in index) == (found == 200), topic.key
    for key in ("hcg", "serm", "testosterone", "fsh", "after-treatment"):
        assert client.get(reverse("notes_topic", args=[key])).status_code == 404


def test_an_address_without_a_topic_is_not_found(sign_in, clinician):
    assert sign_in(clinician).get("/notes/no-such-topic/").status_code == 404


def test_anchors_of_notes_stand_on_the_index_and_lead_to_their_topics(sign_in, clinician):
    """As they did when all notes stood on one page."""
    client = sign_in(clinician)
    index = _said(client.get(reverse("notes")).content.decode())
    for topic in TOPICS:
        address = reverse("notes_topic", args=[topic.key])
        page = client.get(address).content.decode()
        for note in topic.notes:
            assert f'<li id="{note.key}"> <a href="{address}#{note.key}">' in index
            assert f'id="{note.key}"' in page


def test_the_two_kinds_stand_under_their_own_headings(sign_in, clinician):
    page = sign_in(clinician).get(reverse("notes")).content.decode()
    document, measurement = page.split('<h2 id="measurement">')
    assert all(f'id="{note.key}"' in document for note in notes.NOTES)
    assert all(f'id="{note.key}"' in measurement for note in notes.MEASUREMENT)


def test_the_glossary_holds_every_term_with_its_source(read, patient_user):
    page = read(patient_user, "glossary")
    for term in glossary.TERMS:
        assert _said(term.text) in page, term.name
    assert f"document: {reference.STATIONS[1].headings[0].title}" in page
    assert "general" in page


def test_the_glossary_is_searched_by_its_address(read, patient_user):
    page = read(patient_user, "glossary", "?q=orchido")
    assert "orchidometer" in page
    assert "Sertoli cells" not in page
    assert "No match." in read(patient_user, "glossary", "?q=zebra")


def test_what_is_searched_for_is_shown_as_text(sign_in, patient_user):
    page = sign_in(patient_user).get(reverse("glossary") + "?q=<b>x").content.decode()
    assert "<b>x" not in page


def test_each_cross_reference_leads_to_a_word(sign_in, patient_user):
    page = sign_in(patient_user).get(reverse("glossary")).content.decode()
    anchors = re.findall(r'/glossary/#([^"]+)"', page)
    assert len(anchors) > 5
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_a_term_is_linked_where_it_first_appears_and_only_there(sign_in, patient_user):
    page = sign_in(patient_user).get(reverse("axis")).content.decode()
    anchors = re.findall(r'/glossary/#([^"]+)"', page)
    assert "pituitary-gland" in anchors
    assert len(anchors) == len(set(anchors))


def test_the_axis_is_drawn_without_a_result(sign_in, patient_user):
    page = sign_in(patient_user).get(reverse("axis")).content.decode()
    assert '<ol class="axis-picture">' in page
    assert "data-reading" not in page
    assert "ot measured</" not in page


def test_the_agents_are_told_by_mechanism_and_route(read, nurse):
    page = read(nurse, "agents")
    for agent in reference.AGENTS:
        assert _said(agent.mechanism) in page, agent.name


def test_the_references_are_the_five_as_listed(read, nurse):
    page = read(nurse, "references")
    assert all(_said(entry.printed) in page for entry in reference.REFERENCES)
    assert "does not say which statement each supports" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("weak_places", {"human-chorionic-gonadotropin", "serm", "testosterone"}),
        ("references", {"testosterone", "spermatogenesis"}),
    ],
)
def test_words_lead_to_the_glossary_where_they_first_stand(sign_in, clinician, name, words):
    page = sign_in(clinician).get(reverse(name)).content.decode()
    found = re.findall(r'href="/glossary/#([^"]+)"', page)
    assert words <= {*found}
    assert len(found) == len({*found})


def test_the_weak_places_are_for_clinicians(read, sign_in, clinician, nurse, patient_user):
    page = read(clinician, "weak_places")
    assert all(_said(place.text) in page for place in reference.WEAK_PLACES)
    for user in (nurse, patient_user):
        client = sign_in(user)
        assert client.get(reverse("weak_places")).status_code == 403
        for name in ("notes", "glossary", "axis", "about"):
            assert reverse("weak_places") not in client.get(reverse(name)).content.decode()


def test_who_may_open_a_page_is_led_there(sign_in, clinician):
    page = sign_in(clinician).get(reverse("notes")).content.decode()
    assert all(f'href="{reverse(name)}"' in page for name in NAMES)
    bar = sign_in(clinician).get(reverse("worklist")).content.decode()
    assert f'href="{reverse("notes")}"' in bar


def test_a_reference_page_asks_little(sign_in, clinician, django_assert_max_num_queries):
    client = sign_in(clinician)
    topics = [reverse("notes_topic", args=[topic.key]) for topic in TOPICS]
    for address in (*map(reverse, NAMES), *topics):
        with django_assert_max_num_queries(5):
            assert client.get(address).status_code == 200
