"""The rules of docs/house.md, executable. Layers and quiet rooms: see `lint-imports`."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

from labs.access import May

ROOT = Path(settings.BASE_DIR)
OURS = [
    path
    for path in (*ROOT.glob("labs/**/*.py"), *ROOT.glob("tracker/**/*.py"))
    if "migrations" not in path.parts
]
VIEWS = [path for path in OURS if "views" in path.parts]
TEMPLATES = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("labs/**/*.html")]

WRITES = {
    *("save", "create", "bulk_create", "bulk_update", "get_or_create"),
    *("update_or_create", "delete", "execute", "executemany"),
}
# Who writes, and why it is not only `record`.
WRITERS = {
    "labs/audit/chain.py",  # the trail itself, and the lock of its clinic
    "labs/audit/anchor.py",  # what the database remembers of the anchor file
    "labs/audit/earlier.py",  # the event that seals what was there before
    "labs/audit/sign_ins.py",  # failed sign-ins that are still counted
    "labs/backup/tables.py",  # a restore loads rows as they were, guards after
    "labs/backup/databases.py",  # which tables a restore drops
    "labs/backup/move.py",  # the lock that keeps writers out
    "labs/models/guards.py",  # triggers
    "labs/models/snapshot.py",  # how a transaction begins
    "labs/models/prepared.py",  # it asks: what it executes is a queryset's own SELECT
    "labs/models/people.py",  # Django's own protocol of `createsuperuser`
}
# What a page is asked once, at whatever moment; `expect` asks until it holds.
ASKED_ONCE = {
    *("is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled", "is_editable"),
    *("input_value", "inner_text", "text_content", "inner_html", "get_attribute"),
    *("all_inner_texts", "title", "url"),
}
LONGEST_LINE = 120
TABLE_ROLE = re.compile(
    r"""role=["'](?:table|row|cell|rowgroup|rowheader|columnheader)\b"""
)
INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\bsrc=)|\bstyle=|\son\w+=|hx-on|javascript:", re.IGNORECASE
)


def _name(path):
    return str(path.relative_to(ROOT))


def _nodes(path, kind):
    return [
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kind)
    ]


def _imports(path):
    for node in _nodes(path, ast.ImportFrom | ast.Import):
        names = [alias.name for alias in node.names]
        module = getattr(node, "module", None)
        yield from [f"{module}.{name}" for name in names] if module else names


def _is_write(call):
    """As names tell: `rows.create(...)`, but not `record.patient.create(...)`."""
    if not isinstance(call.func, ast.Attribute):
        return False
    *held, verb = ast.unparse(call.func).split(".")
    if held[0] in {"record", "self"} or held[-1] == "__dict__":
        return False
    # A dictionary is updated from one thing; a queryset by fields.
    fields = verb == "update" and call.keywords and not call.args
    return verb in WRITES or bool(fields)


def writes(path):
    return {call.func.attr for call in _nodes(path, ast.Call) if _is_write(call)}


def _patterns(resolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each)
        else:
            yield each


@pytest.mark.parametrize("path", OURS, ids=_name)
def test_only_record_writes(path):
    may = "record" in path.parts or _name(path) in WRITERS
    assert may or not writes(path)


def test_a_write_is_seen_whatever_holds_the_manager(tmp_path):
    text = "rows = Patient.objects\nrows.filter(pk=1).update(name=x)\nseen.update(more)\n"
    (tmp_path / "x.py").write_text(text)
    assert writes(tmp_path / "x.py") == {"update"}


def test_every_address_says_who_may():
    unsaid = [
        pattern.name
        for pattern in _patterns(get_resolver("labs.urls"))
        if not isinstance(getattr(pattern.callback, "act", None), May)
    ]
    assert unsaid == []


def test_addresses_are_looked_at_as_deep_as_they_go():
    names = {pattern.name for pattern in _patterns(get_resolver("labs.urls"))}
    assert {"worklist", "result_correct", "me_panel", "healthz"} <= names


def test_markup_is_read_by_lxml_alone():
    others = ("html.parser", "xml", "bs4", "html5lib")
    paths = (*OURS, *ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/**/*.py"))
    imports = {(_name(path), name) for path in paths for name in _imports(path)}
    assert [found for found in imports if found[1].startswith(others)] == []


@pytest.mark.parametrize("path", OURS, ids=_name)
def test_views_are_functions_and_nothing_happens_by_signal(path):
    banned = ("django.views.generic", "django.db.models.signals", "django.dispatch")
    assert [name for name in _imports(path) if name.startswith(banned)] == []


@pytest.mark.parametrize("path", OURS, ids=_name)
def test_no_class_is_a_mixin_or_changes_how_rows_are_kept(path):
    for each in _nodes(path, ast.ClassDef):
        methods = {node.name for node in each.body if isinstance(node, ast.FunctionDef)}
        assert not each.name.endswith("Mixin")
        assert not methods & {"save", "delete"}


@pytest.mark.parametrize("path", VIEWS, ids=_name)
def test_a_view_asks_for_patients_through_their_scope_alone(path):
    """`Patient.objects` in a view would be a door of its own (ground rule: access)."""
    clinical = (
        "Panel|Patient|PatientDetails|Result|Treatment|Decision|Baseline|ClinicianRange"
        "|Release"
    )
    found = re.findall(rf"\b(?:{clinical})\.objects\.(\w+)", path.read_text())
    assert {name for name in found if name not in {"visible_to", "owned_by"}} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_holds_no_script_and_no_style(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert INLINE.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_no_line_of_a_template_is_longer_than_a_window(path):
    long = [line for line in path.read_text().splitlines() if len(line) > LONGEST_LINE]
    assert long == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_table_is_a_table_by_its_tags(path):
    """Where CSS lays one out as blocks (boxes of entry), tracker.js gives the roles."""
    assert TABLE_ROLE.findall(path.read_text()) == []


def test_an_inline_script_would_be_found():
    planted = [
        "<script>",
        '<p style="x">',
        '<a onclick="x">',
        "<b hx-on:click=x>",
        "<style>",
    ]
    assert all(INLINE.search(text) for text in planted)
    assert not INLINE.search('<script src="x.js" defer></script><p class="style">once=1')


def _asks_once(test):
    """Whether an assertion of a browser test holds only if the page was quick."""
    nodes = [*ast.walk(test)]
    asked = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    texts = [str(node.value) for node in nodes if isinstance(node, ast.Constant)]
    return bool(asked & ASKED_ONCE) or "activeElement" in "".join(texts)


@pytest.mark.parametrize("path", [*ROOT.glob("tests/browser/*.py")], ids=_name)
def test_a_browser_test_waits_for_what_it_asserts(path):
    found = [node.lineno for node in _nodes(path, ast.Assert) if _asks_once(node.test)]
    assert found == [], "use expect(...)"


@pytest.mark.parametrize(
    "asked", ["page.title() == 'x'", "page.evaluate('document.activeElement.id') == 'x'"]
)
def test_an_assertion_on_a_page_that_may_not_be_ready_is_seen(asked):
    assert _asks_once(ast.parse(asked, mode="eval"))
