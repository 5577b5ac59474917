"""The desk: one Question becomes one Answer, in the order in which it happens. Every surface shares this flow.

It knows no Slack and no Redis: what it needs of them are the protocols in `needs.py`, which the terminal fits as well.
"""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil

from bot.answering.compose import Budget, Composed, compose
from bot.answering.links import footnotes, source_links
from bot.answering.needs import Meter, Reply, Source
from bot.answering.reading import ReadFile, Reading, shared_files
from bot.answering.receipt import receipt
from bot.answering.sentences import Sentences
from bot.answering.sought import sought
from bot.answering.task import Task, task_of
from bot.language import (
    Answer,
    ContextTooLong,
    Document,
    FootnoteError,
    Links,
    OutOfReach,
    OverLimit,
    Question,
    Receipt,
    Turn,
    Unread,
    Usage,
    phrases,
)
from bot.model.client import ModelClient
from bot.model.events import Finished, Restarted, TextDelta
from bot.model.tokens import Calibration
from bot.telemetry import Telemetry, log


def request_id(question: Question) -> str:
    """The question's name towards the API: the same at each try, and it tells nothing of the workspace."""
    return f"footnote-{sha256(question.id.encode()).hexdigest()[:24]}"


# A model that refuses a list as too long, without saying how long it may be, is given so much of it once more.
SHRINK = 0.7


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What a question rests on: its task, its thread, and every file of the thread, read or not."""

    task: Task
    turns: Sequence[Turn]
    files: tuple[ReadFile, ...]
    links: Links


class Desk:
    """Answers questions, one call each. Between them it keeps only how well its token estimates fit each model."""

    def __init__(
        self, *, reading: Reading, model: ModelClient, meter: Meter, first_choice: str, budget: Budget, telemetry: Telemetry
    ) -> None:
        self._reading = reading
        self._model = model
        self._meter = meter
        self._first_choice = first_choice
        self._budget = budget
        self._telemetry = telemetry
        self._calibration = Calibration()

    async def answer(self, question: Question, source: Source, reply: Reply) -> None:
        """Admit → gather → read → compose → complete → deliver → remember.

        What a person should hear of is said in the thread; everything else (Slack or Redis out of reach, a lost lease)
        is raised for the worker to try again.
        """
        try:
            await self._meter.admit(question, tokens=self._budget.answer)
            gathered = await self.gather(question, source, reply)
            answer = await self._complete(question, gathered, source, reply) if gathered else Answer(text=phrases.HELP)
        except OutOfReach:
            raise
        except OverLimit as error:
            self._telemetry.count("answers", "over limit")
            log.info("over a limit", question=question.id, detail=error.detail)
            await reply.refuse(error)
            await self._settle(question, 0)
            return
        except FootnoteError as error:
            self._telemetry.count("answers", type(error).__name__)
            log.warning(
                "not answered",
                question=question.id,
                request=request_id(question),
                error=type(error).__name__,
                detail=error.detail,
            )
            await reply.fail(error)
            await self._settle(question, 0)
            return
        said = await reply.finish(answer)
        await self._settle(question, 0)
        # The answer stands. Raised, it would be given again; Slack's own events bring it to the context.
        with suppress(OutOfReach):
            await source.remember(said)
        self._telemetry.count("answers", "answered")
        log.info("answered", question=question.id, request=answer.request_id, model=answer.model, **vars(answer.usage))

    async def abandon(self, question: Question) -> None:
        """Nobody wants the answer any more: gives back what is set aside for it. What a call has used stays charged."""
        await self._settle(question, 0)

    async def gather(self, question: Question, source: Source, reply: Reply) -> Gathered | None:
        """Reads the thread and its files; None where only help can be given."""
        await reply.status(phrases.READING_THREAD)
        turns = await source.turns()
        task = task_of(turns, recap=question.recap is not None)
        if task is None:
            return None
        if files := shared_files(turns):
            await reply.status(phrases.READING_FILES.format(names=", ".join(file.label for file in files[-3:])))
        places = [_as_read(place) for place in await source.places()]
        named = sought(task.text) if task.is_own else ()
        read = (*places, *await self._reading.read(question, turns, source, sought=named))
        return Gathered(
            task=task, turns=turns, files=read, links=Links(bare=source_links(turns, read), footnotes=footnotes(read))
        )

    def compose(self, question: Question, gathered: Gathered, *, context: int | None = None) -> Composed:
        """The messages list. `context` is the model's whole context in tokens, where it is known better than by the settings.

        It takes a second where there are ten long files: not for the event loop.
        """
        factor = self._calibration.factor(self._first_choice)

        def calibrated(text: str) -> int:
            return ceil(self._budget.estimate(text) * factor)

        budget = replace(self._budget, context=context or self._budget.context, estimate=calibrated)
        return compose(task=gathered.task, turns=gathered.turns, files=gathered.files, budget=budget, seed=question.id)

    async def _complete(self, question: Question, gathered: Gathered, source: Source, reply: Reply) -> Answer:
        """The model's answer; once more with a shorter list where the model takes less than was thought."""
        await reply.status(phrases.THINKING)
        composed = await asyncio.to_thread(self.compose, question, gathered)
        try:
            text, finished = await self._stream(question, composed, gathered, reply)
        except ContextTooLong as error:
            context = min(error.limit or self._budget.context, int(self._budget.context * SHRINK))
            composed = await asyncio.to_thread(self.compose, question, gathered, context=context)
            text, finished = await self._stream(question, composed, gathered, reply)
        usage = finished.usage or Usage()
        factor = self._calibration.factor(self._first_choice)
        self._calibration.observe(finished.model, estimated=int(composed.estimated_tokens / factor), actual=usage.prompt_tokens)
        return Answer(
            text=text,
            receipt=self._receipt(composed, gathered, source, finished),
            links=gathered.links,
            usage=usage,
            model=finished.model,
            request_id=finished.request_id,
        )

    async def _stream(self, question: Question, composed: Composed, gathered: Gathered, reply: Reply) -> tuple[str, Finished]:
        """Shows whole sentences as they are generated; returns the whole text."""
        sentences = Sentences()
        finished: Finished | None = None
        generated = 0
        is_cut_off = False
        await self._meter.reserve(question, tokens=composed.estimated_tokens + self._budget.answer)
        try:
            async with aclosing(self._model.complete(composed.messages, request_id=request_id(question))) as events:
                async for event in events:
                    match event:
                        case TextDelta(text):
                            generated += self._budget.estimate(text)
                            if sentences.feed(text):
                                await reply.show(sentences.whole, links=gathered.links)
                        case Restarted():
                            sentences.restart()
                            await reply.show("", links=gathered.links)
                        case Finished():
                            finished = event
        except asyncio.CancelledError:
            is_cut_off = True
            raise
        finally:
            # A call that was stopped is paid for too, though nobody says how much.
            usage = (finished and finished.usage) or Usage(prompt_tokens=composed.estimated_tokens, completion_tokens=generated)
            if generated or is_cut_off:
                await self._settle(question, usage.prompt_tokens + usage.completion_tokens)
        assert finished is not None, "a completion that ends without an error ends with Finished"
        return sentences.flush().strip(), finished

    async def _settle(self, question: Question, tokens: int) -> None:
        # The answer counts for more than its bill: what was set aside is given back in time.
        with suppress(OutOfReach):
            await self._meter.settle(question, tokens=tokens)

    def _receipt(self, composed: Composed, gathered: Gathered, source: Source, finished: Finished) -> Receipt:
        notes = list(source.notes)
        if finished.truncated:
            notes.append(phrases.ANSWER_CUT)
        if finished.model != self._first_choice:
            notes.append(phrases.ANSWERED_BY.format(model=finished.model))
        return receipt(composed=composed, files=gathered.files, notes=notes, images_dropped=finished.images_dropped)


def _as_read(place: Document | Unread) -> ReadFile:
    if isinstance(place, Unread):
        return ReadFile(name=place.name, reason=place.reason)
    return ReadFile(name=place.name, document=place)
