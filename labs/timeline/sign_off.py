"""What the sign-off of a draw does, in one wording for every page that offers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from labs.readings import STATUS_NAMES, Reading
from labs.timeline import dates, speech
from labs.words import Words, gettext_lazy


@dataclass(frozen=True)
class SignOff:
    act: Words  # what the button says
    effect: Words  # what the patient reads by it
    kept_back: tuple[Words, ...]  # what needs a sign-off of its own later, and why


def sign_off(readings: Sequence[Reading], *, has_login: bool) -> SignOff:
    """`readings` are all of the draw that stand, `released` as its patient has them now."""
    shareable = [reading for reading in readings if reading.is_shareable]
    kept_back = tuple(map(_kept_back, filter(_is_kept_back, readings)))
    shares = any(not reading.released for reading in shareable)
    if not shareable and not kept_back:
        return SignOff(gettext_lazy("Sign off"), gettext_lazy("nothing is shared"), ())
    if not has_login:
        effect = (
            gettext_lazy("not shown online: no login yet")
            if shares
            else gettext_lazy("not shown online: no login")
        )
        return SignOff(gettext_lazy("Sign off"), effect, kept_back)
    if shares:
        effect = (
            gettext_lazy("the patient can then read the rest")
            if kept_back
            else gettext_lazy("the patient can then read it")
        )
        return SignOff(gettext_lazy("Sign off and share"), effect, kept_back)
    return SignOff(gettext_lazy("Sign off"), _describe_unchanged(shareable), kept_back)


def _describe_unchanged(shared: Sequence[Reading]) -> Words:
    """The sign-off shares nothing that he does not read already."""
    if not shared:
        return gettext_lazy("the patient cannot read it yet")
    later = [r for r in shared if r.version and r.entered_at]
    if not later:
        return gettext_lazy("the patient can read it already")
    last = max(later, key=lambda reading: (reading.entered_at, reading.id))
    assert last.entered_at
    day = last.entered_at.astimezone(ZoneInfo(last.moment.zone)).date()
    return gettext_lazy(
        "the patient can read it already, as corrected on {day}", day=dates.day(day)
    )


def _is_kept_back(reading: Reading) -> bool:
    return not reading.is_shareable and reading.status != "not-done"


def _kept_back(reading: Reading) -> Words:
    name = speech.head_measured(reading.analyte, reading.side)
    why = gettext_lazy(STATUS_NAMES[reading.status])
    return gettext_lazy("{name} ({why})", name=name, why=why)
