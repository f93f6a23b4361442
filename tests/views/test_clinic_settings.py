"""The settings of a clinic as its administrator finds and saves them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from labs import record
from labs.analytes import ON
from labs.exchange import NameAlias
from labs.models import Alias, AuditEvent, Clinic
from tests import factories
from tests.pages import filled

SECTIONS = ("details", "access", "release", "analytes")


@pytest.fixture
def boss(sign_in, administrator):
    return sign_in(administrator)


@pytest.fixture
def opened(boss):
    """What the form of a section would send as it was opened."""

    def opened(section, **typed):
        page = boss.get(reverse(f"clinic_{section}"))
        assert page.status_code == 200
        return filled(page, "settings", **typed)

    return opened


@pytest.fixture
def save(boss, opened):
    def save(section, **typed):
        return send(boss, f"clinic_{section}", opened(section, **typed))

    return save


def send(boss, name, sent):
    """The answer; where the form was taken, the page that it leads to."""
    answer = boss.post(reverse(name), sent)
    return boss.get(answer["Location"]) if answer.status_code == 303 else answer


def text(response):
    return " ".join(response.content.decode().split())


def kept():
    return Clinic.objects.get(slug="north")


@pytest.mark.parametrize("section", SECTIONS)
def test_what_was_opened_and_sent_again_changes_nothing(save, section):
    before = Clinic.objects.values().get(slug="north")
    answer = save(section)
    assert "No changes. Nothing was saved." in text(answer)
    assert Clinic.objects.values().get(slug="north") == before
    assert not AuditEvent.objects.filter(verb="clinic-changed").exists()


def test_a_section_says_what_it_saved(save):
    answer = save("details", phone="030 771", name="Harbour Clinic")
    assert "Saved: name, telephone." in text(answer)
    assert (kept().phone, kept().name) == ("030 771", "Harbour Clinic")


def test_nothing_typed_is_lost_where_it_is_refused(save):
    answer = save("details", name="", phone="030 771")
    assert answer.status_code == 422
    assert "Enter the clinic’s name." in text(answer)
    assert 'value="030 771"' in text(answer)
    assert kept().phone == ""


def test_who_was_overtaken_is_shown_both_and_may_replace_it(
    boss, opened, north, administrator
):
    sent = opened("details", phone="030 2")
    seen = record.clinic.seal_settings(north, ("phone",))
    record.clinic.change(north, {"phone": "030 1"}, seen=seen, by=administrator)
    answer = boss.post(reverse("clinic_details"), sent)
    assert answer.status_code == 409
    assert "030 1" in text(answer) and 'value="030 2"' in text(answer)
    assert kept().phone == "030 1"
    boss.post(reverse("clinic_details"), filled(answer, "settings"))
    assert kept().phone == "030 2"


def test_a_page_of_another_clinic_saves_nothing_here(save, south):
    answer = save("details", phone="030 771", in_clinic="south")
    assert answer.status_code == 422
    assert "opened in another clinic" in text(answer)
    assert kept().phone == ""


def test_the_care_team_is_chosen_knowing_who_loses_sight(save, patient, boss, nurse):
    page = text(boss.get(reverse("clinic_access")))
    assert "2 clinicians and nurses see every record today: 1 record." in page
    answer = save("access", access="care-team")
    assert answer.status_code == 422
    assert "Read who will lose sight of records" in text(answer)
    save("access", access="care-team", confirm="on")
    assert kept().access == "care-team"
    save("access", access="open")
    assert kept().access == "open"


def test_patients_read_telephone_and_text(save, patient, patient_user, sign_in):
    save("details", phone="030 771", portal_text="Open <on> Mondays.")
    page = text(sign_in(patient_user).get(reverse("me")))
    assert "030 771" in page and "Open &lt;on&gt; Mondays." in page


@pytest.mark.parametrize("days", ["", "0", "31", "-1", "1.5", "٣", "9" * 30])
def test_a_number_of_days_is_one_to_thirty(save, days):
    answer = save("release", release_rule="after-days", release_days=days)
    assert answer.status_code == 422
    assert kept().release_rule == "on-review"


def test_a_release_rule_keeps_days_for_its_own_alone(save):
    save("release", release_rule="after-days", release_days="5")
    assert (kept().release_rule, kept().release_days) == ("after-days", 5)
    save("release", release_rule="at-once")
    assert (kept().release_rule, kept().release_days) == ("at-once", None)


def test_the_page_says_for_which_draws_the_rule_is(boss):
    page = text(boss.get(reverse("clinic_release")))
    assert "A draw keeps the rule under which it was entered." in page


def test_the_five_are_always_on(save, opened):
    assert not [box for box in opened("analytes") if box.startswith("on_lh")]
    save("analytes", on_shbg="on", place_shbg="1", place_testosterone="1")
    assert {*ON, "shbg"} == {*kept().analytes}


def test_positions_are_the_order_of_form_and_table(
    save, patient, clinician, nurse, sign_in
):
    order = ("volume", "estradiol", "testosterone", "fsh", "lh")
    save("analytes", **{f"place_{key}": str(n) for n, key in enumerate(order, start=1)})
    assert kept().analytes == list(order)
    factories.drawn(patient, by=nurse, lh="3.2", testosterone="12.1", estradiol="80")
    series = sign_in(clinician).get(reverse("series", args=[patient.ref])).json()
    assert [row["key"] for row in series["analytes"]] == list(order)
    points = [point["analyte"] for point in series["points"]]
    assert points == ["lh", "testosterone", "estradiol"]  # interfaces 4: the catalogue's
    sheet = text(sign_in(clinician).get(reverse("panel_new", args=[patient.ref])))
    assert sheet.index("estradiol_value") < sheet.index("lh_value")


def test_a_unit_of_the_catalogue_is_shown(save, patient, clinician, nurse, sign_in):
    save("analytes", unit_testosterone="ng/dL")
    assert kept().units["testosterone"] == "ng/dL"
    assert save("analytes", unit_testosterone="mL").status_code == 422
    factories.drawn(patient, by=nurse, testosterone="12.1")
    series = sign_in(clinician).get(reverse("series", args=[patient.ref])).json()
    assert series["points"][0]["shown"]["unit"] == "ng/dL"


# Names in files.


def names(boss, **sent):
    return send(boss, "clinic_names", sent)


def test_a_spelling_is_added_read_and_removed(boss, administrator):
    names(boss, act="name", text="Testo LIA neu", analyte="testosterone")
    alias = Alias.objects.get()
    assert "Testo LIA neu" in text(boss.get(reverse("clinic_names")))
    assert "removed." in text(names(boss, act="remove", alias=alias.pk))
    assert "removed already" in text(names(boss, act="remove", alias=alias.pk))


def test_a_refused_spelling_stays_in_its_box(boss):
    answer = names(boss, act="unit", text="ng/dl", meant="testosterone nmol/L")
    assert answer.status_code == 422
    assert "recognised already" in text(answer) and 'value="ng/dl"' in text(answer)


def test_a_spelling_of_another_clinic_is_not_removed(boss, south):
    other = factories.worker(south, "administrator")
    theirs = record.clinic.add_alias(south, NameAlias("Testo X", "testosterone"), by=other)
    names(boss, act="remove", alias=theirs.pk)
    assert Alias.objects.exists()


# What an administrator reads.

PAGES = ("clinic", "people", *(f"clinic_{section}" for section in SECTIONS), "clinic_names")


def test_no_page_shows_an_administrator_anything_of_a_patient(
    boss, patient, nurse, patient_user
):
    factories.drawn(patient, by=nurse, lh="7.771", signed=True)
    pages = [*map(reverse, PAGES), reverse("worklist"), reverse("patient_new")]
    pages.append(reverse("person", args=[nurse.pk]))
    for address in pages:
        page = boss.get(address)
        assert page.status_code == 200
        shown = page.content.decode()
        secrets = ("Otto", "N-1", "7.771", patient.ref, patient_user.email)
        assert [secret for secret in secrets if secret in shown] == [], address
    reads = AuditEvent.objects.filter(verb__endswith="-read")
    assert not reads.exists()


def test_the_start_page_of_an_empty_clinic_says_what_comes_first(
    boss, north, administrator
):
    page = text(boss.get("/"))
    assert "First steps" in page and ">done<" not in page
    factories.worker(north, "clinician")
    assert text(boss.get("/")).count(">done<") == 1
    factories.PatientFactory(clinic=north)
    assert "First steps" not in text(boss.get("/"))


def test_a_clinician_of_an_empty_clinic_is_told_where_to_begin(sign_in, clinician, north):
    client = sign_in(clinician)
    page = text(client.get("/"))
    assert "No patients yet." in page
    assert reverse("patient_new") in page and reverse("import") in page
    factories.patient(north, clinician, "N-1")
    assert "No patients yet." not in text(client.get("/"))


def test_a_file_on_the_page_is_read_with_the_clinics_spellings(
    north, administrator, patient, nurse, sign_in
):
    data = "patient,collected_at,analyte,reported,unit\nN-1,2026-03-02,Testo LIA neu,12.1,"
    sent = SimpleUploadedFile("a.csv", f"{data}nmol/L\n".encode())
    client = sign_in(nurse)
    preview = client.post(reverse("import"), {"file": sent})["Location"]
    assert "1 row can be imported: 1 unmatched." in text(client.get(preview))
    alias = NameAlias("Testo LIA neu", "testosterone")
    record.clinic.add_alias(north, alias, by=administrator)
    assert "1 row can be imported: 1 created." in text(client.get(preview))
