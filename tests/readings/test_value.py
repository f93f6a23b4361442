"""The grammar of a result: nothing is guessed, no sign is lost, the text stays."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.readings import Kind, Value
from labs.words import Refused

COMPARATORS = {
    "<": (
        *("<", "＜", "less than", "below", "under", "LESS THAN", "Below"),
        *("kleiner als", "weniger als", "unter", "Unterhalb von"),
        *("inférieur à", "inferieur a", "moins de", "au-dessous de", "sous"),
    ),
    "<=": (
        "<=",
        "=<",
        "< OR =",
        "< or =",
        "<or=",
        "≤",
        "≦",
        "＜＝",
        "at most",
        "höchstens",
        "au plus",
    ),
    ">": (
        *(">", "＞", "more than", "greater than", "above", "over", "MORE THAN"),
        *("größer als", "GRÖSSER ALS", "groesser als", "mehr als", "über", "oberhalb"),
        *("supérieur à", "plus de", "au-dessus de"),
    ),
    ">=": (
        ">=",
        "=>",
        "> OR =",
        "> or =",
        ">OR=",
        "≥",
        "≧",
        "＞＝",
        "at least",
        "mindestens",
        "au moins",
    ),
}
SPELLED = [(sign, text) for sign, texts in COMPARATORS.items() for text in texts]

numbers = st.from_regex(r"[0-9]{1,6}([.,][0-9]{1,6})?", fullmatch=True).filter(
    lambda text: "," not in text or len(text.partition(",")[2]) != 3
)
spelled = st.sampled_from(SPELLED)
blanks = st.sampled_from(["", " ", "  ", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}"])


@pytest.mark.parametrize(("sign", "text"), SPELLED)
def test_a_comparator_is_read_in_signs_and_words(sign, text):
    value = Value.read(f"{text} 0.1")
    assert (value.kind, value.comparator, value.digits) == (Kind.CENSORED, sign, "0.1")


@given(spelled, blanks, numbers)
def test_a_sign_is_never_lost(pair, blank, number):
    sign, text = pair
    if not float(number.replace(",", ".")):
        number = "0.1"
    value = Value.read(f"{text}{blank}{number}")
    assert (value.kind, value.comparator) == (Kind.CENSORED, sign)


@given(numbers)
def test_digits_are_kept_as_printed(text):
    value = Value.read(text)
    assert value.kind is Kind.MEASURED
    assert value.digits == f"{Decimal(text.replace(',', '.')):f}"
    assert len(value.digits.partition(".")[2]) == len(
        text.replace(",", ".").partition(".")[2]
    )


@given(st.text(max_size=30), st.booleans())
def test_the_text_is_kept_untouched_or_refused(text, text_allowed):
    try:
        value = Value.read(text, text_allowed=text_allowed)
    except Refused as refused:
        assert str(refused)
    else:
        assert value.reported == text
        assert (value.number is None) == (value.kind is Kind.TEXT)
        assert (value.comparator == "") == (value.kind is not Kind.CENSORED)


@given(st.text(alphabet="0123456789.,<>=≤≥-−+eE_ '’%nmol/LΝ٣½", max_size=12))
def test_a_number_is_only_what_is_one(text):
    """Whatever is taken as a number holds one sign at most, and only ASCII digits."""
    try:
        value = Value.read(text)
    except Refused:
        return
    if value.number is not None:
        rest = text.strip().lstrip("<>=≤≥").strip()
        assert value.digits == f"{Decimal(rest.replace(',', '.')):f}"
        assert rest.replace(",", "").replace(".", "").isascii()
        assert rest.replace(",", "").replace(".", "").isdigit()


def test_a_trailing_zero_stays():
    assert Value.read("23.70").digits == "23.70"


def test_a_comma_is_a_decimal_sign():
    value = Value.read("0,1")
    assert (value.digits, value.reported) == ("0.1", "0,1")


def test_zero_is_a_value():
    value = Value.read("0")
    assert (value.kind, value.number, value.digits) == (Kind.MEASURED, 0, "0")


@pytest.mark.parametrize("text", ["not detected", "undetectable", "nicht nachweisbar", "-"])
def test_what_has_no_digit_is_text(text):
    value = Value.read(text)
    assert (value.kind, value.number, value.comparator) == (Kind.TEXT, None, "")
    assert value.digits == ""


SIGNS_ALONE = [
    *("<", ">", "<=", ">=", "=<", "≤", "≥", "＜", "＞", "＜＝", "﹤", "⩽", "="),
    *(" < ", "<\u00a0", "< =", "<<", "< -", "<.", "<,", "> …", "< or ="),
    *("less than", "Less Than", "below", "under", "more than:", "over", "at most"),
    *("kleiner als", "unter", "größer als", "über", "höchstens"),
    *("inférieur à", "moins de", "supérieur à", "au moins"),
]


@pytest.mark.parametrize("text", SIGNS_ALONE)
@pytest.mark.parametrize("text_allowed", [False, True])
def test_a_sign_that_compares_with_nothing_is_no_text(text, text_allowed):
    with pytest.raises(Refused) as refused:
        Value.read(text, text_allowed=text_allowed)
    assert refused.value.code == "value-sign-alone"


@pytest.mark.parametrize("text", ["<LOD", "< Nachweisgrenze", "below detection", "ug"])
def test_words_that_say_what_a_sign_compares_with_are_text(text):
    assert Value.read(text).kind is Kind.TEXT


@pytest.mark.parametrize(
    "text",
    ["nan", "NaN", "inf", "-inf", "−inf", "+Infinity", "NULL", "None", " n/a ", "N/A"],
)
@pytest.mark.parametrize("text_allowed", [False, True])
def test_what_a_program_writes_for_nothing_is_refused(text, text_allowed):
    with pytest.raises(Refused) as refused:
        Value.read(text, text_allowed=text_allowed)
    assert refused.value.code == "value-not-a-result"


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\N{NO-BREAK SPACE}"])
def test_an_empty_cell_is_refused(text):
    with pytest.raises(Refused) as refused:
        Value.read(text)
    assert refused.value.code == "value-empty"


REFUSED = {
    "value-negative": [
        *("-5", "−5", "–5", "—5", "‐5", "‑5", "－5", "﹣5", "- 5"),
        *("<-0.1", "less than -0.1"),
    ],
    "value-below-zero": ["<0", "< 0.00", "less than 0", "＜0,0"],
    "value-thousands": [
        *("1,234", "12,345", "1 234", "1'234", "1’234", "1.234,5", "1,234.5"),
        *("1.234.567", "<1,100", "1\N{NO-BREAK SPACE}234"),
    ],
    "value-too-long": ["1234567", "0.1234567", "<12345678.0"],
    "value-unreadable": [
        *("1e5", "1_000", "5 IU/L", "5*", "<<1", "<>1", "~5", "+5", "= 5", "5-6", "5 < 6"),
        *("٣", "１２", "½", "x²", "Ⅷ", "0x1A", "1.2.3", ".5", "5.", ",5", "5;6", "< = 5"),
        *("≮5", "≯5", "not less than 5", "less 5", "5 less than", "\N{ZERO WIDTH SPACE}5"),
    ],
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in REFUSED.items() for text in texts]
)
def test_digits_that_do_not_fit_are_refused(code, text):
    with pytest.raises(Refused) as refused:
        Value.read(text)
    assert refused.value.code == code


@pytest.mark.parametrize("text", [text for texts in REFUSED.values() for text in texts])
def test_digits_that_do_not_fit_are_text_where_texts_are_sent(text):
    value = Value.read(text, text_allowed=True)
    assert (value.kind, value.number, value.reported) == (Kind.TEXT, None, text)


def test_a_sentence_names_the_longest_number():
    with pytest.raises(Refused, match="at most 6 before and 6 after"):
        Value.read("1234567")


@pytest.mark.parametrize(
    ("decimal", "text", "digits"),
    [(",", "1,234", "1.234"), (".", "1.234", "1.234"), ("", "1.234", "1.234")],
)
def test_a_known_decimal_sign_settles_three_decimals(decimal, text, digits):
    assert Value.read(text, decimal=decimal).digits == digits


@pytest.mark.parametrize(("decimal", "text"), [(",", "1.234"), (".", "1,234")])
def test_the_other_sign_before_three_digits_may_be_a_thousands_sign(decimal, text):
    with pytest.raises(Refused) as refused:
        Value.read(text, decimal=decimal)
    assert refused.value.code == "value-thousands"


@pytest.mark.parametrize(
    "text", ["5\x00", "not\x07detected", "\ud800", "\u202enicht", "\u2067no"]
)
def test_what_no_database_keeps_is_refused(text):
    with pytest.raises(Refused) as refused:
        Value.read(text, text_allowed=True)
    assert refused.value.code == "text-unprintable"


def test_a_text_longer_than_its_column_is_refused():
    with pytest.raises(Refused) as refused:
        Value.read("x" * 201)
    assert (
        str(refused.value) == "The result is longer than 200 characters. Write it shorter."
    )


def test_kinds_are_those_of_the_interface():
    assert [str(kind) for kind in Kind] == ["measured", "censored", "text", "absent"]


def test_an_absent_value_has_no_number():
    assert Value.absent() == Value(Kind.ABSENT, "", None, "")
