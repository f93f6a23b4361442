"""Whatever is given to a command, it ends with a sentence and one of its codes."""

import pytest

from labs.models import Patient, User

NONSENSE = {
    "empty": "",
    "bytes that are no characters": "\udc80",
    "a sign that turns text round": "Otto \u202e.",
    "a control": "Otto\x07",
    "two lines": "Otto\nSynthetic",
    "too long": "x" * 5000,
    "too many digits": "9" * 5000,
    "digits of another script": "٣",
    "a path upwards": "../../x",
    "a sign of a format": "%",
    "a day before all": "0001-01-01",
    "a day after all": "9999-12-31",
}
WHOLE = {
    "create_clinic": {"": "quay", "--name": "Quay", "--timezone": "Europe/Berlin"},
    "create_user": {
        "": "otto@harbour.example",
        "--clinic": "harbour",
        "--role": "nurse",
        "--name": "Synthetic Otto",
    },
    "create_patient": {
        "": "H-1",
        "--clinic": "harbour",
        "--name": "Synthetic Otto",
        "--born": "1980-02-29",
        "--as": "nora@harbour.example",
    },
    "export_patient": {
        "": "a2a2a2a2a2a2",
        "--format": "csv",
        "--out": "/nowhere/x.csv",
        "--as": "nora@harbour.example",
    },
    "import_results": {
        "": "/nowhere/x.csv",
        "--clinic": "harbour",
        "--as": "nora@harbour.example",
        "--format": "csv",
        "--mapping": "/nowhere/x.json",
        "--patient": "H-1",
        "--date-format": "%d/%m/%Y",
        "--assigner": "harbour",
        "--conflicts": "refuse",
    },
}
GIVEN = [
    (name, option, what)
    for name, options in WHOLE.items()
    for option in options
    for what in NONSENSE
]


@pytest.fixture(autouse=True)
def nurse(work_in):
    return work_in("nurse", "nora@harbour.example")


def line(name, option="", text=None):
    """The command's arguments, with another text in one of them."""
    given = WHOLE[name] | ({} if text is None else {option: text})
    return [
        part for key, said in given.items() for part in ((key, said) if key else (said,))
    ]


@pytest.mark.parametrize(("name", "option", "what"), GIVEN)
def test_nonsense_in_an_argument_is_refused_in_a_sentence(run, name, option, what):
    outcome = run(name, *line(name, option, NONSENSE[what]))
    assert outcome.code in (0, 2, 3, 4)
    assert outcome.code == 0 or outcome.err.strip()
    assert "Traceback" not in outcome.err


REFUSED = {
    "--born": ["1899-12-31", "2199-01-01", "9999-12-31", "0001-01-01"],
    "--name": ["", " ", "Otto\x07", "Otto \u202e.", "x" * 201],
    "": ["", " ", "x" * 41, "H\x07"],
}


@pytest.mark.parametrize(
    ("option", "text"), [(o, text) for o, texts in REFUSED.items() for text in texts]
)
def test_what_the_page_refuses_of_a_new_patient_the_command_refuses(run, option, text):
    assert run("create_patient", *line("create_patient", option, text)).code == 2
    assert not Patient.objects.exists()


@pytest.mark.parametrize("name", ["Otto\x07", "Otto \u202e.", "x" * 201])
def test_a_name_that_no_page_could_show_is_refused(run, name):
    assert run("create_user", *line("create_user", "--name", name)).code == 2
    assert not User.objects.filter(name=name).exists()


def test_a_password_that_is_no_text_is_wrong_usage(run):
    said = ("otto@harbour.example", "--clinic", "harbour", "--role", "nurse")
    assert run("create_user", *said, "--password-stdin", stdin=b"\xff\xfe\n").code == 3
