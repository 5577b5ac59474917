"""The worker: claims a Question, keeps its lease alive, hands it to the desk, ends it or puts it back."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from uuid import uuid4

import stamina

from bot.language import FootnoteError, LeaseLost, StoreUnavailable, phrases
from bot.memory.inbox import Claim, Idle, Inbox
from bot.telemetry import Telemetry, log

# A worker that died is noticed after one lease; three beats fit into it.
LEASE_SECONDS = 30.0
BEAT_SECONDS = 10.0
# A question whose handling fails is tried again after these many seconds, then given up.
RETRY_SECONDS = (1.0, 5.0, 20.0, 60.0)
# Crashes are counted apart: a neighbour's poison must not cost a healthy question its answer (eight in a row are normal
# under a rolling restart), while one that itself kills workers must end.
MOST_CRASHES = 10
# Between SIGTERM and SIGKILL platforms leave 30 s: finish what can be finished, then give the rest back.
DRAIN_SECONDS = 20.0
# How long an idle worker sleeps at most before it looks again: the wake list is only a hint.
IDLE_SECONDS = 1.0
# The first retry of a failed claim is quick: a blip of Redis must not stall every thread.
CLAIM_RETRY_SECONDS = (0.1, 0.3, 1.0)
# An answered question must be ended even through a restart of Redis, or it would be answered again.
END_SECONDS = 60.0
END_FIRST_WAIT_SECONDS = 0.2

Handle = Callable[[Claim], Awaitable[None]]
GiveUp = Callable[[Claim, FootnoteError], Awaitable[None]]


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
        self._slots = asyncio.Semaphore(concurrency)
        self._telemetry = telemetry
        self._lease = lease
        self._beat = beat
        self._drain = drain
        self._retries = retries
        self._running: set[asyncio.Task[None]] = set()
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    async def run(self, stopping: asyncio.Event) -> None:
        """Works until `stopping` is set, then drains: finishes what it can and gives the rest back at once."""
        while not stopping.is_set():
            await self._slots.acquire()
            claim = None if stopping.is_set() else await self._claim(stopping)
            if claim is None:
                self._slots.release()
                continue
            task = asyncio.create_task(self._work(claim))
            self._running.add(task)
            task.add_done_callback(self._finished)
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=self._drain)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._slots.release()
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

    async def _work(self, claim: Claim) -> None:
        """One claimed question, from its lease to its end."""
        if claim.flagged:
            await self._end(claim, dead=False)
            return
        if claim.crashes > MOST_CRASHES:
            await self._bury(claim, reason="crashes")
            return
        handler = asyncio.create_task(self._timed_handle(claim))
        beats = asyncio.create_task(self._keep_alive(claim, handler))
        try:
            await asyncio.shield(handler)
        except LeaseLost:
            self._telemetry.count("leases_lost")
        except asyncio.CancelledError:
            await self._put_back(claim, handler)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the question is tried again or given up
            await self._failed(claim, error)
        else:
            await self._end(claim, dead=False)
        finally:
            beats.cancel()

    async def _timed_handle(self, claim: Claim) -> None:
        with self._telemetry.timed("question_seconds"):
            await self._handle(claim)

    async def _keep_alive(self, claim: Claim, handler: asyncio.Task[None]) -> None:
        """Renews the lease; once it is lost, nothing more may be shown by this worker."""
        while not handler.done():
            await asyncio.sleep(self._beat)
            try:
                if not await self._inbox.beat(claim, lease=self._lease):
                    handler.cancel()
                    return
            except StoreUnavailable as error:
                log.warning("beat failed", question=claim.question.id, error=type(error).__name__)

    async def _put_back(self, claim: Claim, handler: asyncio.Task[None]) -> None:
        """Cancelled: because the lease was lost (then this does nothing) or the process ends (then others start at once)."""
        handler.cancel()
        await asyncio.gather(handler, return_exceptions=True)
        try:
            await self._inbox.later(claim, delay=0, failed=False)
        except StoreUnavailable as error:
            log.warning("give-back failed; the lease will run out", question=claim.question.id, error=type(error).__name__)

    async def _failed(self, claim: Claim, error: Exception) -> None:
        log.warning("question failed", question=claim.question.id, error=type(error).__name__, failures=claim.failures + 1)
        if claim.failures >= len(self._retries):
            await self._bury(claim, reason="failures")
            return
        try:
            await self._inbox.later(claim, delay=self._retries[claim.failures], failed=True)
        except StoreUnavailable as store_error:
            log.warning("put back failed; the lease will run out", question=claim.question.id, error=type(store_error).__name__)

    async def _bury(self, claim: Claim, *, reason: str) -> None:
        """Ends a question without an answer, and says so to the person if that is possible at all."""
        log.error("question given up", question=claim.question.id, reason=reason)
        self._telemetry.count("questions_given_up", reason)
        try:
            await self._give_up(claim, FootnoteError(phrases.GAVE_UP, detail=reason))
        except Exception as error:  # noqa: BLE001 - it ends here whatever happens; the log has it
            log.error("could not say so", question=claim.question.id, error=type(error).__name__)
        await self._end(claim, dead=True)

    async def _end(self, claim: Claim, *, dead: bool) -> None:
        try:
            async for attempt in stamina.retry_context(
                on=StoreUnavailable, attempts=None, timeout=END_SECONDS, wait_initial=END_FIRST_WAIT_SECONDS, wait_max=1.0
            ):
                with attempt:
                    await self._inbox.end(claim, dead=dead)
        except StoreUnavailable as error:
            log.error("end not recorded", question=claim.question.id, error=type(error).__name__)
