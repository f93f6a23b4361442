"""The documents tell the truth about the repository, and copy nothing."""

import hashlib
import re
from collections import Counter
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


def _list_tests(path):
    return re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", path.read_text())


def _is_there(path, name):
    """Whether a file holds a test, told with or without its class."""
    text = (ROOT / path).read_text() if (ROOT / path).exists() else ""
    *classes, test = name.split("::")
    named = [f"\nclass {each}:" for each in classes] + [f"def {test}("]
    return all(each in text for each in named)


def test_every_test_that_a_page_names_is_there():
    """The papers say which test holds a promise: `tests/….py::test_…`."""
    named = {each for path in PAGES for each in _list_tests(path)}
    assert sum(path.read_text().count(".py::") for path in PAGES) == sum(
        len(_list_tests(path)) for path in PAGES
    )
    assert len(named) > 100
    assert [each for each in sorted(named) if not _is_there(*each)] == []


# Levels 1 and 2 of OWASP ASVS 5.0, by chapter: section:its highest number. None between
# is left out, for what is of level 3 stands behind the others.
ASVS = {
    1: "1:2 2:9 3:11 4:3 5:2",
    2: "1:3 2:3 3:4 4:1",
    3: "2:2 3:4 4:6 5:5 7:2",
    4: "1:3 2:1 3:2 4:4",
    5: "1:1 2:3 3:2 4:3",
    6: "1:3 2:12 3:4 4:4 5:5 6:3 8:4",
    7: "1:3 2:4 3:2 4:5 5:2 6:2",
    8: "1:2 2:3 3:1 4:1",
    11: "1:2 2:3 3:3 4:4 5:1 6:1",
    12: "1:3 2:2 3:4",
    13: "1:1 2:5 3:2 4:5",
    14: "1:2 2:4 3:3",
    15: "1:3 2:3 3:7",
    16: "1:1 2:5 3:4 4:3 5:3",
}


@pytest.fixture(scope="module")
def asvs():
    """Rows of the table: id, level, what is asked, how, where or why."""
    page = (ROOT / "docs/asvs.md").read_text()
    return re.findall(r"^\| (\d[\d.]+) \| (\d) \| (.+?) \| (.+?) \| (.+) \|$", page, re.M)


def test_every_requirement_stands_in_the_asvs_table_once(asvs):
    asked = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in ASVS.items()
        for section, last in (each.split(":") for each in sections.split())
        for number in range(1, int(last) + 1)
    ]
    assert len(asked) == 210
    assert [row[0] for row in asvs] == asked


def test_the_asvs_table_counts_right(asvs):
    page = (ROOT / "docs/asvs.md").read_text()
    told = re.findall(r"^\| (\w+) \| .+ \| (\d+) \|$", page, re.M)
    assert {how: int(count) for how, count in told} == Counter(
        row[3].strip("*") for row in asvs
    )
    levels = Counter(row[1] for row in asvs)
    assert f"({levels['1']} at level 1, {levels['2']} at level 2)" in page


def test_what_the_asvs_table_names_is_there(asvs):
    for number, _, asks, how, where in asvs:
        assert len(asks.split()) <= 8, number
        named = re.findall(r"`([\w./]+): (\w+)`", where)
        if how == "test":
            assert "`tests/" in where, number
        elif how == "setting":
            assert named, number
        for path, name in named:
            told = rf"^ *(\w+ = )*{name} =" if path.endswith("settings.py") else name
            assert re.search(told, (ROOT / path).read_text(), re.M), number


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
