"""No dose, anywhere: neither an amount nor how often, in any text that the app can show."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests import texts
from tests.amounts import found
from tests.sentences import find_sentences

ROOT = Path(settings.BASE_DIR)
FILES = [
    path
    for folder in ("labs", "tracker", "templates", "locale")
    for path in ROOT.glob(f"{folder}/**/*")
    if path.is_file() and "__pycache__" not in path.parts
]
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
up 3.2; clomifene now, no treatment before
14 May 2024
2 draws from 3 March 2025 to 4 May 2026
LH was below what the test can measure once, on 4 May 2026.
9 of 12 labels written
page 2 of 3
6 months
3 years
Days since testosterone stopped
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


def test_no_sentence_names_an_amount():
    assert [each for each in find_sentences() if found(each.text)] == []
    assert len(find_sentences()) > 600


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_no_file_of_the_app_names_an_amount(path):
    """Code, pages, mails, scripts, styles, pictures and translations alike."""
    assert found(texts.of(path)) == []


def test_the_texts_looked_at_are_there():
    kinds = Counter(path.suffix for path in FILES)
    assert kinds[".py"] > 200
    assert kinds[".html"] > 50
    assert {".txt", ".js", ".css", ".svg"} <= kinds.keys()
    assert any("email" in path.parts for path in FILES)
    assert any("commands" in path.parts for path in FILES)


@pytest.mark.parametrize(
    ("suffix", "source"),
    [
        (".py", 'help = "Give 25 mg."'),
        (".py", 'self.stdout.write("Give 25 " + "mg")'),
        (".py", 'print(f"Give {25} mg")'),
        (".py", '"""Given once daily."""'),
        (".html", "<p>Give 25&nbsp;mg</p>"),
        (".html", "<p>Give <b>25</b> mg</p>"),
        (".html", '<p data-words="25 mg">{% translate "Give" %}</p>'),
        (".txt", "Take it\ntwice a\nweek."),
        (".svg", "<svg><text>25</text><text> mg</text></svg>"),
        (".svg", '<svg aria-label="25 mg"></svg>'),
        (".js", 'say("Give 25 mg");'),
        (".js", 'say("Give 25 " + `mg`);'),
        (".js", 'say("Give 25\\u00a0mg");'),
        (".js", 'say("Give 25\\x20m\\u{67}");'),
        (".css", 'p::after { content: "25 mg" }'),
        (".css", 'p::after { content: "25 " "mg" }'),
        (".css", 'p::after { content: "25\\a0 mg" }'),
        (".json", '{"text": "25\\u00a0mg"}'),
        (".po", 'msgid "Give 25 "\n"mg"'),
    ],
)
def test_an_amount_in_any_kind_of_file_is_seen(tmp_path, suffix, source):
    (tmp_path / f"planted{suffix}").write_text(source)
    assert found(texts.of(tmp_path / f"planted{suffix}"))


def test_a_kind_of_file_that_cannot_be_read_is_not_passed_over(tmp_path):
    (tmp_path / "planted.pdf").write_text("25 mg")
    with pytest.raises(KeyError):
        texts.of(tmp_path / "planted.pdf")
