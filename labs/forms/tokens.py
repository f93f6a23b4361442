"""Forms of tokens: asked for, and confirmed."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.forms.fields import LineField, whole_number
from labs.record.token import MOST_DAYS, USUAL_DAYS


class TokenForm(forms.Form):
    """A token that is asked for."""

    use_required_attribute = False

    label = LineField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("The program that will read, and where it runs. No patient’s name."),
        error_messages={"required": _("Write what the token is for.")},
    )
    days = forms.CharField(
        label=_("Days that it works"),
        max_length=3,
        initial=USUAL_DAYS,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4}
        ),
        error_messages={"required": _("Enter the number of days.")},
    )

    def clean_days(self) -> int:
        days = whole_number(self.cleaned_data["days"].strip())
        if days is None or not 1 <= days <= MOST_DAYS:
            raise forms.ValidationError(
                gettext("Enter a whole number of days, 1 to {most}.").format(most=MOST_DAYS)
            )
        return days


class TokenConfirmForm(forms.Form):
    """A clinician lends a program the own rights."""

    confirm = forms.BooleanField(
        label=_("I want this program to read what I may read"),
        error_messages={"required": _("Read what it will see, and tick this box.")},
    )
