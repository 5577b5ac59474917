"""The desk: one Question becomes one Answer, in the order in which it happens. Every surface shares this flow.

It knows no Slack and no Redis: what it needs of them are the protocols in `needs.py`, which the terminal fits as well.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from math import ceil
from time import monotonic

from bot.answering.calls import Calls, request_id
from bot.answering.citations.evidence import Evidence
from bot.answering.compose import Budget, Composed, compose
from bot.answering.conversation import numbered
from bot.answering.digest.digest import Digest
from bot.answering.digest.needs import Digests, ReadingBudget
from bot.answering.evidence import passages
from bot.answering.links import source_links
from bot.answering.material import Material
from bot.answering.needs import Answers, Meter, Reply, Rules, Source
from bot.answering.offers import offers_of
from bot.answering.reading import ReadFile, Reading, distinctly_named, must_read, shared_files
from bot.answering.receipt import Tally, receipt
from bot.answering.sought import sought
from bot.answering.study import Complete, Gathered, Study
from bot.answering.task import Task, tapped, task_for, wanted_by
from bot.answering.writing import Writing, Written, found_nothing, links
from bot.language import (
    Answer,
    ContextTooLong,
    Declined,
    Document,
    FollowUp,
    FootnoteError,
    ModelBusy,
    Offer,
    OutOfReach,
    OverLimit,
    Postponed,
    Question,
    QuestionId,
    Terms,
    Unread,
    phrases,
)
from bot.model.client import ModelClient
from bot.model.tokens import Calibration
from bot.telemetry import Telemetry, course, log

# A model that refuses a list as too long, without saying how long it may be, is given so much of it once more.
SHRINK = 0.7


class Desk:
    """Answers questions, one call each. Between them it keeps only how well its token estimates fit each model.

    `at_once` is how many calls one question makes side by side, `shows_cost` whether receipts tell what the API charged where no
    workspace says otherwise; `clock` gives seconds.
    """

    def __init__(
        self,
        *,
        reading: Reading,
        model: ModelClient,
        rules: Rules,
        meter: Meter,
        answers: Answers,
        digests: Digests,
        first_choice: str,
        budget: Budget,
        reading_budget: ReadingBudget,
        at_once: int,
        shows_cost: bool,
        telemetry: Telemetry,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._reading = reading
        self._model = model
        self._rules = rules
        self._meter = meter
        self._answers = answers
        self._digests = digests
        self._first_choice = first_choice
        self._budget = budget
        self._reading_budget = reading_budget
        self._at_once = at_once
        self._shows_cost = shows_cost
        self._telemetry = telemetry
        self._clock = clock
        self._calibration = Calibration()
        self._long: set[QuestionId] = set()
        """The questions for which something long is being read."""

    async def answer(self, question: Question, source: Source, reply: Reply) -> None:
        """Admit → gather → study → compose → complete → check → deliver → remember.

        What a person should hear of is said in the thread; everything else (Slack or Redis out of reach, a model that is busy
        for a while, a lost lease) is raised for the worker to try again.
        """
        calls = Calls(question, self._model, self._meter, answer=self._budget.answer)
        try:
            terms = await self._rules.terms(question)
            await self._meter.admit(question, tokens=self._budget.answer)
            gathered = await self.gather(question, source, reply, terms)
            answer = await self._answered(question, gathered, source, reply, calls) if gathered else Answer(text=phrases.HELP)
            answer = await self._kept(question, answer)
        except OutOfReach:
            raise
        except ModelBusy as error:
            if error.retry_after is None:
                await self._fail(question, error, reply, calls)
                return
            await reply.status(phrases.WAITING_FOR_MODEL)
            raise Postponed(error.sentence, detail=error.detail, retry_after=error.retry_after) from None
        except Declined as error:
            await self._decline(question, error, reply, calls)
            return
        except FootnoteError as error:
            await self._fail(question, error, reply, calls)
            return
        said = await reply.finish(answer)
        self._long.discard(question.id)
        await calls.end()
        # The answer stands. Raised, it would be given again; Slack's own events bring it to the context.
        with suppress(OutOfReach):
            await source.remember(said)
        self._telemetry.count("answers", "answered")
        log.info(
            "answered",
            question=question.id,
            request=answer.request_id,
            model=answer.model,
            calls=calls.made,
            **vars(answer.usage),
        )

    async def _decline(self, question: Question, error: Declined, reply: Reply, calls: Calls) -> None:
        """Ends the question with a word to the asker alone, or with none where they have had it."""
        is_limit = isinstance(error, OverLimit)
        outcome = course().outcome = "over limit" if is_limit else "not admitted"
        self._long.discard(question.id)
        self._telemetry.count("answers", outcome)
        if is_limit:
            self._telemetry.count("limits_hit", error.detail)
        log.info("over a limit" if is_limit else "not admitted", question=question.id, detail=error.detail)
        await reply.refuse(error)
        await calls.end()

    async def _fail(self, question: Question, error: FootnoteError, reply: Reply, calls: Calls) -> None:
        """Ends the question with the one sentence that tells the person why there is no answer."""
        self._long.discard(question.id)
        course().outcome = "failed"
        self._telemetry.count("answers", type(error).__name__)
        log.warning(
            "not answered",
            question=question.id,
            request=request_id(question),
            error=type(error).__name__,
            detail=error.detail,
        )
        await reply.fail(error)
        await calls.end()

    async def abandon(self, question: Question) -> frozenset[Offer]:
        """Nobody wants the answer any more: gives back what is set aside for it. What a call has used stays charged.

        Returns what can be offered all the same: a long reading that was cut off can be gone on with.
        """
        with suppress(OutOfReach):
            await self._meter.settle(question, tokens=0)
        if question.id not in self._long:
            return frozenset()
        self._long.discard(question.id)
        cut_off = Answer(text=phrases.STOPPED, offers=frozenset({Offer.REST}))
        return (await self._kept(question, cut_off)).offers

    async def gather(self, question: Question, source: Source, reply: Reply, terms: Terms | None = None) -> Gathered | None:
        """Reads the thread and its files; None where only help can be given."""
        await reply.status(phrases.READING_THREAD)
        turns = await source.turns()
        task = task_for(question, turns)
        if task is None:
            return None
        if question.follow_up:
            task = await self._tapped(question.follow_up, task)
        if question.step:
            task = wanted_by(question.step, task)
        if files := shared_files(turns):
            await reply.status(phrases.READING_FILES.format(names=", ".join(file.label for file in files[-3:])))
        places = [_as_read(place) for place in await source.places()]
        # What was tapped is searched for in the asker's words: its task quotes an answer.
        named = () if task.is_rewrite else sought(task.about)
        read = distinctly_named([*places, *await self._reading.read(question, turns, source, sought=named)])
        if task.is_about_files:
            must_read(read)
        turns = numbered(turns, first=1 + sum(len(place.document.pages) for place in places if place.document))
        return Gathered(task=task, turns=tuple(turns), files=read, bare=source_links(turns, read), terms=terms or Terms())

    def compose(self, question: Question, gathered: Gathered, material: Material, *, context: int | None = None) -> Composed:
        """The messages list. `context` is the model's whole context in tokens, where it is known better than by the settings.

        It takes a second where there are ten long files: not for the event loop.
        """
        budget = replace(self._budget, context=context or self._budget.context, estimate=self._count)
        return compose(
            task=gathered.task,
            turns=material.turns,
            files=material.files,
            budget=budget,
            seed=question.id,
            note=material.note,
            terms=gathered.terms,
        )

    def study(self, question: Question, gathered: Gathered, reply: Reply, calls: Calls | None = None) -> Study:
        """How the material of this question is read."""
        calls = calls or Calls(question, self._model, self._meter, answer=self._budget.answer)

        async def progress(name: str, part: int, parts: int) -> None:
            self._long.add(question.id)
            await reply.progress(name, part, parts)

        digest = Digest(
            complete=Complete(calls, self._count),
            digests=self._digests,
            model=self._first_choice,
            at_once=self._at_once,
            telemetry=self._telemetry,
            count=self._budget.estimate,
            clock=self._clock,
        )
        return Study(
            question,
            gathered,
            digest,
            budget=self._reading_budget,
            progress=progress,
            count=self._count,
            bare_count=self._budget.estimate,
            room=self._budget.prompt,
            answer=self._budget.answer,
        )

    async def _answered(self, question: Question, gathered: Gathered, source: Source, reply: Reply, calls: Calls) -> Answer:
        started = self._clock()
        study = self.study(question, gathered, reply, calls)
        material = await study.material()
        await reply.status(phrases.THINKING)
        written, composed = await self._written(question, gathered, material, reply, calls)
        if written.finds_nothing and material.is_partial and not gathered.task.is_summary:
            further = await study.read_on(material)
            await reply.status(phrases.THINKING)
            if further.files:
                written, composed = await self._written(question, gathered, further, reply, calls)
            material = further
        log.info("checked", question=question.id, **Counter(one.verdict.value for one in written.checked))
        tally = Tally.of(
            # A translation claims nothing of its own.
            () if written.finds_nothing or gathered.task.is_translation else written.checked,
            usage=calls.usage,
            seconds=self._clock() - started,
            shows_cost=self._shows_cost if gathered.terms.shows_cost is None else gathered.terms.shows_cost,
        )
        return Answer(
            text=found_nothing(written.text) or phrases.NOT_IN_THE_MATERIAL,
            receipt=receipt(
                included=material.included(composed),
                composed=composed,
                files=() if material.is_rewrite else material.stands_for,
                notes=self._notes(source, material, written),
                images_dropped=written.finished.images_dropped,
                tally=tally,
            ),
            links=links(gathered.bare, written.citations),
            usage=calls.usage,
            model=written.finished.model,
            request_id=written.finished.request_id,
            citations=written.citations,
            offers=offers_of(written.text, gathered.task, written.citations, is_partial=material.is_partial, of=question),
        )

    async def _written(
        self, question: Question, gathered: Gathered, material: Material, reply: Reply, calls: Calls
    ) -> tuple[Written, Composed]:
        """The model's answer; once more with a shorter list where the model takes less than was thought."""
        composed = await asyncio.to_thread(self.compose, question, gathered, material)
        try:
            return await self._write(composed, gathered, material, reply, calls), composed
        except ContextTooLong as error:
            context = min(error.limit or self._budget.context, int(self._budget.context * SHRINK))
            composed = await asyncio.to_thread(self.compose, question, gathered, material, context=context)
            return await self._write(composed, gathered, material, reply, calls), composed

    async def _write(self, composed: Composed, gathered: Gathered, material: Material, reply: Reply, calls: Calls) -> Written:
        def evidence() -> Evidence:
            found = passages(material.included(composed), material.stands_for, material.turns)
            # Where nothing was read there is nothing to check against: then the words alone answer, and no footnote is promised.
            # The task is not among what people said: of what was tapped it holds an earlier answer, its mistakes included.
            said = [turn.text for turn in gathered.turns if not turn.ours] if found else []
            return Evidence(found, said=said)

        writing = Writing(calls, reply, bare=gathered.bare, count=self._count)
        may_find_nothing = material.is_partial and not gathered.task.is_summary
        written = await writing.write(composed, await asyncio.to_thread(evidence), may_find_nothing=may_find_nothing)
        usage, factor = written.finished.usage, self._calibration.factor(self._first_choice)
        if usage:
            estimated = int(composed.estimated_tokens / factor)
            self._calibration.observe(written.finished.model, estimated=estimated, actual=usage.prompt_tokens)
        return written

    async def _tapped(self, follow_up: FollowUp, task: Task) -> Task:
        """What was tapped. Raises `FootnoteError` where the answer under which it stood is not kept any more."""
        if follow_up.offer is Offer.ASK:
            return task
        kept = await self._answers.kept(follow_up.of)
        if kept is None:
            raise FootnoteError(phrases.ANSWER_NOT_KEPT, detail="not kept")
        return tapped(task, follow_up.offer, answer=kept.text, words=follow_up.words, asker=task.asker)

    async def _kept(self, question: Question, answer: Answer) -> Answer:
        """The answer is kept for what may be tapped under it; where it can't be, nothing is offered."""
        is_kept = False
        if answer.offers:
            with suppress(OutOfReach):
                is_kept = await self._answers.keep(question, answer)
        return answer if is_kept else replace(answer, offers=frozenset())

    def _count(self, text: str) -> int:
        return ceil(self._budget.estimate(text) * self._calibration.factor(self._first_choice))

    def _notes(self, source: Source, material: Material, written: Written) -> list[str]:
        notes = [*source.notes, *material.notes]
        if written.finished.truncated:
            notes.append(phrases.ANSWER_CUT)
        for words, models in ((phrases.READ_BY, material.models), (phrases.ANSWERED_BY, written.models)):
            if others := [model for model in dict.fromkeys(models) if model != self._first_choice]:
                notes.append(words.format(model=", ".join(others)))
        return notes


def _as_read(place: Document | Unread) -> ReadFile:
    if isinstance(place, Unread):
        return ReadFile(name=place.name, reason=place.reason)
    return ReadFile(name=place.name, document=place)
