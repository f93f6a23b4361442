"""Files in: uploaded, previewed, read again, imported or discarded."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from labs import audit, record
from labs.access import May, Request, clinic_page
from labs.courses import load_laboratories
from labs.forms.exchange import RereadForm, UploadForm
from labs.models import Batch, Clinic, StagedFile
from labs.record.batch import staged as staging
from labs.views import acts
from labs.views.after_post import redirect_after_post
from labs.views.import_page import ImportPage, in_words, read_staged
from labs.views.page import render_page

CHANGED = _(
    "The file or the record has changed since this preview. Check it again before you "
    "import it."
)


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.IMPORT)
def upload(request: Request, clinic: Clinic) -> HttpResponse:
    if request.method != "POST":
        return _render_upload(request, clinic, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not acts.is_valid_here(request, form):
        return _render_upload(request, clinic, form, status=422)
    file = form.cleaned_data["file"]
    staged = staging.stage(clinic, file.name, file.read(), by=request.user)
    return redirect_after_post(request, reverse("import_preview", args=[staged.uid]))


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.IMPORT)
def preview(request: Request, clinic: Clinic, file: str) -> HttpResponse:
    staged = _get_staged_or_404(request, clinic, file)
    if request.method != "POST":
        return _render_preview(request, staged)
    match acts.read_act(request, "take", "discard", "again"):
        case "take":
            return _import_staged(request, staged)
        case "discard":
            staging.discard(staged, by=request.user)
            return redirect_after_post(
                request, reverse("import"), gettext("File discarded.")
            )
        case act:
            return _read_again(request, staged, act)


@require_safe
@clinic_page(May.IMPORT)
def taken(request: Request, clinic: Clinic, batch: str) -> HttpResponse:
    files = Batch.objects.visible_to(request.user, clinic)
    kept = get_object_or_404(files, uid=batch)
    parked = list(kept.parked.order_by("line", "pk"))
    audit.read_list("batch-read", by=request.user, clinic=clinic, page=True, batch=kept.uid)
    context = {"batch": kept, "said": in_words(kept.counts), "parked": parked}
    return render_page(request, "exchange/taken.html", context)


def _render_upload(
    request: Request, clinic: Clinic, form: UploadForm, *, status: int = 200
) -> HttpResponse:
    batches = Batch.objects.visible_to(request.user, clinic).order_by("-pk")[:10]
    context = {"form": form, "batches": list(batches)}
    return render_page(request, "exchange/upload.html", context, status=status)


def _get_staged_or_404(request: Request, clinic: Clinic, uid: str) -> StagedFile:
    """A file in preview is seen by whoever uploaded it, and nobody else."""
    mine = StagedFile.objects.filter(clinic=clinic, by=request.user)
    return get_object_or_404(mine.select_related("clinic"), uid=uid)


def _import_staged(request: Request, staged: StagedFile) -> HttpResponse:
    if request.POST.get("sha256") != staged.sha256:
        return _render_preview(request, staged, changed=str(CHANGED), status=409)
    file = read_staged(staged, timezone.now())
    seen = request.POST.get("seen") or "nothing"
    outcome = record.batch.import_file(staged.clinic, file, by=request.user, seen=seen)
    if not outcome.kept:
        return _render_preview(request, staged, changed=str(CHANGED), status=409)
    staging.discard(staged, by=request.user)
    if outcome.batch is None:
        return redirect_after_post(
            request,
            reverse("import"),
            gettext("Nothing in the file was new."),
        )
    return redirect_after_post(request, reverse("import_batch", args=[outcome.batch.uid]))


def _read_again(request: Request, staged: StagedFile, act: str) -> HttpResponse:
    shown = _page_of(request, staged)
    form = RereadForm(
        request.POST, request.FILES, settings=staged.settings, unitless=shown.unitless
    )
    valid = form.is_valid()
    if not act:
        form.add_error(None, acts.UNNAMED)
    if not valid or not act:
        return _render_preview(request, staged, shown=shown, form=form, status=422)
    staging.read_with(staged, form.settings, by=request.user)
    return redirect_after_post(request, reverse("import_preview", args=[staged.uid]))


def _page_of(request: Request, staged: StagedFile) -> ImportPage:
    file = read_staged(staged, timezone.now())
    outcome = record.batch.preview_file(staged.clinic, file, by=request.user)
    earlier = record.batch.find_earlier(staged.clinic, staged.sha256)
    return ImportPage(
        staged,
        file.parsed,
        outcome,
        earlier,
        request.GET.get("all", ""),
        load_laboratories(staged.clinic),
    )


def _render_preview(
    request: Request,
    staged: StagedFile,
    *,
    shown: ImportPage | None = None,
    changed: str = "",
    form: RereadForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = shown or _page_of(request, staged)
    again = form or RereadForm(settings=staged.settings, unitless=shown.unitless)
    context = {
        "shown": shown,
        "form": again,
        "another": UploadForm(auto_id="another_%s"),
        "changed": changed,
    }
    return render_page(request, "exchange/preview.html", context, status=status)
