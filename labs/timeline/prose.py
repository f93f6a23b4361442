"""Names in running text, and lists of them."""

from collections.abc import Iterable, Sequence

from labs.readings import Episode
from labs.timeline import dates, spells
from labs.words import gettext


def join_names(names: Sequence[str]) -> str:
    """`LH, FSH and estradiol`."""
    if len(names) < 2:
        return "".join(names)
    conjunction = gettext("and")
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def in_prose(name: str) -> str:
    """`testosterone` within a sentence; `LH` and `hCG` stay as they are."""
    return name[:1].lower() + name[1:] if name[1:] == name[1:].lower() else name


def first_up(text: str) -> str:
    """As a sentence begins, but for names like hCG."""
    word = text.split(" ", 1)[0].rstrip(",")
    return text if word != word.lower() else text[:1].upper() + text[1:]


def name_agents(active: Iterable[Episode], uncertain: Iterable[Episode] = ()) -> str:
    """`clomifene and hCG`, each once; empty where no agent is recorded."""
    certain = dict.fromkeys(name_agent(episode) for episode in active)
    perhaps = dict.fromkeys(
        name_agent(episode) for episode in uncertain if name_agent(episode) not in certain
    )
    return join_names(
        [*certain, *(gettext("{agent} (uncertain)", agent=name) for name in perhaps)]
    )


def name_agent(episode: Episode) -> str:
    """A catalogued name is lowered in prose; one that a person typed is kept."""
    return in_prose(episode.name) if episode.agent else episode.name


def list_since(active: Iterable[Episode], episodes: Sequence[Episode]) -> list[str]:
    """`testosterone since 15 Feb 2024`: from where it has gone on without a break."""
    firsts = {name_agent(one): spells.first_of_spell(one, episodes) for one in active}
    return [
        gettext(
            "{agent} since {day}",
            agent=name,
            day=dates.as_known(first.start, first.start_precision),
        )
        for name, first in firsts.items()
    ]
