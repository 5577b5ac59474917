"""Nothing is left out: of a summarised document every page is read, and for a question the page that holds the answer is."""

import random
import re
from itertools import product

import pytest

from bot.answering.conversation import numbered
from bot.answering.digest.chunks import Material as Long
from bot.answering.digest.chunks import chunked
from bot.answering.material import Material, best_pages, everything, fits_one_pass, with_long_thread
from bot.answering.reading import ReadFile
from bot.language import Anchor, AnchorKind, Document, Link, Page, Ts, Turn
from bot.model.tokens import estimate

FACTS = 50
_FIRST = ("ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du", "ka", "ke", "ki", "ko", "ku")
WORDS = tuple(f"{first}{second}" for first in _FIRST for second in ("lun", "mar", "ten"))
WHAT = ("fee", "limit", "deadline", "penalty", "discount")
WHOSE = (
    "northern branch",
    "paint shop",
    "night shift",
    "museum",
    "ferry line",
    "print room",
    "choir",
    "stable",
    "bakery",
    "archive",
)
"""Each fact is known by these two; in filler they stand apart, and often."""


def facts(seed: int) -> list[tuple[str, str]]:
    """A statement, and the question that it answers."""
    chosen = random.Random(seed).sample(list(product(WHAT, WHOSE)), FACTS)
    return [
        (f"For the {whose} the {what} was set at {1_000 + 37 * n} units.", f"What {what} applies to the {whose}?")
        for n, (what, whose) in enumerate(chosen)
    ]


KEY_WORDS = (*WHAT, *(word for whose in WHOSE for word in whose.split()))
KEY_SHARE = 0.03
"""Of the words of filler: each of them stands on every fourth page or so."""


def filler(chance: random.Random, sentences: int) -> str:
    def word() -> str:
        return chance.choice(KEY_WORDS if chance.random() < KEY_SHARE else WORDS)

    return " ".join(f"The {' '.join(word() for _ in range(9))} was noted." for _ in range(sentences))


def planted(count: int, *, seed: int, sentences: int) -> tuple[list[str], dict[str, int]]:
    """Texts with the facts at even depths, and by question the place of its fact."""
    chance = random.Random(seed)
    texts = [filler(chance, sentences) for _ in range(count)]
    places: dict[str, int] = {}
    for n, (statement, question) in enumerate(facts(seed)):
        place = places[question] = n * (count - 1) // (FACTS - 1)
        texts[place] = f"{texts[place]} {statement} {filler(chance, 2)}"
    return texts, places


def file_of(texts: list[str]) -> ReadFile:
    pages = tuple(
        Page(anchor=Anchor(kind=AnchorKind.PAGE, first=n, last=n), markdown=text) for n, text in enumerate(texts, start=1)
    )
    return ReadFile(name="report.pdf", document=Document(name="report.pdf", kind="pdf", pages=pages, total_pages=len(pages)))


def thread_of(texts: list[str]) -> Material:
    def turn(n: int, text: str) -> Turn:
        link = Link(url=f"https://acme.slack.com/p{n}", label="12 Mar 14:02")
        return Turn(ts=Ts(f"{n}.0"), speaker="Ada", text=text, link=link)

    turns = numbered([*(turn(n, text) for n, text in enumerate(texts)), turn(len(texts), "?")], first=1)
    return with_long_thread([], turns, estimate, is_the_matter=True)


SIZES = [("pages", 10), ("pages", 100), ("pages", 500), ("messages", 200), ("messages", 2_000)]
ASKED = Turn(ts=Ts("1.0"), speaker="Ada", text="?")


def material_of(kind: str, count: int) -> tuple[Material, dict[str, int]]:
    texts, places = planted(count, seed=count, sentences=12 if kind == "pages" else 3)
    return (everything([file_of(texts)], [ASKED]) if kind == "pages" else thread_of(texts)), places


@pytest.mark.parametrize(
    ("kind", "count"), [("pages", 10), ("pages", 100), ("pages", 500), ("messages", 200), ("messages", 2_000)]
)
def test_for_a_question_the_place_of_its_answer_is_sent_at_every_depth(kind: str, count: int) -> None:
    material, places = material_of(kind, count)
    assert fits_one_pass(material, estimate, 120_000) is (count == 10 or (kind, count) == ("messages", 200))
    missed: list[int] = []
    for question, place in places.items():
        [file] = best_pages(material, question, estimate).files
        assert file.document
        if place + 1 not in {page.anchor.first for page in file.document.pages}:
            missed.append(place)
    assert len(missed) <= FACTS * 0.02
    thirds = [sum(place * 3 // count == third for place in missed) for third in range(3)]
    assert max(thirds) <= 1


@pytest.mark.parametrize(
    ("kind", "count"), [("pages", 10), ("pages", 100), ("pages", 500), ("messages", 200), ("messages", 2_000)]
)
def test_the_parts_of_a_summary_hold_every_word_once(kind: str, count: int) -> None:
    material, _ = material_of(kind, count)
    [file] = material.files
    assert file.document
    chunks = chunked([Long(document=file.document)], count=estimate)
    read = [re.sub(r"\s+", " ", page.markdown) for chunk in chunks for page in chunk.pages]
    assert read == [re.sub(r"\s+", " ", page.markdown) for page in file.document.pages]
