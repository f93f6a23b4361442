"""The invented laboratories: what they print beside a value, and by which method."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Laboratory:
    """One platform of one laboratory; mappings are by analyte."""

    name: str
    methods: Mapping[str, str]
    units: Mapping[str, str]
    ranges: Mapping[str, str]


ELSEWHERE = Laboratory("", {}, {}, {})

_MOLES = {"lh": "IU/L", "fsh": "IU/L", "testosterone": "nmol/L", "estradiol": "pmol/L"}
_MASS = {"lh": "mIU/mL", "fsh": "mIU/mL", "testosterone": "ng/dL", "estradiol": "pg/mL"}


def _one_method(method: str) -> dict[str, str]:
    return dict.fromkeys(_MOLES, method)


HARBOUR_OLD = Laboratory(
    "Harbour Laboratory",
    _one_method("chemiluminescence"),
    _MOLES,
    {"lh": "1.5-9.3", "fsh": "1.4-18.1", "testosterone": "9.9-27.8", "estradiol": "<= 162"},
)
HARBOUR = Laboratory(
    "Harbour Laboratory",
    _one_method("electrochemiluminescence"),
    _MOLES,
    {
        "lh": "1.7-8.6",
        "fsh": "1.5-12.4",
        "testosterone": "8.64-29.0",
        "estradiol": "41-159",
    },
)
NORTHGATE = Laboratory(
    "Northgate Reference Laboratory",
    {
        "lh": "immunoassay",
        "fsh": "immunoassay",
        "testosterone": "mass spectrometry",
        "estradiol": "mass spectrometry",
    },
    _MASS,
    {"lh": "1.5-9.3", "fsh": "1.6-8.0", "testosterone": "250-1100", "estradiol": "<= 29"},
)
QUAY = Laboratory(
    "Quay Street Hospital",
    {
        "lh": "immunoassay",
        "fsh": "immunoassay",
        "testosterone": "mass spectrometry",
        "estradiol": "immunoassay",
    },
    _MOLES,
    {"lh": "2.0-9.0", "fsh": "<= 10.0", "testosterone": ">= 8.64", "estradiol": "< 150"},
)


@dataclass(frozen=True)
class Platform:
    """What a clinic has in its settings of one platform, from one day to another."""

    laboratory: Laboratory
    first: date
    last: date | None = None
    limits: Mapping[str, str] = field(default_factory=dict)  # of detection, by analyte


_QUAY = Platform(QUAY, date(2023, 1, 1), limits={"lh": "<0.1", "fsh": "<0.2"})
# By clinic. For some months the Harbour Laboratory measured on both of its platforms.
PLATFORMS = {
    "north": (
        Platform(
            HARBOUR_OLD, date(2024, 1, 1), date(2025, 12, 15), {"lh": "<0.3", "fsh": "<0.3"}
        ),
        Platform(
            HARBOUR,
            date(2025, 3, 1),
            limits={"lh": "<0.1", "fsh": "<0.1", "estradiol": "<18.4"},
        ),
        _QUAY,
    ),
    "south": (
        Platform(NORTHGATE, date(2024, 1, 1), limits={"lh": "<0.2", "fsh": "<0.7"}),
        _QUAY,
    ),
}
