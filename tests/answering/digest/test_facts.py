"""Lists of facts in whatever form they come: nothing lost, everything where it stands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.digest.facts import CUT, Fact, at_all_costs, read
from bot.answering.digest.places import Place, Places, Spot
from tests.answering.digest.malformed import FACTS, MALFORMED, PAGES, Malformed

PLACES = Places([Spot(Place(0, f"p. {number}"), "Q3.pdf", text) for number, text in enumerate(PAGES, start=1)])
ONE_PAGE = Places([Spot(Place(0, "p. 1"), "Q3.pdf", PAGES[0])])
P1, P2, P3 = PLACES.all


def told(answer: str, *, truncated: bool = False) -> list[tuple[str, str]]:
    """The facts, each with its places."""
    found = read(answer, PLACES, truncated=truncated).facts
    return [(fact.text, "|".join(place.anchor for place in fact.places)) for fact in found]


@pytest.mark.parametrize("malformed", MALFORMED, ids=lambda one: one.name)
def test_a_malformed_list_still_gives_every_fact_with_its_place(malformed: Malformed) -> None:
    found = read(malformed.text, PLACES, truncated=malformed.truncated)
    assert not found.is_poor
    assert len(found.facts) == len(FACTS)
    for fact, (figure, anchor) in zip(found.facts, FACTS, strict=True):
        assert re.sub(r"\D", "", figure) in re.sub(r"\D", "", fact.text)
        assert [place.anchor for place in fact.places] == [anchor]
        assert not re.search(r"[\[\]{}|\"]|p\. ?\d|[Aa]nchor|^[-*•\d]+[.)]? ", fact.text.replace('"bicycles"', ""))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("- Sold [p. 1]\n- Total [p. 2, p. 3]", [("Sold", "p. 1"), ("Total", "p. 2|p. 3")]),
        ("- Sold [p. 1] [p. 3]", [("Sold", "p. 1|p. 3")]),
        ("- [p. 1] Sold\np. 2: Total", [("Sold", "p. 1"), ("Total", "p. 2")]),
        ("- Sold [1]\n- Total [2]", [("Sold", "p. 1"), ("Total", "p. 2")]),
        ("- Sold, see [1] and [p. 1]\n- Total [p. 2]", [("Sold, see [1] and", "p. 1"), ("Total", "p. 2")]),
        ("- Sold 4,200 [sic] [p. 1]", [("Sold 4,200 [sic]", "p. 1")]),
        ("- The loss in [p. 1] Norway", [("The loss in Norway", "p. 1")]),
        ("- Sold [p. 1](https://example.com/x)", [("Sold", "p. 1")]),
        (
            "12. May was cold [p. 3]\n1. First [p. 1]\n2. Second [p. 2]",
            [("12. May was cold", "p. 3"), ("First", "p. 1"), ("Second", "p. 2")],
        ),
        (
            "**Decisions**\n- Ada approved [p. 3]\n\n**Facts:**\n- Sold [p. 1]",
            [("Decisions: Ada approved", "p. 3"), ("Sold", "p. 1")],
        ),
        (
            "- Decided by the whole board on Friday:\n  - Ada approved [p. 3]",
            [("Decided by the whole board on Friday:", "p. 3"), ("Ada approved", "p. 3")],
        ),
        ('{"decisions": ["Ada approved [p. 3]"], "open": []}', [("decisions: Ada approved", "p. 3")]),
        ('{"open": [], "note": 3}', [("note: 3", "")]),
        ("Sold\tp. 1\nTotal\tp. 2", [("Sold", "p. 1"), ("Total", "p. 2")]),
        ("NOTHING\n- Sold [p. 1]", [("Sold", "p. 1")]),
        ("- Sold [p. 1]\n- NOTHING", [("Sold", "p. 1")]),
        ("- It was the third [p. 1]\n- It was the third [p. 2]", [("It was the third", "p. 1|p. 2")]),
        ("- Verkauft [p. 1]\n- Somebody laughed", [("Verkauft", "p. 1"), ("Somebody laughed", "")]),
        (
            "Ada approved 17,000 EUR. " + "Ben disagreed about all of it. " * 8,
            [("Ada approved 17,000 EUR.", "p. 3"), ("Ben disagreed about all of it.", "")],
        ),
        ("<think>Sold?</think>- Sold [p. 1]", [("Sold", "p. 1")]),
        ("- Sold [p. 1]\n<think>and so on", [("Sold", "p. 1")]),
        ("- Sold [p. 1\n- Total [p. 2", [("Sold", "p. 1"), ("Total", "p. 2")]),
        ("{not} JSON at all [p. 1]", [("{not} JSON at all", "p. 1")]),
        ("---\n===\n***", []),
    ],
)
def test_facts_are_read_as_they_are_meant(answer: str, expected: list[tuple[str, str]]) -> None:
    assert told(answer) == expected


@pytest.mark.parametrize(
    "answer",
    [
        "NOTHING",
        "nothing.",
        "- NOTHING",
        "**NOTHING**",
        "None",
        "N/A",
        "Nothing relevant in this part.",
        "[]",
        "{}",
        "NOTHING - the part is about bicycles.",
        "NOTHING [p. 1]",
        '["NOTHING"]',
        "No relevant facts found.",
    ],
)
def test_nothing_is_nothing(answer: str) -> None:
    found = read(answer, PLACES)
    assert found.is_nothing
    assert found.facts == ()
    assert not found.is_poor


@pytest.mark.parametrize(
    "answer", ["", "…", "I'm sorry, I can't help with that.", "The text is about several things and people."]
)
def test_what_tells_nothing_and_not_that_either_is_worth_asking_again(answer: str) -> None:
    assert read(answer, PLACES).is_poor


@pytest.mark.parametrize("answer", ["I'm sorry, I can't help with that.", "Okay, let me see.", "---", "Here are the facts:"])
def test_what_is_only_about_the_answer_is_no_fact(answer: str) -> None:
    found = read(answer, ONE_PAGE)
    assert found.facts == ()
    assert not found.is_nothing


def test_what_has_no_form_is_kept_as_text_between_the_pages_that_it_may_be_from() -> None:
    assert read("Somebody laughed", PLACES).facts == (Fact("Somebody laughed", between=(P1, P3)),)
    assert read("Somebody laughed", ONE_PAGE).facts == (Fact("Somebody laughed", (P1,)),)
    assert read("Somebody laughed", Places([])).facts == (Fact("Somebody laughed"),)


def test_a_line_that_was_cut_off_says_so_unless_its_anchor_was_still_written() -> None:
    assert told("- Sold [p. 1]\n- Total of all", truncated=True)[-1] == (f"Total of all{CUT}", "")
    assert told("- Sold [p. 1]\n- Total [p. 2]", truncated=True)[-1] == ("Total", "p. 2")


def test_at_all_costs_every_fact_has_a_place() -> None:
    assert at_all_costs(Fact("Ben laughed", between=(P1, P3)), PLACES).places == (P3,)
    assert at_all_costs(Fact("Sold", (P2,)), PLACES) == Fact("Sold", (P2,))
    assert at_all_costs(Fact("Sold"), Places([])) == Fact("Sold")


WORDS = st.lists(st.from_regex(r"[a-z]{2,9}|[1-9][0-9]{2,4}", fullmatch=True), min_size=4, max_size=9).map(" ".join)
LISTED = st.lists(
    st.tuples(WORDS.map(lambda text: f"Xy {text}"), st.sampled_from([1, 2, 3])),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one[0],
)
FORMS = {
    "asked for": "- {text} [p. {number}]",
    "bullets": "• {text}. (p. {number})",
    "loose": "* **{text}** [Page {number}]",
    "leading": "[p. {number}] {text}",
    "rows": "| {text} | p. {number} |",
    "objects": '{{"fact": "{text}", "anchor": "p. {number}"}}',
}


@given(LISTED, st.sampled_from(sorted(FORMS)))
def test_in_every_known_form_all_facts_come_back(listed: list[tuple[str, int]], form: str) -> None:
    answer = "\n".join(FORMS[form].format(text=text, number=number) for text, number in listed)
    found = [(text.rstrip("."), places) for text, places in told(answer)]
    assert found == [(text, f"p. {number}") for text, number in listed]


SIGNS = st.text('-*>|[]{}":,.019 ', max_size=4)
AFTER = st.text('[]{}",. ', max_size=3)
LINES = st.lists(
    st.lists(st.builds("{}Q{}{}".format, SIGNS, st.text("abcdefgh", min_size=3, max_size=5), AFTER), min_size=1, max_size=5).map(
        "".join
    ),
    max_size=6,
)


@given(LINES, st.booleans())
def test_no_word_of_an_answer_is_lost_whatever_stands_around_it(lines: list[str], truncated: bool) -> None:
    found = read("\n".join(lines), PLACES, truncated=truncated)
    kept = " ".join(fact.text for fact in found.facts).casefold()
    missing = [word for line in lines for word in re.findall(r"Q[a-z]{3,8}", line) if word.casefold() not in kept]
    assert not missing


@given(st.text(), st.booleans())
def test_any_answer_can_be_read(answer: str, truncated: bool) -> None:
    for known in (PLACES, ONE_PAGE, Places([])):
        found = read(answer, known, truncated=truncated)
        assert all(fact.text.strip() for fact in found.facts)
        assert all(set(fact.places) <= set(known.all) for fact in found.facts)
