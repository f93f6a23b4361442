"""Explore on the page and as JSON: asked for only, lean, and one act with its page."""

import re
import sys
from html import unescape
from urllib.parse import parse_qsl

import plotly.graph_objects
import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import strip_tags

from labs.models import AuditEvent, Patient, User

pytestmark = pytest.mark.usefixtures("monday")

BUNDLE = "plotly-basic"


@pytest.fixture
def course(patient, drawn):
    drawn(patient, "2026-01-05 08:00", lh="<0.1", fsh="0.4", testosterone="17.2")
    drawn(patient, "2026-02-02 08:10", lh="0.6", fsh="1.1", testosterone="9.8")
    drawn(patient, "2026-03-02 08:20", lh="3.1", testosterone="12.1")
    return patient


@pytest.fixture
def page(sign_in, clinician, patient):
    def page(query="?view=explore"):
        address = reverse("patient", args=[patient.ref])
        return sign_in(clinician).get(address + query).content.decode()

    return page


@pytest.fixture
def figure(sign_in, clinician, patient):
    def figure(query="", user=None):
        address = reverse("figure", args=[patient.ref])
        return sign_in(user or clinician).get(address + query)

    return figure


def asked(page):
    """The address that the page's own script asks, with what its hidden boxes hold."""
    address = re.search(r'data-explore="([^"]+)"', page)[1]
    hidden = re.findall(r'<input type="hidden" name="(\S+)" value="([^"]+)">', page)
    return address, {name: unescape(value) for name, value in hidden}


def rows(answer):
    """The names of the rows, from above."""
    data = answer.json()["data"]
    told = [t["hovertext"][0] for t in data if "hoverinfo" in t]
    return [re.match(r"(LH|FSH|Testosterone|Estradiol|Testicular)", one)[1] for one in told]


def reads():
    verbs = AuditEvent.objects.filter(verb__endswith="-read").order_by("seq")
    return list(verbs.values_list("verb", flat=True))


def test_the_library_is_loaded_only_where_explore_is_asked_for(course, page):
    assert BUNDLE not in page("")
    assert "data-explore" not in page("?view=figure")
    assert BUNDLE in page("?view=explore")


def test_the_pages_own_figure_stays_in_the_page(course, page):
    told = page()
    assert "<svg" in told.split("data-replaced")[1]
    assert "Explore needs JavaScript." in strip_tags(told)


def test_links_lead_to_both_figures_and_keep_how_the_page_is_looked_at(course, page):
    told = page("?view=explore&unit.testosterone=ng%2FdL&from=2026-01-01")
    links = dict(
        re.findall(r'<a href="\?(\S+)"(?: aria-current="true")?>([^<]+)</a>', told)
    )
    kept = {"from": "2026-01-01", "unit.testosterone": "ng/dL", "view": "explore"}
    plots = {words: dict(parse_qsl(unescape(query))) for query, words in links.items()}
    assert plots["Over time"] == kept | {"plot": "time"}
    assert plots["LH against testosterone"] == kept | {"plot": "answer"}


def test_what_was_chosen_stands_in_the_address(course, page):
    told = page("?view=explore&rows=lh&rows=&lh=linear")
    checked = re.findall(r'value="(\w+)"[^>]* checked', told)
    assert checked == ["lh", "linear"]


def test_page_and_its_figure_are_one_act(course, page, sign_in, clinician):
    address, query = asked(page())
    assert "data" in sign_in(clinician).get(address, query).json()
    assert reads() == ["record-read"]


def test_a_figure_asked_for_by_itself_is_an_act_of_its_own(course, figure):
    figure()
    assert reads() == ["figure-read"]


def test_the_mark_of_a_page_serves_its_reader_only_and_only_a_day(
    course, page, sign_in, clinician, nurse
):
    address, query = asked(page())
    sign_in(nurse).get(address, query)
    assert reads() == ["record-read", "figure-read"]
    with time_machine.travel("2026-11-24 08:00:05 +0000", tick=False):
        sign_in(clinician).get(address, query)
    assert reads() == ["record-read", "figure-read", "figure-read"]


@pytest.mark.parametrize("query", ["", "?view=figure", "?view=explore", "?plot=time"])
def test_both_views_of_the_address_have_the_figure_over_time(course, figure, query):
    every = ["LH", "FSH", "Testosterone", "Estradiol", "Testicular"]
    assert rows(figure(query)) == every


def test_rows_are_those_that_are_asked_for(course, figure):
    assert rows(figure("?rows=testosterone&rows=lh")) == ["LH", "Testosterone"]
    assert rows(figure("?rows=")) == []


def test_the_scale_is_the_one_that_is_asked_for(course, figure):
    kinds = [
        figure(f"?lh={name}").json()["layout"]["yaxis2"]["type"]
        for name in ("log", "linear")
    ]
    assert kinds == ["log", "linear"]


def test_a_narrow_page_gets_its_titles_over_the_rows(course, figure):
    wide, narrow = (figure(q).json()["layout"] for q in ("", "?size=phone"))
    assert narrow["margin"]["l"] < wide["margin"]["l"]


def test_what_only_the_other_figure_shows_is_left_out(course, figure):
    """An earlier course laid over; places relative to a range."""
    assert figure("?scale=relative&over=x").json() == figure().json()


def test_what_is_spoken_of_very_many_draws_is_asked_for_apart(patient, drawn, figure):
    for day in range(61):
        drawn(patient, f"2025-{day // 28 + 1:02}-{day % 28 + 1:02} 08:00", lh="3.1")
    meta = figure().json()["layout"]["meta"]
    assert meta["steps"] is None
    told = figure("?words=yes").json()
    assert list(told) == ["steps"] and len(told["steps"]) == len(meta["x"]) == 61
    assert told["steps"][0].startswith("1 Jan 2025. LH 3.1 IU/L")
    assert (
        figure("?from=2025-03-01").json()["layout"]["meta"]["steps"] == told["steps"][56:]
    )


def test_signal_and_answer_has_its_table_beside(course, page, figure):
    told = " ".join(strip_tags(page("?view=explore&plot=answer")).split())
    assert "1 5 Jan 2026 &lt;0.1" in told
    marks = next(t for t in figure("?plot=answer").json()["data"] if "hoverinfo" in t)
    assert marks["text"] == ["1", "2", "3"]


def test_its_table_lists_what_its_figure_numbers_at_every_scale(course, page, figure):
    """A result that has no place within its range has a value."""
    for scale in ("", "&scale=relative"):
        query = f"?view=explore&plot=answer{scale}"
        told = " ".join(strip_tags(page(query)).split())
        assert "No draw measured both" not in told
        assert "1 5 Jan 2026 &lt;0.1" in told and "3 2 Mar 2026 3.1" in told
        marks = next(t for t in figure(query).json()["data"] if "hoverinfo" in t)
        assert marks["text"] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("draws", "words"),
    [
        ([], "No draw measured both LH and testosterone."),
        (["2026-03-02 08:00"], "Only one draw measured both LH and testosterone"),
    ],
)
def test_fewer_than_two_pairs_are_said_and_the_figure_stays(
    patient, drawn, page, figure, draws, words
):
    drawn(patient, "2026-01-05 08:00", fsh="0.4")
    for day in draws:
        drawn(patient, day, lh="3.2", testosterone="12.1")
    told = page("?view=explore&plot=answer")
    assert words in strip_tags(told)
    assert BUNDLE not in told
    assert figure("?plot=answer").status_code == 400


def test_no_request_loads_the_python_half_of_plotly(course, page, figure, monkeypatch):
    loaded = [name for name in sys.modules if name.split(".")[0] == "plotly"]
    for name in loaded:
        monkeypatch.delitem(sys.modules, name)
    page()
    for query in ("", "?plot=answer"):
        assert figure(query).status_code == 200
    assert "plotly" not in sys.modules


@pytest.mark.django_db
def test_plotly_takes_every_figure_of_every_man_of_the_demonstration(
    client, tmp_path, settings
):
    settings.DATA_DIR = tmp_path
    call_command("seed_demo")
    refused = []
    for man in Patient.objects.named():
        who = User.objects.get(email=f"clinician@{man.clinic.slug}.example")
        client.force_login(who)
        for query in (
            "",
            "size=phone",
            "lh=linear",
            "plot=answer",
            "plot=answer&lh=linear",
        ):
            answer = client.get(reverse("figure", args=[man.ref]) + "?" + query)
            if answer.status_code == 200:
                plotly.graph_objects.Figure(answer.json())
            else:
                refused.append((man.name, query))
    assert {query.split("&")[0] for _, query in refused} == {"plot=answer"}
    assert {name for name, _ in refused} == {"Karl Synthetic"}
