"""The trend page and its other forms: one list, in few queries, one event an act."""

import csv
import io
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from labs import record
from labs.models import AuditEvent, Preference
from labs.views import results_table
from tests import factories

pytestmark = pytest.mark.usefixtures("monday")


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
    assert "No draws yet" in page
    assert url("panel_new") in page and reverse("import") in page
    assert "<figure" not in page
    assert "No decision recorded." in page and "No treatment recorded." in page


def test_a_value_stands_with_sign_word_and_interval(drawn, patient, text):
    drawn(patient, "2026-11-20 07:40", lh="<0.1", interval="1.7-8.6")
    page = text()
    assert "<0.1 ↓ below" in page.replace("&lt;", "<")
    assert "1.7–8.6" in page
    assert "20 Nov 2026 07:40" in page


def test_the_figure_is_in_the_page_before_any_script(drawn, patient, html):
    drawn(patient, lh="<0.1")
    page = html()
    assert re.search(r"<figure[^>]*>\s*<div[^>]*><svg", page)


def test_the_bar_tells_the_phase_in_facts(patient, text):
    factories.TreatmentFactory(patient=patient, start="2025-02-15", stop="2026-10-01")
    page = text()
    assert "No treatment recorded since 1 Oct 2026 (day 53)" in page
    assert "washed" not in page


def test_the_dose_stands_in_its_own_row_and_nowhere_else(drawn, patient, html):
    drawn(patient, lh="3.2")
    factories.TreatmentFactory(patient=patient)
    page = html()
    assert page.count("demo-mg") == 1
    assert '<td><span class="typed" data-typed>demonstration' in page


def test_a_decision_that_rests_on_a_changed_result_is_marked(drawn, patient, text):
    panel = drawn(patient, lh="3.2")
    factories.DecisionFactory(patient=patient, on=[panel])
    assert "reopened" not in text()
    factories.CorrectionFactory(panel=panel, lh="6.2")
    assert "reopened" in text()


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
    assert "No draw in these dates. Show all" in text("?from=2026-10-01")


def test_a_correction_leaves_the_old_value_struck_with_its_day(drawn, patient, html):
    panel = drawn(patient, fsh="2.6")
    factories.CorrectionFactory(panel=panel, fsh="6.2")
    page = html()
    assert '<span>corrected</span> <s class="was">2.6</s>' in page


def test_pending_and_not_done_are_words_and_never_blank(drawn, patient, clinician, text):
    panel = drawn(patient, lh="3.2", fsh="2.6")
    fsh = panel.results.get(analyte="fsh")
    record.result.not_done(fsh, "too little serum", by=clinician, why="the report says so")
    page = text()
    assert "too little serum" in page
    assert "not measured" in page


def test_what_an_outsider_typed_is_marked_as_typed(drawn, patient, html):
    drawn(patient, lh="3.2", comment="Repeated.", other_drug="a statin", notes="tired")
    page = html()
    for said in ("Repeated.", "a statin", "tired"):
        assert f'<span class="typed" data-typed>{said}</span>' in page


def days(page):
    return re.findall(r">(\d+) Mar 2026</a>", page)


def test_the_newest_eight_draws_stand_first_and_the_others_a_press_on(course, html):
    course(11)
    page = html()
    assert days(page) == ["11", "10", "9", "8", "7", "6", "5", "4"]
    assert "Show earlier (3)" in page and "11 draws, newest first" in page
    whole = re.search(r'href="\?(draws=all)#draw-', page)[1]
    page = html(f"?{whole}")
    assert len(days(page)) == 11
    assert "Show earlier" not in page


def test_of_a_long_course_the_page_stays_small(course, html, monkeypatch):
    monkeypatch.setattr(results_table, "MORE", 10)
    monkeypatch.setattr(results_table, "MOST", 20)
    course(45)
    page = html()
    assert page.count('id="draw-') == results_table.NEWEST
    assert "draws=18#draw-" in page and "Show earlier (37)" in page
    assert html("?draws=all").count('id="draw-') == 20


def test_earlier_draws_are_put_under_those_that_are_here(
    sign_in, clinician, course, url, html
):
    course(11)
    address = re.search(r'hx-get="\?([^"]*after=8)"', html())[1].replace("&amp;", "&")
    asked = f"{url()}?{address}"
    part = sign_in(clinician).get(asked, headers={"HX-Request": "true"}).content.decode()
    assert days(part) == ["3", "2", "1"]
    assert part.count("autofocus") == 1 and part.index("autofocus") < part.index(">3 Mar")
    assert "<figure" not in part and "<html" not in part
    assert 'id="foot-of-results" hx-swap-oob="true"' in part and "Show earlier" not in part
    assert _reads() == ["record-read", "record-read"]


@pytest.mark.parametrize("nonsense", ["0", "-1", "x", "²", "6"])
def test_a_number_of_draws_that_is_none_is_the_usual_one(course, html, nonsense):
    course(9)
    assert len(days(html(f"?draws={nonsense}"))) == results_table.NEWEST


def test_what_is_chosen_is_swapped_and_its_address_written_as_everywhere(
    sign_in, clinician, drawn, patient, url
):
    drawn(patient, testosterone="12.1", estradiol="98")
    form = (
        "?options=open&view=figure&scale=linear&units=ng%2FdL%2Cpg%2FmL&axis=date&from=&to="
    )
    answer = sign_in(clinician).get(url() + form, headers={"HX-Request": "true"})
    part = answer.content.decode()
    address = "?lh=linear&unit.estradiol=pg%2FmL&unit.testosterone=ng%2FdL"
    assert answer["HX-Push-Url"] == url() + address
    assert "<html" not in part and 'class="patient-bar"' not in part
    assert '<option value="linear" selected>' in part
    assert 'data-fold="options" open' in part
    assert "≈349" in part


def test_the_form_of_options_works_without_a_script(drawn, patient, html):
    drawn(patient, testosterone="12.1", estradiol="98")
    page = html(
        "?options=open&view=figure&scale=relative&units=ng%2FdL%2Cpmol%2FL&axis=date"
    )
    assert '<option value="relative" selected>' in page
    assert '<option value="ng/dL,pmol/L" selected>' in page
    assert 'data-fold="options" open' in page
    assert "Range: All, % of reference range, ng/dL, options" in page


def test_a_closed_fold_of_options_says_what_is_not_as_usual(drawn, patient, html):
    drawn(patient, testosterone="12.1")
    assert "Range: All, options" in html()
    page = html("?lh=linear&from=2026-03-01")
    assert "Range: dates chosen, values, all linear, options" in page
    assert 'data-fold="options">' in page


def test_latest_values_are_no_table_of_their_own(drawn, patient, html):
    drawn(patient, "2026-11-20 07:40", lh="3.2")
    page = re.sub(r"<svg.*?</svg>|<template.*?</template>", "", html(), flags=re.DOTALL)
    page = page.partition('id="notes"')[0]
    assert page.count("3.2") == 2  # in words, and in its row


def test_what_is_new_leads_to_its_draw_and_no_row_signs_off(drawn, patient, html, nurse):
    panel = drawn(patient, "2026-11-20 07:40", lh="3.2")
    page = html()
    assert "<strong>Not reviewed:</strong> draw of 20 Nov 2026." in page
    assert f'{reverse("panel", args=[patient.ref, panel.uid])}">Review</a>' in page
    assert "sign-off" not in page
    assert "Review</a>" in html(user=nurse)


def test_calculated_values_are_one_block_and_lead_nowhere(drawn, patient, text):
    drawn(patient, lh="3.2", testosterone="12.1", estradiol="98", left="15", right="16")
    page = text()
    assert "Testosterone : LH 3.78 nmol/L per IU/L" in page
    assert page.count("Testosterone : estradiol") == 1 and "mol/mol)" in page
    assert "Total volume 31 mL" in page
    assert "Mean volume" not in page


def test_treatments_and_decisions_beyond_the_newest_are_folded(patient, html):
    for year in range(2015, 2022):
        stop = f"{year}-06-01"
        factories.TreatmentFactory(patient=patient, start=f"{year}-02-15", stop=stop)
        factories.DecisionFactory(patient=patient, date=stop)
    page = html()
    assert page.count("Show all (7)") == 2
    before, after = page.split("Show all (7)")[:2]
    assert before.count('id="decision-') == 4
    assert after.count('id="decision-') == 3


def test_the_axis_picture_stands_on_a_page_of_its_own(
    sign_in, clinician, drawn, patient, url
):
    drawn(patient, lh="3.2")
    client = sign_in(clinician)
    page = client.get(url()).content.decode()
    assert url("patient_axis") in page
    assert "axis-picture" not in page
    assert "axis-picture" in client.get(url("patient_axis")).content.decode()
    assert _reads() == ["record-read", "axis-read"]


def test_a_nurse_has_no_act_that_is_not_hers(drawn, patient, html, nurse, url):
    drawn(patient, lh="3.2")
    page, hers = html(), html(user=nurse)
    for act in (">Decision<", ">Add treatment<"):
        assert act in page and act not in hers
    for act in (">New draw<", ">Treatments<", ">Baselines<", ">Results as CSV<"):
        assert act in hers


def test_after_a_save_its_message_stands_in_the_place_of_the_line(
    sign_in, clinician, drawn, patient, url
):
    drawn(patient, lh="3.2")
    client = sign_in(clinician)
    options = {
        "view": "figure",
        "lh": "linear",
        "scale": "value",
        "unit.testosterone": "ng/dL",
    }
    assert client.post(url("remember"), options)["Location"] == url()
    answer = client.get(url())
    page = " ".join(answer.content.decode().split())
    assert 'role="status" tabindex="-1" autofocus> <p>' in page
    assert "<strong>Not reviewed:" not in page


# ---- What is remembered


@pytest.fixture
def remember(sign_in, clinician, url):
    def remember(options):
        return sign_in(clinician).post(url("remember"), options)

    return remember


def test_what_is_remembered_is_of_one_person_and_every_patient(
    remember, clinician, nurse, drawn, patient, html
):
    drawn(patient, testosterone="12.1")
    options = {
        "view": "figure",
        "lh": "linear",
        "scale": "value",
        "unit.testosterone": "ng/dL",
    }
    folds = {"fold": ["options", "words", "nonsense"]}
    remember(options | folds)
    page = html()
    assert "≈349" in page and '<option value="linear" selected>' in page
    assert 'data-fold="options" open' in page and 'data-fold="words" open' in page
    assert "≈349" not in html(user=nurse)
    (row,) = Preference.objects.all()
    assert (row.user, row.folds) == (clinician, ["options", "words"])


def test_an_address_holds_for_one_answer_and_is_not_remembered(
    sign_in, clinician, drawn, patient, url, html
):
    drawn(patient, testosterone="12.1")
    sign_in(clinician).post(url("remember"), {"lh": "linear"})
    assert '<option value="value" selected>' in html("?lh=log")
    assert '<option value="linear" selected>' in html()


def test_dates_time_axis_and_comparison_are_never_remembered(
    sign_in, clinician, drawn, patient, url, html
):
    drawn(patient, "2025-03-02 08:00", lh="3.2")
    asked = {"lh": "log", "from": "2026-01-01", "draws": "all"}
    sign_in(clinician).post(url("remember"), asked)
    assert "No draw in these dates." not in html()


def test_files_for_programs_never_read_what_is_remembered(
    sign_in, clinician, drawn, patient, url
):
    drawn(patient, testosterone="12.1")
    client = sign_in(clinician)
    files = {name: client.get(url(name)).content for name in ("draws_csv", "series")}
    client.post(url("remember"), {"unit.testosterone": "ng/dL", "scale": "relative"})
    assert client.get(url("draws_csv")).content == files["draws_csv"]
    assert b"349" not in client.get(url("series")).content
    assert "349" in client.get(url()).content.decode()  # and its link says so
    address = re.search(r'href="([^"]*draws.csv[^"]*)"', client.get(url()).content.decode())
    assert b"349" in client.get(unescape(address[1])).content


def test_nonsense_is_not_remembered(sign_in, clinician, drawn, patient, url):
    drawn(patient, lh="3.2")
    client = sign_in(clinician)
    client.post(url("remember"), {"lh": "cubic"})
    answer = client.get(url())
    assert "“cubic” is not a scale." in answer.content.decode()
    assert not Preference.objects.exists()


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


def test_what_the_script_reads_cannot_end_its_place(sign_in, drawn, patient, html):
    name = "</template><script>alert(1)</script>"
    factories.TreatmentFactory(patient=patient, name=name, start="2026-01-01", agent="")
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


def test_an_earlier_course_is_compared_by_a_choice(drawn, patient, html):
    """Each draw stays in the table; the grey ones say to which day they are laid."""
    for start, stop in (("2024-02-15", "2025-01-31"), ("2025-09-01", "2026-01-31")):
        factories.TreatmentFactory(patient=patient, start=start, stop=stop)
    drawn(patient, "2025-02-20 08:00", lh="<0.1")
    drawn(patient, "2026-02-20 08:00", lh="0.4")
    usual = html()
    assert 'id="option-over" disabled' in usual
    axis = re.search(
        r'value="(since:\w+)">days since testosterone stopped, 31 Jan 2026', usual
    )[1]
    over = re.search(
        r'value="(\w+)">testosterone stopped, 31 Jan 2025', html(f"?axis={axis}")
    )[1]
    page = html(f"?options=open&from=2026-01-01&axis={axis}&over={over}")
    assert "Everything is shown instead." not in page
    assert strip_tags(page).count("laid over in grey: day 20 after") == 1
    assert re.search(r'class="marks"[^>]* d="M', page)
    assert "compared with testosterone stopped, 31 Jan 2025" in strip_tags(page)
    page = html(f"?options=open&axis=date&over={over}")
    assert "Everything is shown instead." not in page


def test_each_result_within_its_own_range_is_a_choice_and_says_so(drawn, patient, html):
    drawn(patient, lh="3.2")
    usual = html()
    assert '<option value="relative">% of reference range' in usual
    page = html("?scale=relative")
    assert "this is a drawing, not a judgement" in strip_tags(page)
    assert "this is a drawing" not in strip_tags(usual)
    assert "scale=relative" in re.search(r'data-figure="[^"]*"|figure\.json[^"]*', page)[0]
    assert 'name="scale" value="relative"' in page


def test_another_place_for_results_is_refused_in_a_sentence(drawn, patient, text):
    drawn(patient, lh="3.2")
    page = text("?scale=own")
    assert "“own” is not a scale. Choose value or relative." in page


def test_what_cannot_be_laid_over_is_told_and_everything_shown(drawn, patient, text):
    drawn(patient, lh="3.2")
    page = text("?over=first")
    assert "Choose an event to count days from, then what to lay over." in page
    assert "Everything is shown instead." in page
