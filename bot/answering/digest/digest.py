"""The reading of long material, from chunks to facts that fit one prompt: what begins when, side by side, and when it ends.

Calls begin only when there is room for them, in reading order, so that Stop or the end of the budget cuts off what is in flight
and nothing else. What came is kept: whoever reads the same again pays for what is missing.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence

from bot.answering.digest import asking
from bot.answering.digest.chunks import Chunk, Estimate
from bot.answering.digest.levels import Group, Levels
from bot.answering.digest.mapping import Job, Mapper, Outcome, Store, has_text
from bot.answering.digest.merging import Merger
from bot.answering.digest.needs import Complete, Digests, Progress, ReadingBudget
from bot.answering.digest.outline import Sources, trimmed
from bot.answering.digest.parts import Part, Parts
from bot.answering.digest.purse import Purse
from bot.answering.digest.result import Digested, condensed
from bot.language import ContentRefused, ContextTooLong, FootnoteError, ModelError, OutOfCredits, OverLimit, ThreadRef, phrases
from bot.model.tokens import estimate
from bot.telemetry import Telemetry, log

TARGET_TOKENS = 12_000
"""What all facts may cost in the prompt that the answer is written from: as much as a chunk, which is read well."""
MERGE_SHARE = 0.2
"""The last part of the time is for merging, where that is to be expected: unmerged, facts would have to be left out."""
OVERHEAD = 500
"""Rules, task and fence around a part, in tokens."""
MOST_SILENT = 3
"""So many parts in a row without an answer, and it is not the parts."""


class Digest:
    """Reads what is too long for one prompt. It keeps nothing between two readings; `digests` does."""

    def __init__(
        self,
        *,
        complete: Complete,
        digests: Digests,
        model: str,
        at_once: int,
        telemetry: Telemetry,
        target: int = TARGET_TOKENS,
        count: Estimate = estimate,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`model` names what results depend on beside prompt and material. `at_once`: calls in flight; more would only wait for
        the client's own limit, and their time would run out there. `target`: what all facts may cost in a prompt, in tokens.
        """
        self._complete = complete
        self._digests = digests
        self._model = model
        self._at_once = at_once
        self._telemetry = telemetry
        self._target = target
        self._count = count
        self._clock = clock

    async def run(
        self,
        parts: Sequence[Chunk],
        *,
        about: str,
        thread: ThreadRef,
        seed: str,
        budget: ReadingBudget,
        progress: Progress,
    ) -> Digested:
        """The facts of all parts; with `about`, those that help to answer it.

        What was not read is named with its reason. Raises the model's error, or `OverLimit`, only where nothing at all was
        read, and `OutOfReach` as completing does.
        """
        sources = Sources(parts)
        job = Job(thread=thread, seed=seed, about=about.strip(), sources=sources)
        store = Store(self._digests, thread)
        reading = _Reading(
            parts=Parts(parts, count=self._count),
            levels=Levels(len(parts), target=self._target, cost=lambda facts: sources.cost(facts, self._count)),
            mapper=Mapper(self._complete, store, job, model=self._model, count=self._count),
            merger=Merger(self._complete, store, job, model=self._model, count=self._count),
            purse=Purse(budget, clock=self._clock),
            at_once=self._at_once,
            progress=progress,
        )
        await reading.run()
        digested = self._digested(reading, sources)
        for name, number in (("parts", len(digested.pieces)), ("kept", digested.kept), ("calls", digested.calls)):
            self._telemetry.count("digest", name, by=number)
        log.info(
            "long material read",
            parts=len(digested.pieces),
            kept=digested.kept,
            not_read=sum(piece.reason is not None for piece in digested.pieces),
            left_out=digested.left_out,
            calls=digested.calls,
            **vars(digested.usage),
        )
        return digested

    def _digested(self, reading: "_Reading", sources: Sources) -> Digested:
        pieces = reading.parts.pieces()
        if reading.failure and not any(piece.facts is not None for piece in pieces):
            raise reading.failure
        lists = reading.levels.final()
        facts = [fact for one in lists for fact in one]
        left = facts
        if sources.cost(facts, self._count) > self._target:
            left = trimmed(lists, sources, room=self._target, count=self._count)
        return Digested(
            documents=condensed(pieces, left, sources, unseen=phrases.NO_IMAGES),
            pieces=pieces,
            left_out=len(facts) - len(left),
            usage=reading.purse.usage,
            calls=reading.purse.calls,
            kept=reading.kept,
            models=tuple(reading.purse.models),
            stopped=reading.stopped,
            why_stopped=reading.why_stopped,
        )


class _Reading:
    """One reading: its calls, and what they change."""

    def __init__(
        self,
        *,
        parts: Parts,
        levels: Levels,
        mapper: Mapper,
        merger: Merger,
        purse: Purse,
        at_once: int,
        progress: Progress,
    ) -> None:
        self.parts = parts
        self.levels = levels
        self.purse = purse
        self.kept = 0
        self.stopped: FootnoteError | None = None
        """What ended the reading, other than its budget."""
        self.failure: FootnoteError | None = None
        """The last thing that went wrong."""
        self._mapper = mapper
        self._merger = merger
        self._at_once = at_once
        self._progress = progress
        self._running: set[asyncio.Task[None]] = set()
        self._telling: asyncio.Future[None] | None = None
        self._silent = 0
        self._is_blind = False
        self._end = phrases.OUT_OF_BUDGET
        """Why nothing more was begun, as the receipt states it."""

    @property
    def why_stopped(self) -> str:
        """What ended it, as the receipt states it."""
        return self._end if self.stopped else ""

    async def run(self) -> None:
        """Reads, then merges what does not fit."""
        await self._look_up()
        try:
            while True:
                self._begin()
                if self._running:
                    done, self._running = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        task.result()
                elif waiting := self.parts.give_up_waiting(self._end):
                    for part in waiting:
                        self._note(part)
                elif not self.levels.climb():
                    return
        finally:
            await self._cut_off()

    async def _look_up(self) -> None:
        """Settles what was read before."""
        waiting = list(self.parts)
        for part in waiting:
            outcome = await self._mapper.kept(part.chunk)
            if outcome and outcome.is_split:
                waiting += self.parts.split(part)
            elif outcome:
                self._take(part, outcome)
                self.purse.pay(outcome.usage, calls=0, model=outcome.model)
                self.kept += 1

    def _begin(self) -> None:
        while len(self._running) < self._at_once and (call := self._next_merge() or self._next_map()):
            self._running.add(asyncio.create_task(call))

    def _next_map(self) -> Coroutine[None, None, None] | None:
        while part := self.parts.waiting():
            if not part.chunk.has_content:
                self._take(part, Outcome())
            elif self._is_blind and not has_text(part.chunk):
                self._give_up(part, phrases.NO_IMAGES)
            elif self._may_read(cost := part.chunk.tokens + OVERHEAD + asking.MAP_TOKENS):
                part.is_begun = True
                self.purse.set_aside(cost)
                self._tell(part)
                return self._map(part, cost)
            else:
                return None
        return None

    def _may_read(self, cost: int) -> bool:
        """Whether another part may be read for so much; where not, why is noted."""
        if self.stopped:
            return False
        merging = self.levels.wants_merging
        if not self.purse.has_time(1 - MERGE_SHARE if merging else 1):
            self._end = phrases.OUT_OF_TIME
            return False
        # What is read has to be merged, in and out.
        if not self.purse.has(cost + (2 * self.levels.known if merging else 0)):
            self._end = phrases.OUT_OF_BUDGET
            return False
        return True

    async def _map(self, part: Part, cost: int) -> None:
        try:
            outcome = await self._mapper.read(part.chunk)
        except ContextTooLong as error:
            self.failure = error
            if not self.parts.split(part):
                self._give_up(part, phrases.TOO_LONG_FOR_MODEL)
        except ContentRefused as error:
            # Asking again or elsewhere would be working around it.
            self.failure = error
            self._give_up(part, phrases.MODEL_DECLINED)
        except (ModelError, OverLimit) as error:
            self._fail(error)
            self._give_up(part, self._end if self.stopped else phrases.MODEL_SILENT)
        else:
            self._silent = 0
            self._is_blind = self._is_blind or outcome.is_blind
            self.purse.pay(outcome.usage, calls=outcome.calls, model=outcome.model)
            if outcome.is_silent:
                self._give_up(part, phrases.MODEL_SILENT)
            else:
                self._take(part, outcome)
        finally:
            self.purse.give_back(cost)

    def _next_merge(self) -> Coroutine[None, None, None] | None:
        if self.stopped or not self.purse.has_time():
            return None
        group = self.levels.next()
        if group is None or not self.purse.has(cost := self.levels.cost(group) + OVERHEAD + asking.MERGE_TOKENS):
            return None
        group.is_begun = True
        self.purse.set_aside(cost)
        return self._merge(group, cost)

    async def _merge(self, group: Group, cost: int) -> None:
        """Where it comes to nothing, the lists stay as they are: they are merged on the next level, or trimmed."""
        try:
            merged = await self._merger.merge(self.levels.lists(group))
        except (ContextTooLong, ContentRefused):
            group.merged = self.levels.facts(group)
        except (ModelError, OverLimit) as error:
            self._fail(error)
            group.merged = self.levels.facts(group)
        else:
            self.purse.pay(merged.usage, calls=merged.calls, model=merged.model)
            if not (merged.truncated and self.levels.split(group)):
                group.merged = merged.facts or self.levels.facts(group)
        finally:
            self.purse.give_back(cost)

    def _take(self, part: Part, outcome: Outcome) -> None:
        self.parts.take(part, outcome)
        self._note(part)

    def _give_up(self, part: Part, reason: str) -> None:
        part.reason = reason
        self._note(part)

    def _note(self, part: Part) -> None:
        facts = self.parts.facts(part.number)
        if facts is not None:
            self.levels.know(part.number, facts)

    def _fail(self, error: FootnoteError) -> None:
        """What every further call would meet as well ends the reading; so does a row of parts without an answer."""
        self.failure = error
        self._silent += 1
        if type(error) is ModelError and self._silent < MOST_SILENT:
            return
        self.stopped = error
        self._end = _said_of(error)

    def _tell(self, part: Part) -> None:
        """Says what is being read; while that is being said, nothing further: no call waits for it."""
        if self._telling is None or self._telling.done():
            name, number, total = self.parts.where(part)
            self._telling = asyncio.ensure_future(self._progress(name, number, total))

    async def _cut_off(self) -> None:
        tasks = [*self._running, *([self._telling] if self._telling else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _said_of(error: FootnoteError) -> str:
    """What ended a reading early, as the receipt states it."""
    match error:
        case OverLimit():
            return phrases.LIMIT_REACHED_MEANWHILE
        case OutOfCredits():
            return phrases.CREDITS_ENDED
        case _:
            return phrases.MODEL_STOPPED
