"""Marks as SVG: each kind is drawn once, and a path has its corners where results stand."""

from collections.abc import Iterator

from labs.charts.px import number
from labs.charts.scene import Mark, Panel, Px, Scene, Shape

type Kind = tuple[str, Shape, str, Px]  # colour, shape, side, half its width

_ENDS = ("start", "mid", "end")


def kinds(scene: Scene) -> Iterator[str]:
    """What stands at the corners, in the order of the first of each."""
    for kind, mark in {_kind(mark): mark for mark in scene.marks()}.items():
        look = "open" if mark.shape.censored else "filled"
        role = "s" if mark.shape.censored else "f"
        yield (
            f'<marker id="{_name(scene, kind)}" markerUnits="userSpaceOnUse"'
            f' overflow="visible"><path class="{role}-{mark.colour} mark {look}"'
            f' d="{outline(mark)}"/></marker>'
        )


def marks(panel: Panel, scene: Scene) -> Iterator[str]:
    """A path a kind, in point order; then what lies off the marks."""
    found: dict[Kind, list[Mark]] = {}
    for mark in panel.marks:
        found.setdefault(_kind(mark), []).append(mark)
    for kind, alike in found.items():
        corners = " ".join(f"{number(m.place.x)},{number(m.place.y)}" for m in alike)
        name = _name(scene, kind)
        drawn = " ".join(f'marker-{end}="url(#{name})"' for end in _ENDS)
        yield f'<path class="marks" d="M{corners}" {drawn}/>'
    yield from (_ring(mark) for mark in panel.marks if mark.ring)


def outline(mark: Mark) -> str:
    """The path of a mark around its place, which is the origin."""
    half = mark.half
    match mark.shape:
        case Shape.CIRCLE:
            return _disc(number(half), number(2 * half), mark.side)
        case Shape.SQUARE:
            left = 0 if mark.side == "right" else -half
            right = 0 if mark.side == "left" else half
            start = f"M{number(left)},{number(-half)}h{number(right - left)}"
            return f"{start}v{number(2 * half)}h{number(left - right)}z"
    tip = mark.height if mark.shape is Shape.BELOW else -mark.height
    return f"M{number(-half)},0h{number(2 * half)}l{number(-half)},{number(tip)}z"


def _disc(r: str, through: str, side: str) -> str:
    if side:
        return f"M0,-{r}a{r},{r} 0 0 {int(side == 'right')} 0,{through}z"
    return f"M0,-{r}a{r},{r} 0 1 1 0,{through}a{r},{r} 0 1 1 0,-{through}z"


def _ring(mark: Mark) -> str:
    return (
        f'<circle class="s-{mark.colour} ring {mark.ring}" cx="{number(mark.place.x)}"'
        f' cy="{number(mark.place.y)}" r="{number(mark.ring_radius)}"/>'
    )


def _kind(mark: Mark) -> Kind:
    return mark.colour, mark.shape, mark.side, mark.half


def _name(scene: Scene, kind: Kind) -> str:
    colour, shape, side, half = kind
    return "-".join(filter(None, (scene.id, colour, shape.value, side, number(half))))
