"""Colours: one palette in code and style sheets, told apart and read by everybody."""

import re
from itertools import combinations, product
from pathlib import Path

import pytest
from django.conf import settings

from labs.charts import palette, strokes
from labs.charts.colours import ROWS, themes
from labs.charts.vision import SIGHTS, contrast, difference

STATIC = Path(settings.BASE_DIR) / "labs" / "static" / "labs"


def sheet(name):
    return (STATIC / name).read_text()


THEMES = themes()


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
    assert min(contrast(colours[row], colours[ground]) for ground in grounds) >= 4.5


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
        ("muted", "lane", 3),
    ],
)
def test_lines_and_words_stand_out(theme, role, ground, least):
    assert contrast(THEMES[theme][role], THEMES[theme][ground]) >= least


@pytest.mark.parametrize(("theme", "sight"), list(product(THEMES, SIGHTS)))
def test_rows_are_told_apart_by_everybody(theme, sight):
    colours = [THEMES[theme][row] for row in ROWS]
    assert min(difference(a, b, sight) for a, b in combinations(colours, 2)) >= 14.8


def test_a_pen_is_as_wide_in_the_style_sheet_as_in_plotly():
    rules = dict(
        re.findall(
            r"\.picture \.(?:join\.|ring\.)?([\w-]+) \{[^}]*stroke-width: ([\d.]+)",
            sheet("charts.css"),
        )
    )
    for kind in ("dotted", "left", "stem", "stroke", "gap", "day-0", "draw", "day-draw"):
        assert float(rules[kind]) * 10 == strokes.pen(kind)[0], kind


def test_every_class_of_a_picture_is_styled():
    css = sheet("charts.css")
    used = [
        f".f-{role}" for role in (*ROWS, "ink", "muted", "paper", "band", "lane", "rail")
    ]
    used += [
        f".s-{role}" for role in (*ROWS, "ink", "muted", "grid", "decision", "band-edge")
    ]
    assert [name for name in used if f"{name} {{" not in css] == []


def test_on_paper_no_row_is_told_by_its_colour():
    block = re.search(r"@media print \{\s*:root \{(.*?)\}", sheet("charts.css"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))
    assert {colours[row] for row in ROWS} == {"#000"}
    assert all(len(set(colour[1:])) == 1 for colour in colours.values() if len(colour) == 4)
