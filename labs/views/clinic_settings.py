"""A clinic's own settings, for its administrator: a page for each section."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from labs import record
from labs.access import May, Request, clinic_page
from labs.analytes import ANALYTES
from labs.forms.clinic import (
    AccessForm,
    AnalytesForm,
    DetailsForm,
    NameAliasForm,
    ReleaseForm,
    SettingsForm,
    UnitAliasForm,
)
from labs.forms.fields import whole_number
from labs.models import Access, Alias, Clinic, Invitation, Membership, ReleaseRule
from labs.views import acts
from labs.views.after_post import UNCHANGED, redirect_after_post, resend_with
from labs.views.settings_page import SECTIONS, render_settings
from labs.words import Refused


@require_safe
@clinic_page(May.SETTINGS)
def index(request: Request, clinic: Clinic) -> HttpResponse:
    told = _summarise(clinic)
    summary = [(name, SECTIONS[name], said) for name, said in told.items()]
    return render_settings(request, "clinic", "clinic/index.html", {"summary": summary})


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SETTINGS)
def details(request: Request, clinic: Clinic) -> HttpResponse:
    return _answer_section(request, clinic, DetailsForm, "clinic_details")


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SETTINGS)
def access(request: Request, clinic: Clinic) -> HttpResponse:
    return _answer_section(request, clinic, AccessForm, "clinic_access")


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SETTINGS)
def release(request: Request, clinic: Clinic) -> HttpResponse:
    return _answer_section(request, clinic, ReleaseForm, "clinic_release")


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SETTINGS)
def analytes(request: Request, clinic: Clinic) -> HttpResponse:
    return _answer_section(request, clinic, AnalytesForm, "clinic_analytes")


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SETTINGS)
def names(request: Request, clinic: Clinic) -> HttpResponse:
    if request.method != "POST":
        return _render_names(request, clinic)
    match acts.read_act(request, "name", "unit", "remove"):
        case "remove":
            return _remove_alias(request, clinic)
        case "unit":
            return _add_alias(request, clinic, UnitAliasForm(request.POST))
        case act:
            return _add_alias(request, clinic, NameAliasForm(request.POST), named=bool(act))


def _summarise(clinic: Clinic) -> dict[str, str]:
    """What is set in each section, by the name of its address."""
    people = Membership.objects.filter(clinic=clinic).values("user").distinct().count()
    invited = Invitation.objects.filter(clinic=clinic).open().count()
    aliases = clinic.aliases.count()
    tokens = clinic.tokens.standing(timezone.now()).count()
    days = clinic.release_days
    said = [ngettext("{n} person", "{n} people", people).format(n=people)]
    if invited:
        open_ones = ngettext("{n} open invitation", "{n} open invitations", invited)
        said.append(open_ones.format(n=invited))
    own = ngettext("{n} spelling of your own", "{n} spellings of your own", aliases)
    release = str(ReleaseRule(clinic.release_rule).label)
    if days:
        release = ngettext("{n} day after entry", "{n} days after entry", days)
    names = clinic.laboratories.order_by("folded").values_list("name", flat=True)
    phone = clinic.phone or gettext("no telephone")
    return {
        "people": ", ".join(said),
        "clinic_details": f"{clinic.name}, {clinic.zone}, {phone}",
        "clinic_access": str(Access(clinic.access).label),
        "clinic_release": release.format(n=days),
        "clinic_analytes": ", ".join(str(ANALYTES[key].name) for key in clinic.analytes),
        "clinic_names": own.format(n=aliases),
        "clinic_tokens": ngettext("{n} open token", "{n} open tokens", tokens).format(
            n=tokens
        ),
        "laboratories": ", ".join(names) or gettext("none"),
    }


def _answer_section(
    request: Request, clinic: Clinic, form_class: type[SettingsForm], name: str
) -> HttpResponse:
    if request.method != "POST":
        return _render_section(request, form_class(clinic=clinic), name)
    form = form_class(request.POST, clinic=clinic)
    if not acts.is_valid_here(request, form):
        return _render_section(request, form, name, status=422)
    seen = form.cleaned_data["seen"]
    try:
        changed = record.clinic.change(clinic, form.facts, seen=seen, by=request.user)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return _render_section(request, form, name, status=422)
    except record.Conflict:
        return _render_overtaken(request, form_class, name)
    return redirect_after_post(request, reverse(name), _say_saved(form, changed))


def _render_overtaken(
    request: Request, form_class: type[SettingsForm], name: str
) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    now = Clinic.objects.get(pk=request.clinic.pk)
    request.clinic = now
    seen = record.clinic.seal_settings(now, form_class.names)
    form = form_class(resend_with(request, seen=seen), clinic=now)
    return _render_section(request, form, name, status=409)


def _render_section(
    request: Request, form: SettingsForm, name: str, *, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {"form": form}
    if isinstance(form, AccessForm):
        context |= _count_readers(request.clinic)
    return render_settings(request, name, form.page, context, status=status)


def _count_readers(clinic: Clinic) -> dict[str, object]:
    """How many people see how many records while the clinic is open."""
    caring = Membership.objects.filter(clinic=clinic, user__is_active=True)
    caring = caring.exclude(role="administrator")
    return {
        "readers": caring.values("user").distinct().count(),
        "records": clinic.patients.count(),
        "is_open": clinic.access == Access.OPEN,
    }


def _say_saved(form: SettingsForm, changed: list[str]) -> str:
    labels = {
        "analytes": gettext("tests and their order"),
        "units": gettext("units shown"),
    }
    labels |= {
        name: str(field.label).lower() for name, field in form.fields.items() if field.label
    }
    said = ", ".join(labels[name] for name in changed)
    return gettext("Saved: {what}.").format(what=said) if said else str(UNCHANGED)


def _add_alias(
    request: Request,
    clinic: Clinic,
    form: NameAliasForm | UnitAliasForm,
    *,
    named: bool = True,
) -> HttpResponse:
    valid = acts.is_valid_here(request, form)
    if not named:
        form.add_error(None, acts.UNNAMED)
    if valid and named:
        try:
            alias = record.clinic.add_alias(clinic, form.alias, by=request.user)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            said = gettext("“{text}” added.").format(text=alias.text)
            return redirect_after_post(request, reverse("clinic_names"), said)
    return _render_names(request, clinic, form, status=422)


def _remove_alias(request: Request, clinic: Clinic) -> HttpResponse:
    mine = Alias.objects.filter(clinic=clinic).select_related("clinic")
    alias = mine.filter(pk=whole_number(request.POST.get("alias", "")) or 0).first()
    if alias is None:
        said = gettext("That spelling was removed already.")
        return redirect_after_post(request, reverse("clinic_names"), said)
    record.clinic.remove_alias(alias, by=request.user)
    said = gettext("“{text}” removed.").format(text=alias.text)
    return redirect_after_post(request, reverse("clinic_names"), said)


def _render_names(
    request: Request,
    clinic: Clinic,
    form: NameAliasForm | UnitAliasForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "name_form": form if isinstance(form, NameAliasForm) else NameAliasForm(),
        "unit_form": form if isinstance(form, UnitAliasForm) else UnitAliasForm(),
        "aliases": list(clinic.aliases.order_by("analyte", "unit", "folded")),
    }
    return render_settings(
        request, "clinic_names", "clinic/names.html", context, status=status
    )
