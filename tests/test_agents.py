"""Agents stand in the alphabet's order, and are known by their other names."""

import pytest

from labs.agents import AGENTS, find_agent
from labs.words.fold import fold


def test_the_order_is_the_alphabets():
    names = [agent.name.casefold() for agent in AGENTS.values()]
    assert names == sorted(names)


def test_a_key_is_its_own():
    assert all(key == agent.key for key, agent in AGENTS.items())
    assert all(len(key) <= 32 for key in AGENTS)


def test_no_name_means_two_agents():
    names = [
        {fold(name) for name in (agent.key, agent.name, *agent.aliases)}
        for agent in AGENTS.values()
    ]
    assert sum(map(len, names)) == len(set().union(*names))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Testosterone", "testosterone"),
        ("testostérone", "testosterone"),
        ("hCG", "hcg"),
        ("Human chorionic gonadotropin", "hcg"),
        ("clomiphene", "clomifene"),
        ("Clomifen", "clomifene"),
        ("enclomiphene", "enclomifene"),
        ("anastrozole", "anastrozole"),
        ("Tamoxifène", "tamoxifen"),
        ("rFSH", "follitropin"),
        ("opioids", "opioid"),
        ("glucocorticoids", "glucocorticoid"),
        ("anabolic steroid", "anabolic_steroid"),
    ],
)
def test_an_agent_is_known_by_other_names(text, key):
    assert find_agent(text) is AGENTS[key]


@pytest.mark.parametrize("text", ["", " ", "a herb", "testosterone and hCG"])
def test_a_free_text_is_no_agent_of_the_catalogue(text):
    assert find_agent(text) is None


@pytest.mark.parametrize("key", ["testosterone", "hcg", "opioid", "glucocorticoid"])
def test_what_weighs_on_the_axis_is_marked(key):
    assert AGENTS[key].axis


def test_what_does_not_act_on_the_axis_is_not_marked():
    assert not AGENTS["finasteride"].axis
