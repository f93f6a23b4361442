"""The headings of the source document, by the level of its three parts.

`docs/context.md` tells, heading by heading, what each claims; the names are the document's.
"""

from dataclasses import dataclass
from typing import Literal

from labs.words import Translatable

type Level = Literal["fundamental", "intermediate", "academic"]


@dataclass(frozen=True)
class Heading:
    title: Translatable
    level: Level


CENTER = Heading("The Body’s Internal Command Center", "fundamental")
ATROPHY = Heading("Why TRT Causes Testicular Atrophy", "fundamental")
REVERSED = Heading("Can This Process Be Reversed?", "fundamental")
STIMULANT = Heading(
    "Human Chorionic Gonadotropin a Direct Testicular Stimulant", "intermediate"
)
REAWAKENING = Heading("Clomiphene Citrate Reawakening the HPG Axis", "intermediate")
INHIBITORS = Heading("Aromatase Inhibitors a Supporting Role", "intermediate")
COMPARING = Heading("Comparing Therapeutic Agents", "intermediate")
OPTIMAL = Heading("What Is the Optimal Protocol for Me?", "intermediate")
CELLULAR = Heading("Cellular Mechanisms of Testicular Atrophy and Restoration", "academic")
EVIDENCE = Heading("Quantitative Evidence for Restorative Protocols", "academic")
LONG_TERM = Heading("What Are the Long Term Implications of These Protocols?", "academic")
METABOLIC = Heading("The Interplay of Endocrine and Metabolic Health", "academic")

HEADINGS = (
    CENTER,
    ATROPHY,
    REVERSED,
    STIMULANT,
    REAWAKENING,
    INHIBITORS,
    COMPARING,
    OPTIMAL,
    CELLULAR,
    EVIDENCE,
    LONG_TERM,
    METABOLIC,
)
