"""What is refused has a code and a sentence; any other one stands where it is said."""

import ast
import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.words import Refused, english, gettext, gettext_lazy
from labs.words.fold import fold
from labs.words.refusals import REFUSALS
from tests.sentences import LABS, MARKS, find_calls

# Their first argument is a text.
SAY = (*sorted(MARKS), "Words")
_IN_BRACKETS = re.compile(rf"\b(?:{'|'.join(sorted(MARKS))})\(\s*\(")
OURS = [path for path in sorted(LABS.rglob("*.py")) if path.parent.name != "words"]


def _speaks_quietly(path):
    """With `labs.words`, which takes the facts; what Django's say is formatted later."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "labs.words"
        and any(each.name.startswith("gettext") for each in node.names)
        for node in ast.walk(ast.parse(path.read_text()))
    )


QUIETLY = {path for path in OURS if _speaks_quietly(path)}


def _place(call):
    return f"{call.path.relative_to(LABS)}:{call.node.lineno}"


def _facts(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _codes(node):
    """A code, or either of two."""
    if isinstance(node, ast.IfExp):
        return [*_codes(node.body), *_codes(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) else []


def _is_put_together(node):
    """Where translators' tools see no text, or not the whole of it, or one of two."""
    if isinstance(node, ast.IfExp):
        either = (node.body, node.orelse)
        return any(isinstance(n, ast.Constant) or _is_put_together(n) for n in either)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def _unseen(source):
    """What GNU xgettext passes over: a call in an f-string, and a literal in brackets."""
    yield from (found[0] for found in _IN_BRACKETS.finditer(source))
    for node in ast.walk(ast.parse(source)):
        for call in ast.walk(node) if isinstance(node, ast.JoinedStr) else ():
            named = isinstance(call, ast.Call) and ast.unparse(call.func) in MARKS
            if named and isinstance(call.args[0], ast.Constant):
                yield ast.unparse(call)


def test_every_code_that_is_refused_has_a_sentence():
    raised = [(_place(c), code) for c in find_calls("Refused") for code in _codes(*c.texts)]
    assert len(raised) > 100
    assert [each for each in raised if each[1] not in REFUSALS] == []


def test_every_code_with_a_sentence_is_refused():
    strings = {
        node.value
        for path in OURS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
    }
    assert REFUSALS.keys() - strings == set()


def test_no_code_is_put_together():
    calls = [c for c in find_calls("Refused") if isinstance(c.texts[0], ast.JoinedStr)]
    assert [_place(call) for call in calls] == []


def test_every_refusal_gets_its_facts():
    missing = {
        (_place(call), fact)
        for call in find_calls("Refused")
        if None not in call.facts  # **facts, told elsewhere
        for code in _codes(*call.texts)
        for fact in _facts(REFUSALS[code]) - call.facts
    }
    assert missing == set()


def test_every_sentence_gets_its_facts():
    missing = {
        (_place(call), fact)
        for call in find_calls("gettext", "gettext_lazy")
        if call.path in QUIETLY and None not in call.facts
        if call.facts or call.name == "gettext_lazy"  # else it is formatted there
        for text in call.texts
        if isinstance(text, ast.Constant)
        for fact in _facts(text.value) ^ call.facts
    }
    assert missing == set()


def test_a_sentence_is_a_literal_where_it_is_said_or_in_a_table():
    calls = [c for c in find_calls(*SAY) if any(map(_is_put_together, c.texts))]
    assert [_place(call) for call in calls] == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(LABS)))
def test_a_translators_tools_see_each_sentence(path):
    assert list(_unseen(path.read_text())) == []


@pytest.mark.parametrize(
    ("code", "unseen"),
    [
        ("f\"{day}, {gettext('date only')}\"", ["gettext('date only')"]),
        ('f"{day}, {gettext(_STATES[state])}"', []),
        ('gettext(\n    (\n        "In range"\n    )\n)', ["gettext(\n    ("]),
        ('gettext("In range", by=(1, 2))', []),
    ],
)
def test_a_sentence_that_tools_do_not_see_would_be_found(code, unseen):
    assert list(_unseen(code)) == unseen


def test_a_sentence_without_a_mark_is_never_said():
    literal = [c for c in find_calls("Words") if isinstance(c.texts[0], ast.Constant)]
    assert [_place(call) for call in literal] == []


@pytest.mark.parametrize(
    ("code", "is_put_together"),
    [
        ('gettext("In range")', False),
        ("gettext(_STATES[state])", False),
        ('gettext(f"{name} in range")', True),
        ('gettext("In " + "range")', True),
        ('gettext("In range" if inside else "Above range")', True),
        ('gettext("In {}".format("range"))', True),
        ("gettext(one if count == 1 else many)", False),
    ],
)
def test_a_text_that_is_put_together_would_be_found(code, is_put_together):
    call = ast.parse(code, mode="eval").body
    assert _is_put_together(call.args[0]) is is_put_together


def test_a_refusal_says_the_sentence_of_its_code():
    refused = Refused("unit-unknown", analyte="LH", unit="furlongs", units="IU/L")
    assert refused.code == "unit-unknown"
    assert str(refused) == str(refused.words) == english(refused.words)
    assert str(refused) == "“furlongs” is not known as a unit of LH. Write one of IU/L."


def test_a_refusal_is_a_value_error():
    with pytest.raises(ValueError, match="Write the result"):
        raise Refused("value-empty")


def test_words_are_equal_by_text_and_facts():
    text = "at least {end}"
    assert gettext_lazy(text, end="3") == gettext_lazy(text, end="3")
    assert gettext_lazy(text, end="3") != gettext_lazy(text, end="4")
    assert len({gettext_lazy(text, end=end) for end in "34"}) == 2


def test_words_stand_as_a_fact_in_others():
    side = gettext_lazy("left")
    assert gettext("the {side} testis", side=side) == "the left testis"


def test_a_sentence_quotes_no_more_than_a_line_of_a_strangers_file():
    said = str(Refused("value-unreadable", reported="9" * 1000))
    assert "9" * 80 + "…" in said
    assert "9" * 81 not in said


def test_a_fact_is_no_template():
    assert "{unit}" in str(Refused("analyte-unknown", name="{unit}"))


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_refusal_ends_as_a_sentence_does(code):
    assert REFUSALS[code][0].isupper() or REFUSALS[code][0] in "“{"
    assert REFUSALS[code].endswith(".")


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
