"""Facts as documents: each under its own page, with its link, in reading order."""

import pytest

from bot.answering.digest.facts import Fact
from bot.answering.digest.outline import Sources, span, trimmed
from bot.answering.digest.places import Place
from bot.language import Anchor, AnchorKind, Document
from bot.model.tokens import estimate
from tests.answering.digest.build import a_document, a_talk, anchor, chunks

ONE = Sources(chunks(a_document("a", "b", "c", "d")))
TWO = Sources(chunks(a_document("a", "b", name="a.pdf"), a_document("c", name="b.pdf")))


def at(number: int, source: int = 0) -> Place:
    return Place(source, f"p. {number}")


def shown(document: Document) -> list[tuple[str, str]]:
    return [(str(page.anchor), page.markdown) for page in document.pages]


def test_facts_stand_under_their_pages_in_reading_order() -> None:
    facts = [Fact("third", (at(3),)), Fact("first", (at(1),)), Fact("first again", (at(1),))]
    found = ONE.condensed(facts, several=False)[0]
    assert shown(found) == [("p. 1", "first\nfirst again"), ("p. 3", "third")]
    assert (found.name, found.kind, found.total_pages) == ("Q3.pdf", "pdf", 4)


def test_a_fact_of_several_pages_stands_once_and_names_the_others() -> None:
    assert shown(ONE.condensed([Fact("both", (at(3), at(1)))], several=False)[0]) == [("p. 1", "both [p. 3]")]
    both = TWO.condensed([Fact("both", (at(1), at(1, 1)))], several=True)
    assert shown(both[0]) == [("p. 1", "both [b.pdf, p. 1]")]
    assert shown(both[1]) == []


def test_what_nobody_knows_the_page_of_stands_behind_all_that_it_may_be_from() -> None:
    facts = [Fact("somewhere", between=(at(1), at(3))), Fact("third", (at(3),)), Fact("fourth", (at(4),))]
    assert shown(ONE.condensed(facts, several=False)[0]) == [("p. 3", "third"), ("p. 1-3", "somewhere"), ("p. 4", "fourth")]


def test_links_stay_with_the_message_that_they_lead_to() -> None:
    talk = a_talk(4, facts=0)
    places = [Place(0, f"m{number}") for number in (1, 2, 4)]
    facts = [Fact("said", (places[1],)), Fact("somewhere", between=(places[0], places[2]))]
    said, somewhere = Sources(chunks(talk)).condensed(facts, several=False)[0].pages
    assert said.link == talk.pages[1].link
    assert (str(somewhere.anchor), somewhere.link) == ("m1 to m4", None)


def test_documents_of_one_name_are_told_apart() -> None:
    sources = Sources(chunks(a_document("a"), a_document("b")))
    assert [document.name for document in sources.condensed([], several=True).values()] == ["Q3.pdf", "Q3.pdf (2)"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (anchor(3), anchor(9), "p. 3-9"),
        (anchor(3), anchor(3), "p. 3"),
        (Anchor(kind=AnchorKind.ROWS, first=2, last=51), Anchor(kind=AnchorKind.ROWS, first=52, last=101), "rows 2-101"),
        (Anchor(kind=AnchorKind.CELLS, label="A!A1:B2"), Anchor(kind=AnchorKind.CELLS, label="B!A1:B2"), "A!A1:B2 to B!A1:B2"),
        (anchor(1, AnchorKind.MESSAGE), anchor(4, AnchorKind.MESSAGE), "m1 to m4"),
    ],
)
def test_a_span_is_written_as_people_cite_it(first: Anchor, last: Anchor, expected: str) -> None:
    assert str(span(first, last)) == expected


def test_places_of_facts_are_named_with_their_documents_where_there_are_several() -> None:
    facts = [Fact("a", (at(2),)), Fact("b", (at(1, 1),))]
    assert TWO.are_several(facts)
    assert not TWO.are_several(facts[:1])
    places = TWO.places_of(facts)
    assert [places.name(place) for place in places.all] == ["a.pdf, p. 2", "b.pdf, p. 1"]


def test_what_finds_no_room_is_left_out_evenly_and_from_the_end_of_each_part() -> None:
    parts = [
        [Fact(f"{word} {number}", (at(page),)) for number in range(4)] for page, word in ((1, "one"), (2, "two"), (3, "three"))
    ]
    room = sum(ONE.cost([fact], estimate) for part in parts for fact in part[:2])
    assert [fact.text for fact in trimmed(parts, ONE, room=room, count=estimate)] == [
        "one 0", "one 1", "two 0", "two 1", "three 0", "three 1",
    ]  # fmt: skip
    assert trimmed(parts, ONE, room=0, count=estimate) == []
    assert trimmed([], ONE, room=10, count=estimate) == []
    assert ONE.cost([], estimate) == 0
