"""Notices to the administrators, as they are marked seen."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from labs import record
from labs.access import May, Request, clinic_page
from labs.models import Clinic, Notice
from labs.views.after_post import redirect_after_post


@require_POST
@clinic_page(May.NOTICES)
def mark_seen(request: Request, clinic: Clinic, notice: str) -> HttpResponse:
    kept = get_object_or_404(Notice.objects.filter(clinic=clinic), uid=notice)
    record.notice.mark_seen(kept, by=request.user)
    return redirect_after_post(request, reverse("worklist"))
