"""The colours of the style sheets, and in figures how well they are told apart."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from labs.charts.vision import SIGHTS, contrast, difference

type Theme = dict[str, str]

ROWS = ("lh", "fsh", "testosterone", "estradiol", "volume")
GROUNDS = ("paper", "panel", "band", "clinician")
# What must stand out of what beside it: a role and its ground.
BESIDE = (
    ("ink", "paper"),
    ("muted", "paper"),
    ("muted", "band"),
    ("muted", "lane"),
    ("band-edge", "paper"),
    ("band-edge", "band"),
    ("clinician-edge", "paper"),
    ("clinician-edge", "band"),
    ("clinician-edge", "clinician"),
    ("rail", "paper"),
    ("over", "paper"),
    ("over", "band"),
    ("decision", "paper"),
)
_SHEETS = Path(__file__).parents[1] / "static" / "labs"
_ROOTS = {
    "light": r":root \{(.*?)\}",
    "dark": r"screen and \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}",
}


def themes() -> dict[str, Theme]:
    """Role by role, as the page gets them."""
    return {name: _theme(pattern) for name, pattern in _ROOTS.items()}


def figures() -> Iterator[str]:
    """Two tables: contrast, and the smallest difference between the colours of two rows."""
    both = themes()
    yield "| Role | On | Light | Dark |"
    yield "|---|---|---|---|"
    pairs = [*((row, ground) for row in ROWS for ground in GROUNDS), *BESIDE]
    for role, ground in pairs:
        light, dark = (contrast(both[name][role], both[name][ground]) for name in _ROOTS)
        yield f"| {role} | {ground} | {light:.1f} | {dark:.1f} |"
    yield ""
    yield "| Sight | Light | Between | Dark | Between |"
    yield "|---|---|---|---|---|"
    for sight in SIGHTS:
        cells = " | ".join(_nearest(both[name], sight) for name in _ROOTS)
        yield f"| {sight} | {cells} |"


def _nearest(theme: Theme, sight: str) -> str:
    pairs = combinations(ROWS, 2)
    least, a, b = min((difference(theme[a], theme[b], sight), a, b) for a, b in pairs)
    return f"{least:.1f} | {a}, {b}"


def _theme(pattern: str) -> Theme:
    found: Theme = {}
    for name in ("tokens.css", "charts.css"):
        block = re.search(pattern, (_SHEETS / name).read_text("utf-8"), re.DOTALL)
        assert block
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))
    return {role: _full(colour) for role, colour in found.items()}


def _full(colour: str) -> str:
    short = len(colour) == 4
    return "#" + "".join(digit * 2 for digit in colour[1:]) if short else colour
