"""Clinics, the people in them, and the men: invented, each with one name everywhere."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from labs import record
from labs.analytes import ANALYTES
from labs.audit import Operator
from labs.exchange import NameAlias
from labs.models import Access, Clinic, Membership, Patient, Role, User
from labs.readings import LaboratoryTestFact

PASSWORD = "long harbour words 71"
OTTO = {"name": "Otto Synthetic", "born": date(1988, 4, 9)}
# By their numbers; whoever has another one is Otto as well.
MEN = {
    "N-2": OTTO | {"name": "Paul Synthetic"},
    "N-3": OTTO | {"name": "Emil Synthetic"},
    "N-7": {"name": "Quinn Synthetic", "born": date(1990, 5, 1)},
    "N-9": OTTO | {"name": "Quentin Synthetic"},
    "S-1": OTTO | {"name": "Sven Synthetic"},
}
STAFF = {
    "clinician": "Clara Synthetic",
    "nurse": "Nils Synthetic",
    "administrator": "Ada Synthetic",
}


class ClinicFactory(DjangoModelFactory):
    class Meta:
        model = Clinic

    slug = factory.Sequence(lambda n: f"clinic-{n}")
    name = factory.LazyAttribute(lambda clinic: f"{clinic.slug.title()} (synthetic)")
    zone = "Europe/Berlin"

    @classmethod
    def _create(cls, model_class, **facts):
        return record.people.open_clinic(model_class(**facts), by=Operator(None))


class UserFactory(DjangoModelFactory):
    """A login that may see nothing; one of the clinic's staff by `nurse=True`, say."""

    class Meta:
        model = User

    class Params:
        administrator = factory.Trait(role="administrator")
        clinician = factory.Trait(role="clinician")
        nurse = factory.Trait(role="nurse")

    clinic = None
    role = ""
    name = factory.LazyAttribute(lambda user: STAFF.get(user.role, OTTO["name"]))

    @factory.lazy_attribute_sequence
    def email(self, n):
        if self.role:
            return f"{self.role}@{self.clinic.slug}.example"
        return f"person-{n}@north.example"

    @classmethod
    def _create(cls, model_class, *, clinic, role, email, name):
        person = record.people.NewPerson(email, name)
        if not role:
            user = record.people.add_login(person)
            user.set_password(PASSWORD)
            user.save()
            return user
        operator = Operator(None)
        return record.people.add(clinic, person, Role(role), by=operator, password=PASSWORD)


class PatientFactory(DjangoModelFactory):
    """A man as a page finds him: with his name, and what was released."""

    class Meta:
        model = Patient

    clinic = factory.SubFactory(ClinicFactory)
    by = factory.LazyAttribute(lambda man: one_of(man.clinic, "clinician"))
    number = factory.Sequence(lambda n: f"N-{n}")
    name = factory.LazyAttribute(lambda man: MEN.get(man.number, OTTO)["name"])
    born = factory.LazyAttribute(lambda man: MEN.get(man.number, OTTO)["born"])

    @classmethod
    def _create(cls, model_class, *, clinic, by, **details):
        made = record.patient.create(clinic, record.patient.Details(**details), by=by)
        return model_class.objects.named().at_release().get(pk=made.pk)


def one_of(clinic, role):
    """The first of the clinic's nurses, say; there is one as soon as he is asked for."""
    there = Membership.objects.filter(clinic=clinic, role=role).order_by("pk").first()
    return there.user if there else UserFactory(clinic=clinic, role=role)


def work_by_teams(clinic):
    """The clinic as it is from now on; patients of before have no team yet."""
    clinic.access = Access.CARE_TEAM
    clinic.save(update_fields=["access"])
    return clinic


def open_by_emergency(patient, *, by=None):
    """A clinician outside the care team who sees the record for an hour."""
    clinic = work_by_teams(Clinic.objects.get(pk=patient.clinic_id))
    by = by or worker(clinic, "clinician", "outsider@north.example")
    record.break_glass.open_record(
        clinic, patient.number, patient.born, by=by, why="found collapsed"
    )
    return by


def clinic(slug, zone="Europe/Berlin", **facts):
    return ClinicFactory(slug=slug, zone=zone, **facts)


def worker(clinic, role, email=""):
    return UserFactory(clinic=clinic, role=role, **{"email": email} if email else {})


def login(email, name):
    return UserFactory(email=email, name=name)


def patient(clinic, by, number, **details):
    return PatientFactory(clinic=clinic, by=by, number=number, **details)


def invited(clinic, name="Nora Synthetic", email="nora@north.example"):
    """An open invitation of a nurse by the clinic's administrator, and its token."""
    person = record.people.NewPerson(email, name)
    by = one_of(clinic, "administrator")
    return record.people.invite(clinic, person, [Role.NURSE], by=by)


def alias(clinic, text="Testo ECLIA neu", analyte="testosterone"):
    """A spelling of the clinic's own, of a test."""
    told = NameAlias(text, analyte)
    return record.clinic.add_alias(clinic, told, by=one_of(clinic, "administrator"))


def token(clinic, *, confirmed_by=None, label="Registry of the region", days=90):
    """A token of the clinic, as its administrator asked for it, and its secret."""
    by = one_of(clinic, "administrator")
    made, secret = record.token.issue(clinic, label, days, by=by)
    if confirmed_by:
        record.token.confirm(made, by=confirmed_by)
    return made, secret


def patient_token(patient):
    """A token of a man's own record, and its secret."""
    by = one_of(patient.clinic, "administrator")
    return record.token.issue(patient.clinic, "His app", 90, by=by, patient=patient)


def printed(**facts):
    """What a laboratory prints for LH since 2025, but for what is said."""
    analyte = ANALYTES[facts.pop("analyte", "lh")]
    days = {"valid_from": date(2025, 1, 1)} | {
        name: date.fromisoformat(facts.pop(name))
        for name in ("valid_from", "valid_to")
        if facts.get(name)
    }
    told = {"laboratory": "North Lab", "unit": "IU/L", "method": "ECLIA"}
    told |= {"detection_limit": "<0.1", "reference_range": "1.7-8.6"}
    return LaboratoryTestFact(analyte=analyte, **told | days | facts)


def laboratory(clinic, *tests, name="North Lab"):
    """A laboratory of the clinic, with what it prints."""
    by = one_of(clinic, "administrator")
    made = record.laboratory.add(clinic, name, by=by)
    for fact in tests:
        record.laboratory.add_test(made, fact, by=by)
    clinic.refresh_from_db()
    return made
