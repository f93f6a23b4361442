"""The invented men's records, played through the doors that everybody uses."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.urls import reverse
from lxml import html

from labs import audit
from labs.demo import MEN
from labs.management import demonstration
from labs.models import (
    Baseline,
    Decision,
    Membership,
    Panel,
    Patient,
    Result,
    Treatment,
    WorklistItem,
)
from tests import factories

MOST_BYTES = 60_000 - 200  # names of static files are longer where they are served


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """Once for all tests here: each looks, and none changes anything."""
    with django_db_blocker.unblock(), transaction.atomic():
        demonstration.load_demonstration()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def looked_at(played, db):
    """Each test in a transaction of its own, within that of the play."""


def _man(number):
    return Patient.objects.named().get(number=number)


def test_every_man_is_loaded():
    numbers = Patient.objects.named().values_list("number", flat=True)
    assert set(numbers) == {man.number for man in MEN}


@pytest.fixture
def open_trend(client):
    """His trend page, as a clinician of his clinic reads it."""

    def open_trend(man):
        patient = _man(man.number)
        client.force_login(factories.one_of(patient.clinic, "clinician"))
        return client.get(reverse("patient", args=[patient.ref])).content

    return open_trend


def test_a_first_visit_is_150_kb_without_the_figure_to_explore(open_trend):
    """The page and all that it loads by itself, compressed as the server does it."""
    page = open_trend(max(MEN, key=lambda man: len(man.acts)))
    links = html.document_fromstring(page).xpath("//link/@href | //script/@src")
    files = [at.removeprefix("/static/") for at in links if at.startswith("/static/")]
    assert {name.rpartition(".")[2] for name in files} >= {"css", "js"}
    loaded = [page, *(Path(finders.find(name)).read_bytes() for name in files)]
    assert sum(len(gzip.compress(each, 6)) for each in loaded) <= 150_000


def test_the_clinics_rule_never_shares_what_waits_for_a_review_there():
    assert WorklistItem.objects.filter(kind="draw").exists()
    assert not WorklistItem.objects.filter(kind="due").exists()


def test_every_chain_holds_afterwards():
    assert [verdict.ok for verdict in audit.verify_audit().chains] == [True, True]


def test_the_corrected_result_keeps_its_first_version():
    patient = _man("N-0003")
    versions = Result.objects.filter(patient=patient, analyte="testosterone", version=1)
    new = versions.get(reported="13.4")
    assert (new.replaces.reported, new.status) == ("31.4", "corrected")
    first, second = Decision.objects.filter(patient=patient).order_by("date")
    assert new.replaces in [pin.result for pin in first.pins.all()]
    assert new in [pin.result for pin in second.pins.all()]


def test_another_mans_value_is_entered_in_error_and_the_right_one_stands():
    results = Result.objects.current().filter(
        patient=_man("N-0006"), analyte="lh", panel__collected_on=date(2026, 1, 8)
    )
    assert {(r.reported, r.status) for r in results} == {
        ("11.2", "entered-in-error"),
        ("<0.1", "final"),
    }


def test_a_preliminary_report_became_final_with_the_same_values():
    panel = Panel.objects.current().get(
        patient=_man("N-0005"), collected_on=date(2026, 3, 27)
    )
    for result in panel.results.current():
        assert result.status == "final"
        assert result.replaces.status == "preliminary"
        assert result.replaces.reported == result.reported


def test_the_night_draw_stays_on_its_own_day():
    panel = Panel.objects.get(patient=_man("S-0001"), collected_time="23:30")
    assert panel.collected_on == date(2026, 6, 16)
    assert panel.collected_at.isoformat() == "2026-06-17T03:30:00+00:00"


def test_digits_are_kept_as_printed():
    reported = set(Result.objects.values_list("reported", flat=True))
    assert {"23.70", "0", ">52.0", "<18.4", "not detected"} <= reported


def test_a_change_of_text_ends_one_episode_and_begins_the_next():
    episodes = Treatment.objects.current().filter(patient=_man("N-0003"))
    ends = list(episodes.order_by("start").values_list("start", "stop"))
    assert [stop for _, stop in ends] == [ends[1][0], ends[2][0], None]


def test_there_is_work_left_on_the_worklist():
    panels = Panel.objects.current().with_review()
    assert panels.filter(is_reviewed=False).count() >= 5
    assert panels.filter(is_reviewed=True).count() > 80


def test_patients_may_read_what_was_signed_off_and_nothing_else():
    released = Result.objects.current().released()
    david = released.filter(patient=_man("S-0002"))
    assert david.exists()
    assert not david.filter(panel__collected_on=date(2026, 11, 16)).exists()


def test_baselines_stand_where_they_were_marked():
    marked = Baseline.objects.current().filter(patient=_man("N-0001"))
    results = {(at.analyte, at.result.reported) for at in marked}
    assert results == {
        ("lh", "3.1"),
        ("fsh", "2.8"),
        ("testosterone", "8.8"),
        ("estradiol", "74"),
    }


def test_trend_pages_of_nine_to_twelve_draws_are_small_before_compression(client):
    sizes = {}
    for man in MEN:
        patient = _man(man.number)
        if 9 <= Panel.objects.current().filter(patient=patient).count() <= 12:
            works = Membership.objects.filter(clinic=patient.clinic, role="clinician")
            client.force_login(works.first().user)
            page = client.get(reverse("patient", args=[patient.ref]))
            sizes[man.number] = len(page.content)
    assert len(sizes) >= 3
    assert {number: size for number, size in sizes.items() if size > MOST_BYTES} == {}
