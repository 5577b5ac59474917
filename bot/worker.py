"""The worker: claims a Question, keeps its lease alive, hands it to the desk, ends it or puts it back."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import stamina

from bot.language import FootnoteError, LeaseLost, QuestionId, SlackRefused, StoreUnavailable, phrases
from bot.memory.inbox import Claim, Flag, Idle, Inbox
from bot.telemetry import Telemetry, log

# A worker that died is noticed after one lease; three beats fit into it.
LEASE_SECONDS = 30.0
BEAT_SECONDS = 10.0
# A question whose handling fails is tried again after these many seconds, then given up.
RETRY_SECONDS = (1.0, 5.0, 20.0, 60.0)
# Crashes are counted apart: a neighbour's poison must not cost a healthy question its answer (eight in a row are normal
# under a rolling restart), while one that itself kills workers must end.
MOST_CRASHES = 10
# From so many on, a question gets a process without new neighbours: those of a poison would crash with it each time, as their
# leases run out together, and be given up with it.
CRASHES_ALONE = 3
# Between SIGTERM and SIGKILL platforms leave 30 s: finish what can be finished, then give the rest back.
DRAIN_SECONDS = 20.0
# How long an idle worker sleeps at most before it looks again: the wake list is only a hint.
IDLE_SECONDS = 1.0
# The first retry of a failed claim is quick: a blip of Redis must not stall every thread.
CLAIM_RETRY_SECONDS = (0.1, 0.3, 1.0)
# An answered question must be ended even through a restart of Redis, or it would be answered again.
END_SECONDS = 60.0
END_FIRST_WAIT_SECONDS = 0.2

Handle = Callable[[Claim, "Interruption"], Awaitable[None]]
GiveUp = Callable[[Claim, FootnoteError], Awaitable[None]]


class Interrupted(Exception):
    """A person stopped, deleted or edited the question while it was being answered."""


class Interruption:
    """How a person's wish reaches whoever is answering: from the moment of `interrupt`, what is `watched` ends."""

    def __init__(self) -> None:
        self.flag: Flag | None = None
        self.heeded: Flag | None = None
        """The wish that ended what was watched; one that came later is not heeded."""
        self._watched: asyncio.Task[object] | None = None
        self._cancelled = False

    def interrupt(self, flag: Flag) -> None:
        """Ends what is watched now, or will be. The first wish counts, but a deletion outdoes every other."""
        if self.flag is None or flag == "deleted":
            self.flag = flag
        if self._watched and not self._cancelled:
            self._cancelled = self._watched.cancel()

    @asynccontextmanager
    async def watched(self) -> AsyncGenerator[None]:
        """The block in which a wish is obeyed: it raises `Interrupted`. As with `asyncio.timeout`, other cancellations pass."""
        if self.flag:
            self.heeded = self.flag
            raise Interrupted
        task = asyncio.current_task()
        assert task
        self._watched = task
        try:
            yield
        except asyncio.CancelledError:
            if self._cancelled and not task.uncancel():
                self.heeded = self.flag
                raise Interrupted from None
            raise
        finally:
            self._watched = None


class Worker:
    """Answers up to `concurrency` questions side by side; those of one thread come one at a time, in order."""

    def __init__(
        self,
        inbox: Inbox,
        *,
        handle: Handle,
        give_up: GiveUp,
        concurrency: int,
        telemetry: Telemetry,
        lease: float = LEASE_SECONDS,
        beat: float = BEAT_SECONDS,
        drain: float = DRAIN_SECONDS,
        retries: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self._inbox = inbox
        self._handle = handle
        self._give_up = give_up
        self._concurrency = concurrency
        self._telemetry = telemetry
        self._lease = lease
        self._beat = beat
        self._drain = drain
        self._retries = retries
        self._running: set[asyncio.Task[None]] = set()
        self._alone: asyncio.Task[None] | None = None
        """What nothing is begun beside."""
        self._interruptions: dict[QuestionId, tuple[Claim, Interruption]] = {}
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    async def run(self, stopping: asyncio.Event) -> None:
        """Works until `stopping` is set, then drains: finishes what it can and gives the rest back at once."""
        listening = asyncio.create_task(self._listen())
        try:
            await self._claim_until(stopping)
            await self._drained()
        finally:
            while not listening.done():
                # Once more if it must be: a cancellation can be swallowed while the client connects.
                listening.cancel()
                await asyncio.wait({listening}, timeout=1.0)

    async def _claim_until(self, stopping: asyncio.Event) -> None:
        stopped = asyncio.create_task(stopping.wait())
        while not stopping.is_set():
            if len(self._running) >= self._concurrency or self._alone:
                await asyncio.wait({stopped, *self._running}, return_when=asyncio.FIRST_COMPLETED)
            elif claim := await self._claim(stopping):
                task = asyncio.create_task(self._work(claim))
                self._running.add(task)
                task.add_done_callback(self._finished)
                self._alone = task if claim.crashes >= CRASHES_ALONE else None
        stopped.cancel()

    async def _drained(self) -> None:
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=self._drain)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._alone = None if task is self._alone else self._alone
        if not task.cancelled() and (error := task.exception()):
            log.error("worker task failed", error=type(error).__name__)

    async def _claim(self, stopping: asyncio.Event) -> Claim | None:
        """The next question, or None after a short sleep. One owner name per claim: a repeated call is the same claim."""
        owner = f"{self._name}:{uuid4().hex}"
        for pause in (*CLAIM_RETRY_SECONDS, None):
            try:
                claimed = await self._inbox.claim(owner, lease=self._lease)
            except StoreUnavailable as error:
                log.warning("claim failed", error=type(error).__name__)
                await asyncio.sleep(pause or CLAIM_RETRY_SECONDS[-1])
                continue
            if isinstance(claimed, Claim):
                return claimed
            await self._sleep(claimed, stopping)
            return None
        return None

    async def _sleep(self, idle: Idle, stopping: asyncio.Event) -> None:
        """Waits for a wake-up, the next due time, the end of the idle time, or the end of work, whichever is first."""
        seconds = IDLE_SECONDS if idle.seconds is None else min(idle.seconds, IDLE_SECONDS)
        woken = asyncio.create_task(self._inbox.wait(max(seconds, 0.01)))
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait((woken, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if woken.done() and isinstance(woken.exception(), StoreUnavailable):
            await asyncio.sleep(CLAIM_RETRY_SECONDS[-1])
        woken.cancel()

    async def _listen(self) -> None:
        """Hears at once of questions that are stopped, deleted or edited, in whichever process that was noticed."""
        while True:
            try:
                async for question_id in self._inbox.flags():
                    if found := self._interruptions.get(question_id):
                        await self._heed(*found)
            except StoreUnavailable as error:
                log.warning("not hearing of stops; each beat looks", error=type(error).__name__)
                await asyncio.sleep(CLAIM_RETRY_SECONDS[-1])

    async def _heed(self, claim: Claim, interruption: Interruption) -> None:
        hold = await self._inbox.holds(claim)
        if hold.flag:
            interruption.interrupt(hold.flag)

    async def _work(self, claim: Claim) -> None:
        """One claimed question, from its lease to its end."""
        if claim.crashes >= MOST_CRASHES:
            await self._bury(claim, reason="crashes")
            return
        interruption = Interruption()
        if claim.flag:
            interruption.interrupt(claim.flag)
        self._interruptions[claim.question.id] = claim, interruption
        handler = asyncio.create_task(self._timed_handle(claim, interruption))
        beats = asyncio.create_task(self._keep_alive(claim, interruption, handler))
        try:
            await asyncio.shield(handler)
        except Interrupted:
            await self._put_back(claim, handler)
        except LeaseLost:
            self._telemetry.count("leases_lost")
        except asyncio.CancelledError:
            await self._put_back(claim, handler)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the question is tried again or given up
            await self._failed(claim, error)
        else:
            await self._end(claim, dead=False, seen=interruption.heeded)
        finally:
            beats.cancel()
            # Given back, it may have been claimed again by this very process.
            if self._interruptions.get(claim.question.id) == (claim, interruption):
                del self._interruptions[claim.question.id]

    async def _timed_handle(self, claim: Claim, interruption: Interruption) -> None:
        with self._telemetry.timed("question_seconds"):
            await self._handle(claim, interruption)

    async def _keep_alive(self, claim: Claim, interruption: Interruption, handler: asyncio.Task[None]) -> None:
        """Renews the lease; once it is lost, nothing more may be shown by this worker. Looks for stops that were not heard."""
        while not handler.done():
            await asyncio.sleep(self._beat)
            try:
                if not await self._inbox.beat(claim, lease=self._lease):
                    handler.cancel()
                    return
                await self._heed(claim, interruption)
            except StoreUnavailable as error:
                log.warning("beat failed", question=claim.question.id, error=type(error).__name__)

    async def _put_back(self, claim: Claim, handler: asyncio.Task[None]) -> None:
        """Not finished: the lease was lost (then this does nothing), the process ends, or the question was edited meanwhile."""
        handler.cancel()
        await asyncio.wait({handler})
        if not handler.cancelled() and handler.exception() is None:
            await self._end(claim, dead=False)  # It landed in that very moment: whoever took it over would give it again.
            return
        try:
            await self._inbox.later(claim, delay=0, failed=False)
        except StoreUnavailable as error:
            log.warning("give-back failed; the lease will run out", question=claim.question.id, error=type(error).__name__)

    async def _failed(self, claim: Claim, error: Exception) -> None:
        log.warning("question failed", question=claim.question.id, error=type(error).__name__, failures=claim.failures + 1)
        # What Slack refuses it will refuse again.
        if isinstance(error, SlackRefused) or claim.failures >= len(self._retries):
            await self._bury(claim, reason="failures")
            return
        try:
            await self._inbox.later(claim, delay=self._retries[claim.failures], failed=True)
        except StoreUnavailable as store_error:
            log.warning("put back failed; the lease will run out", question=claim.question.id, error=type(store_error).__name__)

    async def _bury(self, claim: Claim, *, reason: str) -> None:
        """Ends a question without an answer, and says so to the person, if that is possible and the question still stands."""
        log.error("question given up", question=claim.question.id, reason=reason)
        self._telemetry.count("questions_given_up", reason)
        try:
            if claim.flag != "deleted":
                await self._give_up(claim, FootnoteError(phrases.GAVE_UP, detail=reason))
        except Exception as error:  # noqa: BLE001 - it ends here whatever happens; the log has it
            log.error("could not say so", question=claim.question.id, error=type(error).__name__)
        await self._end(claim, dead=True)

    async def _end(self, claim: Claim, *, dead: bool, seen: Flag | None = None) -> None:
        try:
            async for attempt in stamina.retry_context(
                on=StoreUnavailable, attempts=None, timeout=END_SECONDS, wait_initial=END_FIRST_WAIT_SECONDS, wait_max=1.0
            ):
                with attempt:
                    await self._inbox.end(claim, dead=dead, seen=seen)
        except StoreUnavailable as error:
            log.error("end not recorded", question=claim.question.id, error=type(error).__name__)
