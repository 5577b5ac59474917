"""Documents in chunks: every page once, none too large, at good places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.compose import IMAGES_PER_CALL
from bot.answering.digest.chunks import LEAST_TOKENS, MOST_TOKENS, Chunk, Material, chunked, halves
from bot.language import MESSAGES, Anchor, AnchorKind, Document, FileId, Page
from tests.answering.digest.build import FILE, a_document, a_picture, a_report, a_talk, anchor, chunks, filler, page


def by_words(text: str) -> int:
    """A count that tests can reckon with: a token a word, a thousand for a long one without a space."""
    return sum(1 + len(word) // 20 for word in text.split())


def by_characters(text: str) -> int:
    """A count in which a page of a hundred characters is a long one."""
    return 100 * len(text)


def document_of(pages: list[Page], *, kind: str = "pdf") -> Document:
    return Document(name="Q3.pdf", kind=kind, pages=tuple(pages), total_pages=len(pages))


def words(count: int) -> str:
    return "word " * count


def numbers(found: tuple[Chunk, ...]) -> list[tuple[int, ...]]:
    return [chunk.numbers for chunk in found]


def pictured(text: str, repeat: int, has_picture: bool) -> Page:
    return Page(anchor=anchor(1), markdown=text * repeat, picture=a_picture() if has_picture else None)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PAGES = st.builds(pictured, TEXTS, st.sampled_from([0, 1, 3, 9]), st.booleans())


def numbered(pages: list[Page]) -> Document:
    return document_of([page.model_copy(update={"anchor": anchor(number)}) for number, page in enumerate(pages, start=1)])


@given(st.lists(st.lists(PAGES, max_size=8), max_size=3))
def test_every_page_lands_in_exactly_one_chunk_and_only_a_huge_one_in_pieces(pages: list[list[Page]]) -> None:
    documents = [numbered(one) for one in pages]
    found = chunked([Material(document=document) for document in documents], count=by_characters)
    for source, document in enumerate(documents):
        mine = [chunk for chunk in found if chunk.source == source]
        assert all(chunk.document is document for chunk in mine)
        placed = [(number, piece) for chunk in mine for number, piece in zip(chunk.numbers, chunk.pages, strict=True)]
        assert [number for number, _ in placed] == sorted(number for number, _ in placed)
        for number, original in enumerate(document.pages):
            pieces = [piece for at, piece in placed if at == number]
            assert "".join(piece.markdown for piece in pieces) == original.markdown
            assert all(piece.anchor == original.anchor for piece in pieces)
            assert pieces
            assert [piece.picture for piece in pieces if piece.picture] == ([original.picture] if original.picture else [])
    assert [chunk.source for chunk in found] == sorted(chunk.source for chunk in found)


@given(st.lists(PAGES, min_size=1, max_size=12))
def test_no_chunk_is_larger_than_a_model_reads_well(pages: list[Page]) -> None:
    for chunk in chunked([Material(document=numbered(pages))], count=by_characters):
        assert chunk.tokens <= MOST_TOKENS
        assert sum(one.picture is not None for one in chunk.pages) <= IMAGES_PER_CALL


@pytest.mark.parametrize("pages", [30, 100, 500])
def test_chunks_of_a_long_document_are_of_eight_to_twelve_thousand_tokens(pages: int) -> None:
    *most, last = chunks(a_report(pages))
    assert all(LEAST_TOKENS <= chunk.tokens <= MOST_TOKENS for chunk in most)
    assert last.tokens <= MOST_TOKENS


def test_what_has_grown_at_its_end_has_the_same_chunks_before_that() -> None:
    before, after = a_talk(600), a_talk(600)
    after = after.model_copy(update={"pages": (*after.pages, *a_talk(20).pages)})
    *same, _ = chunks(before, file=None)
    assert [chunk.pages for chunk in chunks(after, file=None)][: len(same)] == [chunk.pages for chunk in same]


def test_a_chunk_ends_before_a_heading_once_it_is_long_enough() -> None:
    texts = [
        words(3_000),
        words(3_000),
        f"# Risks\n{words(1_000)}",
        f"## Market\n{words(2_500)}",
        words(3_000),
        f"# Outlook\n{words(100)}",
    ]
    found = chunked([Material(document=a_document(*texts))], count=by_words)
    assert numbers(found) == [(0, 1, 2, 3), (4, 5)]
    texts[2] = words(2_500)
    found = chunked([Material(document=a_document(*texts))], count=by_words)
    assert numbers(found) == [(0, 1, 2), (3, 4, 5)]
    assert [chunk.section for chunk in found] == ["", ""]


def test_a_chunk_knows_the_headings_above_it() -> None:
    texts = [
        f"# Report\n{words(5_000)}",
        f"## Risks <image>\n{words(5_000)}",
        words(8_500),
        f"## Outlook\n{words(6_000)}",
        words(10),
    ]
    found = chunked([Material(document=a_document(*texts))], count=by_words)
    assert [(chunk.numbers, chunk.section) for chunk in found] == [
        ((0, 1), ""),
        ((2,), "Report › Risks < image>"),
        ((3, 4), "Report"),
    ]


def test_a_program_has_no_headings() -> None:
    pages = [
        Page(anchor=Anchor(kind=AnchorKind.LINES, first=n, last=n), markdown=f"# a comment\n{words(5_000)}") for n in range(1, 5)
    ]
    found = chunked([Material(document=document_of(pages, kind="text"))], count=by_words)
    assert [(chunk.numbers, chunk.section) for chunk in found] == [((0, 1), ""), ((2, 3), "")]


def test_a_sheet_begins_a_chunk_and_its_rows_stay_together_until_then() -> None:
    def rows(sheet: str, first: int, count: int) -> Page:
        label = f"{sheet}!A{first}:B{first + 49}"
        return Page(anchor=Anchor(kind=AnchorKind.CELLS, first=first, last=first + 49, label=label), markdown=words(count))

    pages = [rows("Sales", 1, 5_000), rows("Sales", 51, 4_000), rows("Sales", 101, 1_000), rows("Costs", 1, 1_000)]
    found = chunked([Material(document=document_of(pages, kind="xlsx"))], count=by_words)
    assert numbers(found) == [(0, 1, 2), (3,)]


def test_a_conversation_is_cut_between_messages_and_not_before_a_reply() -> None:
    texts = [words(8_500), f"(reply) {words(1_000)}", f"(reply) {words(1_000)}", words(10), words(10)]
    pages = [page(number, text, kind=AnchorKind.MESSAGE) for number, text in enumerate(texts, start=1)]
    found = chunked([Material(document=document_of(pages, kind=MESSAGES))], count=by_words)
    assert numbers(found) == [(0, 1, 2), (3, 4)]
    assert found[0].file is None


def test_at_most_four_pictures_are_in_a_chunk_and_each_goes_with_its_page() -> None:
    pages = [page(number, picture=True) for number in range(1, 10)]
    found = chunks(document_of(pages))
    assert numbers(found) == [(0, 1, 2, 3), (4, 5, 6, 7), (8,)]
    assert all(chunk.has_content for chunk in found)


def test_a_page_that_is_too_long_by_itself_is_cut_at_lines_and_keeps_its_anchor() -> None:
    lines = [f"{number} {words(999)}\n" for number in range(30)]
    source = document_of(
        [page(1, "before"), Page(anchor=anchor(2), markdown="".join(lines), picture=a_picture()), page(3, "after")]
    )
    found = chunked([Material(document=source, file=FILE)], count=by_words)
    pieces = [(number, piece) for chunk in found for number, piece in zip(chunk.numbers, chunk.pages, strict=True)]
    assert [number for number, _ in pieces] == [0, 1, 1, 1, 2]
    assert all(piece.markdown.endswith("\n") for number, piece in pieces if number == 1)
    assert [piece.picture is not None for _, piece in pieces] == [False, True, False, False, False]
    assert {str(piece.anchor) for number, piece in pieces if number == 1} == {"p. 2"}


def test_documents_are_chunked_apart_and_carry_their_file() -> None:
    materials = [Material(document=a_document("a"), file=FileId("F1")), Material(document=a_document("b", name="b.pdf"))]
    assert [(chunk.source, chunk.document.name, chunk.file) for chunk in chunked(materials)] == [
        (0, "Q3.pdf", "F1"),
        (1, "b.pdf", None),
    ]


def test_an_empty_document_has_no_chunk_and_an_empty_page_no_content() -> None:
    assert chunks(a_document()) == ()
    (chunk,) = chunks(a_document("", " \n"))
    assert not chunk.has_content


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([words(100), words(100), words(100), words(100)], [(0, 1), (2, 3)]),
        ([words(900), words(10), words(10)], [(0,), (1, 2)]),
        ([words(10), words(10), words(900)], [(0, 1), (2,)]),
        ([filler(400, seed=1)], [(0,), (0,)]),
        (["x" * 1_000], [(0,), (0,)]),
        (["tiny"], []),
    ],
)
def test_a_chunk_is_halved_between_pages_else_between_lines(texts: list[str], expected: list[tuple[int, ...]]) -> None:
    (chunk,) = chunks(a_document(*texts))
    two = halves(chunk)
    assert [half.numbers for half in two] == expected
    if two:
        assert "".join(one.markdown for half in two for one in half.pages) == "".join(texts)


def test_the_second_half_knows_the_headings_of_the_first() -> None:
    (chunk,) = chunks(a_document(f"# Report\n{words(50)}", f"## Risks\n{words(50)}", words(50), words(50)))
    first, second = halves(chunk)
    assert (first.section, second.section) == ("", "Report › Risks")


@given(st.text(min_size=200, max_size=600), st.booleans())
def test_halving_ends_and_loses_nothing(text: str, pictured: bool) -> None:
    source = document_of([Page(anchor=anchor(1), markdown=text, picture=a_picture() if pictured else None)])
    waiting, done = list(chunks(source)), list[Chunk]()
    while waiting:
        chunk = waiting.pop(0)
        two = halves(chunk)
        if two:
            waiting = [*two, *waiting]
        else:
            done.append(chunk)
    assert "".join(one.markdown for chunk in done for one in chunk.pages) == text
    assert sum(one.picture is not None for chunk in done for one in chunk.pages) == pictured
