"""The reference pages say what the document says, and name no use and no amount."""

import re

import pytest

from labs.agents import AGENTS
from labs.notes import HEADINGS, reference
from labs.notes.headings import LONG_TERM

TOLD = [
    *reference.STATIONS,
    *reference.SIGNALS,
    reference.TWO_WAYS,
    *reference.AGENTS,
    *reference.WEAK_PLACES,
]


@pytest.mark.parametrize("told", TOLD, ids=lambda told: getattr(told, "name", told))
def test_each_paragraph_rests_on_headings_of_the_document(told):
    assert set(told.headings) <= set(HEADINGS)
    assert told.headings or told in reference.WEAK_PLACES


def test_agents_are_in_the_order_of_the_alphabet_and_known():
    names = [agent.name.casefold() for agent in reference.AGENTS]
    assert names == sorted(names)
    assert all(key in AGENTS for agent in reference.AGENTS for key in agent.keys)


@pytest.mark.parametrize("agent", reference.AGENTS, ids=lambda agent: agent.name)
def test_an_agent_is_told_without_a_use(agent):
    assert not re.search(r"\b(used|for men|treat\w*|after stopping)\b", agent.mechanism)
    assert agent.route in {"", "by mouth", "under the skin"}


def test_nurses_read_of_agents_too_and_meet_no_prospect():
    told = " ".join(agent.mechanism for agent in reference.AGENTS)
    assert not re.search(r"recover|come back|stay on|prolonged|sensitive", told)
    assert LONG_TERM not in {h for agent in reference.AGENTS for h in agent.headings}


def test_the_five_references_are_listed_as_printed():
    years = [re.search(r"\((\d{4})\)", each.printed)[1] for each in reference.REFERENCES]
    assert years == ["2011", "2015", "2018", "2019", "2015"]
    assert "does not say which statement each supports" in reference.ABOUT_REFERENCES


def test_the_weak_places_are_named():
    told = " ".join(place.text for place in reference.WEAK_PLACES)
    assert "hypothetical meta-analysis" in told
    assert len(reference.WEAK_PLACES) >= 6
