"""The page that a beginner writes: an anchor to measure against, never of the program."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from plotly.subplots import make_subplots

from labs.models import Result

_PAGE = Engine(builtins=["django.template.defaultfilters"]).from_string("""<!doctype html>
<title>Trend</title>{{ figure|safe }}<table>{% for result in results %}<tr>
<td>{{ result.panel.collected_on|date:"j M Y" }}</td><td>{{ result.panel.laboratory }}</td>
<td>{{ result.analyte }}</td><td>{{ result.reported }} {{ result.unit_reported }}</td>
<td>{{ result.range_low }}-{{ result.range_high }}</td><td>{{ result.method }}</td>
<td>{{ result.status }}</td><td>{{ result.by_name }}</td><td>{{ result.at|date:"c" }}</td>
</tr>{% endfor %}</table>""")


@login_not_required
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """Every result as a row of a table, and as a point of a figure with its own script."""
    found = Result.objects.filter(patient__ref=ref, replaced_by=None)
    results = list(found.select_related("panel").order_by("collected_at"))
    analytes = sorted({result.analyte for result in results})
    figure = make_subplots(rows=len(analytes), cols=1, shared_xaxes=True)
    for row, analyte in enumerate(analytes, start=1):
        mine = [result for result in results if result.analyte == analyte]
        figure.add_scatter(
            x=[result.collected_at for result in mine],
            y=[float(result.value) for result in mine if result.value is not None],
            row=row,
            col=1,
        )
    library = "cdn" if "apart" in request.GET else True  # written into the page by default
    drawn = figure.to_html(full_html=False, include_plotlyjs=library)
    context = {"figure": drawn, "results": results}
    return HttpResponse(_PAGE.render(Context(context)))
