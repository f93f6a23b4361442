"""What a clinician counts from, by analyte and side: set, changed, ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from labs import courses, record
from labs.access import May, Request, patient_page
from labs.analytes import ANALYTES
from labs.forms.baselines import BaselineEnd, BaselineForm, may_be_counted_from
from labs.models import Baseline, Patient
from labs.readings import FINAL, Reading
from labs.series.speech import name
from labs.views.frame import today
from labs.views.page import page
from labs.views.sent import UNCHANGED, again, sent, stale
from labs.views.versions import versions


@dataclass(frozen=True)
class Place:
    """One analyte and side of one man, and what is counted from."""

    analyte: str
    side: str
    readings: tuple[Reading, ...]  # that may be counted from, the newest first
    row: Baseline | None

    @property
    def slug(self) -> str:
        return f"{self.analyte}-{self.side}" if self.side else self.analyte

    @property
    def name(self) -> str:
        said = name(ANALYTES[self.analyte], self.side)
        return said[:1].upper() + said[1:]

    @property
    def marked(self) -> Baseline | None:
        return None if self.row is None or self.row.ended else self.row

    @property
    def reading(self) -> Reading | None:
        """As it stands now; None where it was entered in error since."""
        uid = self.marked.result.uid if self.marked else ""
        return next((each for each in self.readings if each.id == uid), None)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="baselines-read")
def index(request: Request, patient: Patient) -> HttpResponse:
    places = _places(patient)
    if request.method != "POST":
        return _index(request, places, _form(places))
    form = _form(places, request.POST)
    if not form.is_valid():
        return _index(request, places, form, status=422)
    if form.unchanged:
        return _listed(request, str(UNCHANGED))
    try:
        return _mark(request, patient, form)
    except record.Conflict:
        return _conflict(request, patient)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="baseline-read")
def show(request: Request, patient: Patient, baseline: str) -> HttpResponse:
    """Every version of one, and the form that ends it."""
    kept = _kept(patient, baseline)
    if request.method != "POST":
        return _own(request, kept, BaselineEnd(initial={"version": kept.version}))
    if stale(request, kept):
        return _changed(request, kept)
    form = BaselineEnd(request.POST)
    if not form.is_valid():
        return _own(request, kept, form, status=422)
    try:
        record.baseline.end(kept, by=request.user, why=form.cleaned_data["why"])
    except record.Conflict:
        return _changed(request, _kept(patient, baseline))
    return _listed(request, gettext("Baseline removed."))


def _places(patient: Patient) -> list[Place]:
    """Of all that was measured in him, in the catalogue's order."""
    course = courses.course(patient, today=today(patient.clinic))
    fit = may_be_counted_from(course.readings, FINAL)
    rows = patient.baselines.current().select_related("result")
    by_place = {(row.analyte, row.side): row for row in rows}
    found = {reading.key for reading in fit} | set(by_place)
    order = list(ANALYTES)
    return [
        Place(
            *key,
            readings=tuple(reading for reading in fit if reading.key == key),
            row=by_place.get(key),
        )
        for key in sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    ]


def _form(places: Sequence[Place], data: QueryDict | None = None) -> BaselineForm:
    return BaselineForm(
        data,
        readings=[reading for place in places for reading in place.readings],
        standing={
            (place.analyte, place.side): place.marked.result.uid
            for place in places
            if place.marked
        },
        seen=max((place.row.act for place in places if place.row), default=0),
    )


def _index(
    request: Request,
    places: Sequence[Place],
    form: BaselineForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    chosen = request.POST.get("result") or ""
    asked = request.GET.get("of", "")
    context = {
        "patient": request.patient,
        "places": places,
        "form": form,
        "of": next((place for place in places if place.slug == asked), None),
        "chosen": chosen,
    }
    return page(request, "baselines/index.html", context | more, status=status)


def _mark(request: Request, patient: Patient, form: BaselineForm) -> HttpResponse:
    typed = form.cleaned_data
    result = get_object_or_404(patient.results.current(), uid=typed["result"])
    record.baseline.mark(result, by=request.user, why=typed["why"], seen=typed["seen"])
    reading = form.by_id[result.uid]
    said = name(reading.analyte, reading.side)
    return _listed(request, gettext("Baseline of {said} set.").format(said=said))


def _conflict(request: Request, patient: Patient) -> HttpResponse:
    """The list is as it stands now; saving again replaces that, knowing it."""
    places = _places(patient)
    data = again(request, seen=_form(places).initial["seen"])
    return _index(request, places, _form(places, data), conflict=True, status=409)


def _kept(patient: Patient, uid: str) -> Baseline:
    rows = patient.baselines.current().select_related("result__panel")
    kept = get_object_or_404(rows, uid=uid)
    kept.patient = patient
    return kept


def _own(
    request: Request,
    kept: Baseline,
    form: BaselineEnd,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    rows = request.patient.baselines.filter(uid=kept.uid)
    context = {
        "patient": request.patient,
        "kept": kept,
        "place": Place(kept.analyte, kept.side, (), kept),
        "versions": versions(rows.select_related("result__panel"))[0],
        "form": form,
    }
    return page(request, "baselines/show.html", context | more, status=status)


def _changed(request: Request, kept: Baseline) -> HttpResponse:
    data = again(request, version=kept.version)
    return _own(request, kept, BaselineEnd(data), conflict=True, status=409)


def _listed(request: Request, said: str) -> HttpResponse:
    return sent(request, reverse("baselines", args=[request.patient.ref]), said)
