"""The organs, their names, and the words on the arrows."""

from collections.abc import Iterator

from labs.charts.axis_picture.lettering import leading
from labs.charts.axis_picture.measured import Stop
from labs.charts.axis_picture.parts import Face, Form
from labs.charts.scene import Px, Run, Text
from labs.words import Words

_ROOM = 100  # above and below the words of an organ


def organ(stop: Stop, face: Face, x: tuple[Px, Px], y: Px) -> Form:
    """With round ends."""
    caption = leading(face.fact) if stop.caption else 0
    high = leading(face.name) + caption + 2 * _ROOM
    return Form("organ", x[0], y, x[1], y + high, high // 2)


def named(stop: Stop, face: Face, form: Form) -> Iterator[Text]:
    x = form.middle[0]
    name = title(stop, face, form)
    yield name
    if stop.caption:
        caption = Run(stop.caption, "muted", face.fact)
        yield Text("caption", x, name.y + leading(face.fact), (caption,), "middle")


def title(stop: Stop, face: Face, form: Form) -> Text:
    base = form.y0 + _ROOM + face.name
    run = Run(stop.name, size=face.name, bold=True)
    return Text("organ", form.middle[0], base, (run,), "middle")


def under_title(face: Face, top: Px) -> Px:
    return top + _ROOM + leading(face.name) + _ROOM // 2


def on_arrow(code: str, face: Face, x: Px, y: Px) -> Text:
    """`y` is the middle of the line."""
    run = Run(str(Words.of(f"hpg-{code}")), "muted", face.fact)
    return Text("on-arrow", x, y + face.fact * 35 // 100, (run,))
