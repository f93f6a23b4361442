"""The words of a Plotly figure, where the scene has put them."""

from collections.abc import Iterator
from itertools import groupby

from labs.charts import strokes, widths
from labs.charts.palette import LIGHT
from labs.charts.plotly_trace import OVER, Trace, bare, px, safe
from labs.charts.scene import Flag, Px, Run, Scene, Text

_MIDDLE = 25  # hundredths of an em from Plotly's middle of a text to its base line
_POSITION = {"start": "middle right", "middle": "middle center", "end": "middle left"}


def words(scene: Scene) -> Iterator[Trace]:
    """One trace for each halo, by whose name `charts.css` finds it."""
    texts = [*scene.every_text(), *map(_letters, scene.flags)]
    for halo, alike in groupby(sorted(texts, key=_halo), key=_halo):
        pieces = [piece for text in alike for piece in _pieces(text)]
        runs = [run for _, _, _, run in pieces]
        yield bare("text", OVER) | {
            "uid": f"halo-{halo or 'none'}",
            "x": [px(x) for x, _, _, _ in pieces],
            "y": [px(y - run.size * _MIDDLE // 100) for _, y, _, run in pieces],
            "text": [safe(run.words) for run in runs],
            "textposition": [_POSITION[anchor] for _, _, anchor, _ in pieces],
            "textfont": {
                "color": [LIGHT[run.colour] for run in runs],
                "size": [px(run.size) for run in runs],
                "weight": ["bold" if run.bold else "normal" for run in runs],
                "style": ["italic" if run.italic else "normal" for run in runs],
            },
        }


def _letters(flag: Flag) -> Text:
    run = Run(flag.letters, "paper" if flag.filled else "ink", strokes.LETTERS, bold=True)
    return Text("flag", flag.x, flag.base, (run,), "middle")


def _pieces(text: Text) -> Iterator[tuple[Px, Px, str, Run]]:
    """Runs stand one after the other by the table of widths; here no browser sets them."""
    if len(text.runs) == 1:
        yield text.x, text.y, text.anchor, text.runs[0]
        return
    whole = widths.runs(text.runs)
    left = {"start": text.x, "middle": text.x - whole // 2, "end": text.x - whole}[
        text.anchor
    ]
    for run in text.runs:
        yield left, text.y, "start", run
        left += widths.run(run) + widths.space(run)


def _halo(text: Text) -> str:
    return text.halo
