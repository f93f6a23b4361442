"""The one wording of a sign-off: its act, and what the patient reads by it."""

from datetime import UTC, datetime

import pytest

from labs.readings import STATUSES
from labs.timeline.sign_off import sign_off
from tests.factories import reading

AT = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)  # 29 November in Berlin


def final(analyte="lh", **facts):
    return reading(analyte, "3", on="2026-11-20 08:00", id=analyte, **facts)


def preliminary(**facts):
    return final("testosterone", status="preliminary", **facts)


@pytest.mark.parametrize(
    ("readings", "act", "effect", "kept_back"),
    [
        ([final()], "Sign off and share", "the patient can then read it", []),
        (
            [final(), preliminary()],
            "Sign off and share",
            "the patient can then read the rest",
            ["Testosterone (preliminary)"],
        ),
        (
            [preliminary()],
            "Sign off",
            "the patient cannot read it yet",
            ["Testosterone (preliminary)"],
        ),
        (
            [final(flags=("unit-slip", "duplicate"))],
            "Sign off and share",
            "the patient can then read it",
            [],
        ),
        (
            [final(released=True), final("fsh", status="pending")],
            "Sign off",
            "the patient can read it already",
            ["FSH (pending)"],
        ),
        ([final(released=True)], "Sign off", "the patient can read it already", []),
        (
            [final(released=True, status="corrected", version=1, entered_at=AT)],
            "Sign off",
            "the patient can read it already, as corrected on 29 Nov 2026",
            [],
        ),
        (
            [final(released=True, version=1, entered_at=AT), final("fsh")],
            "Sign off and share",
            "the patient can then read it",
            [],
        ),
        ([final(status="not-done")], "Sign off", "nothing is shared", []),
        ([], "Sign off", "nothing is shared", []),
    ],
)
def test_what_it_is_called_and_what_follows(readings, act, effect, kept_back):
    said = sign_off(readings, has_login=True)
    assert (str(said.act), str(said.effect)) == (act, effect)
    assert list(map(str, said.kept_back)) == kept_back


@pytest.mark.parametrize(
    ("readings", "effect"),
    [
        ([final()], "not shown online: no login yet"),
        ([preliminary()], "not shown online: no login"),
        ([final(released=True)], "not shown online: no login"),
        ([], "nothing is shared"),
    ],
)
def test_without_a_login_nothing_is_called_shared(readings, effect):
    said = sign_off(readings, has_login=False)
    assert (str(said.act), str(said.effect)) == ("Sign off", effect)


@pytest.mark.parametrize("status", sorted(set(STATUSES) - {"entered-in-error"}))
@pytest.mark.parametrize("flags", [(), ("soft-limit",)])
def test_whatever_is_kept_back_is_named_with_its_reason(status, flags):
    one = final(status=status, flags=flags)
    said = sign_off([one], has_login=True)
    shared = str(said.act) == "Sign off and share"
    assert shared == one.is_shareable
    assert shared or said.kept_back or status == "not-done"


def test_sides_are_named_apart():
    right = reading("volume", "12", side="right", status="preliminary")
    assert str(sign_off([right], has_login=True).kept_back[0]) == (
        "Volume right (preliminary)"
    )
