"""Every text is marked, and another language reaches every kind of it at its one place."""

import re
import struct
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.template import Context, Template
from django.utils.translation import override

from labs.readings import Value
from labs.timeline import dates
from labs.words import Refused, english, gettext_lazy
from tests.unmarked import unmarked, unmarked_sentences, unmarked_strings

TEMPLATES = Path(ours.BASE_DIR, "templates")
# What every language keeps: the name of the product, and units.
KNOWN = ("HPG Tracker", "CSV", "SHA-256", "cm", "mL")
# An invented language: Esperanto that says just enough.
TINY = {
    "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n!=1;\n",
    "Your results": "Viaj rezultoj",
    "Nothing has been shared with you yet.": "Ankoraŭ nenio.",
    "Below the reference range.": "Sub la intervalo.",
    "In the testes LH reaches the Leydig cells, where testosterone is made.": "Ĉeloj.",
    "Last time, {day}, it was {value}.": "{value} estis la {day}.",
    "{day} {month} {year}": "{day}-a de {month} {year}",
    "Mar": "mar.",
    "Write the result, or why there is none.": "Malplena.",
}


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(TEMPLATES.rglob("*")) if path.is_file()],
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_no_text_of_a_template_is_unmarked(path):
    assert list(unmarked(path.read_text(), KNOWN)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Sign in</p>", ["Sign in"]),
        ('<p>{% translate "Sign in" %}</p>', []),
        ("{% blocktranslate %}Sign <b>in</b>{% endblocktranslate %} now", ["now"]),
        ('<nav aria-label="Pages">', ["Pages"]),
        ("<nav aria-label=\"{% translate 'Pages' %}\">", []),
        ('<p title="{% blocktranslate %}from {{ x }}{% endblocktranslate %}">', []),
        ('{{ x|default:"none" }} {{ y|default:_("none") }}', ["none"]),
        ("{{ n }} {{ n|pluralize }}", ["pluralize"]),
        ('{% include "a.html" with words="to review" %}', ["to review"]),
        ("{# A comment. #}<p>{{ x }}: 12 mL · HPG Tracker &nbsp;</p>", []),
        ('<a href="{% url "me" %}" class="plain">{{ x }}</a>', []),
    ],
)
def test_an_unmarked_text_would_be_seen(source, found):
    assert list(unmarked(source, KNOWN)) == found


def test_one_language_is_not_looked_up():
    assert (len(ours.LANGUAGES) > 1) == ours.USE_I18N


LABS = Path(ours.BASE_DIR, "labs")
SAID_IN = [LABS / "access.py", *sorted(LABS.glob("forms/*.py"))]
SAID_IN += [*sorted(LABS.glob("views/*.py")), *sorted(LABS.glob("templatetags/*.py"))]
# What browsers and probes read, not people.
OF_PROTOCOLS = {
    "Location",
    "Cookie",
    "text/csv; charset=utf-8",
    'attachment; filename="draws-',
}
# Of markup that a tag writes.
OF_PROTOCOLS |= {" quiet", " long", " sided", " data-reading", ' class="none"'}
OF_PROTOCOLS |= {' title="{}"'}


@pytest.mark.parametrize(
    "path",
    [path for path in SAID_IN if path.name != "health.py"],
    ids=lambda path: str(path.relative_to(LABS)),
)
def test_no_text_of_a_form_or_a_view_is_unmarked(path):
    found = set(unmarked_strings(path.read_text()))
    markup = {text for text in found if not re.sub(r"<[^>]*>|\{\}|\s", "", text)}
    assert found - markup <= OF_PROTOCOLS


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('label = "Agent"', ["Agent"]),
        ('label = _("Agent")', []),
        ('forms.BooleanField(label="biotin")', ["biotin"]),
        ('raise ValidationError("Write the day.")', ["Write the day."]),
        ('said = f"Draw of {day} saved."', ["Draw of ", " saved."]),
        ('said = gettext("Draw of {day} saved.").format(day=day)', []),
        ('"""A docstring of a module."""\nrows.order_by("-start", "pk")', []),
        ('def of(desk: "Desk") -> "Desk": return page("portal/results.html")', []),
    ],
)
def test_an_unmarked_string_would_be_seen(source, found):
    assert list(unmarked_strings(source)) == found


# Where sentences are said; the other quiet rooms are data, whose fields say what is a text.
QUIET = ("readings", "timeline", "charts", "exchange", "record")


@pytest.mark.parametrize(
    "path",
    [path for room in QUIET for path in sorted(LABS.glob(f"{room}/**/*.py"))],
    ids=lambda path: str(path.relative_to(LABS)),
)
def test_no_sentence_of_a_quiet_room_is_unmarked(path):
    assert list(unmarked_sentences(path.read_text())) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('words = "Below the range."', ["Below the range."]),
        ('words = gettext_lazy("Below the range.")', []),
        ('NAMES = {State.BELOW: "below {limit} of it"}', ["below {limit} of it"]),
        ("mark = \"<line class='{style} thin'/>\"", []),
        ('raise ValueError("an instant carries its offset")', []),
    ],
)
def test_an_unmarked_sentence_would_be_seen(source, found):
    assert list(unmarked_sentences(source)) == found


def test_days_are_written_in_one_place():
    elsewhere = [
        str(path.relative_to(LABS))
        for path in LABS.rglob("*.py")
        if re.search(r"%[bBaA]\b", path.read_text()) and "exchange" not in path.parts
    ]
    assert elsewhere == []
    filtered = [
        re.findall(r"\|date:'([^']*)'", p.read_text()) for p in TEMPLATES.rglob("*.*")
    ]
    assert {each for found in filtered for each in found} <= {"Y-m-d"}


def _mo(messages):
    """The bytes of a catalogue, as GNU gettext lays them out."""
    pairs = [(key.encode(), said.encode()) for key, said in sorted(messages.items())]
    place, texts, tables = 28 + 16 * len(pairs), b"", ([], [])
    for side, table in enumerate(tables):
        for pair in pairs:
            table += [len(pair[side]), place + len(texts)]
            texts += pair[side] + b"\0"
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    numbers = (*head, *tables[0], *tables[1])
    return struct.pack(f"<{len(numbers)}I", *numbers) + texts


@pytest.fixture
def tiny(several_languages, settings, tmp_path):
    """Whoever reads now reads the tiny language."""
    folder = tmp_path / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(_mo(TINY))
    settings.LANGUAGES = [("eo", "Esperanto"), *settings.LANGUAGES]
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGE_CODE = "eo"
    with override("eo"):
        yield


def test_a_quiet_sentence_is_said_in_the_readers_language(tiny):
    words = gettext_lazy("Below the reference range.")
    assert str(words) == "Sub la intervalo."
    assert english(words) == "Below the reference range."


def test_facts_take_the_place_that_the_language_gives_them(tiny):
    text = "Last time, {day}, it was {value}."
    words = gettext_lazy(text, day="2 Mar 2026", value="Mar")
    assert str(words) == "Mar estis la 2 Mar 2026."  # what was printed is not translated


def test_a_refusal_is_said_in_it_too(tiny):
    with pytest.raises(Refused) as refused:
        Value.read("")
    assert str(refused.value) == "Malplena."
    assert english(refused.value.words) == "Write the result, or why there is none."


def test_a_day_is_written_as_the_language_writes_it(tiny):
    assert dates.day(date(2026, 3, 2)) == "2-a de mar. 2026"


def test_what_has_no_translation_stays_english(tiny):
    assert str(gettext_lazy("In the reference range.")) == "In the reference range."


def test_a_note_and_a_template_are_said_in_it(tiny):
    text = "In the testes LH reaches the Leydig cells, where testosterone is made."
    page = Template('{% load i18n notes %}{% translate "Your results" %}: {% terms t u %}')
    assert page.render(Context({"t": text, "u": set()})).strip() == "Viaj rezultoj: Ĉeloj."


def test_his_page_speaks_it_and_programs_get_english(
    tiny, sign_in, patient, patient_user, drawn
):
    client = sign_in(patient_user)
    assert "Ankoraŭ nenio." in client.get("/me/").content.decode()
    drawn(patient, "2026-03-02 08:10", lh="1.1", interval="1.7-8.6", signed=True)
    page = client.get("/me/").content.decode()
    assert "Viaj rezultoj" in page and "Sub la intervalo." in page and "Ĉeloj." in page
    assert "2-a de mar. 2026" in page
    answer = client.get("/me/series.json").content.decode()
    assert "Mar 2026" in answer or "2026-03-02" in answer
    assert "mar." not in answer and "intervalo" not in answer
