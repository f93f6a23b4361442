"""What no form asks for is not taken from it: each is sent with every field of a model.

Sent once as a person would, and once with the fields of all models beside it, that name
another patient, clinic, person and role: both write the same rows.
"""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import models

from labs.models import Access, Clinic, Patient, User
from tests import factories
from tests.browser.forms import PAGES
from tests.pages import Page, value_of
from tests.test_walk import build_world

MODELS = list(apps.get_app_config("labs").get_models())
# Of chance, or of when and in which order it was written.
_BY_ITSELF = {"id", "uid", "ref", "hash", "prev", "panel_uid", "rows"}
_UID = re.compile(r"\b[a-z2-7]{12}\b|\b[0-9a-f]{64}\b|hpg_[\w-]+")  # or of a secret
# What the two patients of this world do not have, and pages that are reached in steps.
# This world works by care teams already.
_NOT_HERE = {"worklist", "a record", "a draw to review", "an invitation"}
_NOT_HERE |= {"who sees records"}
WRITING = [
    (name, label)
    for name, page in PAGES.items()
    for label, does in page.buttons.items()
    if does and not page.steps and "reopened" not in page.address and name not in _NOT_HERE
]


@pytest.fixture
def world(db, time_machine):
    time_machine.move_to(datetime(2026, 3, 10, 11, tzinfo=UTC), tick=False)
    world = build_world()
    north = Clinic.objects.get(slug="north")
    factories.alias(north)
    factories.patient(north, factories.one_of(north, "clinician"), "E-1")
    north.access = Access.OPEN  # as it was once, for a patient who has no team
    factories.patient(north, factories.one_of(north, "clinician"), "N-3")
    return world


@pytest.fixture
def extras(world):
    """A value for each field of each model: of somebody, or something, else."""
    south = Clinic.objects.get(slug="south")
    other = {
        Patient: world.other.pk,
        Clinic: south.pk,
        User: User.objects.get(email="root@north.example").pk,
    }
    found = {}
    for model in MODELS:
        for field in model._meta.concrete_fields:
            value = "1"
            if isinstance(field, models.BooleanField):
                value = "on"
            elif field.related_model in other:
                value = str(other[field.related_model])
            found |= dict.fromkeys((field.name, field.attname), value)
    named = {"clinic": "south", "role": "administrator", "ref": world.other.ref}
    return found | named | {"access": "open", "to": world.other.ref}


def rows():
    """All rows of all models, without what is of chance: keys, refs and uids."""
    found = set()
    for model in MODELS:
        fields = model._meta.concrete_fields
        names = [field.attname for field in fields if field.name not in _BY_ITSELF]
        for row in model._default_manager.values_list(*names):
            found.add((model.__name__, *(_UID.sub("*", str(each)) for each in row)))
    return found


def _is_of(box, form):
    return form in box.iterancestors("form") or box.get("form", "-") == form.get("id")


def _chosen(box, said):
    """What the browser sends: of a list by value, or by the words that it begins with."""
    if box.get("type") in ("checkbox", "radio"):
        return box.get("value", "on")
    options = [each for each in box.iter("option") if each.get("value") != said]
    by_words = [each for each in options if (each.text or "").strip().startswith(said)]
    return by_words[0].get("value") if by_words and said else said


def pressed(tree, label, typed):
    """The form that a button sends with what is typed: where to, and what."""
    button = next(
        each
        for each in tree.iter("button")
        if " ".join(each.text_content().split()).startswith(label)
    )
    form = next(button.iterancestors("form"), None)
    if form is None:
        form = next(
            each for each in tree.iter("form") if each.get("id") == button.get("form")
        )
    own = [each for each in tree.iter("input", "select", "textarea") if _is_of(each, form)]
    boxes = {each.get("name") for each in own}
    sent: dict[str, list[str]] = {}
    for box in own:
        name, kind = box.get("name"), box.get("type")
        if name in typed:
            sent.setdefault(name, []).append(_chosen(box, typed[name]))
        elif name and (kind not in ("checkbox", "radio") or "checked" in box.attrib):
            sent.setdefault(name, []).append(value_of(box))
    if button.get("name"):
        sent[button.get("name")] = button.get("value", "")
    return form.get("action"), sent, boxes


@pytest.mark.once
def test_a_field_that_no_form_asks_for_changes_nothing(world, extras):
    """Of each form in turn, in one world: what it writes is undone."""
    before, faults = rows(), []
    for name, label in WRITING:
        page = PAGES[name]
        at, *how = page.address.split()
        url = world.url(at) + "".join(each for each in how if each.startswith("?"))
        role = page.who if page.who in world.clients else "clinician"
        tree = Page(world.ask(role, "GET", url).content.decode()).tree
        action, sent, boxes = pressed(tree, label, page.typed)
        asked = boxes | {"act", "why"}  # a reason is asked for where there is a need
        more = {key: value for key, value in extras.items() if key not in asked}
        assert len(more) > 100
        alone = _written(world, role, action or url, sent)
        beside = _written(world, role, action or url, more | sent)
        assert alone & before
        if not {row[0] for row in alone ^ before} - {"AuditEvent"}:
            faults.append(f"{name}, {label}: wrote nothing")
        faults += [f"{name}, {label}: {row}" for row in alone ^ beside]
    assert "\n".join(faults) == ""
    assert len(WRITING) > 20


def _written(world, role, url, form):
    """All rows as they are afterwards; then it is undone."""
    found = set()

    def ask():
        answer = world.clients[role].post(url, form)
        found.update(rows())
        return answer

    world._undone(ask)
    return found
