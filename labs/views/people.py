"""In which clinic somebody works now."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from labs import access
from labs.access import Request, entry_page


@require_POST
@entry_page
def choose_clinic(request: Request) -> HttpResponse:
    access.choose_clinic(request, request.POST.get("clinic", ""))
    return redirect("worklist")
