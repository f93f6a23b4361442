"""The documents tell the truth about the repository, and copy nothing."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = [
    *sorted(ROOT.glob("docs/**/*.md")),
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
]
# First 16 digits of the SHA-256 of every run of eight words of the source document.
COPIED = set((ROOT / "tests/samples/source_runs.txt").read_text().split())
TELLING = [
    *PAGES,
    *ROOT.glob("labs/**/*.py"),
    *ROOT.glob("labs/**/*.html"),
    *ROOT.glob("templates/**/*.html"),
]


def _copied(text, known):
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    runs = (" ".join(words[i : i + 8]) for i in range(len(words) - 7))
    return [run for run in runs if _hash(run) in known]


def _hash(run):
    return hashlib.sha256(run.encode()).hexdigest()[:16]


def _name(path):
    return str(path.relative_to(ROOT))


def test_nothing_is_copied_from_the_source_document():
    found = {
        _name(path): copied
        for path in TELLING
        for paragraph in re.split(r"\n\s*\n", path.read_text())
        if (copied := _copied(paragraph, COPIED))
    }
    assert len(COPIED) > 2000
    assert found == {}


def test_a_copied_run_is_found_whatever_its_signs():
    known = {_hash("one two three four five six seven eight")}
    text = "Zero, one two; three **four** five\nsix seven Eight. Nine."
    assert _copied(text, known) == ["one two three four five six seven eight"]
    assert _copied(text.replace("four", "for"), known) == []


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_link_inside_the_repository_leads_somewhere(path):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())
    broken = [link for link in links if not (path.parent / link).exists()]
    assert not broken


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_python_file_that_a_page_names_exists(path):
    named = re.findall(r"`((?:labs|tracker|tests)/[\w/]+\.py)`", path.read_text())
    missing = [name for name in named if not (ROOT / name).exists()]
    assert [name for name in missing if "/x.py" not in name and "as_x" not in name] == []


def test_every_test_that_a_page_names_is_there():
    """The papers say which test holds a promise: `tests/….py::test_…`."""
    named = {
        each
        for path in PAGES
        for each in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", path.read_text())
    }
    gone = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).exists() or f"def {name}(" not in (ROOT / path).read_text()
    ]
    assert len(named) > 30
    assert gone == []


def test_every_command_is_in_the_operating_page():
    told = set(re.findall(r"^\| `(\w+)", (ROOT / "docs/operating.md").read_text(), re.M))
    commands = {path.stem for path in ROOT.glob("labs/management/commands/[a-z]*.py")}
    assert told >= commands


def test_the_operating_page_tells_of_no_command_that_is_not_there():
    page = (ROOT / "docs/operating.md").read_text()
    told = set(re.findall(r"^\| `(\w+)[^`]*--|^\| `(seed_demo|verify_audit)`", page, re.M))
    commands = {path.stem for path in ROOT.glob("labs/management/commands/[a-z]*.py")}
    assert {first or second for first, second in told} <= commands


def test_the_map_shows_every_room():
    rows = (ROOT / "docs/house.md").read_text()
    rooms = {path.stem for path in ROOT.glob("labs/*") if not path.name.startswith("_")}
    assert set(re.findall(r"^- `(\w+)`", rows, re.M)) == rooms - {"migrations", "static"}


def test_every_room_on_the_map_has_its_floor():
    page = (ROOT / "docs/house.md").read_text()
    floors = re.search(r"^    tracker\n(?:    .+\n)+", page, re.M)[0]
    assert set(re.findall(r"^- `(\w+)`", page, re.M)) <= set(re.findall(r"\w+", floors))


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in ROOT.glob("docs/decisions/*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/decisions/*.md")), ids=_name)
def test_a_decision_says_context_decision_and_consequence(path):
    parts = re.findall(r"^\*\*(\w+)\.\*\*", path.read_text(), re.M)
    assert parts == ["Context", "Decision", "Consequence"]


def test_the_context_page_knows_the_headings_of_the_document():
    page = (ROOT / "docs/context.md").read_text()
    assert len(re.findall(r"^##+ ", page, re.M)) == 18
