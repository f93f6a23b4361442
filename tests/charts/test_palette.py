"""Colours: one palette in code and style sheets, told apart and read by everybody."""

import re
from itertools import product

import pytest

from labs.charts import palette
from tests.charts import colour_audit
from tests.charts.colour_audit import ROWS, SIGHTS, STATIC, themes

THEMES = themes()


def sheet(name):
    return (STATIC / name).read_text()


def test_the_palette_is_the_light_theme_of_the_style_sheets():
    assert {role: THEMES["light"][role] for role in palette.LIGHT} == palette.LIGHT


def test_every_role_has_its_colour_in_the_dark():
    assert set(palette.LIGHT) <= set(THEMES["dark"])


def test_a_role_can_be_told_by_its_light_colour():
    assert len(set(palette.LIGHT.values())) == len(palette.LIGHT)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("row", ROWS)
def test_a_rows_colour_is_read_on_paper_panel_and_band(theme, row):
    colours = THEMES[theme]
    grounds = ("paper", "panel", "band", "clinician")
    ratios = [colour_audit.contrast(colours[row], colours[ground]) for ground in grounds]
    assert min(ratios) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("role", "ground", "least"),
    [
        ("ink", "paper", 7),
        ("muted", "band", 4.5),
        ("over", "band", 4.5),
        ("over", "clinician", 4.5),
        ("band-edge", "paper", 3),
        ("band-edge", "band", 3),
        ("clinician-edge", "clinician", 4.5),
        ("rail", "paper", 3),
        ("decision", "paper", 4.5),
        ("paper", "decision", 7),  # the heading of a draw's box
        ("muted", "lane", 3),
    ],
)
def test_lines_and_words_stand_out(theme, role, ground, least):
    assert colour_audit.contrast(THEMES[theme][role], THEMES[theme][ground]) >= least


@pytest.mark.parametrize(("theme", "sight"), list(product(THEMES, SIGHTS)))
def test_rows_are_told_apart_by_everybody(theme, sight):
    least, *_ = colour_audit.nearest(THEMES[theme], sight)
    assert least >= 14.8


def test_the_audit_quotes_the_figures_that_the_command_prints():
    page = colour_audit.PAGE.read_text("utf-8")
    _, begun = page.split("<!-- python -m tests.charts.colour_audit -->\n")
    quoted, _ = begun.split("<!-- end -->\n")
    assert quoted == "".join(f"{line}\n" for line in colour_audit.figures())
    assert "| tritan | 15.1 |" in quoted


def test_every_class_of_a_picture_is_styled():
    css = sheet("figure.css")
    used = [
        f".f-{role}" for role in (*ROWS, "ink", "muted", "paper", "band", "lane", "rail")
    ]
    used += [
        f".s-{role}" for role in (*ROWS, "ink", "muted", "grid", "decision", "band-edge")
    ]
    assert [name for name in used if f"{name} {{" not in css] == []


def test_on_paper_no_row_is_told_by_its_colour():
    block = re.search(r"@media print \{\s*:root \{(.*?)\}", sheet("figure.css"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))
    assert {colours[row] for row in ROWS} == {"#000"}
    assert all(len(set(colour[1:])) == 1 for colour in colours.values() if len(colour) == 4)
