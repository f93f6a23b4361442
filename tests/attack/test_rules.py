"""Our own rules of the code: nothing is found in it, and each finds what is planted."""

import pytest

from tests.attack import rules
from tests.attack.holes import copy_tree, plant
from tests.attack.site import ROOT

# Asks no database, and takes two seconds: it runs with every run of the tests.
PLANTED = {
    'cursor.execute(f"SELECT {name}")': "SQL that is put together",
    'cursor.execute("SELECT " + name)': "SQL that is put together",
    'Model.objects.raw("SELECT %s" % name)': "SQL that is put together",
    'Patient.objects.extra(where=["x"])': "SQL that is put together",
    "mark_safe(text)": "a text that is said to be safe",
    "safestring.SafeString(text)": "a text that is said to be safe",
    'format_html(f"<b>{name}</b>")': "format_html without anything to put in",
    'format_html("<b></b>")': "format_html without anything to put in",
    "float(result.value)": "float of a value",
    "Result.objects.get(uid=uid)": "rows of patients without whose",
    "StagedFile.objects.filter(uid=uid)": "rows of patients without whose",
    "@csrf_exempt\ndef view(): pass": "a form without its token",
    "@login_not_required\ndef view(): pass": "a page without a sign-in",
    "subprocess.run(text, shell=True)": "a program through a shell",
    "os.system(text)": "a program through a shell",
    "eval(text)": "code from a text",
    'redirect(request.GET["next"])': "a redirect to what was asked",
    'HttpResponseRedirect(request.POST.get("to", "/"))': "a redirect to what was asked",
}
INNOCENT = (
    'cursor.execute("SELECT name FROM labs_clinic WHERE slug = %s", [slug])',
    "Patient.objects.visible_to(user).get(ref=ref)",
    "Batch.objects.filter(clinic=clinic)",
    'format_html("<b>{}</b>", name)',
    'mark_safe(" data-reading")',
    'redirect("worklist")',
    "subprocess.run([program], check=True)",
)
PLANTED_IN_TEMPLATES = (
    "{{ note|safe }}",
    "{% autoescape off %}",
    "<script>start()</script>",
    '<p onclick="x()">',
)


@pytest.mark.parametrize(("code", "rule"), PLANTED.items())
def test_a_rule_finds_what_is_planted(code, rule):
    found = rules.read_code(code, "labs/views/planted.py")
    assert rule in {finding.rule for finding in found}


@pytest.mark.parametrize("code", INNOCENT)
def test_no_rule_finds_what_is_innocent(code):
    assert [*rules.read_code(code, "labs/views/planted.py")] == []


@pytest.mark.parametrize("line", PLANTED_IN_TEMPLATES)
def test_a_rule_of_templates_finds_what_is_planted(line):
    assert [*rules.read_template(line, "templates/planted.html")] != []


def test_the_code_breaks_no_rule_that_it_does_not_know():
    assert rules.judge(rules.read_tree(ROOT)) == []


def test_the_rules_find_the_planted_holes(tmp_path):
    tree = copy_tree(tmp_path / "tree")
    plant(tree)
    found = "\n".join(rules.judge(rules.read_tree(tree)))
    for path, rule in (
        ("labs/views/exchange.py", "rows of patients without whose"),
        ("labs/views/notes.py", "SQL that is put together"),
        ("labs/templatetags/labs.py", "a text that is said to be safe"),
        ("labs/views/people.py", "a form without its token"),
        ("tracker/keys.py", "a program through a shell"),
    ):
        assert any(path in line and rule in line for line in found.splitlines()), path


def test_a_hole_that_cannot_be_planted_is_named(tmp_path):
    tree = copy_tree(tmp_path / "tree")
    access = tree / "labs/access.py"
    access.write_text(
        access.read_text().replace("May.DECIDE: frozenset", "May.DECIDE: set")
    )
    with pytest.raises(AssertionError, match="'a role with a right too many' cannot be"):
        plant(tree)
