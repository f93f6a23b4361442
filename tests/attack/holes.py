"""The build with planted holes: a copy of the tree in which texts are replaced.

Each attacker has to find its hole in this build; a text that does not stand exactly once
where a hole belongs fails the run with the hole's name.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.attack.site import ROOT

NOT_COPIED = ("node_modules", "var", "docs", "benchmarks", "__pycache__", ".*")


@dataclass(frozen=True)
class Hole:
    """Its name, and what is replaced: a file, a text that stands in it once, and another.

    An empty text stands at the end of the file.
    """

    name: str
    changes: tuple[tuple[str, str, str], ...]


def hole(name: str, *texts: str) -> Hole:
    return Hole(name, tuple(zip(texts[::3], texts[1::3], texts[2::3], strict=True)))


# Planted texts are Python that only the copy runs.
HOLES = (
    hole(
        "a role with a right too many",
        "labs/access.py",
        "    May.DECIDE: frozenset({Role.CLINICIAN}),",
        "    May.DECIDE: _CARE,",
    ),
    hole(
        "patients of every clinic",
        "labs/models/patient.py",
        "        return self.filter(seen, clinic__in=working)",
        "        return self.filter(Q(clinic__in=working) | Q(clinic__isnull=False))",
        "labs/access.py",
        "        if membership.clinic_id == clinic.pk",
        "        if clinic.pk",
    ),
    hole(
        "another person's file",
        "labs/views/exchange.py",
        "    mine = StagedFile.objects.filter(clinic=clinic, by=request.user)",
        "    mine = StagedFile.objects.all()",
    ),
    hole(
        "a field that no form has",
        "labs/views/patients.py",
        "        patient = record.patient.create(\n"
        "            clinic,\n"
        "            form.details,\n",
        "        from dataclasses import replace\n"
        "        from labs.models import User\n"
        "        login = User.objects.filter(pk=request.POST.get('account') or 0).first()\n"
        "        patient = record.patient.create(\n"
        "            clinic,\n"
        "            replace(form.details, account=login),\n",
    ),
    hole(
        "SQL of what is looked for",
        "labs/views/notes.py",
        '    asked = request.GET.get("q", "").strip()[:100]\n',
        '    asked = request.GET.get("q", "").strip()[:900]\n'
        "    from django.db import DatabaseError, connection\n"
        "    try:\n"
        "        with connection.cursor() as cursor:\n"
        "            cursor.execute(\n"
        "                f\"SELECT name FROM labs_clinic WHERE slug = '{asked}'\"\n"
        "            )\n"
        "            asked = ' '.join([asked, *(row[0] for row in cursor.fetchall())])\n"
        "    except DatabaseError as error:\n"
        "        asked = f'sqlite3.OperationalError: {error}'\n",
    ),
    hole(
        "typed words as they are",
        "labs/templatetags/labs.py",
        """    return _html('<span class="typed" data-typed>{}</span>', text)""",
        """    return mark_safe(f'<span class="typed" data-typed>{text}</span>')""",
    ),
    hole(
        "scripts inside a page",
        "tracker/settings.py",
        "",
        'SECURE_CSP["script-src"] = [CSP.SELF, CSP.UNSAFE_INLINE]\n',
    ),
    hole(
        "a style inside a page",
        "templates/about.html",
        "{% block main %}",
        '{% block main %}<p style="color: red">Planted</p>',
    ),
    hole(
        "a form without its token",
        "labs/views/people.py",
        "@require_POST\n@entry_page\ndef choose_clinic",
        "from django.views.decorators.csrf import csrf_exempt\n\n\n"
        "@csrf_exempt\n@require_POST\n@entry_page\ndef choose_clinic",
    ),
    hole(
        "a way to anywhere",
        "tracker/adapter.py",
        "            return bool(super().is_safe_url(url))",
        "            return True",
    ),
    hole(
        "an answer that is kept",
        "tracker/middleware.py",
        "        response = get_response(request)\n"
        '        response.headers["Cache-Control"] = "no-store"\n',
        "        response = get_response(request)\n"
        '        if not request.path.endswith(".json"):\n'
        '            response.headers["Cache-Control"] = "no-store"\n',
    ),
    hole(
        "a line of the address as a header",
        "tracker/middleware.py",
        '        kind = response.headers.get("Content-Type", "").partition(";")[0]\n',
        '        kind = response.headers.get("Content-Type", "").partition(";")[0]\n'
        '        for line in request.GET.get("next", "").splitlines()[1:]:\n'
        '            name, _, said = line.partition(":")\n'
        "            response.headers[name] = said\n",
    ),
    hole(
        "a cookie that scripts read",
        "tracker/settings.py",
        "",
        "SESSION_COOKIE_HTTPONLY = False\n",
    ),
    hole(
        "an answer that takes longer for an account",
        "tracker/adapter.py",
        "        user: User | None = authenticate(request, **credentials)\n",
        "        known = User.objects.filter(email=email).exists()\n"
        "        user = authenticate(request, **credentials) if known else None\n",
        "tracker/password_forms.py",
        "        email: str = super().clean_email()\n",
        "        email: str = super().clean_email()\n"
        "        __import__('time').sleep(0.02 * len(self.users))\n",
    ),
    hole("any host", "tracker/settings.py", "", 'ALLOWED_HOSTS = ["*"]\n'),
    hole(
        "an address that the client names",
        "tracker/wsgi.py",
        "    answer = _django(environ, start_response)\n",
        '    said = environ.get("HTTP_X_REAL_IP", environ["REMOTE_ADDR"])\n'
        '    answer = _django(environ | {"REMOTE_ADDR": said}, start_response)\n',
    ),
    hole(
        "a body of any size",
        "tracker/worker.py",
        "MOST_BODY = MOST_BYTES + 1024 * 1024",
        "MOST_BODY = 1 << 40",
    ),
    hole(
        "one more end of a request", "tracker/worker.py", "    parser_class = Parser\n", ""
    ),
    hole(
        "passwords that are guessed without end",
        "tracker/tries.py",
        'PASSWORDS = "10/900s/key"',
        'PASSWORDS = "10000/900s/key"',
    ),
    hole(
        "a program through a shell",
        "tracker/keys.py",
        "",
        "\n\ndef list_keys(name: str) -> int:\n"
        "    import subprocess\n\n"
        "    return subprocess.call(f'ls {name}', shell=True)\n",
    ),
)


def copy_tree(to: Path) -> Path:
    """What a server needs of this tree, without what is made, and the front-end files."""
    shutil.copytree(ROOT, to, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (to / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    return to


def plant(tree: Path, holes=HOLES) -> None:
    for one in holes:
        for name, old, new in one.changes:
            file = tree / name
            text = file.read_text() if file.exists() else ""
            if old and text.count(old) != 1:
                raise AssertionError(
                    f"{one.name!r} cannot be planted: its text stands {text.count(old)} "
                    f"times in {name}. Write the hole anew for the code as it is."
                )
            file.write_text(text.replace(old, new) if old else text + new)
