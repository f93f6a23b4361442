"""Agents as the document groups them. A class holds those of its agents that it names."""

from dataclasses import dataclass

from labs.words import Translatable


@dataclass(frozen=True)
class AgentGroup:
    name: Translatable  # within a sentence
    keys: frozenset[str]  # of labs.agents; any of them
    parts: tuple["AgentGroup", ...] = ()  # where the name is a list of names

    def called(self, had: frozenset[str]) -> str:
        """Its name, for a man who had these and may be told of no others."""
        mine = [part.name for part in self.parts if part.keys & had]
        return " or ".join(mine) or self.name


def _single_group(name: str, key: str) -> AgentGroup:
    return AgentGroup(name, frozenset({key}))


TESTOSTERONE = _single_group("testosterone", "testosterone")
HCG = _single_group("hCG", "hcg")
CLOMIFENE = _single_group("clomifene", "clomifene")
ENCLOMIFENE = _single_group("enclomifene", "enclomifene")
FOLLITROPIN = _single_group("follitropin", "follitropin")

# The document explains clomifene and its isomer, and names tamoxifen in a study only.
_TAMOXIFEN = _single_group("tamoxifen", "tamoxifen")
DRIVING = AgentGroup(
    "clomifene or enclomifene", CLOMIFENE.keys | ENCLOMIFENE.keys, (CLOMIFENE, ENCLOMIFENE)
)
STUDIED = AgentGroup(
    "clomifene or tamoxifen", CLOMIFENE.keys | _TAMOXIFEN.keys, (CLOMIFENE, _TAMOXIFEN)
)
SERM = AgentGroup("a SERM", DRIVING.keys | STUDIED.keys | {"raloxifene", "toremifene"})
AROMATASE_INHIBITOR = AgentGroup(
    "an aromatase inhibitor", frozenset({"anastrozole", "exemestane", "letrozole"})
)
# Menotropin holds LH activity too; both put FSH into the blood.
MENOTROPIN = _single_group("menotropin", "menotropin")
FSH = AgentGroup("an FSH preparation", FOLLITROPIN.keys | MENOTROPIN.keys)
LIKE_LH = AgentGroup("hCG or menotropin", HCG.keys | MENOTROPIN.keys, (HCG, MENOTROPIN))
# What calls on the pituitary to release its own LH and FSH; gonadorelin is GnRH.
_GONADORELIN = _single_group("gonadorelin", "gonadorelin")
CALLING = AgentGroup(
    "a SERM or gonadorelin", SERM.keys | _GONADORELIN.keys, (SERM, _GONADORELIN)
)
# With one of these the testes are not left without a signal.
SIGNALS = AgentGroup(
    "hCG, an FSH preparation, a SERM or gonadorelin",
    LIKE_LH.keys | FSH.keys | CALLING.keys,
    (HCG, FSH, SERM, _GONADORELIN),
)

NAMED = {
    agents.name: agents
    for agents in (
        TESTOSTERONE,
        HCG,
        CLOMIFENE,
        ENCLOMIFENE,
        FOLLITROPIN,
        DRIVING,
        STUDIED,
        SERM,
        AROMATASE_INHIBITOR,
        FSH,
        LIKE_LH,
        MENOTROPIN,
        CALLING,
        SIGNALS,
    )
}
