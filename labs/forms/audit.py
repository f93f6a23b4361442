"""The form that looks for events of the audit trail."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.audit.search import EventFilter
from labs.audit.verbs import SENTENCES, describe_verb
from labs.forms.fields import DayField, LineField
from labs.models import User


class EventForm(forms.Form):
    """Sent by POST, for a box could hold a name; what is valid may stand in an address."""

    use_required_attribute = False

    person = forms.ChoiceField(label=_("Person"), required=False)
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    ref = LineField(
        label=_("Patient reference"),
        max_length=12,
        required=False,
        help_text=_("The 12 letters and digits in the address of the patient’s page."),
        validators=[
            RegexValidator(
                r"\A[a-z2-7]{12}\Z", _("A patient reference has 12 letters and digits.")
            )
        ],
        error_messages={"max_length": _("A patient reference has 12 letters and digits.")},
    )
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, people: Iterable[User] | None
    ) -> None:
        """`people`: whose events may be looked for; None: the own alone."""
        super().__init__(data)
        if people is None:
            del self.fields["person"]
        else:
            known = [(str(user.pk), user.name) for user in people]
            self._set_choices("person", [("", gettext("Everybody")), *known])
        verbs = sorted((describe_verb(verb), verb) for verb in SENTENCES)
        named = [(verb, sentence) for sentence, verb in verbs]
        self._set_choices("verb", [("", gettext("Everything")), *named])

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("until", _("This date is before the first one."))
        return said

    @property
    def sought(self) -> EventFilter:
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return EventFilter(**said)

    @property
    def query(self) -> dict[str, str]:
        """What of it stands in an address: empty boxes are left out."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
