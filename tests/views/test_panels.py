"""Draws: entered whole, shown with their versions, corrected, signed off."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Panel
from labs.readings import Draw, Moment
from tests import factories
from tests.pages import boxes, filled, text, title

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def url(patient):
    return reverse("panel_new", args=[patient.ref])


@pytest.fixture
def sheet(sign_in, nurse, url):
    """Open the sheet and send it, as a browser without scripts would."""

    def sheet(by=nurse, headers=None, **typed):
        client = sign_in(by)
        opened = client.get(url)
        sent = filled(opened, "sheet", **{"day": "2026-03-09", "time": "07:40"} | typed)
        return client.post(url, sent, headers=headers)

    return sheet


def verbs():
    return list(AuditEvent.objects.order_by("seq", "pk").values_list("verb", flat=True))


def test_a_draw_is_saved_and_the_trends_open(sheet, patient):
    response = sheet(lh_value="<0.1", testosterone_value="12,1", left_value="15")

    panel = Panel.objects.get(patient=patient)
    assert response.status_code == 303
    assert response["Location"] == f"/patients/{patient.ref}/"
    kept = set(panel.results.values_list("analyte", "side", "reported"))
    assert kept == {
        ("lh", "", "<0.1"),
        ("testosterone", "", "12,1"),
        ("volume", "left", "15"),
    }


def test_what_was_saved_is_said_with_a_link_to_correct_it(sheet, patient, client):
    sheet(lh_value="<0.1")
    panel = Panel.objects.get(patient=patient)

    said = client.get(reverse("patients")).content.decode()
    assert "Draw of 9 Mar 2026 saved." in said
    assert reverse("panel", args=[patient.ref, panel.uid]) in said


def test_a_draw_without_a_time_says_so(sheet, client):
    sheet(lh_value="<0.1", time="")

    assert "without a time, saved" in text(client.get(reverse("patients")))


def test_htmx_is_sent_to_the_record_too(sheet, patient):
    response = sheet(lh_value="<0.1", headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == f"/patients/{patient.ref}/"


def test_a_sheet_that_is_sent_twice_is_one_draw(sign_in, nurse, url, patient):
    client = sign_in(nurse)
    sent = filled(client.get(url), "sheet", day="2026-03-09", lh_value="3.2")
    first, second = client.post(url, sent), client.post(url, sent)

    assert first["Location"] == second["Location"]
    assert Panel.objects.filter(patient=patient).count() == 1


def test_a_saved_sheet_that_is_changed_and_sent_again_is_not_lost(
    sign_in, nurse, url, patient
):
    client = sign_in(nurse)
    sent = filled(client.get(url), "sheet", day="2026-03-09", lh_value="3.2")
    client.post(url, sent)
    again = client.post(url, sent | {"lh_value": "3.4"})

    assert again.status_code == 409
    assert "the change is not saved" in text(again)
    assert client.post(url, filled(again, "sheet")).status_code == 303
    kept = Panel.objects.filter(patient=patient)
    assert {panel.results.get().reported for panel in kept} == {"3.2", "3.4"}


def test_what_is_wrong_is_said_on_top_and_beside_its_box(sheet, patient):
    response = sheet(lh_value="0..3", fsh_value="4")

    assert response.status_code == 422
    assert title(response).startswith("Not saved")
    page = response.content.decode()
    assert 'class="errors" role="alert" tabindex="-1"' in page
    assert 'href="#id_lh_value"' in page
    box = boxes(response, "sheet")["lh_value"]
    assert (box["value"], box["aria-invalid"]) == ("0..3", "true")
    assert "id_lh_value_error" in box["aria-describedby"]
    assert 'id="id_lh_value_error"' in page
    assert not Panel.objects.filter(patient=patient).exists()


def test_everything_typed_is_still_there_when_something_is_wrong(sheet):
    typed = {
        "day": "2099-01-01",
        "time": "nonsense",
        "laboratory": "A laboratory",
        "report_number": "R 1",
        "since_dose": "a while",
        "other_drug": "x",
        "notes": "y",
        "lh_value": "0..3",
        "lh_unit": "mIU/mL",
        "lh_interval": "1.7-8.6",
        "lh_method": "ECLIA",
        "lh_comment": "c",
        "fsh_absent": "too little",
        "volume_method": "ultrasound-lambert",
        "examiner": "Dr Example",
        "left_length": "x",
    }
    shown = boxes(sheet(**typed), "sheet")

    assert {name: shown[name]["value"] for name in typed} == typed


def test_a_date_that_is_none_stays_readable(sheet):
    box = boxes(sheet(day="31.02.2026"), "sheet")["day"]

    assert (box["value"], box["type"]) == ("31.02.2026", "text")


def test_htmx_gets_the_form_alone_when_something_is_wrong(sheet):
    response = sheet(lh_value="0..3", headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert "<html" not in response.content.decode()
    assert title(response).startswith("Not saved")
    assert boxes(response, "sheet")["lh_value"]["value"] == "0..3"


def test_an_empty_sheet_says_so(sheet):
    response = sheet(day="2026-03-09")

    assert response.status_code == 422
    assert "No result entered." in text(response)


def test_looking_saves_nothing_and_shows_state_and_change(sheet, drawn, patient):
    drawn(patient, "2026-03-02 08:10", lh="3.2", testosterone="12.1")
    response = sheet(act="check", lh_value="<0.1", lh_interval="1.7-8.6")

    assert response.status_code == 200
    assert "↓ below · below detection" in text(response)
    assert "3.2 IU/L 2 Mar 2026, 08:10" in text(response)
    assert Panel.objects.filter(patient=patient).count() == 1


def test_leaving_a_box_swaps_what_stands_beside_the_boxes_alone(sheet, drawn, patient):
    drawn(patient, "2026-03-02 08:10", testosterone="12.1")
    typed = {"testosterone_value": "13.4", "testosterone_method": "immunoassay"}
    response = sheet(
        act="beside",
        laboratory="Harbour Laboratory",
        headers={"HX-Request": "true"},
        **typed,
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert '<div id="testosterone-change" hx-swap-oob="true">up 1.3</div>' in page
    assert 'name="testosterone_value"' not in page


def test_a_change_between_two_units_says_in_which(sheet, drawn, patient):
    drawn(patient, "2026-03-02 08:10", testosterone="17.2")
    answer = sheet(
        act="beside",
        laboratory="Harbour Laboratory",
        testosterone_method="immunoassay",
        testosterone_value="349",
        testosterone_unit="ng/dL",
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert '<div id="testosterone-change" hx-swap-oob="true">down 147 ng/dL</div>' in page


def test_a_draw_between_two_others_is_compared_with_the_one_before_it(
    sheet, drawn, patient
):
    drawn(patient, "2026-02-02 08:10", testosterone="10.0")
    drawn(patient, "2026-03-09 08:10", testosterone="20.0")
    response = sheet(
        act="check",
        day="2026-02-20",
        laboratory="Harbour Laboratory",
        testosterone_value="12.5",
        testosterone_method="immunoassay",
    )

    assert "10.0 nmol/L 2 Feb 2026" in text(response)
    assert "up 2.5" in text(response)


def test_intervals_are_empty_until_they_are_asked_for(sign_in, nurse, url, drawn, patient):
    drawn(patient, lh="3.2", interval="1.7-8.6")
    opened = sign_in(nurse).get(url)

    assert boxes(opened, "sheet")["lh_interval"]["value"] == ""
    assert "Fill in the reference ranges of 2 Mar 2026" in text(opened)


def test_intervals_of_the_last_draw_of_the_laboratory_are_filled_in(sheet, drawn, patient):
    drawn(patient, "2026-03-01 08:10", lh="3.2", interval="1.7-8.6")
    drawn(patient, "2026-03-02 08:10", lh="3.2", interval="9-99", laboratory="Quay")
    response = sheet(
        act="intervals", laboratory="Harbour Laboratory", lh_value="0..", fsh_interval="1-2"
    )

    shown = boxes(response, "sheet")
    assert response.status_code == 200
    assert shown["lh_interval"]["value"] == "1.7-8.6"
    assert (shown["lh_value"]["value"], shown["fsh_interval"]["value"]) == ("0..", "1-2")
    assert title(response).startswith("New draw")


def test_an_interval_for_another_unit_is_not_filled_in(sheet, drawn, patient):
    drawn(patient, testosterone="349 ng/dL", interval="250-1100")
    response = sheet(
        act="intervals", laboratory="Harbour Laboratory", testosterone_unit="nmol/L"
    )

    assert boxes(response, "sheet")["testosterone_interval"]["value"] == ""


def test_the_record_of_the_day_is_named_without_a_dose(sheet, patient, url, client):
    factories.TreatmentFactory(patient=patient)
    said = text(sheet(act="check", lh_value="3"))

    assert "Treatment on Monday 9 March 2026: Testosterone since 15 Feb 2025" in said
    assert "demo-mg" not in said


def test_only_analytes_that_the_clinic_wants_have_a_row(sign_in, nurse, url, north):
    north.analytes = ["lh", "shbg"]
    north.save()
    shown = boxes(sign_in(nurse).get(url), "sheet")

    assert {"lh_value", "shbg_value"} <= set(shown)
    assert not {"fsh_value", "left_value"} & set(shown)


def test_one_sheet_leaves_one_event_however_often_it_is_looked_at(
    sign_in, nurse, url, patient
):
    client = sign_in(nurse)
    before = len(verbs())
    opened = client.get(url)
    sent = filled(opened, "sheet", lh_value="3.2", act="check")
    client.post(url, sent, headers={"HX-Request": "true"})
    client.post(url, sent)
    client.post(url, sent | {"act": "save", "day": "2026-03-09"})

    assert verbs()[before:] == ["sheet-opened", "panel-entered"]


def test_only_its_opener_sends_a_sheet_again_without_an_event(
    sign_in, nurse, clinician, url, north, time_machine
):
    """Not who took it over, not to another man's sheet, and not on the next day."""
    other = factories.patient(north, clinician, "N-77")
    sent = filled(sign_in(nurse).get(url), "sheet", act="check")

    def events(by, to=url):
        client, before = sign_in(by), len(verbs())
        client.post(to, sent)
        return len(verbs()) - before

    assert events(nurse) == 0
    assert events(clinician) == 1
    assert events(nurse, reverse("panel_new", args=[other.ref])) == 1
    time_machine.move_to("2026-03-11T12:00:00+01:00", tick=False)
    assert events(nurse) == 1


def test_opening_a_sheet_writes_its_event_and_nothing_else(sign_in, nurse, url):
    client = sign_in(nurse)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    changes = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert [sql.split('"')[1] for sql in changes] == ["labs_auditevent"]


def test_a_sheet_that_was_never_opened_leaves_its_event_when_it_answers(
    sign_in, nurse, url
):
    client = sign_in(nurse)
    client.post(url, {"act": "beside"}, headers={"HX-Request": "true"})

    assert verbs()[-1] == "sheet-opened"


def test_the_sheet_asks_as_little_with_many_draws_as_with_two(
    sign_in, nurse, url, drawn, patient
):
    """Opened, looked at, and saved."""
    client = sign_in(nurse)

    def asked(month):
        client.get(url)  # which says what was saved before
        with CaptureQueriesContext(connection) as opened:
            page = client.get(url)
        sent = filled(page, "sheet", day=f"2026-{month:02}-27", lh_value="3.4", act="check")
        with CaptureQueriesContext(connection) as checked:
            assert client.post(url, sent).status_code == 200
        with CaptureQueriesContext(connection) as saved:
            assert client.post(url, sent | {"act": "save"}).status_code == 303
        return len(opened), len(checked), len(saved)

    for day in (1, 2):
        drawn(patient, f"2025-02-{day:02} 08:10", lh="3.2", fsh="4", testosterone="12")
    first = asked(1)
    for day in range(1, 25):
        drawn(patient, f"2025-03-{day:02} 08:10", lh="3.2", fsh="4", testosterone="12")
    assert asked(2) == first
    assert first[0] <= 22


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, lh="<0.1", testosterone="12.1", left="15", interval="1.7-8.6")


@pytest.fixture
def opened(sign_in, patient, panel):
    def opened(by):
        return sign_in(by).get(reverse("panel", args=[patient.ref, panel.uid]))

    return opened


def test_a_draw_shows_its_results_as_reported_with_their_interval(opened, nurse):
    said = text(opened(nurse))

    assert "<0.1 IU/L ↓ below below detection" in said
    assert "1.7 to 8.6" in said
    assert "Prader orchidometer" in said


def test_an_old_value_stays_readable_with_who_when_and_why(
    opened, panel, clinician, patient
):
    factories.CorrectionFactory(panel=panel, lh="0.4", why="read from the wrong line")
    said = text(opened(clinician))

    assert "before: <0.1 IU/L" in said
    assert "changed by Clara Synthetic, 10 Mar 2026, 12:00" in said
    assert "read from the wrong line" in said


def test_a_result_entered_in_error_is_struck_with_its_reason(opened, panel, clinician):
    lh = panel.results.get(analyte="lh")
    record.result.enter_in_error(lh, by=clinician, why="another man's")
    said = text(opened(clinician))

    assert "entered in error" in said
    assert "another man's" in said


def test_a_draw_that_moved_says_what_it_said_before(opened, panel, clinician):
    moved = factories.draw("2026-03-01 07:00")
    record.panel.correct(panel, moved, by=clinician, why="misread")
    said = text(opened(clinician))

    assert "Draw of 1 Mar 2026, 07:00" in said
    assert "2 Mar 2026, 08:10" in said
    assert "misread" in said
    assert said.count("before: <0.1") == 0


def sign_off(client, page, panel):
    return client.post(
        reverse("sign_off", args=[panel.patient.ref, panel.uid]),
        {"record_version": boxes(page, "")["record_version"]["value"]},
    )


def test_a_sign_off_shares_the_draw_and_says_so(opened, panel, clinician, client):
    looked = opened(clinician)
    assert "The patient cannot read it." in text(looked)
    response = sign_off(client, looked, panel)

    assert response.status_code == 303
    said = text(client.get(response["Location"]))
    assert "Signed off by Clara Synthetic" in said
    assert "The patient can read these results" in said


def test_what_came_after_he_looked_is_not_signed_off_unseen(
    opened, panel, clinician, client
):
    looked = opened(clinician)
    factories.ResultFactory(panel=panel, fsh="4.0", by=clinician)
    response = sign_off(client, looked, panel)

    assert response.status_code == 409
    assert "changed since you opened it" in text(response)
    assert not panel.releases.exists()


def test_a_sign_off_is_taken_back_with_a_reason(opened, panel, clinician, client):
    sign_off(client, opened(clinician), panel)
    url = reverse("take_back", args=[panel.patient.ref, panel.uid])

    assert client.post(url, {"why": " "}).status_code == 422
    assert client.post(url, {"why": "wrong man"}).status_code == 303
    assert "The patient cannot read it." in text(opened(clinician))


@pytest.fixture
def correction(sign_in, panel):
    """Open the correction of the draw and send it, with some boxes typed anew."""
    url = reverse("panel_correct", args=[panel.patient.ref, panel.uid])

    def correction(by, **typed):
        client = sign_in(by)
        return client.post(url, filled(client.get(url), "correction", **typed))

    correction.url = url
    return correction


def test_a_draw_is_moved_to_another_day_with_its_results(correction, panel, nurse):
    assert correction(nurse, day="2026-03-01", why="misread").status_code == 303

    moved = Panel.objects.current().get(uid=panel.uid)
    assert (moved.moment.iso, moved.why) == ("2026-03-01T08:10:00+01:00", "misread")
    assert moved.results.current().count() == 3


def test_a_move_without_a_reason_is_refused(correction, panel, nurse):
    response = correction(nurse, day="2026-03-01")

    assert response.status_code == 422
    assert boxes(response, "correction")["day"]["value"] == "2026-03-01"
    assert Panel.objects.filter(uid=panel.uid).count() == 1


def test_a_correction_that_changes_nothing_records_nothing(correction, panel, nurse):
    assert correction(nurse).status_code == 303
    assert Panel.objects.filter(uid=panel.uid).count() == 1


def test_two_who_move_one_draw_are_shown_both(correction, sign_in, panel, nurse, clinician):
    client = sign_in(nurse)
    opened = client.get(correction.url)
    record.panel.correct(panel, factories.draw("2026-02-27"), by=clinician, why="theirs")
    response = client.post(
        correction.url, filled(opened, "correction", day="2026-03-01", why="mine")
    )

    assert response.status_code == 403  # by now the entry is another person's too
    response = sign_in(clinician).post(
        correction.url, filled(opened, "correction", day="2026-03-01", why="mine")
    )
    assert response.status_code == 409
    said = text(response)
    assert "Current version: 27 Feb 2026" in said
    assert "changed by Clara Synthetic" in said and "theirs" in said
    shown = boxes(response, "correction")
    assert (shown["day"]["value"], shown["version"]["value"]) == ("2026-03-01", "1")
    assert client.post(correction.url, filled(response, "correction")).status_code == 303


def test_a_correction_that_is_sent_twice_is_one_version(correction, sign_in, panel, nurse):
    client = sign_in(nurse)
    sent = filled(client.get(correction.url), "correction", day="2026-03-01", why="misread")
    client.post(correction.url, sent)

    assert client.post(correction.url, sent).status_code == 303
    assert Panel.objects.filter(uid=panel.uid).count() == 2


def test_a_nurse_corrects_her_own_draw_until_it_is_signed_off(
    correction, sign_in, panel, nurse, clinician
):
    assert sign_in(nurse).get(correction.url).status_code == 200
    record.release.sign_off(panel, by=clinician)

    assert sign_in(nurse).get(correction.url).status_code == 403
    assert sign_in(clinician).get(correction.url).status_code == 200


def test_a_nurse_does_not_correct_what_another_entered(sign_in, nurse, clinician, patient):
    panel = factories.drawn(patient, by=clinician, lh="3.2")
    url = reverse("panel_correct", args=[patient.ref, panel.uid])

    assert sign_in(nurse).get(url).status_code == 403


def test_a_sign_off_that_is_taken_back_twice_is_taken_back_once(
    opened, panel, clinician, client
):
    sign_off(client, opened(clinician), panel)
    url = reverse("take_back", args=[panel.patient.ref, panel.uid])
    client.post(url, {"why": "wrong man"})
    again = client.post(url, {"why": "wrong man"})

    assert again.status_code == 409
    assert panel.releases.filter(kind="withdrawn").count() == 2


def test_what_was_shared_can_be_taken_back_after_a_correction_too(
    opened, panel, clinician, client
):
    sign_off(client, opened(clinician), panel)
    factories.CorrectionFactory(panel=panel, lh="0.4")
    said = text(opened(clinician))

    assert "Changed since the last sign-off." in said
    assert "Withdraw the sign-off" in said and "the patient can read it already" in said


def test_diameters_that_give_another_volume_are_shown_beside_it(sheet, client):
    typed = {"left_length": "4.1", "left_width": "2.3", "left_height": "2.6"}
    response = sheet(left_value="20", volume_method="ultrasound-lambert", **typed)
    panel = Panel.objects.latest("pk")

    assert response.status_code == 303
    said = text(client.get(reverse("panel", args=[panel.patient.ref, panel.uid])))
    assert "20 mL" in said
    assert "4.1 × 2.3 × 2.6 cm: 17.4 mL , more than 5 % apart" in said


def test_a_time_that_was_printed_on_another_clock_is_shown_beside_the_draw(
    patient, nurse, clinician, sign_in
):
    draw = Draw(Moment.read("2026-03-01T23:10:00Z", patient.clinic.zone))
    readings = [factories.reading("lh", "3.2", taken=draw)]
    panel = record.panel.enter(patient, draw, readings, by=nurse)
    page = sign_in(clinician).get(reverse("panel", args=[patient.ref, panel.uid]))
    assert "Draw of 2 Mar 2026, 00:10" in text(page)
    assert "time printed as 2026-03-01T23:10:00Z" in text(page)


def test_a_flagged_result_says_what_is_in_doubt(drawn, patient, clinician, sign_in):
    panel = drawn(patient, "2026-03-02 08:10", lh="3.2", flags=("unit-slip",))
    page = sign_in(clinician).get(reverse("panel", args=[patient.ref, panel.uid]))
    assert '<span class="tag">unit in doubt</span>' in page.content.decode()
