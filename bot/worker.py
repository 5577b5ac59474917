"""The worker: claims a Question, keeps its lease alive, hands it to the desk, ends it or puts it back."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import chain, repeat
from random import uniform
from uuid import uuid4

import stamina

from bot.language import (
    LeaseLost,
    OutOfReach,
    Postponed,
    Question,
    QuestionId,
    SlackRefused,
    StoreUnavailable,
)
from bot.memory.inbox import Claim, Flag, Idle, Inbox
from bot.telemetry import Telemetry, begin_course, course, log
from bot.telemetry.tracing import begin_question, end_question

# A worker that died is noticed after one lease; three beats fit into it.
LEASE_SECONDS = 30.0
BEAT_SECONDS = 10.0
# A question whose handling fails is tried again after these many seconds, then given up.
RETRY_SECONDS = (1.0, 5.0, 20.0, 60.0)
# A question whose answer has to wait, as Slack or the model asks, is put back for so long, and nothing counts against it, until
# it is this old: whoever asked does not wait longer, and is told.
PATIENCE_SECONDS = 900.0
# A wait is stretched by up to this factor.
MOST_SPREAD = 1.25
# Crashes are counted apart: a neighbour's poison must not cost a healthy question its answer (eight in a row are normal
# under a rolling restart), while one that itself kills workers must end.
MOST_CRASHES = 10
# From so many crashes on, a question is answered beside no other of which that is true. Those that were answered beside a poison
# crash with it, and their leases run out together: begun together again each time, they would all be given up with it. Not
# sooner: where processes are killed again and again, healthy questions come this far, and one at a time they would take long.
CRASHES_APART = 6
APART_SECONDS = 1.0
# Between SIGTERM and SIGKILL platforms leave 30 s, and closing everything else takes some: finish what can be finished, then
# give the rest back, and what can't even be given back within a moment is left to its lease.
DRAIN_SECONDS = 18.0
GIVE_BACK_SECONDS = 3.0
# How long an idle worker sleeps at most before it looks again: the wake list is only a hint.
IDLE_SECONDS = 1.0
# The first retry of a failed claim is quick: a blip of Redis must not stall every thread.
CLAIM_RETRY_SECONDS = (0.1, 0.3, 1.0)
# An answered question must be ended even through a restart of Redis, or it would be answered again.
END_SECONDS = 60.0
END_FIRST_WAIT_SECONDS = 0.2
# Questions of which it is remembered that they are over although Redis may not know it; each is soon known or claimed again.
MOST_UNENDED = 1000
# How an attempt can end that leaves the question to another one.
UNFINISHED = frozenset({"edited", "handed back", "tried again", "lease lost"})

Handle = Callable[[Claim, "Interruption"], Awaitable[None]]
GiveUp = Callable[[Claim, Postponed | None], Awaitable[None]]
"""Says so to who asked: why, where that is known."""


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
        give_back: float = GIVE_BACK_SECONDS,
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
        self._give_back = give_back
        self._retries = retries
        self._running: set[asyncio.Task[None]] = set()
        self._suspect: asyncio.Task[object] | None = None
        """The one question under way that may be what crashes workers."""
        self._interruptions: dict[QuestionId, tuple[Claim, Interruption]] = {}
        self._unended: dict[QuestionId, tuple[Question, str]] = {}
        """What is over here, answered or given up (and why), and perhaps not yet in Redis."""
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
            if len(self._running) >= self._concurrency:
                await asyncio.wait({stopped, *self._running}, return_when=asyncio.FIRST_COMPLETED)
            elif claim := await self._claim(stopping):
                task = asyncio.create_task(self._work(claim))
                self._running.add(task)
                task.add_done_callback(self._finished)
        stopped.cancel()

    async def _drained(self) -> None:
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=self._drain)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=self._give_back)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("worker task failed", error=type(error).__name__)

    async def _claim(self, stopping: asyncio.Event) -> Claim | None:
        """The next question, or None after a short sleep.

        One owner name until there is an answer: a Redis that was silent may still carry out a call that was given up, and
        what that takes must be this very claim's.
        """
        owner = f"{self._name}:{uuid4().hex}"
        pauses = chain(CLAIM_RETRY_SECONDS, repeat(CLAIM_RETRY_SECONDS[-1]))
        while not stopping.is_set():
            try:
                claimed = await self._inbox.claim(owner, lease=self._lease)
            except StoreUnavailable as error:
                log.warning("claim failed", error=type(error).__name__)
                await asyncio.sleep(next(pauses))
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
        begin_course(waited=claim.waited)
        begin_question(claim.question.id, parent=claim.question.trace, waited=claim.waited, is_first=claim.claims == 1)
        if claim.claims == 1:
            self._telemetry.observe("queue_seconds", claim.waited)
        if claim.crashed:
            self._telemetry.count("claims_after_crash")
        if await self._needs_no_answer(claim):
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
            await self._put_back(claim, handler, outcome="edited")
        except LeaseLost:
            self._told(claim, "lease lost")
        except asyncio.CancelledError:
            await self._put_back(claim, handler, outcome="handed back")
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the question is tried again or given up
            await self._failed(claim, error)
        else:
            await self._end(claim, seen=interruption.heeded)
            self._told(claim, course().outcome or "answered")
        finally:
            beats.cancel()
            # Given back, it may have been claimed again by this very process.
            if self._interruptions.get(claim.question.id) == (claim, interruption):
                del self._interruptions[claim.question.id]

    async def _needs_no_answer(self, claim: Claim) -> bool:
        """Whether it is over, or put back for now; then that is told."""
        question, dead = self._unended.pop(claim.question.id, (None, ""))
        # One that waited when it was taken was put back since, by an operator for instance, and wants an answer.
        if question == claim.question and claim.crashed and not claim.flag:
            # Redis was away for longer than the lease, and handed it out again before it heard of its end.
            await self._end(claim, dead=dead)
            self._told(claim, "given up" if dead else "answered")
            return True
        if claim.is_lost:
            await self._bury(claim, reason="unreadable")
            return True
        if claim.crashes >= MOST_CRASHES:
            await self._bury(claim, reason="crashes")
            return True
        if claim.crashes >= CRASHES_APART:
            if self._suspect and not self._suspect.done():
                await self._try_again(claim, delay=APART_SECONDS, failed=False)
                return True
            self._suspect = asyncio.current_task()
        return False

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

    async def _put_back(self, claim: Claim, handler: asyncio.Task[None], *, outcome: str) -> None:
        """Not finished: the lease was lost (then this does nothing), the process ends, or the question was edited meanwhile."""
        handler.cancel()
        await asyncio.wait({handler})
        if not handler.cancelled() and handler.exception() is None:
            await self._end(claim)  # It landed in that very moment: whoever took it over would give it again.
            self._told(claim, course().outcome or "answered")
            return
        try:
            if not await self._inbox.later(claim, delay=0, failed=False):
                outcome = "lease lost"
        except StoreUnavailable as error:
            log.warning("give-back failed; the lease will run out", question=claim.question.id, error=type(error).__name__)
        self._told(claim, outcome)

    async def _failed(self, claim: Claim, error: Exception) -> None:
        log.warning("question failed", question=claim.question.id, error=type(error).__name__, failures=claim.failures + 1)
        asked = error.retry_after if isinstance(error, OutOfReach) else None
        if asked is not None:
            if claim.waited + course().elapsed + asked > PATIENCE_SECONDS:
                await self._bury(claim, reason="waited", error=error)
            else:
                await self._try_again(claim, delay=asked, failed=False)
        # What Slack refuses it will refuse again.
        elif isinstance(error, SlackRefused) or claim.failures >= len(self._retries):
            await self._bury(claim, reason="failures", error=error)
        else:
            await self._try_again(claim, delay=self._retries[claim.failures], failed=True)

    async def _try_again(self, claim: Claim, *, delay: float, failed: bool) -> None:
        try:
            # Not all at the same moment: what failed together would fail together again.
            await self._inbox.later(claim, delay=delay * uniform(1.0, MOST_SPREAD), failed=failed)  # noqa: S311 - no secret
        except StoreUnavailable as error:
            log.warning("put back failed; the lease will run out", question=claim.question.id, error=type(error).__name__)
        self._told(claim, "tried again")

    async def _bury(self, claim: Claim, *, reason: str, error: Exception | None = None) -> None:
        """Ends a question without an answer, and says so to the person, if that is possible and the question still stands."""
        log.error("question given up", question=claim.question.id, reason=reason)
        self._telemetry.count("questions_given_up", reason)
        try:
            if claim.flag != "deleted":
                await self._give_up(claim, error if isinstance(error, Postponed) else None)
        except Exception as unsaid:  # noqa: BLE001 - it ends here whatever happens; the log has it
            log.error("could not say so", question=claim.question.id, error=type(unsaid).__name__)
        await self._end(claim, dead=f"{reason}: {type(error).__name__}" if error else reason)
        self._told(claim, "given up")

    def _told(self, claim: Claim, outcome: str) -> None:
        """An attempt is over: it is counted, and all that it came to is one line."""
        this = course()
        self._telemetry.count("attempts", outcome)
        if outcome == "lease lost":
            self._telemetry.count("leases_lost")
        if outcome not in UNFINISHED:
            self._telemetry.observe("done_seconds", this.elapsed)
            if (seconds := this.reached("status")) is not None:
                self._telemetry.observe("status_seconds", seconds)
            if (seconds := this.reached("first_text")) is not None:
                self._telemetry.observe("first_text_seconds", seconds)
        came_to = {f"footnote.{name}": value for name, value in this.line().items()}
        end_question({"footnote.outcome": outcome, "footnote.claims": claim.claims, **came_to})
        log.info(
            "question left" if outcome in UNFINISHED else "question done",
            question=claim.question.id,
            outcome=outcome,
            attempts=1 + claim.failures + claim.crashes,
            claims=claim.claims,
            **this.line(),
        )

    async def _end(self, claim: Claim, *, dead: str = "", seen: Flag | None = None) -> None:
        self._unended[claim.question.id] = claim.question, dead
        if len(self._unended) > MOST_UNENDED:
            del self._unended[next(iter(self._unended))]
        try:
            async for attempt in stamina.retry_context(
                on=StoreUnavailable, attempts=None, timeout=END_SECONDS, wait_initial=END_FIRST_WAIT_SECONDS, wait_max=1.0
            ):
                with attempt:
                    if await self._inbox.end(claim, dead=dead, seen=seen):
                        self._unended.pop(claim.question.id, None)
        except StoreUnavailable as error:
            log.error("end not recorded", question=claim.question.id, error=type(error).__name__)
