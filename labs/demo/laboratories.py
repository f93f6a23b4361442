"""The invented laboratories: what they print beside a value, and by which method."""

from collections.abc import Mapping
from dataclasses import dataclass


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
    {
        "lh": "1.5-9.3",
        "fsh": "1.4-18.1",
        "testosterone": "9.9-27.8",
        "estradiol": "<= 162",
    },
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
    {
        "lh": "1.5-9.3",
        "fsh": "1.6-8.0",
        "testosterone": "250-1100",
        "estradiol": "<= 29",
    },
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
    {
        "lh": "2.0-9.0",
        "fsh": "<= 10.0",
        "testosterone": ">= 8.64",
        "estradiol": "< 150",
    },
)
