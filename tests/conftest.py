"""Two clinics, the people around them, one man; and a client that is signed in."""

from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation
from hypothesis import settings as hypothesis

from labs.models import guards, snapshot
from tests import factories
from tests.served import serving

pytest.register_assert_rewrite("tests.proof")

# The same examples on every run, however busy the machine is.
hypothesis.register_profile("suite", deadline=None, derandomize=True)
hypothesis.load_profile("suite")


_OF_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out tests that ask no database: another one changes nothing there",
    )


def pytest_collection_modifyitems(config, items):
    # Those that ask the server come first: so -n gives them to one process, to start one.
    items.sort(key=lambda item: "served" not in getattr(item, "fixturenames", ()))
    if not config.getoption("--database-only"):
        return
    asking, others = [], []
    for item in items:
        (asking if _asks_the_database(item) else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = asking


def _asks_the_database(item):
    if item.get_closest_marker("once"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or _OF_DATABASE & fixtures)


@pytest.fixture(autouse=True)
def anchor_file(settings, tmp_path_factory):
    """Anchors of one test mean nothing to the next: each has a file of its own."""
    settings.AUDIT_ANCHOR = tmp_path_factory.mktemp("anchor") / "anchor.jsonl"
    settings.AUDIT_SPILL = settings.AUDIT_ANCHOR.with_name("spill.jsonl")
    return settings.AUDIT_ANCHOR


@pytest.fixture
def several_languages(settings):
    """As if `LANGUAGES` held more than one; Django keeps the setting as it first was."""
    settings.USE_I18N = True
    translation._trans.__dict__.clear()
    yield
    translation._trans.__dict__.clear()


@pytest.fixture(autouse=True)
def snapshots_only_read(monkeypatch):
    """Inside the one transaction of a test no database would refuse a write in them."""
    read_only = snapshot._read_only

    def refuse(execute, sql, *more):
        assert not sql.startswith(("INSERT", "UPDATE", "DELETE")), f"in a snapshot: {sql}"
        return execute(sql, *more)

    @contextmanager
    def watched():
        with read_only(), connection.execute_wrapper(refuse):
            yield

    monkeypatch.setattr(snapshot, "_read_only", watched)


@pytest.fixture(scope="session")
def _guard_texts(django_db_setup, django_db_blocker):
    """As SQLite keeps them: to make them of its tables anew takes 0.2 s after each test."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
            return [text for (text,) in cursor.fetchall()]
    return []


@pytest.fixture
def _guards_stand_again(_guard_texts, django_db_blocker):
    yield
    with django_db_blocker.unblock(), transaction.atomic():
        if not _guard_texts:
            guards.install(connection)
        with connection.cursor() as cursor:
            for text in _guard_texts:
                cursor.execute(text)


@pytest.fixture
def transactional_db(_guards_stand_again, transactional_db):
    """Commits are real, and tables are emptied afterwards: only then do guards step aside.

    Ask for this fixture, by name or through `live_server`; never for the marker's
    `transaction=True`, whose flush the guards refuse.
    """
    yield
    assert "test" in str(connection.settings_dict["NAME"])
    cache.clear()  # what is counted of sign-ins is no model, so no flush takes it away
    with transaction.atomic():
        guards.lift(connection)


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The demonstration as `make run` serves it; whoever harms it lets it recover."""
    with serving(tmp_path_factory.mktemp("served")) as site:
        yield site


@pytest.fixture
def noon(time_machine):
    """A week after the draw that `drawn` enters where nobody says when."""
    time_machine.move_to("2026-03-10T12:00:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def monday(time_machine):
    """A day before the `TODAY` of the courses, in the morning."""
    time_machine.move_to("2026-11-23T08:00:00+00:00", tick=False)


@pytest.fixture
def north(db):
    return factories.clinic("north", "Europe/Berlin")


@pytest.fixture
def south(db):
    return factories.clinic("south", "America/New_York")


@pytest.fixture
def clinician(north):
    return factories.worker(north, "clinician")


@pytest.fixture
def both(north, south, clinician):
    """A clinician of the north who works in the south as well."""
    factories.worker(south, "clinician", clinician.email)
    return type(clinician).objects.get(pk=clinician.pk)


@pytest.fixture
def nurse(north):
    return factories.worker(north, "nurse")


@pytest.fixture
def administrator(north):
    return factories.worker(north, "administrator")


@pytest.fixture
def stranger(south):
    """A clinician of another clinic."""
    return factories.worker(south, "clinician")


@pytest.fixture
def outsider(north):
    """A clinician of the clinic, on none of its care teams."""
    return factories.worker(north, "clinician", "outsider@north.example")


@pytest.fixture
def deactivated(north):
    user = factories.worker(north, "clinician", "deactivated@north.example")
    user.is_active = False
    user.save()
    return user


@pytest.fixture
def superuser(db, django_user_model):
    return django_user_model.objects.create_superuser(
        "root@north.example", factories.PASSWORD, name="Root Synthetic"
    )


@pytest.fixture
def patient_user(db):
    return factories.login("patient@north.example", "Otto Synthetic")


@pytest.fixture
def other_patient_user(clinician, north):
    """Another man of the same clinic, at his own login."""
    account = factories.login("other@north.example", "Paul Synthetic")
    factories.patient(north, clinician, "N-2", account=account)
    return account


@pytest.fixture
def patient(north, clinician, patient_user):
    return factories.patient(north, clinician, "N-1", account=patient_user)


@pytest.fixture
def drawn(nurse):
    """Draws entered by the nurse of `north`, unless somebody else is named."""

    def drawn(patient, at="2026-03-02 08:10", *, by=None, **cells):
        return factories.drawn(patient, at, by=by or nurse, **cells)

    return drawn


@pytest.fixture
def sign_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
