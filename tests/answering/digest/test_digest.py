"""The reading of long material: what is asked, what is kept, what is named when something fails or ends early."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answering.compose import Budget, compose
from bot.answering.digest import asking
from bot.answering.digest.chunks import Chunk
from bot.answering.digest.digest import MOST_SILENT, OVERHEAD, Digest
from bot.answering.digest.needs import Completion, Progress, ReadingBudget
from bot.answering.digest.result import Digested
from bot.answering.links import footnotes
from bot.answering.reading import ReadFile
from bot.answering.task import Task
from bot.language import (
    ContentRefused,
    ContextTooLong,
    Document,
    FileId,
    FootnoteError,
    ModelBusy,
    ModelError,
    ModelUnavailable,
    OutOfCredits,
    OverLimit,
    StoreUnavailable,
    Ts,
    Turn,
    phrases,
)
from bot.model.wire import Message
from bot.telemetry import Telemetry
from tests.answering.digest.build import (
    AMPLE,
    SEED,
    THREAD,
    Model,
    Shelf,
    a_document,
    a_talk,
    chunks,
    filler,
    listed,
    one_page_each,
    page,
    quietly,
    said,
    text_of,
)

PAGES = [f"Page {number} of the report sold {number}00 bicycles." for number in range(1, 7)]
REPORT = a_document(*PAGES)
PARTS = one_page_each(REPORT)


def digest(
    model: Model, shelf: Shelf | None = None, *, at_once: int = 1, target: int = 12_000, called: str = "first-model"
) -> Digest:
    return Digest(
        complete=model,
        digests=shelf or Shelf(),
        model=called,
        at_once=at_once,
        telemetry=Telemetry(),
        target=target,
    )


async def run(
    reading: Digest,
    parts: tuple[Chunk, ...] = PARTS,
    *,
    about: str = "",
    budget: ReadingBudget = AMPLE,
    progress: Progress = quietly,
) -> Digested:
    return await reading.run(parts, about=about, thread=THREAD, seed=SEED, budget=budget, progress=progress)


def facts_of(digested: Digested, source: int = 0) -> list[tuple[str, str]]:
    return [(str(page.anchor), page.markdown) for page in digested.documents[source].document.pages]


def not_read(digested: Digested) -> list[tuple[str, str]]:
    return [(one.place, one.reason) for document in digested.documents for one in document.not_read]


ALL = [(f"p. {number}", text) for number, text in enumerate(PAGES, start=1)]


def on_page(number: int, answer: str | Exception | Completion) -> Model:
    """A model that answers so about one page, and as it should about all others."""
    return Model(lambda text: answer if f"Page {number} " in text else listed(text))


async def test_every_part_is_asked_about_once_and_comes_back_as_the_document_it_is_of() -> None:
    model = Model()
    digested = await run(digest(model))
    assert len(model.prompts) == digested.calls == len(PARTS)
    assert facts_of(digested) == ALL
    assert digested.is_complete
    assert digested.documents[0].read == REPORT.pages
    assert (digested.usage.prompt_tokens, digested.usage.completion_tokens) == (600, 60)
    assert digested.models == ("first-model",)
    assert set(model.room) == {asking.MAP_TOKENS}
    assert len(set(model.ids)) == len(PARTS)
    assert digested.stopped is None


async def test_what_comes_back_fits_the_prompt_that_the_answer_is_written_from() -> None:
    talk = a_talk(3, facts=1)
    digested = await run(digest(Model()), (*PARTS, *one_page_each(talk, source=1, file=None)))
    files = [ReadFile(name=one.document.name, document=one.document) for one in digested.documents]
    turn = Turn(ts=Ts("1.0"), speaker="Ada", text="Summarise.")
    task = Task(asker="Ada", text="Summarise.")
    composed = compose(task=task, turns=[turn], files=files, budget=Budget(context=32_000, answer=1_000), seed=SEED)
    text = text_of(composed.messages)
    assert "[p. 3]\n| Page 3 of the report sold 300 bicycles." in text
    assert "[m1]\n| Ben, May: Valve 0" in text
    assert set(footnotes(files)) == {"m1", "m2", "m3"}


async def test_with_a_question_parts_that_do_not_help_say_nothing() -> None:
    model = Model(lambda text: listed(text) if "Page 4 " in text else "NOTHING")
    digested = await run(digest(model), about="What happened on page four?")
    assert facts_of(digested) == [ALL[3]]
    assert digested.is_complete
    assert all("Question: What happened on page four?" in prompt for prompt in model.prompts)


async def test_what_was_read_before_costs_nothing() -> None:
    shelf = Shelf()
    first = await run(digest(Model(), shelf))
    model = Model()
    second = await run(digest(model, shelf), budget=ReadingBudget(tokens=0, seconds=0))
    assert model.prompts == []
    assert (second.calls, second.kept, second.usage.prompt_tokens) == (0, len(PARTS), 0)
    assert second.documents == first.documents


@pytest.mark.parametrize("change", ["question", "model", "thread"])
async def test_another_question_model_or_thread_reads_anew(change: str) -> None:
    shelf = Shelf()
    await run(digest(Model(), shelf))
    model = Model()
    thread = THREAD.model_copy(update={"ts": Ts("9.0")}) if change == "thread" else THREAD
    await digest(model, shelf, called="another" if change == "model" else "first-model").run(
        PARTS, about="why?" if change == "question" else "", thread=thread, seed=SEED, budget=AMPLE, progress=quietly
    )
    assert len(model.prompts) == len(PARTS)


async def test_a_page_that_has_changed_is_all_that_is_read_again() -> None:
    shelf = Shelf()
    await run(digest(Model(), shelf))
    model = Model()
    digested = await run(digest(model, shelf), one_page_each(a_document(*PAGES[:3], "Page 4 is new.", *PAGES[4:])))
    assert len(model.prompts) == 1
    assert facts_of(digested)[3] == ("p. 4", "Page 4 is new.")


async def test_a_lost_memory_is_no_reason_not_to_answer() -> None:
    shelf = Shelf()
    shelf.is_lost = True
    assert facts_of(await run(digest(Model(), shelf))) == ALL


async def test_what_another_version_kept_is_read_again() -> None:
    shelf = Shelf()
    await run(digest(Model(), shelf))
    shelf.kept = dict.fromkeys(shelf.kept, "not ours")
    model = Model()
    assert facts_of(await run(digest(model, shelf))) == ALL
    assert len(model.prompts) == len(PARTS)


# What fails for one part, and for that part alone.


async def test_a_part_that_the_model_declines_is_named_and_the_others_are_read() -> None:
    digested = await run(digest(on_page(3, ContentRefused(phrases.CONTENT_REFUSED))))
    assert facts_of(digested) == [*ALL[:2], *ALL[3:]]
    assert not_read(digested) == [("p. 3", phrases.MODEL_DECLINED)]
    assert not digested.is_complete
    assert [str(one.anchor) for one in digested.documents[0].read] == ["p. 1", "p. 2", "p. 4", "p. 5", "p. 6"]


async def test_a_part_that_gets_no_answer_is_named_and_the_others_are_read() -> None:
    digested = await run(digest(on_page(3, ModelError(phrases.NO_ANSWER))))
    assert not_read(digested) == [("p. 3", phrases.MODEL_SILENT)]
    assert digested.stopped is None


async def test_a_row_of_parts_without_an_answer_ends_the_reading() -> None:
    model = Model(lambda text: listed(text) if "Page 1 " in text else ModelError(phrases.NO_ANSWER))
    digested = await run(digest(model))
    assert len(model.prompts) == 1 + MOST_SILENT
    assert facts_of(digested) == ALL[:1]
    assert not_read(digested) == [("p. 2-3", phrases.MODEL_SILENT), ("p. 4-6", phrases.MODEL_STOPPED)]


LONG = a_document(*(f"Page {number} holds much. {filler(200, seed=number)}" for number in range(1, 9)))


async def test_a_part_that_is_too_long_for_the_model_is_read_in_halves() -> None:
    model = Model(lambda text: ContextTooLong(phrases.CONTEXT_TOO_LONG) if text.count("holds much") > 2 else listed(text))
    digested = await run(digest(model), chunks(LONG))
    assert digested.is_complete
    assert len(facts_of(digested)) == 8
    assert len(model.prompts) == 1 + 2 + 4


async def test_what_can_not_be_cut_any_further_is_named() -> None:
    digested = await run(digest(on_page(3, ContextTooLong(phrases.CONTEXT_TOO_LONG))))
    assert not_read(digested) == [("p. 3", phrases.TOO_LONG_FOR_MODEL)]


async def test_a_list_that_did_not_fit_is_asked_for_again_in_halves_and_both_are_kept() -> None:
    def answers(text: str) -> Completion:
        return said(listed(text), truncated=text.count("holds much") > 4)

    shelf, model = Shelf(), Model(answers)
    digested = await run(digest(model, shelf), chunks(LONG))
    assert len(model.prompts) == 3
    assert len(facts_of(digested)) == 8
    again = Model(answers)
    assert (await run(digest(again, shelf), chunks(LONG))).documents == digested.documents
    assert again.prompts == []


async def test_a_small_part_is_taken_as_it_came() -> None:
    model = on_page(3, said("- Page 3 sold 300 [p. 3]\n- And then", truncated=True))
    assert facts_of(await run(digest(model)))[2] == ("p. 3", "Page 3 sold 300\nAnd then …")


async def test_a_page_of_which_one_piece_was_not_read_counts_as_not_read() -> None:
    document = a_document(f"Half one. {'word ' * 6_000}\n{'word ' * 6_000}\nHalf two. {'word ' * 20_000}", "Page two.")
    parts = chunks(document)
    assert parts[0].numbers == (0,)
    model = Model(lambda text: ContentRefused(phrases.CONTENT_REFUSED) if "Half one" in text else listed(text))
    digested = await run(digest(model), parts)
    assert not_read(digested) == [("p. 1", phrases.MODEL_DECLINED)]
    assert digested.documents[0].read == document.pages[1:]


# What ends the reading.


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ModelUnavailable(phrases.MODEL_UNAVAILABLE), phrases.MODEL_STOPPED),
        (ModelBusy(phrases.MODEL_BUSY, retry_after=30.0), phrases.MODEL_STOPPED),
        (OutOfCredits(phrases.OUT_OF_CREDITS), phrases.CREDITS_ENDED),
        (OverLimit("No more today."), phrases.LIMIT_REACHED_MEANWHILE),
    ],
)
async def test_what_every_further_call_would_meet_ends_the_reading(error: FootnoteError, reason: str) -> None:
    shelf, model = Shelf(), on_page(3, error)
    digested = await run(digest(model, shelf))
    assert len(model.prompts) == 3
    assert facts_of(digested) == ALL[:2]
    assert not_read(digested) == [("p. 3-6", reason)]
    assert digested.stopped is error
    again = Model()
    assert facts_of(await run(digest(again, shelf))) == ALL
    assert len(again.prompts) == 4


@pytest.mark.parametrize(
    "error", [OutOfCredits("a"), ModelUnavailable("b"), OverLimit("c"), ContentRefused("d"), ModelError("e")]
)
async def test_where_nothing_at_all_was_read_the_error_is_raised(error: FootnoteError) -> None:
    with pytest.raises(type(error)) as caught:
        await run(digest(Model(lambda _: error)))
    assert caught.value is error


async def test_what_passes_for_the_worker_is_raised_and_what_came_is_kept() -> None:
    shelf = Shelf()
    with pytest.raises(StoreUnavailable):
        await run(digest(on_page(3, StoreUnavailable(phrases.STORE_UNAVAILABLE)), shelf))
    assert len(shelf.kept) == 2


COST = PARTS[0].tokens + OVERHEAD + asking.MAP_TOKENS


@pytest.mark.parametrize(("tokens", "read"), [(0, 0), (COST - 1, 0), (COST, 1), (COST + 110, 2), (COST + 550, 6)])
async def test_a_budget_of_tokens_ends_the_reading_and_a_later_one_goes_on_from_there(tokens: int, read: int) -> None:
    shelf, model = Shelf(), Model()
    digested = await run(digest(model, shelf), budget=ReadingBudget(tokens=tokens, seconds=60))
    assert len(model.prompts) == read
    assert [str(one.anchor) for one in digested.documents[0].read] == [f"p. {number}" for number in range(1, read + 1)]
    left = {0: "p. 1-6", 1: "p. 2-6", 2: "p. 3-6"}
    assert not_read(digested) == ([(left[read], phrases.OUT_OF_BUDGET)] if read < 6 else [])
    rest = await run(digest(Model(), shelf))
    assert (rest.kept, rest.calls) == (read, 6 - read)
    assert facts_of(rest) == ALL


@pytest.mark.parametrize(("tokens", "most"), [(3 * COST, 3), (100 * COST, 6)])
async def test_what_calls_in_flight_may_cost_counts_for_the_budget(tokens: int, most: int) -> None:
    model, in_flight, seen = Model(), 0, 0

    async def complete(messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
        nonlocal in_flight, seen
        in_flight += 1
        seen = max(seen, in_flight)
        await asyncio.sleep(0)
        in_flight -= 1
        return await model(messages, request_id=request_id, max_tokens=max_tokens)

    reading = Digest(complete=complete, digests=Shelf(), model="m", at_once=6, telemetry=Telemetry())
    digested = await run(reading, budget=ReadingBudget(tokens=tokens, seconds=60))
    assert seen == most
    assert digested.is_complete


async def test_the_end_of_the_time_ends_the_reading() -> None:
    now = [0.0]

    def answers(text: str) -> str:
        now[0] += 10
        return listed(text)

    model = Model(answers)
    reading = Digest(complete=model, digests=Shelf(), model="m", at_once=1, telemetry=Telemetry(), clock=lambda: now[0])
    digested = await run(reading, budget=ReadingBudget(tokens=10**9, seconds=35))
    assert len(model.prompts) == 4
    assert not_read(digested) == [("p. 5-6", phrases.OUT_OF_TIME)]


async def test_stop_cuts_off_what_is_in_flight_and_keeps_what_came() -> None:
    shelf, begun, released = Shelf(), asyncio.Event(), asyncio.Event()
    cut_off: list[str] = []
    obedient = Model()

    async def complete(messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
        if len(obedient.prompts) == 3:
            begun.set()
            try:
                await released.wait()
            except asyncio.CancelledError:
                cut_off.append(request_id)
                raise
        return await obedient(messages, request_id=request_id, max_tokens=max_tokens)

    reading = Digest(complete=complete, digests=shelf, model="first-model", at_once=2, telemetry=Telemetry())
    task = asyncio.create_task(run(reading))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(shelf.kept) == 3
    assert 1 <= len(cut_off) <= 2
    again = Model()
    assert facts_of(await run(digest(again, shelf))) == ALL
    assert len(again.prompts) == 3


# Images, empty pages, progress.


async def test_images_that_the_model_does_not_see_are_named() -> None:
    pages = (page(1, "Page 1 has text.", picture=True), page(2, picture=True), page(3, picture=True))
    document = Document(name="scan.pdf", kind="pdf", pages=pages, total_pages=3)
    model = Model(lambda text: said(f"{listed(text)}\n- It shows a cat [p. 2]", images_dropped=3))
    shelf = Shelf()
    for expected in (1, 0):
        digested = await run(digest(model, shelf), chunks(document))
        assert facts_of(digested) == [("p. 1", "Page 1 has text.")]
        assert not_read(digested) == [("p. 2-3", phrases.NO_IMAGES)]
        assert digested.calls == expected


async def test_once_the_model_sees_no_images_none_is_sent_without_a_text() -> None:
    pages = tuple(page(number, picture=True) for number in range(1, 13))
    document = Document(name="scan.pdf", kind="pdf", pages=pages, total_pages=12)
    shelf, model = Shelf(), Model(lambda _: said("- It shows a cat [p. 2]", images_dropped=4))
    digested = await run(digest(model, shelf), chunks(document))
    assert len(model.prompts) == 1
    assert facts_of(digested) == []
    assert not_read(digested) == [("p. 1-12", phrases.NO_IMAGES)]
    assert shelf.kept == {}


async def test_images_beyond_those_that_the_model_takes_are_named() -> None:
    pages = tuple(page(number, picture=True) for number in range(1, 5))
    document = Document(name="scan.pdf", kind="pdf", pages=pages, total_pages=4)
    model = Model(lambda _: said("- A plan [p. 1]\n- A cat [p. 4]", images_dropped=2))
    digested = await run(digest(model), chunks(document))
    assert facts_of(digested) == [("p. 1", "A plan")]
    assert not_read(digested) == [("p. 3-4", phrases.NO_IMAGES)]


async def test_empty_pages_are_read_without_a_call() -> None:
    model = Model()
    digested = await run(digest(model), one_page_each(a_document("", " \n")))
    assert model.prompts == []
    assert digested.is_complete
    assert facts_of(digested) == []


async def test_nothing_to_read_is_no_error() -> None:
    digested = await run(digest(Model()), ())
    assert digested.documents == ()
    assert digested.is_complete


async def test_people_are_told_which_part_of_which_document_is_being_read() -> None:
    told: list[tuple[str, int, int]] = []

    async def progress(name: str, number: int, total: int) -> None:
        told.append((name, number, total))

    other = one_page_each(a_document("x", "y", name="b.pdf"), source=1)
    await run(digest(Model()), (*PARTS, *other), progress=progress)
    assert told == [*(("Q3.pdf", number, 6) for number in range(1, 7)), ("b.pdf", 1, 2), ("b.pdf", 2, 2)]


async def test_telling_people_holds_nothing_up() -> None:
    async def never(_name: str, _number: int, _total: int) -> None:
        await asyncio.Event().wait()

    assert facts_of(await run(digest(Model()), progress=never)) == ALL


# Answers in a bad form.


async def test_an_answer_of_which_nothing_can_be_made_is_asked_for_once_more() -> None:
    def answers(text: str) -> str:
        if "not the form that was asked for" in text:
            return "- Repaired 600 [p. 1]\n- Repaired 700 [p. 2]"
        return "The text is about several things."

    shelf, model = Shelf(), Model(answers)
    digested = await run(digest(model, shelf), chunks(a_document("Sold 600.", "Sold 700.")))
    assert facts_of(digested) == [("p. 1", "Repaired 600"), ("p. 2", "Repaired 700")]
    assert (len(model.prompts), digested.calls) == (2, 2)
    assert "The text is about several things." in model.prompts[1]
    assert model.ids[1] == f"{model.ids[0]}-again"
    again = Model(answers)
    assert (await run(digest(again, shelf), chunks(a_document("Sold 600.", "Sold 700.")))).documents == digested.documents
    assert again.prompts == []


@pytest.mark.parametrize("second", ["Still nothing of use.", ModelUnavailable("x"), OverLimit("x")])
async def test_where_that_does_not_help_it_is_kept_as_text(second: str | Exception) -> None:
    model = Model(lambda text: second if "not the form" in text else "It tells of several things.")
    digested = await run(digest(model), chunks(a_document("Sold 600.", "Sold 700.")))
    assert facts_of(digested) == [("p. 1-2", "It tells of several things.")]


async def test_an_answer_that_says_nothing_about_the_part_leaves_it_unread() -> None:
    shelf, model = Shelf(), Model(lambda _: "I'm sorry, I can't help with that.")
    digested = await run(digest(model, shelf), chunks(REPORT))
    assert len(model.prompts) == digested.calls == 2
    assert not_read(digested) == [("p. 1-6", phrases.MODEL_SILENT)]
    assert shelf.kept == {}


async def test_what_the_api_does_not_count_is_estimated() -> None:
    model = Model(lambda text: Completion(text=listed(text), model="m"))
    digested = await run(digest(model), chunks(REPORT))
    assert digested.usage.prompt_tokens > 300
    assert digested.usage.completion_tokens > 50


# Merging.

WORDY = [
    f"Page {number} of the report: hall {1000 + number} holds {2000 + number} valves. {filler(90, seed=number)}"
    for number in range(1, 17)
]
WORDY_PARTS = one_page_each(a_document(*(text.replace("\n", " ") for text in WORDY)))
TARGET = 1_300
"""Tokens: not half of what the sixteen facts cost."""


def short(text: str) -> str:
    """A merged list: the first third of each fact, with its figures."""
    shortened = [(place, " ".join(line.split()[:32])) for place, lines in re_pages(text) for line in lines]
    return "\n".join(f"- {line} [{place}]" for place, line in shortened)


def re_pages(text: str) -> list[tuple[str, list[str]]]:
    pages: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            pages.append((line[1:-1], []))
        elif line.startswith("| ") and pages:
            pages[-1][1].append(line[2:])
    return pages


def merging(answer: "str | Exception | Completion | None" = None) -> Model:
    """A model that merges as it should, or gives this answer to every merge."""

    def answers(text: str) -> "str | Exception | Completion":
        if "List the facts above again" not in text:
            return listed(text)
        return short(text) if answer is None else answer

    return Model(answers)


async def test_facts_that_do_not_fit_are_merged_and_keep_their_figures_and_places() -> None:
    shelf, model = Shelf(), merging()
    digested = await run(digest(model, shelf, target=TARGET), WORDY_PARTS)
    assert model.merges
    assert digested.left_out == 0
    assert [place for place, _ in facts_of(digested)] == [f"p. {number}" for number in range(1, 17)]
    assert all(f"holds {2000 + number} valves" in text for number, (_, text) in enumerate(facts_of(digested), start=1))
    assert [piece.facts and len(piece.facts) for piece in digested.pieces] == [1] * 16
    again = merging()
    assert (await run(digest(again, shelf, target=TARGET), WORDY_PARTS)).documents == digested.documents
    assert again.prompts == []


@pytest.mark.parametrize(
    "answer",
    [
        "Done.",
        "NOTHING",
        "I'm sorry, I can't help with that.",
        "- Some halls hold valves [p. 1]",
        json.dumps([]),
        ContentRefused(phrases.CONTENT_REFUSED),
        ContextTooLong(phrases.CONTEXT_TOO_LONG),
        ModelError(phrases.NO_ANSWER),
        said("- Page 1 of the report: hall 1001 holds 2001 valves [p. 1]\n- and", truncated=True),
    ],
)
async def test_a_merge_that_loses_too_much_is_not_used_and_what_finds_no_room_is_counted(
    answer: str | Exception | Completion,
) -> None:
    model = merging(answer)
    digested = await run(digest(model, target=TARGET), WORDY_PARTS)
    assert model.merges
    kept = sum(len(text.splitlines()) for _, text in facts_of(digested))
    assert digested.left_out == 16 - kept > 0
    assert kept > 0
    assert digested.is_complete


async def test_out_of_credits_while_merging_ends_the_reading_and_what_came_is_used() -> None:
    digested = await run(digest(merging(OutOfCredits(phrases.OUT_OF_CREDITS)), target=TARGET), WORDY_PARTS)
    assert isinstance(digested.stopped, OutOfCredits)
    assert facts_of(digested)
    assert [reason for _, reason in not_read(digested)] == [phrases.CREDITS_ENDED]


async def test_a_merge_that_did_not_fit_is_made_of_fewer_lists() -> None:
    def answers(text: str) -> "str | Completion":
        if "List the facts above again" not in text:
            return listed(text)
        return said(short(text), truncated=text.count("of the report") > 3)

    model = Model(answers)
    digested = await run(digest(model, target=TARGET), WORDY_PARTS)
    assert min(prompt.count("of the report") for prompt in model.merges) <= 3
    assert all(f"holds {2000 + number} valves" in text for number, (_, text) in enumerate(facts_of(digested), start=1))


def ticking(now: list[float]) -> Model:
    """A model of which each answer takes a second."""

    def answers(text: str) -> str:
        now[0] += 1
        return short(text) if "List the facts above again" in text else listed(text)

    return Model(answers)


@pytest.mark.parametrize(("at_once", "read", "merges"), [(1, 8, True), (16, 16, False)])
async def test_time_is_left_for_merging_and_without_it_what_finds_no_room_is_counted(
    at_once: int, read: int, merges: bool
) -> None:
    now = [0.0]
    model = ticking(now)
    reading = Digest(
        complete=model,
        digests=Shelf(),
        model="m",
        at_once=at_once,
        telemetry=Telemetry(),
        target=500,
        clock=lambda: now[0],
    )
    digested = await run(reading, WORDY_PARTS, budget=ReadingBudget(tokens=10**9, seconds=10))
    assert len(digested.documents[0].read) <= read
    assert bool(model.merges) is merges
    kept = sum(len(text.splitlines()) for _, text in facts_of(digested))
    assert digested.left_out == len(digested.documents[0].read) - kept


async def test_what_merging_will_cost_is_held_back_from_the_budget() -> None:
    shelf, model = Shelf(), merging()
    budget = ReadingBudget(tokens=OVERHEAD + asking.MAP_TOKENS + 3_000, seconds=60)
    digested = await run(digest(model, shelf, target=TARGET), WORDY_PARTS, budget=budget)
    assert digested.usage.prompt_tokens + digested.usage.completion_tokens <= budget.tokens
    assert digested.left_out == 0 or not digested.is_complete


async def test_facts_of_which_nobody_knows_the_page_are_not_merged() -> None:
    parts = tuple(chunk for source in range(4) for chunk in one_document(source))
    model = Model(
        lambda text: f"It tells of things like {len(text)}. {filler(60, seed=len(text))}".replace("\n", " ").replace(".", "")
    )
    digested = await run(digest(model, target=150), parts)
    assert model.merges == []
    assert digested.left_out == sum(len(piece.facts or ()) for piece in digested.pieces) - sum(
        len(lines.splitlines()) for source in range(4) for _, lines in facts_of(digested, source)
    )
    assert digested.left_out > 0


def one_document(source: int) -> tuple[Chunk, ...]:
    (chunk,) = chunks(a_document(f"{'x' * source} first", "second", name=f"{source}.pdf"))
    return (replace(chunk, source=source),)


async def test_files_of_a_merge_are_its_origins() -> None:
    first = a_document(*(part.pages[0].markdown for part in WORDY_PARTS[:8]), name="a.pdf")
    second = a_document(*(part.pages[0].markdown for part in WORDY_PARTS[8:]), name="b.pdf")
    parts = (
        *one_page_each(first, source=0, file=FileId("F1")),
        *one_page_each(second, source=1, file=None),
    )
    shelf = Shelf()
    digested = await run(digest(merging(), shelf, target=TARGET), parts)
    assert [len(one.document.pages) > 0 for one in digested.documents] == [True, True]
    assert {origins for _, origins, _ in shelf.kept} >= {frozenset({"F1"}), frozenset({None})}
