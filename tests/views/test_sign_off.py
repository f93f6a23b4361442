"""A sign-off says the same wherever it is offered, and does what it says."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Release, Result
from tests import crawl, factories
from tests.pages import text

pytestmark = pytest.mark.usefixtures("noon")

_FORM = re.compile(r'<form method="post" action="([^"]*/sign-off/)">(.*?)</form>', re.S)


def _correct(panel, analyte, cell, by, **facts):
    factories.CorrectionFactory(panel=panel, **{analyte: cell}, **facts, by=by)


def _plain(drawn, patient, by):
    return drawn(patient, lh="3.2", testosterone="12.1")


def _in_part_preliminary(drawn, patient, by):
    panel = drawn(patient, lh="3.2")
    factories.ResultFactory(panel=panel, fsh="4.1", status="preliminary", by=by)
    return panel


def _flagged(drawn, patient, by):
    return drawn(patient, lh="3.2", flags=("unit-slip",))


def _corrected(drawn, patient, by):
    panel = drawn(patient, lh="3.2", testosterone="12.1", signed_by=by)
    _correct(panel, "lh", "2.3", by, status="corrected")
    return panel


def _added_to(drawn, patient, by):
    panel = drawn(patient, lh="3.2", signed_by=by)
    factories.ResultFactory(panel=panel, fsh="4.1", by=by)
    return panel


def _taken_back(drawn, patient, by):
    panel = drawn(patient, lh="3.2", signed_by=by)
    record.release.take_back(panel, by=by, why="too early")
    return panel


def _not_done(drawn, patient, by):
    panel = drawn(patient, lh="3.2")
    record.result.not_done(panel.results.get(), "clotted", by=by, why="laboratory")
    return panel


CASES = {
    _plain: ("Sign off and share", "the patient can then read it"),
    _in_part_preliminary: (
        "Sign off and share",
        "the patient can then read the rest; not yet: FSH (preliminary)",
    ),
    _flagged: ("Sign off and share", "the patient can then read it"),
    _corrected: (
        "Sign off",
        "the patient can read it already, as corrected on 10 Mar 2026",
    ),
    _added_to: ("Sign off and share", "the patient can then read it"),
    _taken_back: ("Sign off and share", "the patient can then read it"),
    _not_done: ("Sign off", "nothing is shared"),
}


def _said(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split()).replace(" ;", ";")


def _offers(response):
    """By address: what each sign-off of a page is called, and what follows."""
    found = {}
    for address, form in _FORM.findall(response.content.decode()):
        hidden = re.sub(r'<span class="hidden">.*?</span>', "", form)
        name, effect = hidden.split('<span class="effect">')
        assert 'name="record_version" value="' in form
        found[address] = _said(name), _said(effect)
    return found


def _on_worklist(response):
    """What stands in the last cell of its first row of draws, without the second line."""
    draws = response.text.split('<h2 id="review"')[1].split("<tbody>")[1].split("</tr>")[0]
    return _said(draws.split("<td>")[-1].split('<span class="meta">')[0])


@pytest.fixture
def pages(sign_in, clinician):
    """The pages that offer the sign-off of a draw; the worklist tells what follows."""

    def pages(panel):
        client, ref = sign_in(clinician), panel.patient.ref
        offering = [client.get(reverse("panel", args=[ref, panel.uid]))]
        return offering, client.get(reverse("worklist"))

    return pages


def _readable(patient):
    rows = Result.objects.current().released().filter(patient=patient)
    return {row.analyte: row.reported for row in rows}


@pytest.mark.parametrize("case", CASES)
def test_it_says_the_same_on_every_page(case, drawn, patient, clinician, pages):
    panel = case(drawn, patient, clinician)
    offering, worklist = pages(panel)
    address = reverse("sign_off", args=[patient.ref, panel.uid])
    assert [_offers(page) for page in offering] == [{address: CASES[case]}]
    assert _on_worklist(worklist) == CASES[case][1]


@pytest.mark.parametrize("case", CASES)
def test_it_shares_exactly_when_it_says_so(case, drawn, patient, clinician):
    panel = case(drawn, patient, clinician)
    before = _readable(patient)
    record.release.sign_off(panel, by=clinician)
    act, effect = CASES[case]
    assert (_readable(patient) != before) == (act == "Sign off and share")
    assert ("already" in effect) == (_readable(patient) == before != {})


def test_without_a_login_it_is_not_called_sharing(drawn, north, clinician, pages):
    panel = drawn(factories.patient(north, clinician, "N-9"), lh="3.2")
    panel.patient.account_id = None
    offering, worklist = pages(panel)
    effect = "not shown online: no login yet"
    for page in offering:
        assert list(_offers(page).values()) == [("Sign off", effect)]
    assert _on_worklist(worklist) == effect


@pytest.mark.parametrize("how", ["misfiled", "in error"])
def test_what_was_taken_out_is_signed_off_and_nothing_is_shared(
    how, drawn, patient, north, clinician, sign_in
):
    panel = drawn(patient, lh="3.2")
    if how == "misfiled":
        other = factories.patient(north, clinician, "N-7")
        record.misfiled(panel, to=other, by=clinician, reason="labels swapped")
    else:
        lh = panel.results.get()
        record.result.enter_in_error(lh, by=clinician, why="another man's")
    page = sign_in(clinician).get(reverse("panel", args=[patient.ref, panel.uid]))
    assert list(_offers(page).values()) == [("Sign off", "nothing is shared")]


def test_no_page_offers_it_in_other_words(drawn, patient, clinician, sign_in):
    """Every page that links lead to, from the worklist on."""
    panel = _in_part_preliminary(drawn, patient, clinician)
    client, here = sign_in(clinician), reverse("patient", args=[patient.ref])
    left, seen, offering = [reverse("worklist")], set(), {}
    while left:
        path = left.pop()
        if path in seen or not (path == reverse("worklist") or path.startswith(here)):
            continue
        seen.add(path)
        response = client.get(path)
        if offers := _offers(response):
            offering[path] = offers
        markup = response.content.decode()
        left += [
            urlsplit(urljoin(path, link)).path
            for link in crawl.page(markup).links
            if "text/html" in response.headers["Content-Type"]
        ]
    address = reverse("sign_off", args=[patient.ref, panel.uid])
    assert set(offering) == {reverse("panel", args=[patient.ref, panel.uid])}
    assert all(
        offers == {address: CASES[_in_part_preliminary]} for offers in offering.values()
    )


def test_it_says_which_version_was_seen(drawn, patient, clinician, pages, client):
    panel = drawn(patient, lh="3.2")
    (offering,), _ = pages(panel)
    address, form = _FORM.findall(offering.content.decode())[0]
    version = re.search(r'name="record_version" value="(\d+)"', form)[1]
    _correct(panel, "lh", "2.3", clinician)
    response = client.post(address, {"record_version": version})

    assert response.status_code == 409
    assert "changed since you opened it" in text(response)
    assert not Release.objects.exists()


@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 5000])
def test_without_saying_what_was_seen_nothing_is_signed_off(
    version, drawn, patient, clinician, sign_in
):
    panel = drawn(patient, lh="3.2")
    address = reverse("sign_off", args=[patient.ref, panel.uid])
    sent = {} if version is None else {"record_version": version}
    response = sign_in(clinician).post(address, sent)

    assert response.status_code in (409, 422)
    assert not Release.objects.exists()
    assert AuditEvent.objects.filter(verb="panel-read").count() == (
        response.status_code == 422
    )
