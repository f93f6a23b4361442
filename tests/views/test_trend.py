"""The trend page and its other forms: one list, in few queries, one event an act."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from labs import courses, record
from labs.models import AuditEvent
from labs.series import Who
from labs.views import draws_table, trend
from tests import factories


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 08:00 +0000", tick=False):
        yield


@pytest.fixture
def url(patient):
    def url(name="patient"):
        return reverse(name, args=[patient.ref])

    return url


@pytest.fixture
def html(sign_in, clinician, url):
    def html(query="", user=None):
        response = sign_in(user or clinician).get(url() + query)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return html


@pytest.fixture
def text(html):
    def text(query="", user=None):
        return " ".join(strip_tags(html(query, user)).split())

    return text


@pytest.fixture
def course(patient, clinician, nurse):
    """Draws of one man, one a day, from the first of March on."""

    def course(count, **cells):
        cells = cells or {"lh": "3.2"}
        for n in range(count):
            day = f"2026-{3 + n // 28:02}-{1 + n % 28:02} 08:00"
            factories.drawn(patient, day, by=nurse, **cells)

    return course


def test_without_a_draw_it_says_what_to_do_next(html, url):
    page = html()
    assert "No draw yet." in page
    assert url("panel_new") in page


def test_a_value_stands_with_sign_word_and_interval(drawn, patient, text):
    drawn(patient, "2026-11-20 07:40", lh="<0.1", interval="1.7-8.6")
    page = text()
    assert "<0.1 ↓ below" in page.replace("&lt;", "<")
    assert "1.7 to 8.6" in page
    assert "20 Nov 2026, 07:40" in page


def test_the_figure_is_in_the_page_before_any_script(drawn, patient, html):
    drawn(patient, lh="<0.1")
    page = html()
    assert re.search(r"<figure[^>]*>\s*<div[^>]*><svg", page)


def test_the_bar_tells_the_phase_in_facts(patient, clinician, text):
    ended = factories.episode(start="2025-02-15", stop="2026-10-01")
    record.treatment.begin(patient, ended, by=clinician)
    page = text()
    assert "No agent recorded since 1 Oct 2026 (day 53)" in page
    assert "washed" not in page


def test_all_ways_to_look_are_links_that_keep_the_others(drawn, patient, html):
    drawn(patient, testosterone="12.1")
    page = html("?unit.testosterone=ng%2FdL&from=2026-01-01")
    links = re.findall(r'href="\?([^"#]*)[#"]', page)
    assert any("lh=linear" in link and "ng%2FdL" in link for link in links)
    assert any("from=2026-01-01" in link and "lh=linear" in link for link in links)
    assert 'name="unit.testosterone" value="ng/dL"' in page


def test_the_unit_of_the_address_is_shown(drawn, patient, text):
    drawn(patient, testosterone="12.1 nmol/L")
    assert "≈349" in text("?unit.testosterone=ng%2FdL")


@pytest.mark.parametrize(
    "nonsense",
    [
        "?from=yesterday",
        "?unit.lh=furlongs",
        "?axis=mars",
        "?axis=since:nobody",
        "?lh=cubic",
    ],
)
def test_nonsense_in_the_address_is_told_and_everything_shown(
    drawn, patient, text, nonsense
):
    drawn(patient, lh="3.2")
    page = text(nonsense)
    assert "Everything is shown instead." in page
    assert "3.2" in page


@pytest.mark.parametrize("name", ["series", "figure_part", "draws_csv"])
def test_the_other_forms_refuse_nonsense_in_a_sentence(
    sign_in, clinician, drawn, patient, url, name
):
    answer = sign_in(clinician).get(url(name) + "?from=yesterday")
    assert answer.status_code == 400
    assert "yesterday" in answer.json()["error"]


def test_dates_without_a_draw_lead_back_to_all(drawn, patient, text):
    drawn(patient, "2026-03-02 08:00", lh="3.2")
    assert "No draw lies in these dates." in text("?from=2026-10-01")


def test_a_correction_leaves_the_old_value_struck_with_its_day(
    drawn, patient, clinician, html
):
    panel = drawn(patient, fsh="2.6")
    reading = factories.reading(panel.draw, "fsh", "6.2")
    record.result.correct(panel.results.get(), reading, by=clinician, why="misread")
    page = html()
    assert re.search(r"before 23 Nov 2026:\s*<s class=\"was\" data-reading>2.6</s>", page)
    assert '<span class="tag">corrected</span>' in page


def test_pending_and_not_done_are_words_and_never_blank(drawn, patient, clinician, text):
    panel = drawn(patient, lh="3.2", fsh="2.6")
    fsh = panel.results.get(analyte="fsh")
    record.result.not_done(fsh, "too little serum", by=clinician, why="the report says so")
    page = text()
    assert "too little serum" in page
    assert "not measured" in page


def test_the_dose_stands_in_its_own_row_and_nowhere_else(drawn, patient, clinician, html):
    drawn(patient, lh="3.2")
    record.treatment.begin(patient, factories.episode(), by=clinician)
    page = html()
    assert page.count("demo-mg") == 1
    assert re.search(r'data-l="Dose">\s*<span class="typed" data-typed>demonstration', page)


def test_a_decision_that_rests_on_a_changed_result_is_marked(
    drawn, patient, clinician, text
):
    panel = drawn(patient, lh="3.2")
    record.decision.decide(patient, factories.decided(), [panel.uid], by=clinician)
    assert "open again" not in text()
    reading = factories.reading(panel.draw, "lh", "6.2")
    record.result.correct(panel.results.get(), reading, by=clinician, why="misread")
    assert "open again" in text()


def test_a_clinician_signs_off_what_he_saw_and_a_nurse_does_not(
    drawn, patient, nurse, html
):
    panel = drawn(patient, lh="3.2")
    address = reverse("sign_off", args=[patient.ref, panel.uid])
    page = html()
    assert f'action="{address}"' in page
    assert 'name="record_version"' in page
    assert "Sign off" not in html(user=nurse)


def test_the_newest_draws_stand_first_and_the_others_a_page_on(course, html, monkeypatch):
    monkeypatch.setattr(draws_table, "DRAWS", 2)
    course(5)
    page = html()
    assert re.findall(r">(\d) Mar 2026, 08:00</a>", page) == ["5", "4"]
    assert "Draws 1 to 2 of 5" in page
    following = re.search(r'href="\?(draws=3)#draws"', page)[1]
    assert re.findall(r">(\d) Mar 2026, 08:00</a>", html(f"?{following}")) == ["3", "2"]
    assert re.findall(r">(\d) Mar 2026, 08:00</a>", html("?draws=5")) == ["1"]


def test_of_a_long_course_twenty_rows_are_rendered(course, html):
    course(45, lh="3.2")
    page = html()
    assert page.count('<tr class="new" id="draw-') == draws_table.DRAWS
    assert "Draws 1 to 20 of 45" in page


def test_all_draws_stand_in_one_table_for_who_asks_and_never_too_many(
    course, html, monkeypatch
):
    monkeypatch.setattr(draws_table, "DRAWS", 2)
    course(5)
    page = html()
    assert 'href="?draws=all#draws"' in page
    assert len(re.findall(r">\d Mar 2026, 08:00</a>", html("?draws=all"))) == 5
    monkeypatch.setattr(draws_table, "ALL", 4)
    assert "draws=all" not in html()
    assert len(re.findall(r">\d Mar 2026, 08:00</a>", html("?draws=all"))) == 2


def test_earlier_draws_are_put_under_those_that_are_here(
    sign_in, clinician, course, url, html, monkeypatch
):
    monkeypatch.setattr(draws_table, "DRAWS", 2)
    course(5)
    address = re.search(r'hx-get="\?([^"]*)"', html())[1].replace("&amp;", "&")
    asked = f"{url()}?{address}"
    part = sign_in(clinician).get(asked, headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r">(\d) Mar 2026, 08:00</a>", part) == ["3", "2"]
    assert "Draws 1 to 4 of 5" in part
    assert "<figure" not in part and "<html" not in part
    assert _reads() == ["record-read", "record-read"]


def test_a_state_of_treatment_goes_on_over_the_page(course, text, monkeypatch):
    monkeypatch.setattr(draws_table, "DRAWS", 2)
    course(5)
    assert "No agent recorded, continued" not in text()
    assert "No agent recorded, continued" in text("?draws=3")


def test_turned_the_table_has_analytes_as_rows_and_says_the_same(
    drawn, patient, html, text
):
    drawn(patient, "2026-03-02 08:00", lh="<0.1", fsh="2.6", interval="1.7-8.6")
    drawn(patient, "2026-05-04 08:00", lh="4.1", left="15")
    turn = r'href="\?([^"#]*)#draws">Analytes in rows'
    way = re.search(turn, html("?from=2026-01-01"))[1]
    assert way == "from=2026-01-01&amp;table=analytes"
    cells = [_cells(html(query)) for query in ("", "?table=analytes")]
    by_draw, by_analyte = ([row[1:] for row in found] for found in cells)
    assert by_analyte == [list(column) for column in zip(*by_draw, strict=True)]
    assert "Analytes in rows" in text("?table=analytes")


def _cells(page):
    """The table's body, row by row, without the rows that name a state of treatment."""
    body = page[page.index('<table class="flowsheet') :]
    body = body[body.index("<tbody") : body.index("</table>")]
    rows = [row for row in body.split("<tr")[1:] if "rowgroup" not in row]
    return [[_bare(cell) for cell in re.split(r"<t[hd]", row)[1:]] for row in rows]


def _bare(cell):
    return " ".join(strip_tags(f"<td{cell}").split())


def test_a_column_leads_to_its_other_units_and_keeps_the_rest(drawn, patient, html):
    drawn(patient, testosterone="12.1")
    page = html("?from=2026-01-01")
    assert (
        'class="unit" href="?from=2026-01-01&amp;unit.testosterone=ng%2FdL#draws"' in page
    )


def test_a_converted_value_says_in_its_cell_what_was_reported(drawn, patient, html):
    drawn(patient, testosterone="349 ng/dL")
    page = html()
    assert re.search(r'≈12.1</span>.{0,90}<span class="meta">from 349 ng/dL</span>', page)


@pytest.mark.parametrize(
    ("facts", "sign", "said"),
    [
        ({"method": "CMIA"}, "≠", "Not comparable with {}: </span>another method"),
        ({"fasting": True}, "//", "Differs from {}: </span>fasting differs"),
    ],
)
def test_what_is_not_like_the_one_before_wears_a_sign_and_says_why(
    drawn, patient, html, facts, sign, said
):
    drawn(patient, "2026-03-02 08:00", lh="3.2")
    drawn(patient, "2026-05-04 08:00", lh="4.1", **facts)
    seen = f'<span class="tag" aria-hidden="true">{sign}</span>'
    spoken = f'<span class="hidden">{said.format("2 Mar 2026, 08:00")}'
    assert seen + spoken in html()


def test_what_an_outsider_typed_is_marked_as_typed(drawn, patient, html):
    drawn(patient, lh="3.2", comment="Repeated.", other="a statin", notes="tired")
    page = html()
    for said in ("Repeated.", "a statin", "tired"):
        assert f'<span class="typed" data-typed>{said}</span>' in page


def test_a_time_that_is_not_known_is_said(drawn, patient, text):
    drawn(patient, "2026-03-02", lh="3.2")
    assert "2 Mar 2026 date only" in text()


def test_the_first_sheet_holds_the_newest_draws_and_says_where_the_rest_is(course, html):
    course(25, lh="3.2")
    page = html()
    sheet = page[page.index('<table class="sheet-draws">') :]
    sheet = sheet[: sheet.index("</table>")]
    assert re.findall(r'<th scope="row">(\d+) Mar', sheet)[:4] == ["25", "24", "23", "22"]
    assert sheet.count("<tr>") == 1 + trend.NEWEST
    assert "draws 1 to 20 of 25, with intervals and changes: from page 2" in page


def test_the_margins_of_paper_say_whose_by_whom_when_and_of_what(drawn, patient, html):
    drawn(patient, lh="3.2")
    (root,) = re.findall("<html[^>]*>", html())
    assert 'data-whose="Otto Synthetic, N-1, born 9 Apr 1988"' in root
    assert 'data-printed="Printed 23 Nov 2026, 09:00 by Clara Synthetic"' in root
    assert re.search(
        r"Data as of 23 Nov 2026, 09:00, record version \d+, digest \w{12}", root
    )


def test_sources_name_each_laboratory_with_its_methods(drawn, patient, text):
    drawn(patient, "2026-03-02 08:00", lh="3.2", fsh="2.6", left="15")
    drawn(patient, "2026-05-04 08:00", lh="3.2", laboratory="Quay")
    page = text()
    assert "Harbour Laboratory, 1 draw on 2 Mar 2026: LH and FSH by immunoassay." in page
    assert "Quay, 1 draw on 4 May 2026: LH by immunoassay." in page


def test_what_is_folded_away_says_what_is_not_as_usual(drawn, patient, text):
    drawn(patient, testosterone="12.1")
    assert "Units, scale, axis, dates:" not in text()
    page = text("?lh=linear&unit.testosterone=ng%2FdL&from=2026-03-01")
    assert "Units, scale, axis, dates: linear scale, ng/dL, own dates" in page


@pytest.mark.parametrize("nonsense", ["0", "-1", "x", "9999999999", "²", "6"])
def test_a_page_of_draws_that_is_not_there_is_the_nearest_one(course, html, nonsense):
    course(3)
    assert "Mar 2026, 08:00</a>" in html(f"?draws={nonsense}")


def test_series_json_has_the_fixed_shape(sign_in, clinician, drawn, patient, url):
    drawn(patient, "2024-05-14 07:50", lh="<0.1", interval="1.7-8.6")
    found = sign_in(clinician).get(url("series")).json()
    (point,) = found["points"]
    assert found["schema"] == "hpg.series/1"
    assert (found["patient"], found["clinic"]) == (patient.ref, "north")
    assert (point["reported"], point["state"]) == ("<0.1", "below")
    assert point["collected_at"] == "2024-05-14T07:50:00+02:00"


def test_csv_is_a_file_named_by_ref_with_the_texts_of_the_table(
    sign_in, clinician, drawn, patient, url
):
    drawn(patient, lh="<0.1")
    answer = sign_in(clinician).get(url("draws_csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert answer["Content-Type"].startswith("text/csv")
    assert patient.ref in answer["Content-Disposition"]
    assert "Otto" not in answer["Content-Disposition"]
    assert "<0.1" in rows[1]


def test_page_and_its_figure_are_one_act(sign_in, clinician, drawn, patient, html):
    drawn(patient, lh="3.2")
    address = re.search(r'data-figure="([^"]+)"', html())[1].replace("&amp;", "&")
    answer = sign_in(clinician).get(f"{address}&size=390")
    assert 'data-size="phone"' in answer.content.decode()
    assert _reads() == ["record-read"]


def test_a_figure_asked_for_by_itself_is_an_act_of_its_own(
    sign_in, clinician, drawn, patient, url
):
    drawn(patient, lh="3.2")
    sign_in(clinician).get(url("figure_part"))
    assert _reads() == ["figure-read"]


def test_the_mark_of_a_page_serves_its_reader_while_the_record_stands(
    sign_in, clinician, nurse, drawn, patient, html
):
    drawn(patient, lh="3.2")
    address = re.search(r'data-figure="([^"]+)"', html())[1].replace("&amp;", "&")
    sign_in(nurse).get(address)
    assert _reads() == ["record-read", "figure-read"]
    with time_machine.travel("2026-11-23 18:01:05 +0000", tick=False):
        sign_in(clinician).get(address)
    assert _reads() == ["record-read", "figure-read"]
    drawn(patient, "2026-11-22 08:00", lh="3.3")
    sign_in(clinician).get(address)
    assert _reads() == ["record-read", "figure-read", "figure-read"]


@pytest.mark.parametrize(
    ("query", "cookie", "mobile", "sent"),
    [
        ("", "", "", ("desk", "1312")),
        ("", "", "?1", ("phone", "358")),
        ("", "358", "", ("phone", "358")),
        ("", "343", "?0", ("phone", "343")),
        ("", "900", "?1", ("tablet", "900")),
        ("", "1100", "", ("desk", "1100")),
        ("", "4000", "", ("desk", "1312")),
        ("", "20", "", ("narrow", "288")),
        ("", "x", "", ("desk", "1312")),
        ("?size=phone", "1312", "", ("phone", "358")),
        ("?size=print", "358", "", ("print", "930")),
        ("?size=700", "358", "", ("tablet", "700")),
        ("?size=-1", "358", "", ("desk", "1312")),
    ],
)
def test_one_figure_is_sent_as_wide_as_the_page(open_with, query, cookie, mobile, sent):
    """The address says it, else the cookie of the script, else the kind of device."""
    answer = open_with(query, cookie, mobile)
    pictures = re.findall(
        r'<svg class="picture (\w+)" data-size="\1" width="(\d+)"', answer.content.decode()
    )
    assert pictures == [sent]
    assert {"Cookie", "Sec-CH-UA-Mobile"} <= {*answer["Vary"].split(", ")}


@pytest.fixture
def open_with(sign_in, clinician, drawn, patient, url):
    """The answer to a browser that tells these of itself."""

    def open_with(query, cookie, mobile):
        drawn(patient, lh="3.2")
        client = sign_in(clinician)
        if cookie:
            client.cookies["room"] = cookie
        headers = {"Sec-CH-UA-Mobile": mobile} if mobile else {}
        return client.get(url("patient") + query, headers=headers)

    return open_with


def test_the_words_of_very_many_draws_are_asked_for_apart(
    sign_in, clinician, course, patient, html, url
):
    course(61, lh="3.2")
    page = html()
    assert "<template data-words></template>" in page
    address = re.search(r'data-figure="([^"]+)"', page)[1].replace("&amp;", "&")
    answer = sign_in(clinician).get(f"{address}&words=yes")
    assert len(answer.json()["steps"]) == 61
    assert _reads() == ["record-read"]


def test_what_the_script_reads_cannot_end_its_place(
    sign_in, clinician, drawn, patient, html
):
    name = "</template><script>alert(1)</script>"
    agent = factories.episode(name, "2026-01-01", agent="")
    record.treatment.begin(patient, agent, by=clinician)
    drawn(patient, lh="3.2")
    assert "<script>alert" not in html()


def _reads():
    verbs = AuditEvent.objects.filter(verb__endswith="-read").order_by("seq")
    return list(verbs.values_list("verb", flat=True))


@pytest.mark.parametrize("name", ["patient", "series", "figure_part"])
@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_fourteen_queries_at_most_however_long_the_course(
    sign_in, clinician, course, url, name, count
):
    course(count, lh="3.2", fsh="2.6", testosterone="12.1", estradiol="98")
    client = sign_in(clinician)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url(name)).status_code == 200
    assert len(queries) <= 14, [query["sql"] for query in queries]


@pytest.mark.parametrize("name", ["patient", "series", "figure_part"])
def test_another_way_to_look_takes_no_more_queries(sign_in, clinician, course, url, name):
    course(3, lh="3.2", testosterone="12.1", interval="1.7-8.6")
    client, counts = sign_in(clinician), []
    client.get(url(name))  # fills what is kept between pages
    for query in ("", "?scale=relative"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name) + query).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] > 0


def test_an_earlier_attempt_is_laid_over_by_a_link(drawn, patient, clinician, html):
    """Each draw stays in the table; the grey ones say to which day they are laid."""
    for start, stop in (("2024-02-15", "2025-01-31"), ("2025-09-01", "2026-01-31")):
        record.treatment.begin(
            patient, factories.episode(start=start, stop=stop), by=clinician
        )
    drawn(patient, "2025-02-20 08:00", lh="<0.1")
    drawn(patient, "2026-02-20 08:00", lh="0.4")
    events = {
        link.words: link.query
        for link in courses.series_of(
            patient, {}, today=date(2026, 11, 23), who=Who.STAFF
        ).axes
    }
    axis = html(f"?{events['Days since testosterone ended, 31 Jan 2026']}")
    assert "Lay over in grey" in axis
    over = re.search(
        r'href="\?([^"]*over=[^"]*)#trend">testosterone ended, 31 Jan 2025', axis
    )
    page = html(f"?{unescape(over[1])}")
    assert strip_tags(page).count("laid over in grey: day 20 after") == 1
    assert re.search(r'class="marks"[^>]* d="M', page)
    assert "over testosterone ended, 31 Jan 2025" in strip_tags(page)
    assert "own dates" not in strip_tags(page)
    assert "Lay over in grey" not in html()


def test_each_result_beside_its_own_interval_is_a_link_and_says_so(drawn, patient, html):
    drawn(patient, lh="3.2")
    usual = html()
    assert 'href="?scale=relative#trend"' in usual
    page = html("?scale=relative")
    assert "this is a drawing, not a judgement" in strip_tags(page)
    assert "this is a drawing" not in strip_tags(usual)
    assert ": relative to its own interval" in strip_tags(page)
    assert "log scale" not in strip_tags(page)
    assert "scale=relative" in re.search(r'data-figure="[^"]*"', page)[0]
    assert 'name="scale" value="relative"' in page


def test_another_place_for_results_is_refused_in_a_sentence(drawn, patient, text):
    drawn(patient, lh="3.2")
    page = text("?scale=own")
    assert "“own” is not a place for results. Choose value or relative." in page


def test_what_cannot_be_laid_over_is_told_and_everything_shown(drawn, patient, text):
    drawn(patient, lh="3.2")
    page = text("?over=first")
    assert "Choose an event to count days from, then what to lay over." in page
    assert "Everything is shown instead." in page
