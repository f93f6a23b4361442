"""Files through the page: uploaded, previewed, read again, imported or discarded."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from labs.models import AuditEvent, Batch, ParkedRow, Result, StagedFile
from labs.record.batch import staged as staging
from tests import factories

GOOD = (
    "patient,collected_at,laboratory,analyte,reported,unit\n"
    "N-1,2026-03-02 08:10,Nord,lh,<0.1,mIU/mL\n"
    'N-1,2026-03-02 08:10,Nord,testosterone,"23,70",nmol/L\n'
)
BAD = GOOD + "N-1,03/04/2026,Nord,fsh,4.1,IU/L\nN-1,2026-03-02,Nord,estradiol,NaN,pmol/L\n"
UNITLESS = "Date,Hormone,Value\n2025-01-01,LH,5.2\n2025-01-01,Progesterone,2.5\n"


@pytest.fixture
def client(client, patient, nurse):
    client.force_login(nurse)
    return client


@pytest.fixture
def upload(client):
    """Uploads a file, and answers with the page on which it is looked at."""

    def upload(text=GOOD, name="nord.csv"):
        data = text if isinstance(text, bytes) else text.encode()
        answer = client.post(reverse("import"), {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 303, answer.content.decode()
        return client.get(answer["Location"])

    return upload


@pytest.fixture
def post(client):
    """Presses a button of the page of the only file that is being looked at."""

    def post(act, **told):
        staged = StagedFile.objects.get()
        return client.post(
            reverse("import_preview", args=[staged.uid]), {"act": act} | told
        )

    return post


def _text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def _hidden(answer):
    found = re.findall(r'name="(sha256|seen)" value="(\w+)"', answer.content.decode())
    return dict(found)


def test_an_empty_page_says_what_to_do(client):
    answer = client.get(reverse("import"))
    assert answer.status_code == 200
    assert "No imports yet." in _text(answer)
    assert 'enctype="multipart/form-data"' in answer.content.decode()


def test_a_file_is_shown_before_anything_is_kept(upload):
    answer = upload()
    text = _text(answer)
    assert "2 rows can be imported: 2 created." in text
    assert "Otto Synthetic" in text
    assert "&lt;0.1 mIU/mL" in text
    assert 'value="take"' in answer.content.decode()
    assert not Result.objects.exists()
    assert AuditEvent.objects.latest("pk").verb == "import-previewed"


def test_a_file_is_taken_with_what_was_seen(upload, post, client):
    answer = post("take", **_hidden(upload()))
    batch = Batch.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("import_batch", args=[batch.uid])
    assert Result.objects.count() == 2
    assert not StagedFile.objects.exists()
    assert "Imported: 2 created." in _text(client.get(answer["Location"]))


def test_a_refused_file_names_its_rows_and_has_no_button_to_take_it(upload):
    answer = upload(BAD)
    text = _text(answer)
    assert "This file cannot be imported: 2 rows cannot be read." in text
    assert "may be day and month or month and day" in text
    assert "“NaN” is not a result" in text
    assert 'value="take"' not in answer.content.decode()


def _with(heading, cell):
    head, *rows = GOOD.splitlines()
    return "\n".join([f"{head},{heading}", *(f"{row},{cell}" for row in rows)])


def test_columns_that_are_not_read_are_shown_with_a_sample(upload):
    answer = upload(_with("Ward", "<b>A"))
    assert "Columns not read" in _text(answer)
    assert '{"columns": {"Flag": "ignore"}}' in _text(answer)
    content = answer.content.decode()
    assert "Ward</" in content and "&lt;b&gt;A</" in content
    assert 'value="take"' in content


def test_a_file_that_is_read_whole_lists_no_such_columns(upload):
    assert "Columns not read" not in _text(upload())


def test_a_column_that_may_change_a_result_refuses_the_file(upload, post, client):
    answer = upload(_with("Flag", "<"))
    text = _text(answer)
    assert "This file cannot be imported: a column is not clear." in text
    assert "Line 2: The column “Flag” is not read" in text
    assert 'value="take"' not in answer.content.decode()
    mapping = SimpleUploadedFile("nord.json", b'{"columns": {"Flag": "ignore"}}')
    again = post("again", number="", date_format="", mapping=mapping)
    assert again.status_code == 303
    assert "2 rows can be imported" in _text(client.get(again["Location"]))


def test_problems_stand_first(upload):
    text = _text(upload(BAD))
    assert text.index("Rejected 2") < text.index("Created 2")


def test_a_refused_file_is_not_taken_by_pressing_all_the_same(upload, post):
    upload(BAD)
    sha = StagedFile.objects.get().sha256
    answer = post("take", sha256=sha)
    assert answer.status_code == 409
    assert not Result.objects.exists()


@pytest.mark.parametrize("wrong", [{"sha256": "0" * 64}, {"seen": "0" * 64}, {"seen": ""}])
def test_what_was_not_seen_is_not_taken(upload, post, wrong):
    answer = post("take", **_hidden(upload()) | wrong)
    assert answer.status_code == 409
    assert "has changed since this preview" in _text(answer)
    assert 'value="take"' in answer.content.decode()
    assert not Result.objects.exists()


def test_a_record_that_changed_meanwhile_is_looked_at_again(upload, post, drawn, patient):
    by_hand = GOOD.replace(",lab", ",method,lab").replace("Nord,", "immunoassay,Nord,")
    seen = _hidden(upload(by_hand))
    drawn(patient, "2026-03-02 08:10", laboratory="Nord", lh="0.3")
    answer = post("take", **seen)
    assert answer.status_code == 409
    assert "1 contradicts the record" in _text(answer)
    assert Result.objects.count() == 1


def test_a_contradiction_refuses_the_file(upload, post):
    post("take", **_hidden(upload()))
    answer = upload(GOOD.replace("<0.1", "<0.2"))
    assert "1 contradicts the record" in _text(answer)


def test_the_same_file_again_is_said_to_be_taken_already(upload, post):
    post("take", **_hidden(upload()))
    answer = upload()
    text = _text(answer)
    assert "Nothing in this file is new: 2 unchanged." in text
    assert f"batch {Batch.objects.get().uid}" in text
    assert 'value="take"' not in answer.content.decode()


def test_a_file_can_be_thrown_away(upload, post, client):
    upload()
    answer = post("discard")
    assert answer["Location"] == reverse("import")
    assert not StagedFile.objects.exists()
    assert "File discarded." in _text(client.get(answer["Location"]))


def test_number_and_units_are_asked_for_and_settle_the_file(upload, post, client):
    assert "give the patient&#x27;s number" in _text(upload(UNITLESS))
    answer = post("again", number="N-1", date_format="")
    shown = client.get(answer["Location"])
    assert "LH unit" in _text(shown)
    assert "Progesterone unit" not in _text(shown)
    answer = post("again", number="N-1", date_format="", unit_lh="[IU]/L")
    shown = client.get(answer["Location"])
    assert "2 rows can be imported: 1 created, 1 ignored." in _text(shown)
    post("take", **_hidden(shown))
    assert Result.objects.get().unit == "[IU]/L"
    assert Batch.objects.get().mapping == {"units": {"lh": "[IU]/L"}}


def test_a_date_format_settles_dates(upload, post, client):
    upload(BAD.replace("NaN", "85"))
    answer = post("again", number="", date_format="%d/%m/%Y")
    assert "4 rows can be imported" in _text(client.get(answer["Location"]))


@pytest.mark.parametrize(
    ("cell", "chosen", "shown"),
    [
        ("2/3/26", "%m/%d/%Y", "3 Feb 2026"),
        ("2/3/26", "%d/%m/%Y", "2 Mar 2026"),
        ("26-03-02", "%Y-%m-%d", "2 Mar 2026"),
        ("02-03-26", "%m-%d-%Y", "3 Feb 2026"),
    ],
)
def test_a_date_format_settles_years_of_two_digits(
    upload, post, client, cell, chosen, shown
):
    told = _text(upload(GOOD.replace("2026-03-02 08:10", cell)))
    assert f"“{cell}” may be day and month" in told
    assert "its year has two digits" in told
    answer = post("again", number="", date_format=chosen)
    told = _text(client.get(answer["Location"]))
    assert "2 rows can be imported" in told
    assert shown in told


def test_an_instant_is_shown_on_the_clinics_clock(upload):
    text = _text(upload(GOOD.replace("2026-03-02 08:10", "2026-03-02T23:10:00Z")))
    assert "3 Mar 2026, 00:10" in text


def test_a_mapping_is_uploaded_and_kept_with_the_file(upload, post, client):
    upload(GOOD.replace("analyte", "Messung 7"))
    mapping = SimpleUploadedFile("m.json", b'{"columns": {"Messung 7": "analyte"}}')
    answer = post("again", number="", date_format="", mapping=mapping)
    shown = client.get(answer["Location"])
    assert "2 rows can be imported" in _text(shown)
    assert "A mapping is in use." in _text(shown)
    post("again", number="", date_format="")
    assert "columns" in StagedFile.objects.get().settings["mapping"]


def test_a_slip_in_a_mapping_is_said_beside_its_box(upload, post):
    upload()
    answer = post("again", mapping=SimpleUploadedFile("m.json", b"{"))
    assert answer.status_code == 422
    assert "not a JSON object" in _text(answer)
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "not CSV. Save the table as CSV."),
        (b"<a/>", "This is XML"),
        (b'{"resourceType": "Bundle"}', "fhir files cannot be read yet."),
        (b"\0\0\0\0", "no text has"),
        ("ü".encode("utf-16") * 3, "No column holds"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(upload, data, said):
    text = _text(upload(data))
    assert said in text
    assert "This file cannot be imported" in text
    assert "No row could be read." in text


def test_a_file_that_is_too_large_is_not_kept(client, monkeypatch):
    monkeypatch.setattr("labs.forms.exchange.MOST_BYTES", 10)
    file = SimpleUploadedFile("a.csv", GOOD.encode())
    answer = client.post(reverse("import"), {"file": file})
    assert answer.status_code == 422
    assert "larger than" in _text(answer)
    assert not StagedFile.objects.exists()


def test_no_file_is_an_error_beside_the_box(client):
    answer = client.post(reverse("import"), {})
    assert answer.status_code == 422
    assert "Choose a file." in _text(answer)


def test_rows_of_nobody_are_told_and_stand_on_the_page_of_the_batch(upload, post, client):
    shown = upload(GOOD.replace("N-1", "X-9"))
    assert "no matching patient" in _text(shown)
    answer = post("take", **_hidden(shown))
    text = _text(client.get(answer["Location"]))
    assert "2 unmatched" in text
    assert "No patient of this clinic has the number X-9." in text
    assert ParkedRow.objects.count() == 2


def test_a_correction_shows_the_value_before(upload, post):
    post("take", **_hidden(upload()))
    text = GOOD.replace(",unit", ",unit,status").replace("<0.1,mIU/mL", "<0.2,mIU/mL,C")
    answer = upload(text)
    assert "It replaces &lt;0.1 mIU/mL" in _text(answer)
    assert '<s class="was">' in answer.content.decode()


def test_long_groups_are_shown_in_part_and_whole_on_demand(upload, client):
    rows = "".join(f"N-1,2026-03-{n:02},Nord,lh,3.{n},IU/L\n" for n in range(1, 9))
    answer = upload(GOOD.splitlines()[0] + "\n" + rows)
    assert "5 more created rows" in _text(answer)
    whole = client.get(f"{answer.request['PATH_INFO']}?all=created")
    assert "more created rows" not in _text(whole)
    assert "2026-03-08" not in _text(answer) and "8 Mar 2026" in _text(whole)


def test_a_strangers_script_is_shown_and_not_run(upload):
    evil = "<script>alert(1)</script>"
    answer = upload(
        GOOD.replace("Nord,lh", f"Nord,{evil}").replace("N-1", evil), f"{evil}.csv"
    )
    assert "<script>alert" not in answer.content.decode()
    assert "alert(1)" in answer.content.decode()


def test_a_file_in_preview_is_its_uploaders_alone(upload, client, clinician, stranger):
    address = upload().request["PATH_INFO"]
    for user in (clinician, stranger):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.post(address, {"act": "discard"}).status_code == 404
    assert StagedFile.objects.exists()


def test_files_that_nobody_took_go_after_a_day(upload, client, north, nurse):
    upload()
    old = StagedFile.objects.get()
    later = timezone.now() + timedelta(days=1, minutes=1)
    with time_machine.travel(later, tick=False):
        new = staging.stage(north, "b.csv", b"x", by=nurse)
        staging.delete_old()
    assert list(StagedFile.objects.all()) == [new]
    assert old.uid != new.uid


def test_taken_files_are_listed(upload, post, client):
    post("take", **_hidden(upload()))
    text = _text(client.get(reverse("import")))
    assert "nord.csv" in text and "Nils Synthetic" in text


def test_what_differs_from_the_laboratorys_settings_is_counted(upload, post, north):
    """One line a laboratory and analyte; nothing is flagged, and nothing waits for it."""
    printed = factories.printed(laboratory="Nord", reference_range="1.7-8.6")
    factories.laboratory(north, printed, name="Nord")
    rows = "".join(
        f"N-1,2026-03-0{day} 08:10,Nord,lh,3.{day},IU/L,{interval}\n"
        for day, interval in ((2, "1.5-9.3"), (3, "1.5-9.3"), (4, "1.7-8.6"))
    )
    page = upload(f"patient,collected_at,laboratory,analyte,reported,unit,range\n{rows}")
    assert "Nord, LH: 2 results differ from what is set for it." in _text(page)
    post("take", **_hidden(page))
    kept = Result.objects.order_by("collected_at").values_list("range_text", "flags")
    assert list(kept) == [("1.5-9.3", []), ("1.5-9.3", []), ("1.7-8.6", [])]


def test_what_is_as_set_is_not_spoken_of(upload, north):
    factories.laboratory(north, factories.printed(laboratory="Nord"), name="Nord")
    assert "Other than set for the laboratory" not in _text(upload())
