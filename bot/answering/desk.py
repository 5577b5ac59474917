"""The desk: one Question becomes one Answer, in the order in which it happens. Every surface shares this flow.

It knows no Slack: where turns and files come from, and where the answer is shown, are protocols that Slack and the
terminal fit.
"""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from bot.answering.compose import Budget, Composed, compose
from bot.answering.links import source_links
from bot.answering.reading import Files, ReadFile, Reading, shared_files
from bot.answering.receipt import receipt
from bot.answering.sentences import Sentences
from bot.answering.task import task_of
from bot.language import Answer, FootnoteError, Message, OutOfReach, Question, Receipt, Turn, Usage, phrases
from bot.model.client import ModelClient
from bot.model.events import Finished, Restarted, TextDelta
from bot.telemetry import Telemetry, log


class Source(Files, Protocol):
    """Where a question's thread and files come from, and where what was said is remembered."""

    async def turns(self) -> Sequence[Turn]:
        """The thread, oldest first; the question's own turn is the last."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What the receipt should say about the gathering."""
        ...

    async def remember(self, said: Sequence[Message]) -> None:
        """Adds the answer to the thread's kept context."""
        ...


class Reply(Protocol):
    """Where an answer is shown while it grows and when it is done."""

    async def status(self, text: str) -> None:
        """Says what is being done. Best effort: never fails."""
        ...

    async def show(self, text: str, *, links: frozenset[str]) -> None:
        """Shows the whole checked text so far; may be paced or dropped."""
        ...

    async def finish(self, answer: Answer) -> Sequence[Message]:
        """Shows the final text and its receipt; must land. Returns the messages that hold it."""
        ...

    async def fail(self, error: FootnoteError) -> None:
        """Says one honest sentence instead of an answer."""
        ...


def request_id(question: Question) -> str:
    """The question's name towards the API: the same at each try, and it tells nothing of the workspace."""
    return f"footnote-{sha256(question.id.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Everything that was gathered and read for one question, composed and ready for the model."""

    composed: Composed
    files: tuple[ReadFile, ...]
    links: frozenset[str]


class Desk:
    """Answers questions, one call each; holds nothing between them."""

    def __init__(self, *, reading: Reading, model: ModelClient, first_choice: str, budget: Budget, telemetry: Telemetry) -> None:
        self._reading = reading
        self._model = model
        self._first_choice = first_choice
        self._budget = budget
        self._telemetry = telemetry

    async def answer(self, question: Question, source: Source, reply: Reply) -> None:
        """Gather → read → compose → complete → check → deliver → remember.

        What a person should hear of is said in the thread; everything else (Slack or Redis out of reach, a lost lease)
        is raised for the worker to try again.
        """
        try:
            prepared = await self.prepare(question, source, reply)
            answer = await self._complete(question, prepared, source, reply) if prepared else Answer(text=phrases.HELP)
        except OutOfReach:
            raise
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
            return
        said = await reply.finish(answer)
        await source.remember(said)
        self._telemetry.count("answers", "answered")
        log.info("answered", question=question.id, request=answer.request_id, model=answer.model, **vars(answer.usage))

    async def prepare(self, question: Question, source: Source, reply: Reply) -> Prepared | None:
        """Gathers and reads, and composes the messages list; None where only help can be given."""
        await reply.status(phrases.READING_THREAD)
        turns = await source.turns()
        task = task_of(turns)
        if task is None:
            return None
        if files := shared_files(turns):
            await reply.status(phrases.READING_FILES.format(names=", ".join(file.label for file in files[-3:])))
        read = await self._reading.read(question, turns, source)
        composed = compose(task=task, turns=turns, files=read, budget=self._budget, seed=question.id)
        return Prepared(composed=composed, files=read, links=source_links(turns, read))

    async def _complete(self, question: Question, prepared: Prepared, source: Source, reply: Reply) -> Answer:
        """Streams from the model and shows whole sentences as they come."""
        await reply.status(phrases.THINKING)
        sentences = Sentences()
        finished: Finished | None = None
        async with aclosing(self._model.complete(prepared.composed.messages, request_id=request_id(question))) as events:
            async for event in events:
                match event:
                    case TextDelta(text):
                        if sentences.feed(text):
                            await reply.show(sentences.whole, links=prepared.links)
                    case Restarted():
                        sentences.restart()
                    case Finished():
                        finished = event
        assert finished is not None, "a completion that ends without an error ends with Finished"
        return Answer(
            text=sentences.flush().strip(),
            receipt=self._receipt(prepared, source, finished),
            links=prepared.links,
            usage=finished.usage or Usage(),
            model=finished.model,
            request_id=finished.request_id,
        )

    def _receipt(self, prepared: Prepared, source: Source, finished: Finished) -> Receipt:
        notes = list(source.notes)
        if finished.truncated:
            notes.append(phrases.ANSWER_CUT)
        if finished.model != self._first_choice:
            notes.append(phrases.ANSWERED_BY.format(model=finished.model))
        return receipt(composed=prepared.composed, files=prepared.files, notes=notes, images_dropped=finished.images_dropped)
