"""The record's page on paper: printed to PDF by Chromium, and its words read back."""

import io
import re
import unicodedata

import pytest
from django.urls import reverse
from pypdf import PdfReader

from labs.record import decision as record_decision
from tests import factories

CONTROLS = (
    *("Step through", "Later draw", "Figure as PNG", "Results as CSV", "Sign o", "More"),
    *("New draw", "Explore", "Dates…", "Scale", "Units", "Time axis", "Compare with"),
    *("In words", "Remember these options", "Show earlier", "Review", "Axis picture"),
)
HEAD = "Draw Treatment Conditions LH IU/L"  # of the table of results
HEADED = ("whose", "printed", "as-of")


@pytest.fixture
def sheets(patient, clinician, drawn, live_server, signed_in):
    """The printed pages as words, and what the page says must stand on each of them."""

    def sheets(query="", *, opened=False):
        drawn(patient, "2026-01-05 08:00", lh="<0.1", fsh="0.4", testosterone="17.2")
        drawn(patient, "2026-02-02 08:10", lh="0.6", fsh="1.1", testosterone="9.8")
        drawn(patient, "2026-03-02 08:20", lh="3.1", testosterone="12.10")
        record_decision.decide(patient, factories.decided("2026-02-03"), [], by=clinician)
        page = signed_in(clinician)
        page.goto(live_server.url + reverse("patient", args=[patient.ref]) + query)
        page.locator("[data-steps]:not(.waits)").wait_for()
        if opened:
            page.locator(".notes summary").first.click()
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        root = page.locator("html")  # asked now: printing says anew when it was printed
        headed = [root.get_attribute(f"data-{name}") for name in HEADED]
        return [words(sheet) for sheet in printed.pages], headed

    return sheets


def words(sheet):
    """A PDF may draw two letters as one sign."""
    said = unicodedata.normalize("NFKC", sheet.extract_text())
    return " ".join(said.split())


def test_every_sheet_says_whose_it_is_when_it_was_printed_by_whom_and_which_it_is(
    sheets, patient, drawn
):
    for day in range(40):
        drawn(patient, f"2025-{day // 28 + 1:02}-{day % 28 + 1:02} 08:00", lh="3.4")
    pages, (whose, printed, as_of) = sheets("?draws=all")
    assert whose == "Otto Synthetic, N-1, born 9 Apr 1988"
    assert re.fullmatch(r"Printed \d+ \w{3} \d{4}, \d\d:\d\d by Clara Synthetic", printed)
    assert re.search(r"record version \d+, digest [0-9a-f]{12}$", as_of)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert f"{printed} · {as_of}" in page
    assert "Otto Synthetic N-1 · born 9 Apr 1988" in pages[0]
    assert all(whose in page for page in pages[1:])
    assert HEAD in pages[0] and HEAD in pages[1]  # the table goes on there
    on_paper = " ".join(pages)
    assert all(f"{day} Jan 2025 08:00" in on_paper for day in range(1, 29))


def test_the_first_sheet_has_each_draw_with_the_sign_of_what_is_below_detection(sheets):
    (first, *others), _ = sheets()
    assert others == []
    assert "Page 1 of 1" in first
    table = first[first.index(HEAD) :]
    for row in (
        "2 Mar 2026 08:20 to review none recorded 3.1 +2.5 – 12.10 +2.3 – –",
        "2 Feb 2026 08:10 to review none recorded 0.6 1.1 +0.7 9.8 −7.4 – –",  # noqa: RUF001
        "5 Jan 2026 08:00 to review none recorded <0.1 0.4 17.2 – –",
    ):
        assert row in table, table  # from <0.1 to 0.6 no change is reckoned
    figure = first[first.index("Latest 2 Mar 2026") : first.index(HEAD)]
    for value in ("<0.1", "0.6", "3.1", "12.10"):
        assert value in figure
    assert not re.search(r"(?<![<\d.])0\.1(?!\d)", figure.replace("0.1 1 10", ""))
    assert "A 3 Feb 2026" in first


def test_the_table_has_where_a_result_is_from_and_its_reference_range(
    sheets, patient, drawn
):
    drawn(patient, "2025-12-01 08:00", testosterone="9.1", interval="9.9-27.8")
    pages, _ = sheets()
    table = " ".join(pages)
    table = table[table.index(HEAD) :]
    assert "Harbour Laboratory, immunoassay" in table
    assert "9.9–27.8" in table
    assert re.search(r"1 Dec 2025 08:00 .*9\.1 ↓ below", table), table


def test_paper_has_no_controls(sheets):
    pages, _ = sheets()
    assert [one for one in CONTROLS for page in pages if one in page] == []


def test_paper_has_a_note_and_its_caveat_without_what_would_open_it(sheets):
    pages, _ = sheets()
    on_paper = " ".join(pages)
    assert "From the source document" in on_paper
    assert "Caveat" in on_paper
    for folded in ("Because", "Rule and source", "Mark as read"):
        assert folded not in on_paper


def test_what_was_opened_of_a_note_is_printed(sheets):
    pages, _ = sheets(opened=True)
    assert sum(page.count("Because") for page in pages) == 1
    assert any("Rule and source" in page for page in pages)
    assert not any("Mark as read" in page for page in pages)
