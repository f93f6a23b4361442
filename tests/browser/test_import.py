"""A file through the page, with scripts and without, on desk and phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs.models import Result

GOOD = (
    "patient;collected at;laboratory;method;analyte;value;unit;range;status;comment\n"
    "N-1;02.03.2026 08:10;Labor Nord;ECLIA;LH;<0,1;mIU/mL;1,7-8,6;;\n"
    "N-1;02.03.2026 08:10;Labor Nord;ECLIA;Testosteron;23,70;nmol/L;8,64-29,0;;nüchtern\n"
    "N-1;02.03.2026 08:10;Labor Nord;ECLIA;FSH;folgt;IU/L;;;\n"
    "X-9;02.03.2026;Labor Nord;ECLIA;LH;2,1;IU/L;;;\n"
    "N-1;02.03.2026 08:10;Labor Nord;ECLIA;Kalium;4,1;mmol/L;;;\n"
)
BAD = GOOD + (
    "N-1;03/04/2026;Labor Nord;ECLIA;LH;2,1;IU/L;;;\n"
    "N-1;04.03.2026;Labor Nord;ECLIA;LH;2,1;mIU/L;;;\n"
)
SIZES = {"desk": (1440, 900), "phone": (390, 844), "narrow": (320, 700)}


@pytest.fixture
def upload(transactional_db, live_server, patient, signed_in, nurse, tmp_path):
    """Choose a file and look at what it holds."""

    def upload(text):
        file = tmp_path / "labor-nord-2026-03.csv"
        file.write_bytes(text.encode("cp1252"))
        page = signed_in(nurse)
        page.goto(live_server.url + reverse("import"))
        page.get_by_label("File").set_input_files(file)
        page.get_by_role("button", name="Preview", exact=True).click()
        page.get_by_role("heading", name="Import preview").wait_for()
        return page

    return upload


def test_a_file_is_looked_at_and_taken(upload):
    page = upload(GOOD)
    expect(page.get_by_text("5 rows can be imported")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Imported: 2 created, 1 pending, 1 unmatched, 1 ignored.").wait_for()
    assert Result.objects.count() == 3


@pytest.mark.parametrize("text", [GOOD, BAD], ids=["can be taken", "refused"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_file_holds_on_every_screen(upload, axe, text, size, scheme):
    page = upload(text)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


def test_a_refused_file_offers_no_way_to_take_it(upload):
    page = upload(BAD)
    expect(page.get_by_text("This file cannot be imported")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=True)).to_have_count(0)
    page.get_by_label("Dates such as 03/04/2026").select_option("day/month/year")
    page.get_by_role("button", name="Preview again").click()
    page.get_by_text("1 row cannot be read").wait_for()


def test_it_works_without_a_script(without_script, live_server, nurse, patient, tmp_path):
    page = without_script(nurse)
    file = tmp_path / "labor.csv"
    file.write_text(GOOD)
    page.goto(live_server.url + reverse("import"))
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Preview", exact=True).click()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Imported: 2 created").wait_for()
