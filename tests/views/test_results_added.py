"""Results that were left out of a draw: its missing rows, read and refused as when new."""

from dataclasses import replace

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Decision, Panel
from labs.readings import Exam
from tests import factories
from tests.pages import boxes, filled, text, title

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, lh="3.2", left="15", interval="1.7-8.6")


@pytest.fixture
def url(panel):
    return reverse("result_new", args=[panel.patient.ref, panel.uid])


@pytest.fixture
def added(sign_in, nurse, url):
    """Open the page and send it, as a browser without scripts would."""

    def added(by=nurse, headers=None, **typed):
        client = sign_in(by)
        return client.post(url, filled(client.get(url), "sheet", **typed), headers=headers)

    return added


def kept(panel):
    current = Panel.objects.current().get(uid=panel.uid).results.current().order_by("pk")
    return list(current.values_list("analyte", "side", "reported"))


THERE = [("lh", "", "3.2"), ("volume", "left", "15")]


def test_only_what_the_draw_has_not_has_a_row(sign_in, nurse, url):
    shown = boxes(sign_in(nurse).get(url), "sheet")

    assert {"fsh_value", "testosterone_value", "estradiol_value", "right_value"} <= set(
        shown
    )
    assert not {"lh_value", "left_value", "day", "laboratory", "notes"} & set(shown)


def test_what_was_entered_in_error_may_be_added_again(sign_in, nurse, url, panel):
    lh = panel.results.get(analyte="lh")
    record.result.enter_in_error(lh, by=nurse, why="another line")

    assert "lh_value" in boxes(sign_in(nurse).get(url), "sheet")


def test_several_results_are_added_as_typed_in_one_act(added, panel, client):
    response = added(fsh_value="<0,1", testosterone_value="23.70", right_value="16")

    assert response.status_code == 303
    new = [("fsh", "", "<0,1"), ("testosterone", "", "23.70"), ("volume", "right", "16")]
    assert kept(panel) == THERE + new
    assert len(set(panel.results.values_list("act", flat=True))) == 2
    said = text(client.get(response["Location"]))
    assert "FSH, Testosterone, Testicular volume, right added" in said
    assert AuditEvent.objects.get(verb="result-added").patient == panel.patient.ref


def test_it_carries_the_moment_and_the_laboratory_of_its_draw(added, panel):
    added(fsh_value="4.1")

    fsh = panel.results.get(analyte="fsh")
    assert fsh.collected_at == panel.collected_at
    assert Panel.objects.filter(patient=panel.patient).count() == 1


def test_units_and_methods_are_those_of_the_laboratory_of_the_draw(
    sign_in, nurse, url, drawn, patient
):
    drawn(patient, "2026-03-03", testosterone="349 ng/dL", method="LC-MS/MS")
    drawn(patient, "2026-03-04", laboratory="Quay Street", testosterone="12")
    shown = boxes(sign_in(nurse).get(url), "sheet")

    assert shown["testosterone_unit"]["value"] == "ng/dL"
    assert shown["testosterone_method"]["value"] == "LC-MS/MS"


def test_the_other_side_is_offered_the_method_of_the_first(sign_in, nurse, patient):
    drawn = factories.draw("2026-03-02")
    left = factories.volume("15", "left", taken=drawn)
    panel = record.panel.enter(patient, drawn, [left], by=nurse)
    scanned = factories.draw("2026-03-04")
    exam = Exam("ultrasound-unknown", (), "Dr Example")
    right = replace(factories.volume("9", "right", taken=scanned), exam=exam)
    record.panel.enter(patient, scanned, [right], by=nurse)
    url = reverse("result_new", args=[patient.ref, panel.uid])

    assert boxes(sign_in(nurse).get(url), "sheet")["volume_method"]["value"] == "prader"


def test_a_form_that_is_sent_twice_adds_once(sign_in, nurse, url, panel):
    client = sign_in(nurse)
    sent = filled(client.get(url), "sheet", fsh_value="4.1")
    first, second = client.post(url, sent), client.post(url, sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert kept(panel) == [*THERE, ("fsh", "", "4.1")]
    assert AuditEvent.objects.filter(verb="result-added").count() == 1


def test_a_form_that_was_saved_is_not_saved_again_with_another_value(
    sign_in, nurse, url, panel
):
    client = sign_in(nurse)
    sent = filled(client.get(url), "sheet", fsh_value="4.1")
    client.post(url, sent)
    changed = client.post(url, sent | {"fsh_value": "4.7"})

    assert changed.status_code == 409
    assert "FSH 4.1 IU/L Nils Synthetic" in text(changed)
    assert boxes(changed, "sheet")["fsh_value"]["value"] == "4.7"
    again = client.post(url, filled(changed, "sheet"))
    assert again.status_code == 422
    assert "FSH is in this draw already." in text(again)
    assert boxes(again, "sheet")["fsh_value"]["aria-invalid"] == "true"
    assert kept(panel) == [*THERE, ("fsh", "", "4.1")]


def test_who_adds_while_another_does_is_shown_it_and_loses_nothing(
    sign_in, nurse, clinician, url, panel
):
    client = sign_in(nurse)
    sent = filled(client.get(url), "sheet", testosterone_value="12.1")
    factories.ResultFactory(panel=panel, fsh="4.1", by=clinician)
    response = client.post(url, sent)

    assert response.status_code == 409
    assert title(response).startswith("Not saved")
    assert "FSH 4.1 IU/L Clara Synthetic" in text(response)
    assert client.post(url, filled(response, "sheet")).status_code == 303
    assert {row[0] for row in kept(panel)} == {"lh", "volume", "fsh", "testosterone"}


def test_a_draw_that_was_moved_meanwhile_is_looked_at_first(
    sign_in, nurse, clinician, url, panel
):
    client = sign_in(nurse)
    sent = filled(client.get(url), "sheet", fsh_value="4.1")
    record.panel.correct(panel, factories.draw("2026-03-01"), by=clinician, why="the day")
    response = client.post(url, sent)

    assert response.status_code == 409
    assert "draw of 1 Mar 2026" in text(response)
    assert client.post(url, filled(response, "sheet")).status_code == 303
    moved = Panel.objects.current().get(uid=panel.uid)
    assert moved.results.get(analyte="fsh").collected_at == moved.collected_at


def test_what_cannot_be_read_is_said_at_its_box_and_all_stays(added, panel):
    response = added(fsh_value="0..3", testosterone_value="12.1", right_absent="refused")

    assert response.status_code == 422
    assert title(response).startswith("Not saved")
    shown = boxes(response, "sheet")
    assert (shown["fsh_value"]["value"], shown["fsh_value"]["aria-invalid"]) == (
        "0..3",
        "true",
    )
    assert shown["testosterone_value"]["value"] == "12.1"
    assert shown["right_absent"]["value"] == "refused"
    assert kept(panel) == THERE


def test_an_empty_form_says_so(added):
    assert "No result entered." in text(added())


def test_htmx_gets_the_form_alone_and_is_sent_to_the_draw(added, panel):
    wrong = added(fsh_value="0..3", headers={"HX-Request": "true"})
    assert "<html" not in wrong.content.decode()
    assert boxes(wrong, "sheet")["fsh_value"]["value"] == "0..3"

    response = added(fsh_value="4.1", headers={"HX-Request": "true"})
    assert response["HX-Redirect"].endswith(f"/panels/{panel.uid}/")


def test_looking_saves_nothing_and_compares_with_the_draw_before(
    added, drawn, patient, panel
):
    drawn(patient, "2026-02-02 08:10", testosterone="10.0")
    drawn(patient, "2026-03-08 08:10", testosterone="20.0")
    typed = {"testosterone_value": "12.5", "testosterone_method": "immunoassay"}
    for headers in (None, {"HX-Request": "true"}):
        act = "beside" if headers else "check"
        said = text(added(act=act, headers=headers, **typed))
        assert "10.0 nmol/L 2 Feb 2026" in said or headers
        assert "up 2.5" in said
    assert kept(panel) == THERE


def test_the_last_result_beside_a_box_is_the_one_before_this_draw(
    sign_in, nurse, url, drawn, patient
):
    drawn(patient, "2026-02-02 08:10", fsh="2.2")
    drawn(patient, "2026-03-08 08:10", fsh="8.8")
    said = text(sign_in(nurse).get(url))

    assert "2.2 IU/L 2 Feb 2026" in said and "8.8" not in said


def test_a_signed_off_draw_is_to_be_looked_at_again(added, sign_in, url, panel, clinician):
    record.release.sign_off(panel, by=clinician)
    assert "Signed off by Clara Synthetic" in text(sign_in(clinician).get(url))
    added(fsh_value="4.1")

    current = Panel.objects.with_review().get(uid=panel.uid)
    assert not current.is_reviewed
    released = panel.patient.results.current().released()
    assert set(released.values_list("analyte", flat=True)) == {"lh", "volume"}


def test_a_decision_that_rests_on_the_draw_stands(added, panel):
    factories.DecisionFactory(patient=panel.patient, on=[panel])
    added(fsh_value="4.1")

    assert not Decision.objects.with_attention().get().needs_attention


def test_one_page_leaves_one_event_however_often_it_is_looked_at(
    sign_in, nurse, url, panel
):
    client, before = sign_in(nurse), AuditEvent.objects.count()
    sent = filled(client.get(url), "sheet", fsh_value="4.1", act="check")
    client.post(url, sent)
    client.post(url, sent, headers={"HX-Request": "true"})

    (event,) = AuditEvent.objects.order_by("seq")[before:]
    assert (event.verb, panel.uid in event.detail) == ("sheet-opened", True)


def test_a_draw_that_lacks_nothing_says_where_to_correct(sign_in, nurse, north, url):
    north.analytes = ["lh"]
    north.save()
    response = sign_in(nurse).get(url)

    assert "has a result for every test of this patient" in text(response)
    assert boxes(response, "sheet") == {}


def test_nothing_is_added_to_another_persons_draw(
    sign_in, nurse, url, panel, north, clinician
):
    other = factories.patient(north, clinician, "N-7")
    client = sign_in(nurse)
    sent = filled(client.get(url), "sheet", fsh_value="4.1")
    record.misfiled(panel, to=other, by=clinician, reason="labels swapped")

    assert client.get(url).status_code == 403
    assert client.post(url, sent).status_code == 403
    page = client.get(reverse("panel", args=[panel.patient.ref, panel.uid]))
    assert url not in page.content.decode()


def test_a_draw_is_not_reached_through_another_man(
    sign_in, nurse, panel, north, clinician, url
):
    other = factories.patient(north, clinician, "N-7")
    client = sign_in(nurse)
    sent = filled(client.get(url), "sheet", fsh_value="4.1")
    theirs = reverse("result_new", args=[other.ref, panel.uid])

    assert client.get(theirs).status_code == 404
    assert client.post(theirs, sent).status_code == 404
    assert kept(panel) == THERE


def test_it_asks_as_little_with_many_draws_as_with_one(
    sign_in, nurse, url, drawn, patient, django_assert_max_num_queries
):
    client = sign_in(nurse)
    for day in range(3, 10):
        drawn(patient, f"2026-03-0{day} 08:10", lh="3.2", fsh="4", testosterone="12")
    with django_assert_max_num_queries(25):
        client.get(url)
