"""The colours of the style sheets, and in figures how well they are told apart.

`python -m tests.charts.colour_audit` prints the tables of `docs/chart-audit.md`: contrast,
and CIEDE2000 between the rows as four kinds of eyes see them (simulation of Machado, 2009).
"""

import re
from itertools import combinations
from pathlib import Path

from coloraide import Color

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "labs" / "static" / "labs"
PAGE = ROOT / "docs" / "chart-audit.md"
ROWS = ("lh", "fsh", "testosterone", "estradiol", "volume")
SIGHTS = ("normal", "protan", "deutan", "tritan")
_GROUNDS = ("paper", "panel", "band", "clinician")
# What must stand out of what beside it: a role and its ground.
_BESIDE = (
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
_ROOTS = {
    "light": r":root \{(.*?)\}",
    "dark": r"screen and \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}",
}


def themes():
    """Role by role, as the page gets them."""
    return {name: _theme(pattern) for name, pattern in _ROOTS.items()}


def contrast(one, other):
    """The ratio of WCAG 2: from 1 to 21."""
    return Color(one).contrast(other, method="wcag21")


def nearest(theme, sight):
    """The two rows that look most alike to such an eye: their difference, and which."""
    pairs = combinations(ROWS, 2)
    return min((_difference(theme[a], theme[b], sight), a, b) for a, b in pairs)


def figures():
    """Two tables: contrast, and the smallest difference between the colours of two rows."""
    both = themes()
    yield "| Role | On | Light | Dark |"
    yield "|---|---|---|---|"
    for role, ground in (*((row, on) for row in ROWS for on in _GROUNDS), *_BESIDE):
        light, dark = (contrast(both[name][role], both[name][ground]) for name in _ROOTS)
        yield f"| {role} | {ground} | {light:.1f} | {dark:.1f} |"
    yield ""
    yield "| Sight | Light | Between | Dark | Between |"
    yield "|---|---|---|---|---|"
    for sight in SIGHTS:
        told = [nearest(both[name], sight) for name in _ROOTS]
        cells = " | ".join(f"{least:.1f} | {a}, {b}" for least, a, b in told)
        yield f"| {sight} | {cells} |"


def _difference(one, other, sight):
    return _seen(one, sight).delta_e(_seen(other, sight), method="2000")


def _seen(colour, sight):
    if sight == "normal":
        return Color(colour)
    return (
        Color(colour).filter(sight, 1, method="machado", space="srgb-linear").clip("srgb")
    )


def _theme(pattern):
    found = {}
    for name in ("tokens.css", "figure.css"):
        block = re.search(pattern, (STATIC / name).read_text("utf-8"), re.DOTALL)
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))
    return {role: Color(colour).to_string(hex=True) for role, colour in found.items()}


if __name__ == "__main__":
    print(*figures(), sep="\n")
