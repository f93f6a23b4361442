"""A record with something in every corner, a file of it, and databases to put it in."""

import secrets

import psycopg
import pytest
from django.apps import apps
from django.conf import settings as ours
from django.db import connection

from labs.backup.contents import sum_rows
from labs.backup.databases import parse_url
from labs.backup.restore import check_backup, restore_backup
from labs.backup.tables import list_models, read_batches
from labs.backup.write import write_backup
from labs.models import Preference
from tests import factories

KEY = bytes(range(32))
# `make test` goes on PostgreSQL first, then on SQLite.
VENDOR = ours.DATABASES["default"]["ENGINE"].rpartition(".")[2].replace("sqlite3", "sqlite")


def say_nothing(table, rows):
    """Progress, which nobody waits for here."""


def sum_tables():
    """Rows and SHA-256 of every table, as the database that is asked holds them."""
    return {
        model._meta.label_lower: sum_rows("", read_batches(model), say_nothing)
        for model in list_models(apps)
    }


def restore(path, database, key=KEY, **options):
    checked = check_backup(path, key, say_nothing)
    return restore_backup(checked, database, say_nothing, **options)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    """An empty machine's: what is restored into must not be what was backed up."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.AUDIT_ANCHOR = settings.DATA_DIR / "audit-anchor.jsonl"
    return settings.DATA_DIR


@pytest.fixture
def filled(patient, clinician, nurse, drawn, south):
    """Results with limits, sign-offs, a decision, a treatment, a preference."""
    drawn(patient, lh="3.20", fsh="<0.1", testosterone="12,1", signed_by=clinician)
    drawn(patient, "2026-03-03 09:00", lh="3.2")
    factories.TreatmentFactory(patient=patient, by=clinician)
    factories.DecisionFactory(patient=patient, by=clinician)
    Preference.objects.create(user=nurse, units={"b": "2", "a": "1"})
    factories.login("gone@north.example", "Gone Synthetic").delete()
    return patient


@pytest.fixture
def backup(filled, tmp_path):
    return write_backup(tmp_path / "a.backup", KEY, say_nothing)


@pytest.fixture
def new_database(tmp_path, db):
    """A function of `sqlite` or `postgresql` that answers with an empty database."""
    made = []

    def server():
        here = connection.settings_dict
        at = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"]}
        return psycopg.connect(dbname="postgres", autocommit=True, **at)

    def new_database(vendor):
        name = f"restore_{secrets.token_hex(4)}"
        if vendor == "sqlite":
            return parse_url(f"sqlite:///{tmp_path}/{name}/db.sqlite3")
        with server() as session:
            session.execute(f"CREATE DATABASE {name}")
        made.append(name)
        here = connection.settings_dict
        return parse_url(f"postgres://{here['USER']}@{here['HOST']}:{here['PORT']}/{name}")

    yield new_database
    for name in made:
        with server() as session:
            session.execute(f"DROP DATABASE {name}")


@pytest.fixture
def target(new_database):
    return new_database(VENDOR)
