"""What an answer is written from where the material is too long for one call."""

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.comparison import compare
from bot.answering.compose import IMAGES_PER_CALL, Budget, compose
from bot.answering.conversation import numbered
from bot.answering.material import (
    CONVERSATION_TOKENS,
    ONE_PASS_TOKENS,
    PAGES_TOKENS,
    Material,
    best_pages,
    cost,
    everything,
    fits_one_pass,
    of_answer,
    of_comparison,
    with_long_thread,
)
from bot.answering.preferred import FOUND_FIRST
from bot.answering.reading import ReadFile
from bot.answering.task import Task
from bot.language import MESSAGES, Anchor, AnchorKind, Document, FileRef, Link, Page, Picture, Ts, Turn, marks, phrases
from bot.model.tokens import estimate
from tests.answering.test_tables import rows, table

LOREM = "The committee met and spoke about many things without coming to an end of them. "
PICTURE = Picture(mimetype="image/jpeg", data=b"", width=512, height=512)


def pages(count: int, *, special: dict[int, str] | None = None) -> tuple[Page, ...]:
    special = special or {}
    return tuple(
        Page(anchor=Anchor(kind=AnchorKind.PAGE, first=n, last=n), markdown=f"# Part {n}\n{LOREM * 20}\n{special.get(n, '')}")
        for n in range(1, count + 1)
    )


def read(name: str, parts: tuple[Page, ...], *, kind: str = "pdf") -> ReadFile:
    return ReadFile(name=name, document=Document(name=name, kind=kind, pages=parts, total_pages=len(parts)))


def said(text: str, number: int = 1, *, ours: bool = False) -> Turn:
    link = Link(url=f"https://acme.slack.com/p{number}", label="12 Mar 14:02")
    return Turn(ts=Ts(f"{number}.0"), speaker="Ada", text=text, link=link, ours=ours)


ASKED = said("And the fee?", 9_999)


def shown(material: Material) -> list[list[int]]:
    return [[page.anchor.first for page in file.document.pages] if file.document else [] for file in material.files]


@pytest.mark.parametrize(("count", "expected"), [(1, True), (10, True), (200, False)])
def test_what_is_short_goes_into_one_call(count: int, expected: bool) -> None:
    material = everything([read("a.pdf", pages(count))], [ASKED])
    assert fits_one_pass(material, estimate, 120_000) is expected
    assert not fits_one_pass(material, estimate, 100)


def test_more_images_than_a_call_takes_do_not_fit() -> None:
    def seen(count: int) -> Material:
        part = tuple(page.model_copy(update={"picture": PICTURE}) for page in pages(count))
        return everything([read("a.pdf", part)], [ASKED])

    assert fits_one_pass(seen(IMAGES_PER_CALL), estimate, 120_000)
    assert not fits_one_pass(seen(IMAGES_PER_CALL + 1), estimate, 120_000)


@pytest.mark.parametrize("place", [1, 2, 150, 299, 300])
def test_a_question_is_answered_from_the_pages_that_fit_it_wherever_they_stand(place: int) -> None:
    file = read("a.pdf", pages(300, special={place: "The late fee is 4,711 euros."}))
    best = best_pages(everything([file], [ASKED]), "What is the late fee?", estimate)
    assert place in shown(best)[0]
    assert shown(best)[0] == sorted(shown(best)[0])
    assert best.is_partial
    assert cost(best.files, (), estimate) <= PAGES_TOKENS


def test_an_outline_tells_where_the_rest_is() -> None:
    best = best_pages(everything([read("a.pdf", pages(60))], [ASKED]), "fee", estimate)
    lines = best.files[0].outline.splitlines()
    assert lines[0] == marks.OUTLINE
    assert lines[1] == "[p. 1] Part 1"
    assert len(lines) > 10


def test_a_file_that_is_asked_for_by_its_name_is_found() -> None:
    files = [read("minutes.pdf", pages(100)), read("contract.pdf", pages(100))]
    best = best_pages(everything(files, [ASKED]), "what does the contract say?", estimate)
    assert not shown(best)[0]
    assert shown(best)[1]


def ledger(*, found: int = 0, sheet: str = "", step: int = 1) -> tuple[Page, ...]:
    """The first and last pages of a long table, and rows between them that were found."""
    row = "| 7 | INV-7 | 4,711 | "
    head = [rows(2 + 50 * n, 51 + 50 * n, sheet=sheet, text=row * 50) for n in range(40)]
    hits = [rows(5000 + n * step, 5000 + n * step, sheet=sheet, is_found=True, text=f"{row} hit {n}") for n in range(found)]
    return rows(1, 1, sheet=sheet, text="Table: rows up to 9,050"), *head, *hits, rows(9001, 9050, sheet=sheet, text=row * 50)


def firsts(material: Material, number: int = 0) -> set[int]:
    return set(shown(material)[number])


@pytest.mark.parametrize("beside", [0, 100])
def test_of_a_long_table_what_was_found_its_description_and_its_edges_come_first(beside: int) -> None:
    special = dict.fromkeys(range(1, 101), "zenith " * 300)
    files = [ReadFile(name="a.csv", document=table(*ledger(found=FOUND_FIRST, step=2)))]
    files += [read("b.pdf", pages(beside, special=special))] if beside else []
    best = best_pages(everything(files, [ASKED]), "zenith", estimate)
    assert firsts(best) >= {1, 2, 9001, *range(5000, 5000 + 2 * FOUND_FIRST, 2)}
    assert cost(best.files, (), estimate) <= PAGES_TOKENS
    assert not beside or firsts(best, 1)


def test_many_sheets_leave_room_for_the_rows_that_fit_the_question() -> None:
    sheets = [ledger(sheet=f"Sheet{n}") for n in range(30)]
    hit = sheets[17][20].model_copy(update={"markdown": f"{sheets[17][20].markdown} zenith"})
    sheets[17] = (*sheets[17][:20], hit, *sheets[17][21:])
    best = best_pages(everything([ReadFile(name="a.xlsx", document=table(*chain(*sheets)))], [ASKED]), "zenith?", estimate)
    assert best.files[0].document
    assert hit in best.files[0].document.pages


def test_the_outline_of_tables_is_what_describes_each() -> None:
    sheets = [ledger(sheet=f"Sheet{n}") for n in range(3)]
    best = best_pages(everything([ReadFile(name="a.xlsx", document=table(*chain(*sheets)))], [ASKED]), "zenith?", estimate)
    assert best.files[0].outline.splitlines()[1:] == [f"[Sheet{n}!A1:B1] Table: rows up to 9,050" for n in range(3)]


def test_a_file_that_was_not_read_stays_in_its_place() -> None:
    files = [ReadFile(name="plan.key", reason="unsupported"), read("a.pdf", pages(100))]
    best = best_pages(everything(files, [ASKED]), "fee", estimate)
    assert best.files[0] is files[0]


def test_what_was_said_around_a_fitting_message_comes_with_it() -> None:
    turns = numbered([said(f"Word {n}. {LOREM * 5}", n) if n != 50 else said("The fee is 7.", 50) for n in range(200)], first=1)
    material = with_long_thread([], [*turns, ASKED], estimate, is_the_matter=False)
    best = best_pages(material, "What is the fee?", estimate)
    assert {50, 51, 52, 53} <= set(shown(best)[0])


def test_a_short_thread_stays_conversation_unless_it_is_the_matter() -> None:
    turns = numbered([said("We sold 5.", 1), said("Fine.", 2), ASKED], first=1)
    assert with_long_thread([], turns, estimate, is_the_matter=False).turns == tuple(turns)
    matter = with_long_thread([], turns, estimate, is_the_matter=True)
    assert matter.turns == (turns[-1],)
    assert matter.files[0].document
    assert matter.files[0].document.kind == MESSAGES


def test_a_long_thread_is_a_document_beside_its_newest_messages() -> None:
    turns = numbered([*(said(LOREM * 20, n) for n in range(100)), ASKED], first=1)
    assert sum(estimate(turn.text) for turn in turns) > CONVERSATION_TOKENS
    material = with_long_thread([read("a.pdf", pages(1))], turns, estimate, is_the_matter=False)
    assert [file.name for file in material.files] == [phrases.THIS_THREAD, "a.pdf"]
    assert 1 < len(material.turns) < 10


def test_another_form_of_an_answer_needs_the_answer_alone_and_is_checked_against_everything() -> None:
    file = read("a.pdf", pages(3))
    material = of_answer(everything([file, ReadFile(name="b.key", reason="unsupported")], [said("x"), ASKED]))
    assert (material.files, material.turns) == ((), (ASKED,))
    assert material.read
    assert [len(one.pages) for one in material.read] == [3]


def test_a_comparison_was_made_of_two_whole_files_and_others_are_named() -> None:
    files = [read("notes.pdf", pages(1)), read("v1.pdf", pages(2)), read("v2.pdf", pages(2, special={2: "New."}))]
    old, new = files[1], files[2]
    assert old.document
    assert new.document
    material = of_comparison(everything(files, [ASKED]), compare(old.document, new.document), (old, new), estimate)
    assert material.read
    assert [(one.file.name, len(one.pages)) for one in material.read] == [("v1.pdf", 2), ("v2.pdf", 2)]
    assert [file.reason for file in material.stands_for] == [phrases.NOT_COMPARED, None, None]
    assert "New." in str(material.files[0].document)


def test_differences_beyond_one_call_are_counted() -> None:
    old, new = read("v1.pdf", pages(1)), read("v2.pdf", tuple(replace_text(page, n) for n, page in enumerate(pages(900))))
    assert old.document
    assert new.document
    differences = compare(old.document, new.document)
    material = of_comparison(everything([old, new], [ASKED]), differences, (old, new), estimate)
    lines = [line for page in differences.pages for line in page.markdown.splitlines()]
    left = [line for page in (material.files[0].document or differences).pages for line in page.markdown.splitlines()]
    assert material.notes == (phrases.DIFFERENCES_LEFT_OUT.format(count=len(lines) - len(left)),)
    assert cost(material.files, (), estimate) <= ONE_PASS_TOKENS


def replace_text(page: Page, number: int) -> Page:
    return page.model_copy(update={"markdown": f"Clause {number} says {number * 7919} on and on about {number}."})


def test_what_is_said_to_be_read_is_what_the_call_held() -> None:
    file = read("a.pdf", pages(100, special={77: "The fee is 4,711."}))
    best = best_pages(everything([file], [ASKED]), "fee", estimate)
    budget = Budget(context=128_000, answer=1_500)
    task = Task(asker="Ada", text="fee?", is_own=True)
    composed = compose(task=task, turns=best.turns, files=best.files, budget=budget, seed="q")
    [one] = best.included(composed)
    assert one.file is file
    assert [page.anchor.first for page in one.pages] == shown(best)[0]


@given(st.lists(st.text(max_size=400), min_size=1, max_size=40), st.text(max_size=60))
def test_pages_are_chosen_once_each_and_never_beyond_the_room(texts: list[str], question: str) -> None:
    parts = tuple(
        Page(anchor=Anchor(kind=AnchorKind.PAGE, first=n, last=n), markdown=text * 40) for n, text in enumerate(texts, start=1)
    )
    best = best_pages(everything([read("a.pdf", parts)], [ASKED]), question, estimate)
    places = shown(best)[0]
    assert len(places) == len(set(places))
    assert cost(best.files, (), estimate) <= PAGES_TOKENS
    assert best.is_partial == (len(places) < len(parts))


def test_files_shared_in_the_thread_are_named_in_its_document() -> None:
    shared = replace(said("See here", 1), files=(FileRef.model_validate({"id": "F1", "name": "q3.pdf"}),))
    material = with_long_thread([], numbered([shared, ASKED], first=1), estimate, is_the_matter=True)
    assert "q3.pdf" in str(material.files[0].document)
