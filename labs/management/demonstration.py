"""Plays the invented men's records through the doors that everybody uses."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext

from labs import record
from labs.agents import find_agent as agent_named
from labs.analytes import ANALYTES
from labs.audit import Operator
from labs.demo import CLINICS, MEN, DemoClinic
from labs.demo.acts import (
    Act,
    CorrectionAct,
    DecisionAct,
    DemoPatient,
    DrawAct,
    FinalReportAct,
    InErrorAct,
    RangeAct,
    StartAct,
    StopAct,
)
from labs.demo.laboratories import PLATFORMS
from labs.demo.printed import build_blood, build_draw, build_readings, day_of
from labs.models import (
    Clinic,
    Laboratory,
    Membership,
    Panel,
    Patient,
    PatientDetails,
    Result,
    Role,
    Treatment,
    User,
)
from labs.readings import ClinicianRangeFact, Episode, Interval, LaboratoryTestFact
from labs.readings import DecisionFact as DecidedFact
from labs.record import people


@dataclass(frozen=True)
class Login:
    """Somebody of the demonstration who can sign in; `patient` is the ref of his record."""

    role: str
    clinic: Clinic
    user: User
    patient: str | None = None

    @property
    def role_name(self) -> str:
        """The role as people read it."""
        return str(Role(self.role).label) if self.patient is None else gettext("Patient")


def load_demonstration(tell: Callable[[str], None] = lambda line: None) -> list[Login]:
    """Open both clinics and play every man's record; the caller holds the transaction.

    `tell` is handed a line before each step, for together they take some seconds.
    """
    tell("Loading the demonstration")
    for clinic in CLINICS:
        _open_clinic(clinic)
    for number, man in enumerate(MEN, start=1):
        tell(f"  record {number} of {len(MEN)}: {man.name}")
        player = _open_record(man)
        player.perform_acts()
        player.give_login()
    return list_logins()


def list_logins() -> list[Login]:
    """Return everybody who can sign in, by clinic: its people, then its patients."""
    return [
        login
        for clinic in Clinic.objects.order_by("slug")
        for login in _list_clinic_logins(clinic)
    ]


def _list_clinic_logins(clinic: Clinic) -> list[Login]:
    working = Membership.objects.filter(clinic=clinic).select_related("user")
    owned = PatientDetails.objects.current().filter(patient__clinic=clinic)
    owned = owned.exclude(account=None).select_related("account", "patient")
    return [
        *(Login(at.role, clinic, at.user) for at in working.order_by("pk")),
        *(
            Login("patient", clinic, at.account, at.patient.ref)
            for at in owned.order_by("patient")
            if at.account
        ),
    ]


def _open_clinic(demo: DemoClinic) -> None:
    clinic = people.open_clinic(
        Clinic(
            slug=demo.slug,
            name=demo.name,
            zone=demo.zone,
            units=dict(demo.units),
            demonstration=True,
        ),
        by=Operator(None),
    )
    for worker in demo.workers:
        person = people.NewPerson(worker.email, worker.name)
        people.add(clinic, person, Role(worker.role), by=Operator(None))
    _set_laboratories(clinic)


def _set_laboratories(clinic: Clinic) -> None:
    added: dict[str, Laboratory] = {}
    for platform in PLATFORMS[clinic.slug]:
        printed = platform.laboratory
        if printed.name not in added:
            made = record.laboratory.add(clinic, printed.name, by=Operator(None))
            added[printed.name] = made
        for analyte, unit in printed.units.items():
            fact = LaboratoryTestFact(
                laboratory=printed.name,
                analyte=ANALYTES[analyte],
                unit=unit,
                method=printed.methods[analyte],
                detection_limit=platform.limits.get(analyte, ""),
                reference_range=printed.ranges[analyte],
                valid_from=platform.first,
                valid_to=platform.last,
            )
            record.laboratory.add_test(added[printed.name], fact, by=Operator(None))


def _open_record(man: DemoPatient) -> "RecordPlayer":
    clinic = Clinic.objects.get(slug=man.clinic)
    workers = {at.role: at.user for at in _list_clinic_logins(clinic)}
    clinician = workers[Role.CLINICIAN]
    details = record.patient.Details(
        number=man.number,
        name=man.name,
        born=man.born,
        aim=man.aim,
        aim_words=man.aim_words,
        aim_on=day_of(man, man.aim_day) if man.aim else None,
        testis_left=man.testes.get("left", ""),
        testis_right=man.testes.get("right", ""),
    )
    patient = record.patient.create(clinic, details, by=clinician)
    return RecordPlayer(man, clinic, patient, details, clinician, workers[Role.NURSE])


@dataclass
class RecordPlayer:
    """One man's record while its acts are performed, in the order of their days."""

    man: DemoPatient
    clinic: Clinic
    patient: Patient
    details: record.patient.Details
    clinician: User
    nurse: User
    panels: dict[tuple[int, str], str] = field(default_factory=dict)
    drawn: dict[int, DrawAct] = field(default_factory=dict)

    def perform_acts(self) -> None:
        for act in self.man.in_order():
            self._perform(act)

    def give_login(self) -> None:
        """Last of all: what is older than a login is shared by sign-offs alone.

        So the clinic's rule never shares a draw that waits for its review here.
        """
        if not self.man.account:
            return
        person = people.NewPerson(self.man.account, self.man.name)
        details = replace(self.details, account=people.add_login(person))
        record.patient.change(
            self.patient, details, by=self.clinician, why="invited", version=0
        )

    def _perform(self, act: Act) -> None:  # noqa: C901 - one case for each kind of act
        match act:
            case DrawAct():
                self._enter_draw(act)
            case CorrectionAct():
                self._correct_result(act)
            case FinalReportAct():
                self._finalise_draw(act)
            case InErrorAct():
                self._enter_result_in_error(act)
            case DecisionAct():
                self._record_decision(act)
            case RangeAct():
                self._set_range(act)
            case StopAct():
                self._stop_treatment(act)
            case StartAct():
                self._begin_treatment(act)

    def _enter_draw(self, act: DrawAct) -> None:
        made = build_draw(self.man, act, self.clinic.zone)
        panel = record.panel.enter(
            self.patient, made, build_readings(act, made), by=self.nurse
        )
        self.panels[act.day, act.key] = panel.uid
        self.drawn.setdefault(act.day, act)
        if act.reviewed:
            record.release.sign_off(panel, by=self.clinician)
        if act.baseline:
            for result in panel.results.current():
                record.baseline.mark(result, by=self.clinician)

    def _correct_result(self, act: CorrectionAct) -> None:
        panel = self._get_panel(act.draw)
        record.result.correct(
            self._get_result(panel, act.analyte),
            build_blood(
                self.drawn[act.draw], panel.draw, act.analyte, act.reported, "corrected"
            ),
            by=self.clinician,
            why=act.why,
        )

    def _finalise_draw(self, act: FinalReportAct) -> None:
        panel = self._get_panel(act.draw)
        drew = self.drawn[act.draw]
        for result in panel.results.current():
            final = build_blood(drew, panel.draw, result.analyte, result.reported, "final")
            record.result.correct(
                result, final, by=self.nurse, why="the laboratory's final report"
            )
        record.release.sign_off(self._get_panel(act.draw), by=self.clinician)

    def _enter_result_in_error(self, act: InErrorAct) -> None:
        panel = self._get_panel(act.draw)
        wrong = self._get_result(panel, act.analyte)
        record.result.enter_in_error(wrong, by=self.clinician, why=act.why)
        right = build_blood(
            self.drawn[act.draw], panel.draw, act.analyte, act.reported, "final"
        )
        record.result.add(panel, right, by=self.clinician)
        record.release.sign_off(self._get_panel(act.draw), by=self.clinician)

    def _record_decision(self, act: DecisionAct) -> None:
        check = None if act.next_check is None else day_of(self.man, act.next_check)
        decided = DecidedFact(
            id="",
            version=0,
            date=day_of(self.man, act.day),
            kind=act.kind,
            what=act.what,
            reasons=(),
            why=act.why,
            expected=act.expected,
            next_check=check,
            next_check_words=act.next_check_words,
            pins=(),
            by=self.clinician.name,
        )
        draws = [uid for (day, _), uid in self.panels.items() if day in act.looked_at]
        record.decision.decide(self.patient, decided, draws, by=self.clinician)

    def _set_range(self, act: RangeAct) -> None:
        interval = Interval.of(low=act.low, high=act.high, unit=act.unit)
        day = day_of(self.man, act.day)
        told = ClinicianRangeFact("", 0, act.analyte, interval, day, by=self.clinician.name)
        record.clinician_range.give(self.patient, told, by=self.clinician)

    def _begin_treatment(self, act: StartAct) -> None:
        agent = agent_named(act.agent)
        episode = Episode(
            id="",
            version=0,
            agent=agent.key if agent else "",
            name=agent.name if agent else act.agent,
            axis=agent.axis if agent else False,
            form=act.form,
            route=act.route,
            dose_text=act.dose,
            start=day_of(self.man, act.day),
            start_precision=act.precision,
            stop=None,
            stop_precision="date",
            reason=act.reason,
            stop_reason="",
        )
        record.treatment.begin(self.patient, episode, by=self.clinician)

    def _stop_treatment(self, act: StopAct) -> None:
        running = Treatment.objects.current().filter(patient=self.patient, stop=None)
        record.treatment.stop(
            running.get(name=act.agent),
            day_of(self.man, act.day),
            "date",
            act.reason,
            by=self.clinician,
        )

    def _get_panel(self, day: int) -> Panel:
        return Panel.objects.current().get(uid=self.panels[day, ""])

    def _get_result(self, panel: Panel, analyte: str) -> Result:
        return panel.results.current().get(analyte=analyte, status="final")
