"""The inbox's scripts against a model of it, step by step, on a real server. Time passes only when the test says so."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from redis.asyncio import Redis

from bot.language import QuestionId
from bot.memory import keys
from bot.memory.change_scripts import ChangeScripts
from bot.memory.dead_letters import DeadLetters
from bot.memory.scripts import DEDUPE_SECONDS, LETTER_SECONDS, Flag, Scripts, Taken

T = TypeVar("T")

LONG = 3600.0
"""Leases and delays: far beyond a test's duration, so that they end only by the rule `time_passes`."""

THREADS = st.sampled_from(["t:a:1", "t:a:2", "t:b:3", "t:b:4"])
"""Two channels of a workspace, with two threads each."""
ASKERS = st.sampled_from(["u1", "u2"])
PICKS = st.integers(0, 5)
"""Which of the newest questions is meant; 0 is one that was never put."""

EDITIONS = st.integers(1, 9)
OWNERS = st.sampled_from(["a", "b", "c", "d"])
OWN = st.sampled_from([True, True, False])
DELAYS = st.sampled_from([0.0, 0.0, LONG])


@dataclass
class Kept:
    """What the model knows of one question."""

    thread: str
    payload: str
    asker: str = ""
    state: str = "queued"
    owner: str | None = None
    claims: int = 0
    failures: int = 0
    crashes: int = 0
    flag: Flag | None = None
    again: str | None = None
    letter: str | None = None
    why: str | None = None
    edition: int = 0

    def as_redis(self) -> dict[str, str]:
        fields = {
            "thread": self.thread,
            "asker": self.asker,
            "state": self.state,
            "claims": str(self.claims),
            "failures": str(self.failures),
            "crashes": str(self.crashes),
            "edition": str(self.edition),
        }
        if self.owner is not None:
            fields["owner"] = self.owner
        if self.state in {"queued", "running"}:
            fields["payload"] = self.payload
        if self.flag is not None:
            fields["flag"] = self.flag
        if self.again is not None:
            fields["again"] = self.again
        if self.letter is not None:
            fields["letter"] = self.letter
        if self.why is not None:
            fields["why"] = self.why
        return fields

    def revive(self, payload: str) -> None:
        """It is asked again, as if nothing had gone wrong before."""
        self.payload, self.state = payload, "queued"
        self.again = self.letter = self.why = self.owner = self.flag = None
        self.failures = self.crashes = 0


def channel_of(thread: str) -> str:
    return thread.rpartition(":")[0]


class Machine(RuleBasedStateMachine):
    socket: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.redis = Redis(unix_socket_path=str(self.socket), decode_responses=False)
        self.scripts = Scripts(self.redis)
        self.changes = ChangeScripts(self.redis)
        self.letters = DeadLetters(self.redis)
        self.questions: dict[str, Kept] = {}
        self.lines: dict[str, list[str]] = {}
        self.dead: list[str] = []
        self.held: dict[str, str] = {}
        self.wake_owed = False
        self.resting: set[str] = set()
        self.passed: dict[str, set[str]] = {}
        """For each channel, those that have waited ever since it was last served."""

    @initialize(claims=st.integers(0, 3))
    def begin(self, claims: int) -> None:
        """With something to do: from nothing, most steps would have nothing to act on."""
        self.run(self.redis.flushall())
        for thread, asker in [("t:a:1", "u1"), ("t:a:1", "u2"), ("t:a:2", "u1"), ("t:b:3", "u2")]:
            self.put(again=0, thread=thread, asker=asker, delay=0.0, edition=1)
        for owner in "abc"[:claims]:
            self.claim(owner=owner, after_crash=False, thread="t:a:1")

    def run(self, awaitable: Awaitable[T]) -> T:
        async def wait() -> T:
            return await awaitable

        return self.runner.run(wait())

    def teardown(self) -> None:
        self.run(self.redis.aclose())
        self.runner.close()

    def is_mine(self, question: str, owner: str) -> bool:
        kept = self.questions.get(question)
        return kept is not None and kept.state == "running" and kept.owner == owner

    def leave(self, question: str) -> None:
        line = self.lines[self.questions[question].thread]
        line.remove(question)
        if not line:
            self.resting.discard(self.questions[question].thread)

    @rule(again=st.sampled_from([0, 0, 0, 1, 2]), thread=THREADS, asker=ASKERS, delay=DELAYS, edition=EDITIONS)
    def put(self, again: int, thread: str, asker: str, delay: float, edition: int) -> None:
        question = self.pick(again) if again else f"q{len(self.questions)}"
        payload = f"{question} {edition}"
        new = self.run(
            self.scripts.put(
                question=question, thread=thread, payload=payload.encode(), edition=str(edition), delay=delay, asker=asker
            )
        )
        assert new == (question not in self.questions)
        if new:
            line = self.lines.setdefault(thread, [])
            self.wake_owed |= not line
            if not line and delay:
                self.resting.add(thread)
            line.append(question)
            self.questions[question] = Kept(thread, payload, asker, edition=edition)

    @rule(owner=OWNERS, after_crash=st.booleans(), thread=THREADS)
    def claim(self, owner: str, after_crash: bool, thread: str) -> None:
        if after_crash:
            self.time_passes(thread)
        # Idle workers took every wake: whatever changes from here on must wake them again.
        self.run(self.redis.delete(keys.INBOX_WAKE))
        self.wake_owed = False
        turns = self.run(self.read_turns())
        found = self.run(self.scripts.claim(owner=owner, lease=LONG))
        held = self.held.get(owner)
        repeated = held is not None and bool(self.lines[held]) and self.is_mine(self.lines[held][0], owner)
        head = held if repeated else next(iter(turns), None)
        if head is None:
            assert not isinstance(found, Taken)
            assert (found is None) == (not any(self.lines.values()))
            return
        kept = self.questions[self.lines[head][0]]
        crashed = not repeated and kept.state == "running"
        if not repeated:
            self.take_turns(channel_of(head), turns)
            kept.crashes += crashed
            kept.claims += 1
            kept.state, kept.owner = "running", owner
            self.held[owner] = head
        if kept.flag == "edited":
            kept.flag = None
        assert isinstance(found, Taken)
        assert found.waited >= 0
        assert found == Taken(
            head,
            self.lines[head][0],
            kept.payload.encode(),
            kept.failures,
            kept.crashes,
            kept.claims,
            kept.flag,
            found.waited,
            crashed,
        )
        self.resting.add(head)

    def take_turns(self, served: str, turns: list[str]) -> None:
        """No channel is served twice while another one waits for its turn."""
        waiting = {channel_of(thread) for thread in turns} - {served}
        assert all(channel not in self.passed.get(served, set()) for channel in waiting)
        for others in self.passed.values():
            others.intersection_update(waiting)
        self.passed[served] = waiting

    @rule(thread=THREADS)
    def time_passes(self, thread: str) -> None:
        """A lease, a delay or a scheduled time of this thread is over."""
        if any(self.lines.get(thread, ())):
            self.run(self.bring_forward(thread))
        self.resting.discard(thread)

    @rule(pick=PICKS, owner=OWNERS, own=OWN)
    def beat(self, pick: int, owner: str, own: bool) -> None:
        question, owner = self.aim(pick, owner, own)
        thread = self.thread_of(question)
        ok = self.run(self.scripts.beat(thread=thread, question=question, owner=owner, lease=LONG))
        assert ok == self.is_mine(question, owner)
        if ok:
            self.resting.add(thread)

    @rule(pick=PICKS, owner=OWNERS, own=OWN, delay=DELAYS, failed=st.booleans())
    def later(self, pick: int, owner: str, own: bool, delay: float, failed: bool) -> None:
        question, owner = self.aim(pick, owner, own)
        thread = self.thread_of(question)
        ok = self.run(self.scripts.later(thread=thread, question=question, owner=owner, delay=delay, failed=failed))
        assert ok == self.is_mine(question, owner)
        if ok:
            kept = self.questions[question]
            kept.state, kept.owner = "queued", None
            kept.failures += failed
            self.held.pop(owner, None)
            self.wake_owed = True
            (self.resting.add if delay else self.resting.discard)(thread)

    @rule(pick=PICKS, owner=OWNERS, own=OWN, dead=st.booleans(), seen=st.sampled_from([None, "deleted", "edited"]))
    def end(self, pick: int, owner: str, own: bool, dead: bool, seen: Flag | None) -> None:
        question, owner = self.aim(pick, owner, own)
        ending = "dead" if dead else "done"
        thread = self.thread_of(question)
        kept = self.questions.get(question)
        again = kept is not None and kept.owner == owner and kept.state == ending
        ok = self.run(self.scripts.end(thread=thread, question=question, owner=owner, dead=dead, seen=seen, why="why"))
        assert ok == (again or self.is_mine(question, owner))
        if ok and not again:
            kept = self.questions[question]
            self.held.pop(owner, None)
            if kept.flag in {"edited", "deleted"} and kept.flag != seen and not dead:
                kept.state, kept.owner = "queued", None
                self.wake_owed = True
                self.resting.discard(thread)
                return
            kept.state = ending
            self.leave(question)
            if dead:
                self.dead.append(question)
                kept.letter, kept.why = None if kept.flag == "deleted" else kept.payload, "why"
            if self.lines[thread]:
                self.wake_owed = True
                self.resting.discard(thread)
                assert self.is_behind_all_that_wait(thread)

    @rule(pick=PICKS, edition=EDITIONS, states=st.sampled_from([(), ("running",), ("done", "dead")]))
    def amend(self, pick: int, edition: int, states: tuple[str, ...]) -> None:
        """With `states`, something newer of a question that is in one of them: a blind draw seldom hits both."""
        question = self.pick(pick)
        if aimed := [name for name, kept in self.questions.items() if kept.state in states]:
            question = aimed[pick % len(aimed)]
            edition = self.questions[question].edition + 1
        payload = f"{question} {edition}"
        outcome = self.run(self.changes.amend(question=question, payload=payload.encode(), edition=str(edition)))
        kept = self.questions.get(question)
        if kept is None:
            assert outcome == "unknown"
            return
        if kept.flag == "deleted" or edition < kept.edition:
            assert outcome == "stale"
            return
        new = edition > kept.edition
        kept.edition = edition
        if kept.state == "queued":
            assert outcome == "amended"
            kept.payload, kept.flag = (payload, None) if new else (kept.payload, kept.flag)
        elif kept.state == "running":
            assert outcome == "running"
            kept.payload, kept.flag = (payload, "edited") if new else (kept.payload, kept.flag)
        else:
            kept.again = payload if new else kept.again
            assert outcome == ("done" if kept.again else "stale")

    @rule(pick=PICKS, amended=st.booleans())
    def reopen(self, pick: int, amended: bool) -> None:
        aimed = [name for name, kept in self.questions.items() if kept.again is not None]
        question = aimed[pick % len(aimed)] if amended and aimed else self.pick(pick)
        ok = self.run(self.changes.reopen(question=question))
        kept = self.questions.get(question)
        assert ok == (kept is not None and kept.again is not None and kept.state in {"done", "dead"})
        if ok and kept is not None:
            self.revive(question, kept.again or "")

    def revive(self, question: str, payload: str) -> None:
        kept = self.questions[question]
        kept.revive(payload)
        self.dead = [name for name in self.dead if name != question]
        line = self.lines.setdefault(kept.thread, [])
        self.wake_owed |= not line
        line.append(question)

    @rule(pick=PICKS)
    def retry(self, pick: int) -> None:
        """An operator puts a question back that was given up."""
        question = self.pick(pick)
        ok = self.run(self.letters.retry(QuestionId(question)))
        kept = self.questions.get(question)
        assert ok == (kept is not None and kept.state == "dead" and kept.letter is not None)
        if ok and kept is not None:
            self.revive(question, kept.again or kept.letter or "")

    @rule(pick=PICKS)
    def drop(self, pick: int) -> None:
        """An operator deletes what was asked."""
        question = self.pick(pick)
        ok = self.run(self.letters.drop(QuestionId(question)))
        kept = self.questions.get(question)
        assert ok == (kept is not None and kept.letter is not None)
        self.dead = [name for name in self.dead if name != question]
        if kept is not None:
            kept.letter = None

    @rule(pick=PICKS, flag=st.sampled_from(["stopped", "deleted"]))
    def cancel(self, pick: int, flag: Flag) -> None:
        question = self.pick(pick)
        if question not in self.questions:
            flag = "stopped"  # Deleted, it would become known.
        outcome = self.run(self.changes.cancel(question=question, flag=flag))
        assert outcome == self.cancelled(question, flag)

    @precondition(lambda self: len(cast(Machine, self).questions) > 6)  # it leaves little to act on
    @rule(thread=THREADS, whole_channel=st.booleans(), at=st.none() | EDITIONS)
    def stop(self, thread: str, whole_channel: bool, at: int | None) -> None:
        place = thread.rpartition(":")[0] + ":" if whole_channel else thread
        until = "" if at is None else str(at)
        dropped = self.run(self.changes.stop(place=place, whole_channel=whole_channel, at=until))
        asked = [name for key, line in self.lines.items() if key.startswith(place) for name in line]
        outcomes = [self.cancelled(name, "stopped") for name in asked if at is None or self.questions[name].edition <= at]
        assert dropped == outcomes.count("dropped")

    @precondition(lambda self: len(cast(Machine, self).questions) > 6)  # it leaves little to act on
    @rule(thread=THREADS, asker=st.none() | ASKERS)
    def forget(self, thread: str, asker: str | None) -> None:
        """Everything of a thread or, with `asker`, of a person."""
        index = f"asked-by:{asker}" if asker else f"asked-in:{thread}"
        forgotten = self.run(self.changes.forget(index=index))
        expected = 0
        for name, kept in self.questions.items():
            if asker not in {None, kept.asker} or (not asker and thread != kept.thread):
                continue
            if kept.state in {"queued", "running"}:
                self.cancelled(name, "stopped")
                expected += 1
            elif kept.again is not None or kept.letter is not None:
                kept.again = kept.letter = None
                expected += 1
        self.dead = [name for name in self.dead if self.questions[name].letter is not None]
        assert forgotten == expected

    def cancelled(self, question: str, flag: Flag) -> str:
        """What becomes of a question in the model."""
        kept = self.questions.get(question)
        if kept is None:
            return "unknown"
        flag = "deleted" if kept.flag == "deleted" else flag
        if kept.state == "running":
            kept.flag = flag
            return "flagged"
        if kept.state == "queued" and kept.claims:
            kept.flag = flag
            self.wake_owed = True
            self.resting.discard(kept.thread)
            return "flagged"
        if kept.state == "queued":
            kept.state, kept.flag = "done", flag
            self.leave(question)
            return "dropped"
        if flag == "deleted":
            kept.flag, kept.again, kept.letter = flag, None, None
            self.dead = [name for name in self.dead if name != question]
        return "done"

    @invariant()
    def redis_holds_what_the_model_holds(self) -> None:
        self.run(self.compare())

    async def compare(self) -> None:
        for name, kept in self.questions.items():
            found = cast("dict[bytes, bytes]", await self.redis.hgetall(f"{{q}}:question:{name}"))
            fields = {field.decode(): value.decode() for field, value in found.items()}
            assert (fields.pop("died", None) is None) == (kept.why is None)
            assert int(fields.pop("ready")) > 0
            assert fields == kept.as_redis()
            life = await self.redis.ttl(f"{{q}}:question:{name}")
            assert (
                life == -1
                if kept.state in {"queued", "running"}
                else 0 < life <= (LETTER_SECONDS if kept.why else DEDUPE_SECONDS)
            )
        for owner in ("a", "b", "c", "d"):
            held = cast("bytes | None", await self.redis.get(f"{{q}}:claim:{owner}"))
            assert held == (self.held[owner].encode() if owner in self.held else None)
            assert held is None or 0 < await self.redis.ttl(f"{{q}}:claim:{owner}") <= LONG
        for thread, line in self.lines.items():
            pending = cast("list[bytes]", await self.redis.lrange(f"{{q}}:pending:{thread}", 0, -1))
            assert [name.decode() for name in pending] == line
        for asker in ("u1", "u2"):
            asked = cast("list[bytes]", await self.redis.zrange(f"{{q}}:asked-by:{asker}", 0, -1))
            assert {name.decode() for name in asked} == {name for name, kept in self.questions.items() if kept.asker == asker}
        members = cast("list[bytes]", await self.redis.zrange(keys.INBOX_DUE, 0, -1))
        waiting = {thread for thread, line in self.lines.items() if line}
        assert {member.decode() for member in members} == waiting
        for channel in {channel_of(thread) for thread in self.lines}:
            line = f"{{q}}:due:{channel}"
            times = dict(cast("list[tuple[bytes, float]]", await self.redis.zrange(line, 0, -1, withscores=True)))
            assert {member.decode() for member in times} == {thread for thread in waiting if channel_of(thread) == channel}
            assert all([at == await self.redis.zscore(keys.INBOX_DUE, member) for member, at in times.items()])
            turn = await self.redis.zscore(keys.INBOX_LINES, line)
            # When its turn is: never after its first thread is due, unless it was served since.
            assert not times or (turn is not None and turn <= max(min(times.values()), await self.now()))
        assert set(await self.read_due()) == {thread for thread, line in self.lines.items() if line} - self.resting
        dead = cast("list[bytes]", await self.redis.lrange(keys.INBOX_DEAD, 0, -1))
        assert [name.decode() for name in dead] == self.dead
        if self.wake_owed:
            assert await self.redis.llen(keys.INBOX_WAKE) > 0

    def pick(self, number: int) -> str:
        names = list(self.questions)
        return names[-number] if 0 < number <= len(names) else "never put"

    def aim(self, pick: int, owner: str, own: bool) -> tuple[str, str]:
        """With `own`, a question that is being answered and its true owner: a blind draw seldom hits both."""
        running = [(name, str(kept.owner)) for name, kept in self.questions.items() if kept.state == "running"]
        return running[pick % len(running)] if own and running else (self.pick(pick), owner)

    def thread_of(self, question: str) -> str:
        kept = self.questions.get(question)
        return kept.thread if kept else "t:a:1"

    def is_behind_all_that_wait(self, thread: str) -> bool:
        times = {name: self.run(self.redis.zscore(keys.INBOX_DUE, name)) or 0.0 for name in self.due()}
        return thread in times and times[thread] == max(times.values())

    def due(self) -> list[str]:
        return self.run(self.read_due())

    async def read_due(self, of: str = keys.INBOX_DUE) -> list[str]:
        """The threads that anybody may take, the one that has been due longest first; all of them, or those of a line."""
        members = cast("list[bytes]", await self.redis.zrangebyscore(of, "-inf", await self.now()))
        return [member.decode() for member in members]

    async def read_turns(self) -> list[str]:
        """The first thread of each channel that has one to take, by whose turn it is."""
        channels = await self.read_due(keys.INBOX_LINES)
        return [due[0] for channel in channels if (due := await self.read_due(channel))]

    async def bring_forward(self, thread: str) -> None:
        now, line = await self.now(), f"{{q}}:due:{channel_of(thread)}"
        await self.redis.zadd(keys.INBOX_DUE, {thread: now}, xx=True)
        await self.redis.zadd(line, {thread: now}, xx=True)
        await self.redis.zadd(keys.INBOX_LINES, {line: now}, lt=True)

    async def now(self) -> float:
        """In milliseconds by Redis' clock."""
        seconds, microseconds = await self.redis.time()
        return seconds * 1000 + microseconds / 1000


def test_the_scripts_do_what_their_model_does(redis_socket: Path) -> None:
    class OnThisServer(Machine):
        socket = redis_socket

    run_state_machine_as_test(
        OnThisServer,
        settings=settings(
            max_examples=80,
            stateful_step_count=50,
            deadline=None,
            database=None,
        ),
    )
