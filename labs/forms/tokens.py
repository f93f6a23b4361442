"""Forms of tokens: asked for, and confirmed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from labs.forms.fields import CountField, LineField
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
    days = CountField(
        label=_("Days that it works"),
        most=MOST_DAYS,
        initial=USUAL_DAYS,
        error_messages={"required": _("Enter the number of days.")},
    )


class TokenConfirmForm(forms.Form):
    """A clinician lends a program his own rights."""

    confirm = forms.BooleanField(
        label=_("I want this program to read what I may read"),
        error_messages={"required": _("Read what it will see, and tick this box.")},
    )
