"""The laboratories of a clinic as its administrator finds and sets them."""

import pytest
from django.urls import reverse

from labs.models import Laboratory, LaboratoryTest
from tests import factories
from tests.pages import filled, text

pytestmark = pytest.mark.usefixtures("noon")
TYPED = {
    "analyte": "fsh",
    "method": "ECLIA",
    "unit": "mIU/mL",
    "detection_limit": "<0,10",
    "reference_range": "1.5 - 12.4",
    "valid_from": "2026-01-01",
}


@pytest.fixture
def boss(sign_in, administrator):
    return sign_in(administrator)


@pytest.fixture
def lab(north, administrator):
    return factories.laboratory(north, factories.printed())


@pytest.fixture
def address(lab):
    return reverse("laboratory", args=[lab.uid])


@pytest.fixture
def lh(lab):
    return lab.tests.get()


def send(boss, address, form, **typed):
    """The answer; where the form was taken, the page that it leads to."""
    answer = boss.post(address, filled(boss.get(address), form, **typed))
    return boss.get(answer["Location"]) if answer.status_code == 303 else answer


def test_without_any_the_page_says_so_and_adds_one(boss):
    page = boss.get(reverse("laboratories"))
    assert "None. Draws can be entered without" in text(page)
    added = send(boss, reverse("laboratories"), "new-laboratory", name="Quay Hospital")
    assert "Quay Hospital added. Set what it prints." in text(added)
    assert "Nothing set." in text(added)
    assert "Quay Hospital" in text(boss.get(reverse("laboratories")))
    assert "Quay Hospital" in text(boss.get(reverse("clinic")))


def test_a_name_that_is_there_is_refused_at_its_box(boss, lab):
    answer = send(boss, reverse("laboratories"), "new-laboratory", name="north lab")
    assert answer.status_code == 422
    assert "North Lab is on the list already." in text(answer)
    assert 'value="north lab"' in answer.content.decode()


def test_a_test_is_shown_as_it_was_typed(boss, address):
    page = send(boss, address, "new-test", act="add", **TYPED)
    assert "FSH added." in text(page)
    assert "mIU/mL" in text(page) and "<0,10" in text(page) and "1.5 - 12.4" in text(page)
    assert "since 1 Jan 2026" in text(page)
    listed = text(boss.get(reverse("laboratories")))
    assert "LH, FSH" in listed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"analyte": ""}, "Choose the test."),
        ({"unit": ""}, "Enter the unit as the report prints it."),
        ({"unit": "kg"}, "is not known as a unit of FSH"),
        ({"detection_limit": "0.1"}, "is not a detection limit"),
        ({"reference_range": "12.4-1.5"}, "begins at 12.4, above its end at 1.5"),
        ({"valid_from": ""}, "Enter the date."),
        ({"valid_to": "2025-12-31"}, "is before the first, 1 Jan 2026"),
        ({"analyte": "lh"}, "LH with this method has an entry since 1 Jan 2025"),
        ({"in_clinic": "south"}, "opened in another clinic"),
        ({"act": ""}, "did not say which button was pressed"),
    ],
    ids=str,
)
def test_what_is_refused_is_said_and_nothing_is_lost(boss, address, typed, said):
    answer = send(boss, address, "new-test", **{"act": "add"} | TYPED | typed)
    assert answer.status_code == 422
    assert said in text(answer)
    kept = {"method": "ECLIA"} | {name: t for name, t in typed.items() if name in TYPED}
    for shown in kept.values():
        assert not shown or f'value="{shown}"' in answer.content.decode()
    assert LaboratoryTest.objects.count() == 1


def test_a_name_is_saved_and_whoever_was_overtaken_may_save_again(boss, address):
    sent = filled(boss.get(address), "rename", act="rename", name="North Laboratory")
    Laboratory.objects.update(name="Nordlabor")
    answer = boss.post(address, sent)
    assert answer.status_code == 409
    assert "the name was changed meanwhile, to “Nordlabor”" in text(answer)
    assert 'value="North Laboratory"' in answer.content.decode()
    boss.post(address, filled(answer, "rename", act="rename"))
    assert Laboratory.objects.get().name == "North Laboratory"


def test_a_new_version_begins_and_the_one_before_stays_on_the_page(boss, lh):
    opened = reverse("laboratory_test", args=[lh.uid])
    new = {"reference_range": "1.5-9.3", "valid_from": "2026-02-01", "act": "change"}
    page = text(send(boss, opened, "new-version", **new))
    assert "New version of LH saved, valid from 1 Feb 2026." in page
    assert "1.7-8.6 1 Jan 2025 to 31 Jan 2026" in page
    assert "1.5-9.3 since 1 Feb 2026" in page


def test_a_replaced_one_is_named_so_and_has_no_form(boss, lh):
    opened = reverse("laboratory_test", args=[lh.uid])
    new = {"reference_range": "1.7-8.8", "valid_from": "2025-01-01", "act": "change"}
    page = text(send(boss, opened, "new-version", **new))
    assert "replaced: mistyped" in page
    assert "new-version" not in boss.get(opened).content.decode()


def test_validity_is_ended_on_a_day(boss, lh):
    opened = reverse("laboratory_test", args=[lh.uid])
    early = send(boss, opened, "ending", act="end", last_day="2024-12-31")
    assert early.status_code == 422 and "is before the first" in text(early)
    page = send(boss, opened, "ending", act="end", last_day="2026-01-31")
    assert "LH is valid until 31 Jan 2026." in text(page)


@pytest.mark.parametrize("form", ["new-version", "ending"])
def test_who_was_overtaken_sees_both_and_may_go_on(boss, lh, administrator, form):
    opened = reverse("laboratory_test", args=[lh.uid])
    typed = {
        "new-version": {"act": "change", "valid_from": "2026-03-01", "method": "ECLIA 2"},
        "ending": {"act": "end", "last_day": "2026-03-01"},
    }
    sent = filled(boss.get(opened), form, **typed[form])
    send(boss, opened, "ending", act="end", last_day="2026-01-31")
    answer = boss.post(opened, sent)
    assert answer.status_code == 409
    assert "1 Jan 2025 to 31 Jan 2026" in text(answer)
    assert "2026-03-01" in answer.content.decode()
    assert (
        boss.post(opened, filled(answer, form, act=typed[form]["act"])).status_code == 303
    )


def test_another_clinic_has_its_own(boss, south):
    theirs = factories.laboratory(south, factories.printed())
    assert "North Lab" not in text(boss.get(reverse("laboratories")))
    assert boss.get(reverse("laboratory", args=[theirs.uid])).status_code == 404
    test = theirs.tests.get().uid
    assert boss.get(reverse("laboratory_test", args=[test])).status_code == 404
