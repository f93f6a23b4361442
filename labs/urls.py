"""The whole house on one page."""

from django.urls import include, path

from labs.views import (
    about,
    baselines,
    clinician_ranges,
    decisions,
    exchange,
    health,
    misfiled,
    notes,
    panels,
    patients,
    people,
    portal,
    results,
    treatments,
    trend,
    worklist,
)

record = [
    path("", trend.show, name="patient"),
    path("series.json", trend.series, name="series"),
    path("figure.json", trend.figure, name="figure"),
    path("draws.csv", trend.draws, name="draws_csv"),
    path("details/", patients.details, name="details"),
    path("panels/new/", panels.new, name="panel_new"),
    path("panels/<slug:panel>/", panels.show, name="panel"),
    path("panels/<slug:panel>/correct/", panels.correct, name="panel_correct"),
    path("panels/<slug:panel>/misfiled/", misfiled.move, name="panel_misfiled"),
    path("panels/<slug:panel>/results/new/", results.add, name="result_new"),
    path("panels/<slug:panel>/sign-off/", panels.sign_off, name="sign_off"),
    path("panels/<slug:panel>/take-back/", panels.take_back, name="take_back"),
    path("results/<slug:result>/correct/", results.correct, name="result_correct"),
    path("treatments/", treatments.index, name="treatments"),
    path("treatments/<slug:treatment>/", treatments.correct, name="treatment"),
    path("treatments/<slug:treatment>/change/", treatments.change, name="treatment_change"),
    path("treatments/<slug:treatment>/stop/", treatments.stop, name="treatment_stop"),
    path("notes/read/", notes.mark, name="note_mark"),
    path("notes/unread/", notes.unmark, name="note_unmark"),
    path("ranges/", clinician_ranges.index, name="ranges"),
    path("ranges/<slug:own>/", clinician_ranges.show, name="range"),
    path("baselines/", baselines.index, name="baselines"),
    path("baselines/<slug:baseline>/", baselines.show, name="baseline"),
    path("decisions/", decisions.index, name="decisions"),
    path("decisions/<slug:decision>/", decisions.show, name="decision"),
    path(
        "decisions/<slug:decision>/still-stands/",
        decisions.still_stands,
        name="decision_stands",
    ),
]

me = [
    path("", portal.home, name="me"),
    path("series.json", portal.series, name="me_series"),
    path("panels/<slug:panel>/", portal.panel, name="me_panel"),
    path("record/", portal.choose, name="me_choose"),
]

urlpatterns = [
    path("", worklist.show, name="worklist"),
    path("patients/", patients.index, name="patients"),
    path("patients/new/", patients.new, name="patient_new"),
    path("patients/<slug:ref>/", include(record)),
    path("import/", exchange.upload, name="import"),
    path("import/<slug:file>/", exchange.preview, name="import_preview"),
    path("import/taken/<slug:batch>/", exchange.taken, name="import_batch"),
    path("clinic/", people.choose_clinic, name="clinic_choose"),
    path("me/", include(me)),
    path("notes/", notes.index, name="notes"),
    path("notes/axis/", notes.axis, name="axis"),
    path("notes/agents/", notes.agents, name="agents"),
    path("notes/references/", notes.references, name="references"),
    path("notes/weak-places/", notes.weak_places, name="weak_places"),
    path("glossary/", notes.words, name="glossary"),
    path("about/", about.show, name="about"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
