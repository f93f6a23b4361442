"""A clinic's server: refused until it is whole, then served as a proxy would reach it."""

import contextlib
import http.client
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError

from labs.models import Clinic
from tests import factories
from tracker.management.commands.serve import Command

HOST = "tracker.clinic.example"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    place = tmp_path_factory.mktemp("production")
    made = subprocess.check_output(
        [sys.executable, "manage.py", "make_keys"], cwd=settings.BASE_DIR, text=True
    )
    return {
        "PATH": os.environ["PATH"],
        "HPG_MODE": "production",
        "ALLOWED_HOSTS": HOST,
        "AUDIT_ANCHOR": str(place / "anchor" / "audit-anchor.jsonl"),
        "EMAIL_URL": f"filemail:/{place / 'mail'}",
        "DATA_DIR": str(place / "data"),
        "PORT": free_port(),
        "METRICS_BIND": f"127.0.0.1:{free_port()}",
        **dict(line.split("=", 1) for line in made.splitlines()),
    }


def manage(environment, *words, **options):
    command = [sys.executable, "manage.py", *words]
    pipes = {"capture_output": True, "text": True, "cwd": settings.BASE_DIR}
    return subprocess.run(command, env=environment, **pipes, **options)


def test_check_answers_1_and_all_else_4_until_it_would_start(environment, tmp_path):
    bare = {"PATH": environment["PATH"], "HPG_MODE": "production"}
    bare["DATA_DIR"] = str(tmp_path / "data")
    for command, code in (("check", 1), ("serve", 4), ("migrate", 4), ("verify_audit", 4)):
        refused = manage(bare, command)
        assert (refused.returncode, refused.stdout) == (code, "")
        assert refused.stderr.count(" is missing: ") == 6
    assert not (tmp_path / "data").exists()


def test_nothing_is_found_by_the_checks_of_a_deployment(environment):
    checked = manage(environment, "check", "--deploy", "--fail-level", "WARNING")
    # Mail goes to a file here, which Django's own check of a deployment is right to name.
    assert re.findall(r"\((\w+\.\w+)\)", checked.stderr) == ["mail.E001"]


def test_the_demonstration_is_refused_and_left_as_it_is(environment, tmp_path):
    mine = environment | {"DATA_DIR": str(tmp_path), "PORT": free_port()}
    tmp_path.chmod(0o700)
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as raw:
        raw.execute("CREATE TABLE labs_clinic (slug TEXT, demonstration BOOL)")
        raw.execute("INSERT INTO labs_clinic VALUES ('north', 1)")
        raw.commit()
    before = (tmp_path / "db.sqlite3").read_bytes()
    for command, code in (("check", 1), ("migrate", 1), ("serve", 2)):
        refused = manage(mine, command)
        assert refused.returncode == code, refused.stderr
        assert "The database holds the demonstration (north)" in refused.stderr
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as raw:
        names = raw.execute("SELECT name FROM sqlite_master").fetchall()
    assert names == [("labs_clinic",)]
    assert before[:16] == b"SQLite format 3\0"


@pytest.fixture(scope="module")
def served(environment, tmp_path_factory):
    """The server as a proxy on this machine reaches it, and what it wrote."""
    log = tmp_path_factory.mktemp("log") / "errors"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    try:
        for line in process.stdout:
            if line.startswith("ready"):
                break

        def ask(path, method="GET", port=environment["PORT"], **headers):
            with closing(http.client.HTTPConnection("127.0.0.1", int(port))) as server:
                sent = {"Host": HOST, "X-Forwarded-Proto": "https"} | headers
                server.request(method, path, headers=sent)
                answer = server.getresponse()
                answer.text = answer.read().decode()
                return answer

        ask.log = log
        yield ask
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()
    assert process.returncode == 0


def test_it_is_ready_and_speaks_of_nothing_else(served):
    for address in ("/healthz", "/readyz"):
        answer = served(address, **{"X-Forwarded-Proto": "http"})
        assert (answer.status, answer.text) == (200, "ok")


def test_a_container_asks_whether_it_is_ready(served, environment):
    asked = [sys.executable, "deploy/ask_ready.py"]
    at = settings.BASE_DIR
    assert subprocess.run(asked, cwd=at, env=environment).returncode == 0
    other = environment | {"ALLOWED_HOSTS": "another.example"}
    refused = subprocess.run(asked, cwd=at, env=other, capture_output=True, text=True)
    assert (refused.returncode, refused.stderr) == (1, "HTTP Error 400: Bad Request\n")


def test_cookies_are_for_tls_and_browsers_are_told_to_stay_with_it(served):
    answer = served("/accounts/login/")
    assert answer.status == 200
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert answer.headers["Set-Cookie"].startswith("__Host-csrftoken=")
    told = answer.headers["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains"
    assert "demonstration" not in answer.text.lower()


def test_what_comes_without_tls_is_sent_to_it(served):
    answer = served("/accounts/login/", **{"X-Forwarded-Proto": "http"})
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/accounts/login/"


def test_a_host_that_is_not_named_is_refused(served):
    assert served("/healthz", Host="127.0.0.1").status == 400


def test_demonstration_links_are_no_address_here(served):
    assert served("/demo/sign-in/?t=x").status in (302, 404)
    assert "/demo/" not in served.log.read_text()


def test_a_line_of_the_log_is_json_with_the_id_of_its_answer(served):
    answer = served("/patients/Marker/?q=Marker", **{"X-Request-ID": "0123456789abcdef"})
    assert answer.headers["X-Request-ID"] == "0123456789abcdef"
    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    (mine,) = [line for line in lines if line.get("request") == "0123456789abcdef"]
    assert mine["view"] == "patient"
    assert mine["status"] == 302
    assert "Marker" not in served.log.read_text()


def _read_metrics(served, port):
    """The timer serves them, which starts beside the workers and not before them."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(ConnectionRefusedError):
            return served("/metrics", port=port).text
        time.sleep(0.1)
    raise AssertionError("Nobody answers at METRICS_BIND.")


def test_a_monitor_on_this_machine_reads_counts_of_both_workers(served, environment):
    port = environment["METRICS_BIND"].rpartition(":")[2]
    for _ in range(8):
        served("/about/")
    text = _read_metrics(served, port)
    assert 'hpg_answers_total{method="GET",status="200",view="about"} 8.0' in text
    assert "hpg_ready 1.0" in text
    assert "hpg_audit_unanchored_seconds 0.0" in text
    assert served("/metrics").status in (302, 404)


def test_a_link_of_the_command_leads_to_the_server(served, environment):
    opened = ["create_clinic", "north", "--name", "North", "--timezone", "Europe/Berlin"]
    assert manage(environment, *opened).returncode == 0
    person = ["anna@clinic.example", "--clinic", "north", "--role", "administrator"]
    said = manage(environment, "create_user", *person)
    link = said.stdout.splitlines()[-1]
    assert link.startswith(f"https://{HOST}/accounts/")
    assert served(link.removeprefix(f"https://{HOST}")).status in (200, 302)


def test_the_demonstration_does_not_serve_a_clinic(north):
    """Who forgot HPG_MODE would serve it without a second factor and without TLS."""
    Clinic.objects.filter(pk=north.pk).update(demonstration=False)
    with pytest.raises(CommandError, match="holds a real clinic") as refused:
        Command()._load_demonstration()
    assert refused.value.returncode == 2
    Clinic.objects.update(demonstration=True)
    factories.clinic("opened", "Europe/Berlin", demonstration=False)
    Command()._load_demonstration()  # one that somebody opened beside the demonstration's


def test_the_demonstration_listens_to_this_machine_alone(environment, tmp_path):
    mine = {"PATH": environment["PATH"], "DATA_DIR": str(tmp_path), "BIND": "0.0.0.0"}
    refused = manage(mine, "serve")
    assert refused.returncode == 1
    assert "the demonstration is served to this machine alone" in refused.stderr
