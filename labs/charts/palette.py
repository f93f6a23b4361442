"""The light theme's colours by role, as `tokens.css` and `figure.css` have them."""

LIGHT = {
    "paper": "#ffffff",
    "ink": "#0b1220",
    "muted": "#475569",
    "lh": "#1764b9",
    "fsh": "#a34c07",
    "testosterone": "#090b11",
    "estradiol": "#690b5f",
    "volume": "#2d5243",
    "other": "#37415a",
    "band": "#dce8f2",
    "band-edge": "#5b7c99",
    "clinician": "#e3efe6",
    "clinician-edge": "#2f6b4f",
    "rail": "#64748b",
    "over": "#606774",
    "grid": "#e2e8f1",  # one step off the lane: explore.js tells a role by its colour
    "lane": "#e2e8f0",
    "decision": "#334155",
}
OVER = "over"  # an earlier attempt, in every row
_SERIES = ("lh", "fsh", "testosterone", "estradiol", "volume")


def colour_of(analyte: str) -> str:
    """The role of an analyte's colour."""
    return analyte if analyte in _SERIES else "other"
