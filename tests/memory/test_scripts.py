"""The inbox's scripts against a model of it, step by step, on a real server. Time passes only when the test says so."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.scripts import Scripts, Taken

LONG = 3600.0
"""Leases and delays: far beyond a test's duration, so that they end only by the rule `time_passes`."""

THREADS = st.sampled_from(["t1", "t2", "t3"])
QUESTIONS = st.sampled_from([f"q{number}" for number in range(6)])
OWNERS = st.sampled_from(["a", "b", "c", "d"])
DELAYS = st.sampled_from([0.0, LONG])


@dataclass
class Kept:
    """What the model knows of one question."""

    thread: str
    payload: str
    state: str = "queued"
    owner: str | None = None
    claims: int = 0
    failures: int = 0
    crashes: int = 0
    flagged: bool = False

    def as_redis(self) -> dict[str, str]:
        fields = {
            "thread": self.thread,
            "state": self.state,
            "claims": str(self.claims),
            "failures": str(self.failures),
            "crashes": str(self.crashes),
        }
        if self.owner is not None:
            fields["owner"] = self.owner
        if self.state in {"queued", "running"}:
            fields["payload"] = self.payload
        if self.flagged:
            fields["flagged"] = "1"
        return fields


class Machine(RuleBasedStateMachine):
    socket: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.redis = Redis(unix_socket_path=str(self.socket), decode_responses=False)
        self.scripts = Scripts(self.redis)
        self.questions: dict[str, Kept] = {}
        self.lines: dict[str, list[str]] = {}
        self.dead: list[str] = []
        self.held: dict[str, str] = {}
        self.wake_owed = False

    @initialize()
    def begin_empty(self) -> None:
        self.runner.run(self.redis.flushall())

    def teardown(self) -> None:
        self.runner.run(self.redis.aclose())
        self.runner.close()

    def is_mine(self, question: str, owner: str) -> bool:
        kept = self.questions.get(question)
        return kept is not None and kept.state == "running" and kept.owner == owner

    def leave(self, question: str) -> None:
        line = self.lines[self.questions[question].thread]
        line.remove(question)

    @rule(question=QUESTIONS, thread=THREADS, delay=DELAYS, edition=st.integers(0, 9))
    def put(self, question: str, thread: str, delay: float, edition: int) -> None:
        payload = f"{question} {edition}"
        new = self.runner.run(self.scripts.put(question=question, thread=thread, payload=payload.encode(), delay=delay))
        assert new == (question not in self.questions)
        if new:
            line = self.lines.setdefault(thread, [])
            self.wake_owed |= not line
            line.append(question)
            self.questions[question] = Kept(thread, payload)

    @rule(owner=OWNERS)
    def claim(self, owner: str) -> None:
        due = self.due()
        found = self.runner.run(self.scripts.claim(owner=owner, lease=LONG))
        thread = self.held.get(owner)
        repeated = thread is not None and bool(self.lines[thread]) and self.is_mine(self.lines[thread][0], owner)
        if not repeated:
            thread = due[0] if due else None
        if thread is None:
            self.wake_owed = False
            assert not isinstance(found, Taken)
            assert (found is None) == (not any(self.lines.values()))
            return
        kept = self.questions[self.lines[thread][0]]
        if not repeated:
            kept.crashes += kept.state == "running"
            kept.claims += 1
            kept.state, kept.owner = "running", owner
            self.held[owner] = thread
        assert found == Taken(
            thread,
            self.lines[thread][0],
            kept.payload.encode(),
            kept.failures,
            kept.crashes,
            kept.claims,
            kept.flagged,
        )
        assert thread not in self.due()

    @rule(thread=THREADS)
    def time_passes(self, thread: str) -> None:
        """A lease, a delay or a scheduled time of this thread is over."""
        self.runner.run(self.redis.zadd(keys.INBOX_DUE, {thread: 1000}, xx=True))

    @rule()
    def idle_workers_take_the_wakes(self) -> None:
        self.runner.run(self.redis.delete(keys.INBOX_WAKE))
        self.wake_owed = False

    @rule(question=QUESTIONS, owner=OWNERS, own=st.booleans())
    def beat(self, question: str, owner: str, own: bool) -> None:
        question, owner = self.aim(question, owner, own)
        thread = self.thread_of(question)
        ok = self.runner.run(self.scripts.beat(thread=thread, question=question, owner=owner, lease=LONG))
        assert ok == self.is_mine(question, owner)
        assert not ok or thread not in self.due()

    @rule(question=QUESTIONS, owner=OWNERS, own=st.booleans(), delay=DELAYS, failed=st.booleans())
    def later(self, question: str, owner: str, own: bool, delay: float, failed: bool) -> None:
        question, owner = self.aim(question, owner, own)
        thread = self.thread_of(question)
        ok = self.runner.run(self.scripts.later(thread=thread, question=question, owner=owner, delay=delay, failed=failed))
        assert ok == self.is_mine(question, owner)
        if ok:
            kept = self.questions[question]
            kept.state, kept.owner = "queued", None
            kept.failures += failed
            self.held.pop(owner, None)
            self.wake_owed = True
            assert (thread in self.due()) == (delay == 0)

    @rule(question=QUESTIONS, owner=OWNERS, own=st.booleans(), dead=st.booleans())
    def end(self, question: str, owner: str, own: bool, dead: bool) -> None:
        question, owner = self.aim(question, owner, own)
        ending = "dead" if dead else "done"
        thread = self.thread_of(question)
        kept = self.questions.get(question)
        again = kept is not None and kept.owner == owner and kept.state == ending
        ok = self.runner.run(self.scripts.end(thread=thread, question=question, owner=owner, dead=dead))
        assert ok == (again or self.is_mine(question, owner))
        if ok and not again:
            self.questions[question].state = ending
            self.leave(question)
            self.held.pop(owner, None)
            if dead:
                self.dead.append(question)
            if self.lines[thread]:
                self.wake_owed = True
                assert self.is_behind_all_that_wait(thread)

    @rule(question=QUESTIONS, edition=st.integers(0, 9))
    def amend(self, question: str, edition: int) -> None:
        payload = f"{question} {edition}"
        outcome = self.runner.run(self.scripts.amend(question=question, payload=payload.encode()))
        kept = self.questions.get(question)
        if kept is None:
            assert outcome == "unknown"
        elif kept.state == "queued":
            assert outcome == "amended"
            kept.payload = payload
        else:
            assert outcome == ("running" if kept.state == "running" else "done")

    @rule(question=QUESTIONS)
    def cancel(self, question: str) -> None:
        outcome = self.runner.run(self.scripts.cancel(question=question))
        kept = self.questions.get(question)
        if kept is None:
            assert outcome == "unknown"
        elif kept.state == "running":
            assert outcome == "flagged"
            kept.flagged = True
        elif kept.state == "queued" and kept.claims:
            assert outcome == "flagged"
            kept.flagged = True
            self.wake_owed = True
            assert kept.thread in self.due()
        elif kept.state == "queued":
            assert outcome == "dropped"
            kept.state = "done"
            self.leave(question)
        else:
            assert outcome == "done"

    @invariant()
    def redis_holds_what_the_model_holds(self) -> None:
        self.runner.run(self.compare())

    async def compare(self) -> None:
        for name, kept in self.questions.items():
            found = cast("dict[bytes, bytes]", await self.redis.hgetall(f"{{q}}:question:{name}"))
            assert {field.decode(): value.decode() for field, value in found.items()} == kept.as_redis()
        for thread, line in self.lines.items():
            pending = cast("list[bytes]", await self.redis.lrange(f"{{q}}:pending:{thread}", 0, -1))
            assert [name.decode() for name in pending] == line
        members = cast("list[bytes]", await self.redis.zrange(keys.INBOX_DUE, 0, -1))
        assert {member.decode() for member in members} == {thread for thread, line in self.lines.items() if line}
        dead = cast("list[bytes]", await self.redis.lrange(keys.INBOX_DEAD, 0, -1))
        assert [name.decode() for name in dead] == self.dead
        if self.wake_owed:
            assert await self.redis.llen(keys.INBOX_WAKE) > 0

    def aim(self, question: str, owner: str, own: bool) -> tuple[str, str]:
        """With `own`, a question that is being answered and its true owner: a blind draw seldom hits both."""
        running = sorted((name, str(kept.owner)) for name, kept in self.questions.items() if kept.state == "running")
        return running[int(question[1:]) % len(running)] if own and running else (question, owner)

    def thread_of(self, question: str) -> str:
        kept = self.questions.get(question)
        return kept.thread if kept else "t1"

    def is_behind_all_that_wait(self, thread: str) -> bool:
        times = {name: self.runner.run(self.redis.zscore(keys.INBOX_DUE, name)) or 0.0 for name in self.due()}
        return thread in times and times[thread] == max(times.values())

    def due(self) -> list[str]:
        """The threads that anybody may take, the one that has been due longest first."""

        async def read() -> list[str]:
            seconds, microseconds = await self.redis.time()
            now = seconds * 1000 + microseconds // 1000
            return [
                member.decode() for member in cast("list[bytes]", await self.redis.zrangebyscore(keys.INBOX_DUE, "-inf", now))
            ]

        return self.runner.run(read())


def test_the_scripts_do_what_their_model_does(redis_socket: Path) -> None:
    class OnThisServer(Machine):
        socket = redis_socket

    run_state_machine_as_test(
        OnThisServer,
        settings=settings(
            max_examples=60,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
