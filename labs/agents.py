"""Agents by name. The order is the alphabet's, and the list says nothing about use."""

from dataclasses import dataclass

from labs.words import Translatable
from labs.words.fold import fold


@dataclass(frozen=True)
class Agent:
    key: str
    name: Translatable  # the international one
    axis: bool  # acts on the axis, so that values under it are marked as such
    aliases: tuple[str, ...] = ()  # for search and import


_CATALOGUE = (
    Agent(
        "anabolic_steroid",
        "Anabolic steroid, other",
        True,
        ("anabolic steroid", "other anabolic steroid", "AAS", "Anabolikum", "anabolisant"),
    ),
    Agent("anastrozole", "Anastrozole", True, ("Anastrozol",)),
    Agent("cabergoline", "Cabergoline", True, ("Cabergolin",)),
    Agent("clomifene", "Clomifene", True, ("clomiphene", "clomifene citrate", "Clomifen")),
    Agent("dutasteride", "Dutasteride", False, ("Dutasterid", "dutastéride")),
    Agent(
        "enclomifene",
        "Enclomifene",
        True,
        ("enclomiphene", "enclomifene citrate", "Enclomifen"),
    ),
    Agent("exemestane", "Exemestane", True, ("Exemestan", "exémestane")),
    Agent("finasteride", "Finasteride", False, ("Finasterid", "finastéride")),
    Agent(
        "follitropin",
        "Follitropin",
        True,
        ("rFSH", "recombinant FSH", "FSH", "follitropin alfa", "follitropin beta"),
    ),
    Agent(
        "glucocorticoid",
        "Glucocorticoid",
        True,
        ("glucocorticoids", "corticosteroid", "Glukokortikoid", "glucocorticoïde"),
    ),
    Agent("gonadorelin", "Gonadorelin", True, ("GnRH", "gonadoréline")),
    Agent(
        "hcg",
        "hCG",
        True,
        (
            "human chorionic gonadotropin",
            "chorionic gonadotropin",
            "chorionic gonadotrophin",
            "choriogonadotropin alfa",
            "Choriongonadotropin",
            "gonadotrophine chorionique",
        ),
    ),
    Agent("letrozole", "Letrozole", True, ("Letrozol", "létrozole")),
    Agent("menotropin", "Menotropin", True, ("hMG", "menotrophin", "ménotropine")),
    Agent("nandrolone", "Nandrolone", True, ("Nandrolon",)),
    Agent("opioid", "Opioid", True, ("opioids", "opiate", "Opioide", "opioïde")),
    Agent("oxandrolone", "Oxandrolone", True, ("Oxandrolon",)),
    Agent("raloxifene", "Raloxifene", True, ("Raloxifen", "raloxifène")),
    Agent("stanozolol", "Stanozolol", True),
    Agent("tamoxifen", "Tamoxifen", True, ("tamoxifène",)),
    Agent(
        "testosterone",
        "Testosterone",
        True,
        (
            "Testosteron",
            "testostérone",
            "testosterone cypionate",
            "testosterone enanthate",
            "testosterone esters",
            "testosterone gel",
            "testosterone propionate",
            "testosterone undecanoate",
        ),
    ),
    Agent("toremifene", "Toremifene", True, ("Toremifen", "torémifène")),
)

AGENTS: dict[str, Agent] = {agent.key: agent for agent in _CATALOGUE}
_NAMED = {
    fold(name): agent
    for agent in _CATALOGUE
    for name in (agent.key, agent.name, *agent.aliases)
}


def find_agent(text: str) -> Agent | None:
    """The agent of a name, key or alias; None for a free text."""
    return _NAMED.get(fold(text))
