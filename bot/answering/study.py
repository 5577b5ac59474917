"""How a question's material is read: all of it in one call, by the pages that fit the question, or part by part into facts."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.calls import Calls
from bot.answering.comparison import compare, compared, wants_comparison
from bot.answering.compose import Estimate, Included
from bot.answering.digest.chunks import Material as Long
from bot.answering.digest.chunks import chunked
from bot.answering.digest.digest import Digest
from bot.answering.digest.needs import Completion, Progress, ReadingBudget
from bot.answering.digest.result import Condensed, Digested
from bot.answering.material import (
    Material,
    best_pages,
    first_pages,
    fits_one_pass,
    of_answer,
    of_comparison,
    read_for_itself,
    with_long_thread,
    without_long_tables,
)
from bot.answering.prompts import prompt
from bot.answering.reading import ReadFile
from bot.answering.task import Task
from bot.language import Question, Terms, Turn, phrases
from bot.model.wire import Message, TextPart

MOST_IMAGE_TOKENS = 3_330
"""What an image costs at most (`model/tokens.py`)."""

TRANSLATED_SHARE = 0.7
"""Of the longest answer: languages, and anchors, make a translation longer than what is translated."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What a question rests on: its task, its thread, and every file of the thread, read or not."""

    task: Task
    turns: tuple[Turn, ...]
    files: tuple[ReadFile, ...]
    bare: frozenset[str]
    """The addresses that stand in it."""
    terms: Terms


@dataclass(frozen=True)
class Complete:
    """A question's calls as the reading of long material makes them."""

    calls: Calls
    count: Estimate

    async def __call__(self, messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
        """One call. Raises a `ModelError`, and `OverLimit`."""
        estimated = sum(_cost(message, self.count) for message in messages)
        completed = await self.calls.complete(messages, estimated=estimated, max_tokens=max_tokens, name=request_id)
        finished = completed.finished
        return Completion(
            text=completed.text,
            model=finished.model,
            usage=finished.usage,
            truncated=finished.truncated,
            images_dropped=finished.images_dropped,
        )


class Study:
    """Reads for one question. `room` is what the model takes in one call, and `answer` the longest answer, in tokens.

    `count` is the estimate of tokens as it was corrected by what the API counted; `bare_count`, which never changes, is for
    cutting material into parts: parts cut elsewhere would all be read anew.
    """

    def __init__(
        self,
        question: Question,
        gathered: Gathered,
        digest: Digest,
        *,
        budget: ReadingBudget,
        progress: Progress,
        count: Estimate,
        bare_count: Estimate,
        room: int,
        answer: int,
    ) -> None:
        self._question = question
        self._gathered = gathered
        self._digest = digest
        self._budget = budget
        self._progress = progress
        self._count = count
        self._bare_count = bare_count
        self._room = room
        self._answer = answer

    async def material(self) -> Material:
        """What the answer is to be written from. Raises a `ModelError` and `OverLimit` where parts had to be read first."""
        task = self._gathered.task
        material = await asyncio.to_thread(self._laid_out)
        if task.is_translation:
            return await asyncio.to_thread(first_pages, material, self._count, int(self._answer * TRANSLATED_SHARE))
        if material.is_settled or await asyncio.to_thread(fits_one_pass, material, self._count, self._room):
            return material
        if task.is_summary:
            shorter = without_long_tables(material)
            if await asyncio.to_thread(fits_one_pass, shorter, self._count, self._room):
                return shorter
            return await self._facts(shorter, shorter.files, about=task.about)
        best = await asyncio.to_thread(best_pages, material, task.about or task.text, self._count)
        return replace(best, note=prompt("parts")) if best.is_partial else best

    async def read_on(self, shown: Material) -> Material:
        """What the pages that were not shown say to the question; without files where they say nothing. Raises as `material`."""
        rest = [_without(read_for_itself(original), file) for original, file in zip(shown.stands_for, shown.files, strict=True)]
        return await self._facts(shown, rest, about=self._gathered.task.about or self._gathered.task.text)

    def _laid_out(self) -> Material:
        task, files = self._gathered.task, self._gathered.files
        is_about_thread = task.is_about_thread or not any(file.document for file in files)
        material = with_long_thread(files, self._gathered.turns, self._count, is_the_matter=task.is_summary and is_about_thread)
        if task.is_rewrite:
            return of_answer(material)
        # In the asker's words: those of a tapped task hold an earlier answer.
        if wants_comparison(task.about) and (two := compared(files, task.about)):
            old, new = two
            assert old.document
            assert new.document
            return of_comparison(material, compare(old.document, new.document), two, self._count)
        return material

    async def _facts(self, material: Material, files: Sequence[ReadFile], *, about: str) -> Material:
        """Facts of these files, which are, or are parts of, those that the material stands for."""
        numbered = [(number, file.document) for number, file in enumerate(files) if file.document and file.document.pages]
        originals = [material.stands_for[number] for number, _ in numbered]
        longs = [Long(document=document, file=file.file) for file, (_, document) in zip(originals, numbered, strict=True)]
        digested = await self._digest.run(
            await asyncio.to_thread(chunked, longs, count=self._bare_count),
            about=about,
            thread=self._question.thread,
            seed=self._question.id,
            budget=self._budget,
            progress=self._progress,
        )
        by_number = {numbered[one.source][0]: one for one in digested.documents}
        found_any = any(one.document.pages for one in digested.documents)
        return replace(
            material,
            files=tuple(_with(file, by_number.get(number)) for number, file in enumerate(material.stands_for))
            if found_any
            else (),
            note=prompt("facts"),
            read=tuple(_read(material, number, file, by_number.get(number)) for number, file in enumerate(material.stands_for)),
            models=digested.models,
            is_partial=not digested.is_complete,
            notes=(*material.notes, *_notes(digested)),
        )


def _cost(message: Message, count: Estimate) -> int:
    if isinstance(message.content, str):
        return count(message.content)
    return sum(count(part.text) if isinstance(part, TextPart) else MOST_IMAGE_TOKENS for part in message.content)


def _without(original: ReadFile, shown: ReadFile) -> ReadFile:
    """The pages of a file that were not shown."""
    if original.document is None:
        return original
    seen = {id(page) for page in shown.document.pages} if shown.document else set[int]()
    rest = tuple(page for page in original.document.pages if id(page) not in seen)
    return replace(original, document=original.document.model_copy(update={"pages": rest}))


def _with(file: ReadFile, condensed: Condensed | None) -> ReadFile:
    """A file with its facts in place of its pages."""
    if file.document is None:
        return file
    document = condensed.document if condensed else file.document.model_copy(update={"pages": ()})
    return replace(file, document=document.model_copy(update={"name": file.name}), outline="")


def _read(material: Material, number: int, file: ReadFile, condensed: Condensed | None) -> Included:
    """What was read of a file: what was shown before, and what was read now."""
    shown = material.files[number].document if material.is_partial and number < len(material.files) else None
    read = {id(page) for page in (*(shown.pages if shown else ()), *(condensed.read if condensed else ()))}
    pages = tuple(page for page in (file.document.pages if file.document else ()) if id(page) in read)
    return Included(file=file, pages=pages, pictures=sum(page.picture is not None for page in pages))


def _notes(digested: Digested) -> list[str]:
    """What of it was not read, and why; what of it found no room."""
    notes = [
        phrases.PLACES_NOT_READ.format(name=one.document.name, place=gap.place, reason=gap.reason)
        for one in digested.documents
        for gap in one.not_read
    ]
    if digested.why_stopped and not any(gap.reason == digested.why_stopped for one in digested.documents for gap in one.not_read):
        notes.append(phrases.READING_STOPPED.format(reason=digested.why_stopped))
    if digested.left_out:
        notes.append(phrases.FACTS_LEFT_OUT.format(count=digested.left_out))
    return notes
