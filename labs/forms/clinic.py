"""Forms of a clinic's own settings: one for each section of its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES, ON, Analyte
from labs.exchange import NameAlias, UnitAlias
from labs.forms.fields import CountField, LineField, WordsField, set_choices
from labs.models import Access, Clinic, ReleaseRule
from labs.record.clinic import seal_settings

_ZONES = sorted(zone for zone in available_timezones() if "/" in zone) + ["UTC"]
_SIDES = [("", _("no side")), ("left", _("left")), ("right", _("right"))]
MOST_DAYS = 30  # that a clinic lets pass before a draw is shared


class SettingsForm(forms.Form):
    """Some settings of a clinic; `facts` is there once the form is valid.

    `seen` says what they were when the page was opened: nobody replaces others unseen.
    """

    use_required_attribute = False
    names: tuple[str, ...] = ()
    page = "clinic/settings.html"  # the template that shows it

    seen = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Reload the page and enter it again.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, clinic: Clinic) -> None:
        self.clinic = clinic
        kept = {name: getattr(clinic, name) for name in self.names}
        super().__init__(data, initial=kept | {"seen": seal_settings(clinic, self.names)})

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}

    @property
    def standing(self) -> list[tuple[str, str]]:
        """What is saved now, by label: shown when somebody else was faster."""
        shown = {name: getattr(self.clinic, name) for name in self.names}
        return [(str(self.fields[name].label), str(at or "")) for name, at in shown.items()]


class DetailsForm(SettingsForm):
    names = ("name", "zone", "phone", "portal_text")

    name = LineField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Enter the clinic’s name.")},
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone) for zone in _ZONES],
        help_text=_("Draws recorded so far keep the time zone of their entry."),
    )
    phone = LineField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        help_text=_("Shown to patients, for what cannot wait."),
    )
    portal_text = WordsField(
        label=_("Text on the patient’s page"),
        required=False,
        max_length=500,
        help_text=_("For every patient of the clinic, such as opening hours."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, clinic: Clinic) -> None:
        super().__init__(data, clinic=clinic)
        if clinic.zone not in _ZONES:
            zones = [clinic.zone, *_ZONES]
            set_choices(self, "zone", ((zone, zone) for zone in zones))


class AccessForm(SettingsForm):
    names = ("access",)
    page = "clinic/access.html"

    access = forms.ChoiceField(
        label=_("Who sees a patient’s record"),
        choices=Access.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who sees a record.")},
    )
    confirm = forms.BooleanField(
        label=_("I know who will no longer see these records"), required=False
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        narrows = typed.get("access") == Access.CARE_TEAM != self.clinic.access
        if narrows and not typed.get("confirm"):
            self.add_error(
                "confirm",
                gettext("Read who will lose sight of records, and tick this box."),
            )
        return typed

    @property
    def standing(self) -> list[tuple[str, str]]:
        label = str(self.fields["access"].label)
        return [(label, str(Access(self.clinic.access).label))]


class ReleaseForm(SettingsForm):
    names = ("release_rule", "release_days")
    page = "clinic/release.html"

    release_rule = forms.ChoiceField(
        label=_("When a draw is shared with the patient"),
        choices=ReleaseRule.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when a draw is shared.")},
    )
    release_days = CountField(
        label=_("Days after entry"),
        most=MOST_DAYS,
        required=False,
        help_text=_("For “a number of days after entry” only."),
    )

    def clean(self) -> dict[str, Any]:
        """What stands in the box of days under another rule is not read."""
        typed = super().clean() or {}
        if typed.get("release_rule") != ReleaseRule.AFTER_DAYS:
            self.errors.pop("release_days", None)
            typed["release_days"] = None
        elif not typed.get("release_days") and "release_days" not in self.errors:
            self.add_error("release_days", gettext("Enter the number of days."))
        return typed

    @property
    def standing(self) -> list[tuple[str, str]]:
        rule = str(ReleaseRule(self.clinic.release_rule).label)
        days = self.clinic.release_days
        label = str(self.fields["release_rule"].label)
        return [(label, f"{rule}: {days}" if days else rule)]


@dataclass(frozen=True)
class AnalyteRow:
    """The boxes of one test."""

    analyte: Analyte
    basic: bool  # measured in every clinic
    on: forms.BoundField | None
    place: forms.BoundField
    unit: forms.BoundField


class AnalytesForm(SettingsForm):
    """Which tests are on, in which order, and in which unit each is shown."""

    names = ("analytes", "units")
    page = "clinic/analytes.html"

    def __init__(self, data: Mapping[str, Any] | None = None, *, clinic: Clinic) -> None:
        super().__init__(data, clinic=clinic)
        places = {key: n for n, key in enumerate(clinic.analytes, start=1)}
        for analyte in ANALYTES.values():
            self._add_boxes(analyte, places.get(analyte.key))

    def _add_boxes(self, analyte: Analyte, place: int | None) -> None:
        key, name = analyte.key, analyte.name
        if key not in ON:
            self.fields[f"on_{key}"] = forms.BooleanField(
                label=gettext("{name} on").format(name=name),
                required=False,
                initial=place is not None,
            )
        self.fields[f"place_{key}"] = CountField(
            label=gettext("{name} position").format(name=name),
            required=False,
            initial=place or "",
        )
        self.fields[f"unit_{key}"] = forms.ChoiceField(
            label=gettext("{name} unit shown").format(name=name),
            choices=[
                (unit.code, unit.text)
                for unit in analyte.units.values()
                if analyte.converts(analyte.unit, unit.code)
            ],
            initial=self.clinic.units.get(key, analyte.unit),
        )

    @property
    def rows(self) -> list[AnalyteRow]:
        """In the clinic's order; what is off comes behind it."""
        order = dict.fromkeys([*self.clinic.analytes, *ANALYTES])
        return [
            AnalyteRow(
                ANALYTES[key],
                key in ON,
                None if key in ON else self[f"on_{key}"],
                self[f"place_{key}"],
                self[f"unit_{key}"],
            )
            for key in order
        ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        on = [key for key in ANALYTES if key in ON or typed.get(f"on_{key}")]
        if not self.errors:
            last = len(ANALYTES) + 1
            typed["analytes"] = sorted(on, key=lambda key: typed[f"place_{key}"] or last)
            typed["units"] = self._read_units(typed)
        return typed

    def _read_units(self, typed: Mapping[str, Any]) -> dict[str, str]:
        """Of tests that are shown in the unit of the catalogue nothing is kept."""
        chosen = {key: typed.get(f"unit_{key}", "") for key in ANALYTES}
        return {
            key: unit
            for key, unit in chosen.items()
            if unit and (unit != ANALYTES[key].unit or key in self.clinic.units)
        }

    @property
    def standing(self) -> list[tuple[str, str]]:
        names = ", ".join(str(ANALYTES[key].name) for key in self.clinic.analytes)
        units = ", ".join(
            f"{ANALYTES[key].name} {ANALYTES[key].units[unit].text}"
            for key, unit in self.clinic.units.items()
        )
        return [(gettext("Tests"), names), (gettext("Units"), units)]


class NameAliasForm(forms.Form):
    """A name of a test as this clinic's files print it."""

    use_required_attribute = False

    text = LineField(
        label=_("Name in the file"),
        max_length=100,
        error_messages={"required": _("Enter the name as the file prints it.")},
    )
    analyte = forms.ChoiceField(
        label=_("Test"), error_messages={"required": _("Choose the test.")}
    )
    side = forms.ChoiceField(label=_("Side"), required=False, choices=_SIDES)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="name_%s")
        set_choices(self, "analyte", _list_tests())

    @property
    def alias(self) -> NameAlias:
        typed = self.cleaned_data
        return NameAlias(typed["text"], typed["analyte"], typed["side"])


class UnitAliasForm(forms.Form):
    """A spelling of a unit as this clinic's files print it."""

    use_required_attribute = False

    text = LineField(
        label=_("Unit in the file"),
        max_length=40,
        error_messages={"required": _("Enter the unit as the file prints it.")},
    )
    meant = forms.ChoiceField(
        label=_("Test and unit"), error_messages={"required": _("Choose the unit.")}
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="unit_%s")
        set_choices(self, "meant", [("", gettext("choose")), *_list_units()])

    @property
    def alias(self) -> UnitAlias:
        analyte, _, unit = self.cleaned_data["meant"].partition(" ")
        return UnitAlias(self.cleaned_data["text"], analyte, unit)


def _list_tests() -> Iterable[tuple[str, str]]:
    yield "", gettext("choose")
    for analyte in ANALYTES.values():
        yield analyte.key, str(analyte.name)


def _list_units() -> Iterable[tuple[str, str]]:
    for analyte in ANALYTES.values():
        for unit in analyte.units.values():
            yield f"{analyte.key} {unit.code}", f"{analyte.name}: {unit.text}"
