"""What a clinician counts from: chosen among his draws, changed and ended with a reason."""

import pytest
from django.urls import reverse

from labs import record
from labs.models import Baseline
from tests import factories
from tests.pages import boxes, filled, read, text, title


@pytest.fixture
def url(patient):
    return reverse("baselines", args=[patient.ref])


@pytest.fixture
def draws(patient, drawn):
    first = drawn(patient, "2026-03-02 08:10", lh="3.2", left="15")
    second = drawn(patient, "2026-03-09 08:10", lh="<0.1", fsh="2.2")
    return first, second


@pytest.fixture
def marked(draws):
    return factories.BaselineFactory(result=draws[0].results.get(analyte="lh"))


@pytest.fixture
def own(marked):
    return reverse("baseline", args=[marked.patient.ref, marked.uid])


def lh(panel):
    return panel.results.get(analyte="lh").uid


def offered(response):
    """What can be chosen, in the order of the page; and what is chosen."""
    radios = [at for _, at, _ in read(response).boxes if at.get("type") == "radio"]
    return [at["value"] for at in radios], [at["value"] for at in radios if "checked" in at]


def standing():
    return Baseline.objects.current().get(analyte="lh")


def test_his_draws_are_offered_newest_first_and_none_is_chosen(
    sign_in, clinician, url, draws
):
    page = sign_in(clinician).get(f"{url}?of=lh")
    first, second = draws
    assert offered(page) == ([lh(second), lh(first)], [])


@pytest.mark.parametrize("status", ["preliminary", "pending"])
def test_what_is_not_final_is_not_offered(sign_in, clinician, url, draws, drawn, status):
    more = drawn(draws[0].patient, "2026-03-10", lh="9.9", status=status)
    assert lh(more) not in offered(sign_in(clinician).get(f"{url}?of=lh"))[0]


def test_one_is_chosen_and_named_on_the_record(sign_in, clinician, url, draws, patient):
    client = sign_in(clinician)
    sent = filled(client.get(f"{url}?of=lh"), "baseline", result=lh(draws[0]))

    assert client.post(f"{url}?of=lh", sent).status_code == 303
    assert standing().result.uid == lh(draws[0])
    assert "baseline" in text(client.get(reverse("patient", args=[patient.ref])))


def test_nothing_chosen_is_said(sign_in, clinician, url, draws):
    client = sign_in(clinician)
    page = client.post(f"{url}?of=lh", filled(client.get(f"{url}?of=lh"), "baseline"))
    assert page.status_code == 422
    assert title(page).startswith("Not saved")
    assert "Choose the draw for the baseline." in text(page)


def test_another_one_needs_a_reason_and_the_old_stays_readable(
    sign_in, clinician, url, own, draws, marked
):
    client = sign_in(clinician)
    sent = filled(client.get(f"{url}?of=lh"), "baseline", result=lh(draws[1]))
    page = client.post(f"{url}?of=lh", sent)
    assert page.status_code == 422
    assert offered(page)[1] == [lh(draws[1])]
    assert standing() == marked

    assert client.post(f"{url}?of=lh", sent | {"why": "he was ill"}).status_code == 303
    told = text(client.get(own))
    assert "<0.1" in told and "3.2" in told and "he was ill" in told


def test_the_one_that_stands_is_no_change(sign_in, clinician, url, draws, marked):
    client = sign_in(clinician)
    sent = filled(client.get(f"{url}?of=lh"), "baseline", result=lh(draws[0]))
    assert client.post(f"{url}?of=lh", sent).status_code == 303
    assert standing() == marked


def test_a_change_is_not_written_over_another_one(
    sign_in, clinician, url, draws, marked, drawn
):
    client = sign_in(clinician)
    third = drawn(marked.patient, "2026-03-10", lh="3.4")
    opened = client.get(f"{url}?of=lh")
    record.baseline.mark(third.results.get(), by=clinician, why="theirs", seen=marked.act)
    mine = filled(opened, "baseline", result=lh(draws[1]), why="mine")
    page = client.post(f"{url}?of=lh", mine)

    assert page.status_code == 409
    assert standing().result.uid == lh(third)
    again = filled(page, "baseline")
    assert (again["result"], again["why"]) == ([lh(draws[1])], ["mine"])
    assert client.post(f"{url}?of=lh", again).status_code == 303
    assert standing().result.uid == lh(draws[1])


def test_it_ends_with_a_reason(sign_in, clinician, own, url, marked):
    client = sign_in(clinician)
    page = client.post(own, filled(client.get(own), "ending"))
    assert page.status_code == 422 and not standing().ended

    sent = filled(client.get(own), "ending", why="he was ill")
    assert client.post(own, sent).status_code == 303
    assert standing().ended
    assert "he was ill" in text(client.get(own))
    assert boxes(client.get(own), "ending") == {}


def test_an_end_is_not_written_over_a_change(sign_in, clinician, own, draws, marked):
    client = sign_in(clinician)
    sent = filled(client.get(own), "ending", why="he was ill")
    other = draws[1].results.get(analyte="lh")
    record.baseline.mark(other, by=clinician, why="theirs")
    page = client.post(own, sent)

    assert page.status_code == 409 and "theirs" in text(page)
    assert client.post(own, filled(page, "ending")).status_code == 303
    assert standing().ended


def test_one_that_was_entered_in_error_is_counted_from_no_more(
    sign_in, clinician, url, draws, marked
):
    result = draws[0].results.get(analyte="lh")
    record.result.enter_in_error(result, by=clinician, why="not his")
    assert "entered in error" in text(sign_in(clinician).get(url))


def test_a_nurse_reads_and_changes_nothing(sign_in, nurse, url, own):
    client = sign_in(nurse)
    page = client.get(f"{url}?of=lh")
    assert "3.2" in text(page)
    assert boxes(page, "baseline") == boxes(client.get(own), "ending") == {}
    assert client.post(url, {}).status_code == client.post(own, {}).status_code == 403
