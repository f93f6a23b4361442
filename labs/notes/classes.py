"""Agents as the document groups them. A class holds those of its agents that it names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Agents:
    name: str  # within a sentence
    keys: frozenset[str]  # of labs.agents; any of them


def _one(name: str, key: str) -> Agents:
    return Agents(name, frozenset({key}))


TESTOSTERONE = _one("testosterone", "testosterone")
HCG = _one("hCG", "hcg")
CLOMIFENE = _one("clomifene", "clomifene")
ENCLOMIFENE = _one("enclomifene", "enclomifene")
FOLLITROPIN = _one("follitropin", "follitropin")

# The document explains clomifene and its isomer, and names tamoxifen in a study only.
DRIVING = Agents("clomifene or enclomifene", CLOMIFENE.keys | ENCLOMIFENE.keys)
STUDIED = Agents("clomifene or tamoxifen", CLOMIFENE.keys | {"tamoxifen"})
SERM = Agents("a SERM", DRIVING.keys | STUDIED.keys | {"raloxifene", "toremifene"})
AROMATASE_INHIBITOR = Agents(
    "an aromatase inhibitor", frozenset({"anastrozole", "exemestane", "letrozole"})
)
# Menotropin holds LH activity too; both put FSH into the blood.
FSH = Agents("an FSH preparation", FOLLITROPIN.keys | {"menotropin"})
