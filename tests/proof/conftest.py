"""A course put behind the real pages, and every page and file that shows it."""

import csv
import io
from urllib.parse import urlsplit

import pytest

from labs import courses
from tests.proof.surfaces import SIZES, Surfaces
from tests.proof.the_list import TheList
from tests.proof.tree import tree


@pytest.fixture
def asked(client):
    """A page, a file or a list, as its reader gets it."""

    def asked(user, address):
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    return asked


@pytest.fixture
def seen(asked, clinician, patient_user):
    """Every surface of one man's record; with his own pages where `his` is true."""

    def seen(patient, query="", *, his=True):
        base = f"/patients/{patient.ref}/"
        pages = list(_pages(asked, clinician, base, query))
        figure = pages[0].all("figure", "course")
        home = own = None
        if his:
            home = tree(asked(patient_user, "/me/").content.decode())
            own = TheList(asked(patient_user, "/me/series.json").json())
        the_list = TheList(asked(clinician, f"{base}series.json?{query}").json())
        dated = "from=" in query
        return Surfaces(
            pages=pages,
            the_list=the_list,
            whole=TheList(asked(clinician, f"{base}series.json").json())
            if dated
            else the_list,
            figures={
                size: asked(clinician, f"{figure[0].at['data-figure']}&size={size}").json()
                for size in SIZES
                if figure
            },
            rows=_csv(asked(clinician, f"{base}draws.csv?{query}")),
            home=home,
            own=own,
        )

    return seen


def _pages(asked, user, base, query):
    """The record, and the further pages of its table, by their own links."""
    address = f"{base}?{query}"
    while address:
        page = tree(asked(user, address).content.decode())
        yield page
        further = [link for link in page.all("a") if link.text == "Earlier draws"]
        address = f"{base}?{urlsplit(further[0].at['href']).query}" if further else ""


def _csv(answer):
    return list(csv.reader(io.StringIO(answer.content.decode())))


@pytest.fixture
def shown(seen, patient, monkeypatch):
    """Every surface of a course that no database holds: only the rows are passed over."""

    def shown(course, query=""):
        monkeypatch.setattr(courses, "course", lambda *_, **__: course)
        return seen(patient, query)

    return shown
