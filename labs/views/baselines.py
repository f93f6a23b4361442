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
from labs.timeline.speech import name_measured
from labs.views.after_post import UNCHANGED, is_stale, redirect_after_post, resend_with
from labs.views.frame import today_in
from labs.views.page import render_page
from labs.views.versions import group_versions


@dataclass(frozen=True)
class BaselineChoice:
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
        said = name_measured(ANALYTES[self.analyte], self.side)
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
    places = _list_places(patient)
    if request.method != "POST":
        return _render_list(request, places, _build_form(places))
    form = _build_form(places, request.POST)
    if not form.is_valid():
        return _render_list(request, places, form, status=422)
    if form.unchanged:
        return _redirect_to_list(request, str(UNCHANGED))
    try:
        return _save_baseline(request, patient, form)
    except record.Conflict:
        return _render_list_conflict(request, patient)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="baseline-read")
def show(request: Request, patient: Patient, baseline: str) -> HttpResponse:
    """Every version of one, and the form that ends it."""
    kept = _get_baseline_or_404(patient, baseline)
    if request.method != "POST":
        return _render_detail(request, kept, BaselineEnd(initial={"version": kept.version}))
    if is_stale(request, kept):
        return _render_detail_conflict(request, kept)
    form = BaselineEnd(request.POST)
    if not form.is_valid():
        return _render_detail(request, kept, form, status=422)
    try:
        record.baseline.end(kept, by=request.user, why=form.cleaned_data["why"])
    except record.Conflict:
        return _render_detail_conflict(request, _get_baseline_or_404(patient, baseline))
    return _redirect_to_list(request, gettext("Baseline removed."))


def _list_places(patient: Patient) -> list[BaselineChoice]:
    """Of all that was measured in him, in the catalogue's order."""
    course = courses.load_course(patient, today=today_in(patient.clinic))
    fit = may_be_counted_from(course.readings, FINAL)
    rows = patient.baselines.current().select_related("result")
    by_place = {(row.analyte, row.side): row for row in rows}
    found = {reading.key for reading in fit} | set(by_place)
    order = list(ANALYTES)
    return [
        BaselineChoice(
            *key,
            readings=tuple(reading for reading in fit if reading.key == key),
            row=by_place.get(key),
        )
        for key in sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    ]


def _build_form(
    places: Sequence[BaselineChoice], data: QueryDict | None = None
) -> BaselineForm:
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


def _render_list(
    request: Request,
    places: Sequence[BaselineChoice],
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
    return render_page(request, "baselines/index.html", context | more, status=status)


def _save_baseline(request: Request, patient: Patient, form: BaselineForm) -> HttpResponse:
    typed = form.cleaned_data
    result = get_object_or_404(patient.results.current(), uid=typed["result"])
    record.baseline.mark(result, by=request.user, why=typed["why"], seen=typed["seen"])
    reading = form.by_id[result.uid]
    said = name_measured(reading.analyte, reading.side)
    return _redirect_to_list(request, gettext("Baseline of {said} set.").format(said=said))


def _render_list_conflict(request: Request, patient: Patient) -> HttpResponse:
    """The list is as it stands now; saving again replaces that, knowing it."""
    places = _list_places(patient)
    data = resend_with(request, seen=_build_form(places).initial["seen"])
    return _render_list(
        request, places, _build_form(places, data), conflict=True, status=409
    )


def _get_baseline_or_404(patient: Patient, uid: str) -> Baseline:
    rows = patient.baselines.current().select_related("result__panel")
    kept = get_object_or_404(rows, uid=uid)
    kept.patient = patient
    return kept


def _render_detail(
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
        "place": BaselineChoice(kept.analyte, kept.side, (), kept),
        "versions": group_versions(rows.select_related("result__panel"))[0],
        "form": form,
    }
    return render_page(request, "baselines/show.html", context | more, status=status)


def _render_detail_conflict(request: Request, kept: Baseline) -> HttpResponse:
    data = resend_with(request, version=kept.version)
    return _render_detail(request, kept, BaselineEnd(data), conflict=True, status=409)


def _redirect_to_list(request: Request, said: str) -> HttpResponse:
    return redirect_after_post(
        request, reverse("baselines", args=[request.patient.ref]), said
    )
