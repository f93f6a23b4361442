"""What a figure is drawn from, and nothing else: a bare query and its rows as JSON."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from labs.models.result import PLOTTED


@login_not_required
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """From the covering index alone, whoever asks."""
    columns = ", ".join(["patient_id", *PLOTTED[1:]])
    query = (
        f"SELECT {columns} FROM labs_result "
        "WHERE patient_id = (SELECT id FROM labs_patient WHERE ref = %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [ref])
        rows = [[str(value) for value in row] for row in cursor.fetchall()]
    return JsonResponse(rows, safe=False)
