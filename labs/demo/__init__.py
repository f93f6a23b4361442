"""Quiet room: two invented clinics and twelve invented men, as plain data."""

from labs.demo.clinics import CLINICS, DemoClinic, Worker
from labs.demo.coming_off import (
    HCG_THEN_CLOMIFENE,
    PARTIAL_RETURN,
    SLOW_RETURN,
    TWO_ATTEMPTS,
)
from labs.demo.on_treatment import (
    AROMATASE_INHIBITOR,
    FIRST_YEAR,
    PLATFORM_CHANGED,
    WITH_HCG,
)
from labs.demo.without_testosterone import CORRECTED, MOVED, ONLY_VOLUMES, UNTREATED

MEN = (
    FIRST_YEAR,
    WITH_HCG,
    SLOW_RETURN,
    HCG_THEN_CLOMIFENE,
    CORRECTED,
    AROMATASE_INHIBITOR,
    PARTIAL_RETURN,
    TWO_ATTEMPTS,
    PLATFORM_CHANGED,
    MOVED,
    ONLY_VOLUMES,
    UNTREATED,
)

__all__ = ["CLINICS", "MEN", "DemoClinic", "Worker"]
