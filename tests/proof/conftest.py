"""A course put behind the real pages, and every page and file that shows it."""

import csv
import io
import json
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import load_command_class
from django.urls import reverse

from labs import courses
from labs.management import command
from labs.models import Panel
from tests.pages import filled, read
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
        parts = pages[0].all("div", "figure-part")
        home = own = None
        if his:
            home = tree(asked(patient_user, "/me/").content.decode())
            own = TheList(asked(patient_user, "/me/series.json").json())
        the_list = TheList(asked(clinician, f"{base}series.json?{query}").json())
        dated = "from=" in query
        return Surfaces(
            pages=pages,
            axis=tree(asked(clinician, f"{base}axis/?{query}").content.decode()),
            the_list=the_list,
            whole=TheList(asked(clinician, f"{base}series.json").json())
            if dated
            else the_list,
            figures={
                size: _figure(asked, clinician, f"{parts[0].at['data-figure']}&size={size}")
                for size in SIZES
                if parts
            },
            rows=_csv(asked(clinician, f"{base}draws.csv?{query}")),
            home=home,
            own=own,
        )

    return seen


def _figure(asked, user, address):
    """A size of the figure, and what the script of the page is told of its draws."""
    part = tree(asked(user, address).content.decode())
    words = part.one("template", data_words=True).text
    if not words:
        words = asked(user, f"{address}&words=yes").content.decode()
    return part, _spelled(json.loads(words))


def _spelled(told):
    """The steps with their lines and words, which stand once in `texts`."""

    def read(places):
        return [told["texts"][at] for at in places]

    steps = [
        [x, title, read(about), [*map(read, rows)], words]
        for x, title, about, rows, words in told["steps"]
    ]
    return told | {"steps": steps}


def _pages(asked, user, base, query):
    """The record, and again with more draws in its table, by its own links."""
    address = f"{base}?{query}"
    while address:
        page = tree(asked(user, address).content.decode())
        yield page
        further = [link for link in page.all("a") if link.text.startswith("Show earlier")]
        address = f"{base}?{urlsplit(further[0].at['href']).query}" if further else ""


def _csv(answer):
    return list(csv.reader(io.StringIO(answer.content.decode())))


@pytest.fixture
def shown(seen, patient, monkeypatch):
    """Every surface of a course that no database holds: only the rows are passed over."""

    def shown(course, query=""):
        monkeypatch.setattr(courses, "load_course", lambda *_, **__: course)
        return seen(patient, query)

    return shown


@pytest.fixture
def entered(client, nurse):
    """A draw of one man, typed into the sheet by the nurse and saved."""

    def entered(patient, day, time, **typed):
        client.force_login(nurse)
        url = reverse("panel_new", args=[patient.ref])
        sent = filled(client.get(url), "sheet", day=day, time=time, **typed)
        answer = client.post(url, sent)
        assert answer.status_code == 303, read(answer).text
        return Panel.objects.latest("pk")

    return entered


@pytest.fixture
def shared(client, clinician, entered):
    """The same, signed off by the clinician with the button of the draw's page."""

    def shared(patient, day, time, **typed):
        panel = entered(patient, day, time, **typed)
        client.force_login(clinician)
        address = reverse("sign_off", args=[patient.ref, panel.uid])
        own = reverse("panel", args=[patient.ref, panel.uid])
        page = tree(client.get(own).content.decode())
        form = page.all("form", action=address)[0]
        version = form.one("input", name="record_version").at["value"]
        assert client.post(address, {"record_version": version}).status_code == 303
        return panel

    return shared


@pytest.fixture
def imported(client, nurse):
    """A file, taken through the page: looked at first, then taken as it was seen."""

    def imported(text):
        client.force_login(nurse)
        file = SimpleUploadedFile("results.csv", text.encode())
        preview = client.post(reverse("import"), {"file": file})["Location"]
        page = tree(client.get(preview).content.decode())
        seen = {
            node.at["name"]: node.at["value"]
            for node in page.all("input")
            if node.at.get("name") in ("sha256", "seen")
        }
        assert client.post(preview, {"act": "take", **seen}).status_code == 303

    return imported


@pytest.fixture
def corrected(client, nurse, clinician):
    """One result, corrected in its own form."""

    def corrected(result, by=None, **typed):
        client.force_login(by or clinician)
        url = reverse("result_correct", args=[result.patient.ref, result.uid])
        sent = filled(client.get(url), "correction", **typed)
        answer = client.post(url, sent)
        assert answer.status_code == 303, read(answer).text

    return corrected


@pytest.fixture
def exported(clinician, capsys, monkeypatch):
    """What `export_patient` writes: row by row, by heading."""
    monkeypatch.setattr(command.connections, "close_all", lambda: None)

    def exported(patient):
        capsys.readouterr()
        words = ["manage.py", "export_patient", patient.ref, "--as", clinician.email]
        load_command_class("labs", "export_patient").run_from_argv(words)
        return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    return exported
