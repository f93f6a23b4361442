"""Boxes are drawn as Django's own templates draw them, byte for byte but for blanks."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from tracker.rendering import FieldRenderer


class Everything(forms.Form):
    words = forms.CharField(
        max_length=9, widget=forms.TextInput(attrs={"data-x": "", "list": "a&b"})
    )
    hidden = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d"))
    count = forms.IntegerField(min_value=1)
    address = forms.EmailField(help_text="Where?")
    tick = forms.BooleanField()
    unit = forms.ChoiceField(
        choices=[("", "none"), ("a<b", "A & B"), ("Group", [("c", "C"), ("d", "<D>")])]
    )


TYPED = {
    "words": "<0.1 \"and' & more",
    "hidden": "{{ x }}",
    "day": date(2026, 3, 2),
    "count": 7,
    "address": "a@b.example",
    "tick": True,
    "unit": "a<b",
}


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize("typed", [TYPED, {}])
@pytest.mark.parametrize("name", Everything.base_fields)
def test_a_box_is_drawn_as_django_draws_it(name, typed, bound):
    theirs, ours = (
        Everything(data=typed if bound else None, initial=typed, renderer=renderer)
        for renderer in (TemplatesSetting(), FieldRenderer())
    )
    drawn = re.sub(r">\s+<", "><", str(theirs[name]).strip())
    assert str(ours[name]) == drawn
