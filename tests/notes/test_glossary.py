"""The document's 25 words and ours, each explained once, in plain words."""

import pytest

from labs.notes.glossary import (
    TERMS,
    Use,
    find_term,
    search_terms,
    sort_terms,
    split_at_terms,
)

LISTED = [term for term in TERMS if term.listed]


def test_the_documents_list_is_here_in_its_order():
    assert [term.name.lower() for term in LISTED] == [
        "testosterone replacement therapy",
        "endocrine system",
        "pituitary gland",
        "leydig cells",
        "testosterone levels",
        "sperm production",
        "hpg axis",
        "sertoli cells",
        "fertility-sparing protocols",
        "intratesticular testosterone",
        "testicular volume",
        "testicular atrophy",
        "therapeutic agents",
        "testosterone replacement",
        "human chorionic gonadotropin",
        "testosterone production",
        "spermatogenesis",
        "testicular function",
        "hpg axis function",
        "clomiphene citrate",
        "trt restart",
        "estrogen levels",
        "anastrozole",
        "reversing testicular atrophy",
        "restorative protocols",
    ]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_a_term_is_short_and_says_where_it_comes_from(term):
    assert 0 < len(term.text.split()) <= 35
    assert term.source == ("document" if term.heading else "general")
    assert find_term(term.name) == term
    assert all(find_term(also) == term for also in term.also)


@pytest.mark.parametrize("term", [t for t in TERMS if t.see], ids=lambda term: term.name)
def test_a_near_double_leads_to_the_word_that_says_more(term):
    there = find_term(term.see)
    assert there and there.name == term.see
    assert there != term and not there.see


def test_no_word_is_explained_twice():
    assert len({term.name.casefold() for term in TERMS}) == len(TERMS)
    assert len({term.anchor for term in TERMS}) == len(TERMS)
    assert len({term.text for term in TERMS}) == len(TERMS)


def test_names_are_in_the_order_of_the_alphabet_whatever_the_case():
    names = [term.name.casefold() for term in sort_terms()]
    assert (
        names.index("hpg axis") < names.index("hypothalamus") < names.index("immunoassay")
    )
    assert len(names) == len(TERMS)


def test_a_search_finds_names_before_explanations():
    found = [term.name for term in search_terms("Leydig")]
    assert found[0] == "Leydig cells"
    assert "testosterone production" in found
    assert search_terms("nothing like it") == ()
    assert search_terms("  ") == sort_terms()
    assert [term.name for term in search_terms("TRT")][:2] == [
        "testosterone replacement therapy",
        "TRT restart",
    ]


def test_a_word_is_linked_where_it_is_used_first():
    used = set()
    first = split_at_terms("LH reaches the Leydig cells; lh and FSH do.", used)
    assert [p if isinstance(p, str) else (p.text, p.term.name) for p in first] == [
        ("LH", "LH"),
        " reaches the ",
        ("Leydig cells", "Leydig cells"),
        "; lh and ",
        ("FSH", "FSH"),
        " do.",
    ]
    assert split_at_terms("More LH", used) == ("More LH",)


def test_a_longer_word_is_not_cut_in_two():
    (start, use) = split_at_terms("The free testosterone", set())
    assert (start, use.text) == ("The ", "free testosterone")
    assert isinstance(use, Use)


def test_everyday_words_and_parts_of_words_are_not_linked():
    text = "A result in the range, and the XLHY method"
    assert split_at_terms(text, set()) == (text,)
