"""No dose, anywhere: neither an amount nor how often, in any text that the app can show."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from labs.words import SENTENCES
from tests.amounts import found

ROOT = Path(settings.BASE_DIR)
CODE = [p for p in ROOT.glob("labs/**/*.py") if "migrations" not in p.parts]
TEMPLATES = [p for p in ROOT.glob("templates/**/*") if p.is_file()]
TRANSLATIONS = [*ROOT.glob("locale/**/*.po"), *ROOT.glob("labs/**/*.po")]
PLANTED = """\
250 IU
1,500 I.U.
0.25 mg
0,5 mg
25-50 mg
25 – 50 mg
100mg
50 to 100 mg
40 µg
2 mL
1 g of gel
500 units
1000 IE
500 UI
fifty milligrams
five hundred units
half a tablet
two tablets
one injection
2 pumps
1 sachet
one ampoule
3 drops
zwei Tabletten
250 Einheiten
une ampoule
deux comprimés
1 dose
twice a week
two to three times per week
once daily
every other day
every 12 weeks
every 3 days
twice weekly
per day
zweimal pro Woche
jeden zweiten Tag
deux fois par semaine
b.i.d.""".splitlines()
INNOCENT = """\
12.1 nmol/L
3.2 IU/L
<0.1 IU/L
3 mIU/mL
5 U/L
349 ng/dL
41 to 159 pmol/L
2.5 g/dL
14 g / dL
7 mg/dL
10 million/mL
36 mmol/mol
up 3.2; clomifene now, no agent before
14 May 2024
2 draws from 3 March 2025 to 4 May 2026
LH was below what the test can measure once, on 4 May 2026.
9 of 12 labels written
page 2 of 3
6 months
3 years
Days since testosterone ended
day 84
day of the draw minus the first day
Trough, before the next dose
one result so far
two results that do not compare
In 3 days
100 times the value, divided by the baseline
half of left plus right
Two units of one analyte
demonstration dose, 7 demo-mg
an agent of each kind
measured more than once
one sample, one moment
drawn before 11:00
50.5 %
2 tests wait
10 characters at least
the unit of the result
One way or another""".splitlines()


def _literals(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("text", PLANTED)
def test_an_amount_or_a_frequency_is_found(text):
    assert found(text)
    assert found(f"He takes {text}, as he says.")


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_amount_is_left_alone(text):
    assert found(text) == []


def test_forty_are_planted_and_forty_are_innocent():
    assert len(set(PLANTED)) == len(set(INNOCENT)) == 40


def test_no_sentence_of_a_quiet_room_names_an_amount():
    assert {code: found(text) for code, text in SENTENCES.items() if found(text)} == {}


def test_no_text_in_the_code_names_an_amount():
    told = {_name(path): [*map(found, _literals(path))] for path in CODE}
    assert {name: hits for name, hits in told.items() if any(hits)} == {}


def test_no_template_mail_or_translation_names_an_amount():
    told = {_name(path): found(path.read_text()) for path in (*TEMPLATES, *TRANSLATIONS)}
    assert {name: hits for name, hits in told.items() if hits} == {}


def test_the_texts_looked_at_are_there():
    assert len(CODE) > 100
    assert len(TEMPLATES) > 50
    assert any("email" in path.parts for path in TEMPLATES)
