"""Every code has one sentence with the facts it needs, and every sentence is said."""

import ast
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.words import SENTENCES, Refused, Words, english
from labs.words.fold import fold
from labs.words.readings import SENTENCES as OF_READINGS

LABS = Path(__file__).resolve().parents[2] / "labs"
MODULES = [at for at in sorted(LABS.rglob("*.py")) if "words" not in at.parts]
ROOMS = ("analytes", "readings", "agents")


def _said():
    """Each `Refused("code", fact=…)` and `Words.of("code", fact=…)` of the house."""
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "Refused",
                "Words.of",
            ):
                facts = {at.arg for at in node.keywords}
                yield from ((module, code, facts) for code in _codes(node.args[0]))


def _codes(node):
    """A code, or either of two; one that is put together is told by its own tests."""
    if isinstance(node, ast.IfExp):
        return [*_codes(node.body), *_codes(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) else []


def _facts(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_code_that_is_said_has_a_sentence():
    assert not {(at.name, code) for at, code, _ in _said() if code not in SENTENCES}


def test_every_sentence_gets_its_facts():
    missing = {
        (module.name, code, fact)
        for module, code, facts in _said()
        for fact in _facts(SENTENCES.get(code, "")) - facts
        if None not in facts  # **facts, told elsewhere
    }
    assert not missing


def test_no_sentence_of_readings_is_left_over():
    text = "\n".join(
        at.read_text() for at in MODULES if at.relative_to(LABS).parts[0] in ROOMS
    )
    text += (LABS / "agents.py").read_text()
    left = {code for code in OF_READINGS if code not in text}
    put_together = ("since-dose-", "testis-", "testes-are-")  # told by their own tests
    assert not {code for code in left if not code.startswith(put_together)}


def test_a_refusal_says_the_sentence_of_its_code():
    refused = Refused("unit-unknown", analyte="LH", unit="furlongs", units="IU/L")
    assert refused.code == "unit-unknown"
    assert str(refused) == str(refused.words) == english(refused.words)
    assert str(refused) == "“furlongs” is not known as a unit of LH. Write one of IU/L."


def test_a_refusal_is_a_value_error():
    with pytest.raises(ValueError, match="Write the result"):
        raise Refused("value-empty")


def test_words_are_equal_by_code_and_facts():
    assert Words.of("interval-at-least", end="3") == Words.of("interval-at-least", end="3")
    assert Words.of("interval-at-least", end="3") != Words.of("interval-at-least", end="4")
    assert len({Words.of("interval-at-least", end=end) for end in "34"}) == 2


def test_a_sentence_quotes_no_more_than_a_line_of_a_strangers_file():
    said = str(Refused("value-unreadable", reported="9" * 1000))
    assert "9" * 80 + "…" in said
    assert "9" * 81 not in said


def test_a_fact_is_no_template():
    assert "{unit}" in str(Refused("analyte-unknown", name="{unit}"))


@pytest.mark.parametrize("code", sorted(OF_READINGS))
def test_a_refusal_ends_as_a_sentence_does(code):
    sentence = OF_READINGS[code]
    if sentence[0].isupper() or sentence[0] == "“":
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œstradiol", "oestradiol"),
        ("Östradiol", "ostradiol"),
        ("GROSS groß", "gross gross"),
        ("free_testosterone", "free testosterone"),
        ("  Testosterone,  total ", "testosterone total"),
        ("Prélèvement", "prelevement"),
        ("", ""),
    ],
)
def test_folding_forgets_case_accents_and_punctuation(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
