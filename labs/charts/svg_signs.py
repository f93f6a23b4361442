"""The signs of the key, each in a box of 28 by 18, drawn as they are in the figure."""

_TRIANGLE = '<path class="s-ink mark open" d="M14,6m-5.7,0h11.4l-5.7,7.4z"/>'
_UP = '<path class="s-ink mark open" d="M14,13m-5.7,0h11.4l-5.7,-7.4z"/>'
_DISC = '<circle class="f-ink mark filled" cx="14" cy="9" r="4.6"/>'
_LINE = '<line class="s-ink join {style}" x1="1" y1="9" x2="27" y2="9"/>'

SIGNS = {
    "circle": _DISC,
    "square": '<rect class="f-ink mark filled" x="9.7" y="4.7" width="8.6" height="8.6"/>',
    "below": (
        '<rect class="hatch" fill="url(#{hatch})" x="2" y="6" width="24" height="12"/>'
        + _TRIANGLE
    ),
    "above": (
        '<rect class="hatch" fill="url(#{hatch})" x="2" y="1" width="24" height="12"/>'
        + _UP
    ),
    "sides": (
        '<line class="s-volume join left" x1="0" y1="9" x2="8" y2="9"/>'
        '<line class="s-volume join right" x1="20" y1="9" x2="28" y2="9"/>'
        '<path class="f-volume mark filled" d="M13,3.4a5.6,5.6 0 0 0 0,11.2z'
        'M15,3.4a5.6,5.6 0 0 1 0,11.2z"/>'
    ),
    "corrected": _DISC + '<circle class="s-ink ring corrected" cx="14" cy="9" r="8"/>',
    "preliminary": _DISC + '<circle class="s-ink ring preliminary" cx="14" cy="9" r="8"/>',
    "words": (
        '<line class="s-ink words-tick" x1="3" y1="3" x2="3" y2="10"/>'
        '<text class="f-ink italic" x="7" y="13" font-size="11">abc</text>'
    ),
    "without": (
        '<line class="s-ink without-tick" x1="3" y1="3" x2="3" y2="10"/>'
        '<text class="f-ink" x="7" y="13" font-size="11">1.2</text>'
    ),
    "unread": (
        '<line class="s-ink unread" x1="14" y1="2" x2="14" y2="6"/>'
        '<line class="s-ink draw" x1="14" y1="8" x2="14" y2="15"/>'
    ),
    "over": (
        '<line class="s-over join solid" x1="1" y1="9" x2="27" y2="9"/>'
        '<circle class="f-over mark filled" cx="14" cy="9" r="4.1"/>'
    ),
    "dotted": _LINE.replace("{style}", "dotted"),
    "noted": (
        _LINE.replace("{style}", "solid")
        + '<line class="s-ink stroke" x1="10" y1="14" x2="14" y2="4"/>'
        '<line class="s-ink stroke" x1="14" y1="14" x2="18" y2="4"/>'
    ),
    "gap": '<line class="s-decision gap" x1="14" y1="0" x2="14" y2="18"/>',
    "band": (
        '<rect class="f-band band" x="1" y="3" width="26" height="12"/>'
        '<line class="s-band-edge band-edge" x1="1" y1="3" x2="27" y2="3"/>'
        '<line class="s-band-edge band-edge" x1="1" y1="15" x2="27" y2="15"/>'
    ),
    "clinician": (
        '<rect class="f-clinician clinician" x="2" y="3" width="24" height="12"/>'
        '<path class="s-clinician-edge clinician-edge framed" d="M2,3h24v12h-24z"/>'
    ),
    "rail": '<rect class="f-rail rail" x="1" y="7.5" width="26" height="3"/>',
    "rail-uncertain": '<line class="s-rail rail-uncertain" x1="1" y1="9" x2="27" y2="9"/>',
    "decision": (
        '<g class="flag"><rect x="5" y="0" width="18" height="18" rx="2.5"/>'
        '<text x="14" y="13.4" font-size="12" text-anchor="middle">A</text></g>'
    ),
    "decision-again": (
        '<g class="flag again"><rect x="5" y="0" width="18" height="18" rx="2.5"/>'
        '<text x="14" y="13.4" font-size="12" text-anchor="middle">A</text></g>'
    ),
}
HATCHED = ("below", "above")
