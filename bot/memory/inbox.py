"""The inbox: accepts a Question once, keeps it until it has an answer, and hands each thread's questions out one at a time.

What happens in Redis stands in `scripts.py`; here are the types, the sealing, and what to do with a question that can't be read.
Every method raises `StoreUnavailable` when Redis fails; each may then be called again with the same arguments.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from typing import cast

from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis

from bot.language import QUESTION_VERSION, ChannelId, Message, Question, QuestionId, Surface, TeamId, ThreadRef, Ts, UserId
from bot.memory import keys
from bot.memory.change_scripts import Amended, Cancelled, ChangeScripts
from bot.memory.scripts import Flag, Scripts, Taken, flag_of
from bot.memory.server import store_errors
from bot.memory.vault import Vault
from bot.telemetry import log
from bot.telemetry.tracing import receive

WAIT_SECONDS = 1.0
"""The longest `wait`. A wake is a hint that a crash can swallow; within this time the work is found without it."""

NEWER_SECONDS = 30.0
"""How long a question written by a newer version is left alone, so that a newer worker comes by."""

ELSEWHERE_SECONDS = 2.0
"""How long a question is left alone whose key is not known here: while keys are changed, another process knows it."""

MOST_ELSEWHERE = 90
"""Claims after which its key counts as lost: by then every process has been started with the keys that there are."""

PUBSUB_SECONDS = 5.0
"""How often a silent subscription is checked: a connection that went away without a word must be noticed."""

_TS = re.compile(r"[0-9]+\.[0-9]+")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A question that this owner alone may answer until its lease runs out."""

    question: Question
    owner: str
    thread: str
    """The inbox's key of its thread."""
    failures: int
    """Attempts that ended in an error. One that was given back unfinished, as at a stop, does not count."""
    crashes: int
    """Attempts whose worker vanished: the lease ran out. A healthy question may see many of them."""
    claims: int
    """Times it was handed out, this time included; above 1, a message of ours may already stand in Slack."""
    flag: Flag | None = None
    """Stopped or deleted after somebody had begun: only to be tidied up."""
    waited: float = field(default=0.0, compare=False)
    """Seconds since it was stored, earlier attempts included; of what was scheduled, since it was to be ready."""
    crashed: bool = False
    """The attempt before this one was a crash."""
    is_lost: bool = False
    """Its key is lost, or it makes no sense: `question` tells no more than where it was asked and by whom, who can be told so."""


@dataclass(frozen=True)
class Idle:
    """Nothing is due. `seconds` until something is, as far as is known now; None when the inbox is empty."""

    seconds: float | None


@dataclass(frozen=True, kw_only=True)
class Hold:
    """How a claim stands: true while its owner may write to Slack."""

    mine: bool
    """False once the lease was lost: another worker answers, and nothing more may be shown."""
    flag: Flag | None = None
    """Set once a person stopped, deleted or edited the question."""

    def __bool__(self) -> bool:
        return self.mine and not self.flag


@dataclass(frozen=True, kw_only=True)
class Depth:
    """How full the inbox is."""

    threads: int
    """Threads with questions, those being answered included."""
    waiting: int
    """Threads whose question could be taken now."""
    late: float
    """Seconds for which the thread that waits longest has been due."""
    dead: int
    """Questions given up, of those still listed."""


class _Versioned(BaseModel):
    version: int


class _NewerQuestion(Exception):
    """Written by a newer version, with a meaning that this one would miss."""


class Inbox:
    """The due list on one Redis, shared by any number of processes and hosts."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._redis = redis
        self._vault = vault
        self._scripts = Scripts(redis)
        self._changes = ChangeScripts(redis)

    async def put(self, question: Question, *, due_in: float | None = None, edition: Ts | None = None) -> bool:
        """Keeps the question; once this returned, Slack may be acknowledged. False: it was there already, which is as good.

        With `due_in` (seconds) it is scheduled, in a line of its own, and holds up no conversation. `edition` is when its
        message was last edited, if it was.
        """
        thread = question.thread.key if due_in is None else keys.scheduled(question.id)
        span = receive()
        with store_errors():
            is_new = await self._scripts.put(
                question=question.id,
                thread=thread,
                payload=self._seal(question.model_copy(update={"trace": span.name}) if span.name else question),
                edition=edition or question.asked_at,
                delay=max(due_in or 0.0, 0.0),
                asker=f"{question.thread.team}:{question.asker}",
                place=question.thread.key,
            )
        if is_new:
            span.end()
        return is_new

    async def claim(self, owner: str, *, lease: float) -> Claim | Idle:
        """Takes the question that has been due longest, for `lease` seconds.

        `owner` is a fresh word for each claim, and the same word when a call is repeated. Never cancel this call: the
        question may be taken already, and its thread would wait for the whole lease.
        """
        while True:
            with store_errors():
                taken = await self._scripts.claim(owner=owner, lease=lease)
                if not isinstance(taken, Taken):
                    return Idle(taken)
                try:
                    question = self._unseal(QuestionId(taken.question), taken.payload)
                except _NewerQuestion:
                    await self._leave(taken, owner, "written by a newer version", seconds=NEWER_SECONDS)
                    continue
                if question is None and not self._vault.knows(taken.payload) and taken.claims <= MOST_ELSEWHERE:
                    await self._leave(taken, owner, "sealed with a key that is not known here", seconds=ELSEWHERE_SECONDS)
                    continue
                is_lost = question is None
                question = question or await self._remains(taken)
                if question is None:
                    log.error("question given up", reason="can't be decrypted or read", question=taken.question)
                    await self._scripts.end(
                        thread=taken.thread, question=taken.question, owner=owner, dead=True, seen=None, why="unreadable"
                    )
                    continue
            return Claim(
                question=question,
                owner=owner,
                thread=taken.thread,
                failures=taken.failures,
                crashes=taken.crashes,
                claims=taken.claims,
                flag=taken.flag,
                waited=taken.waited,
                crashed=taken.crashed,
                is_lost=is_lost,
            )

    async def _leave(self, taken: Taken, owner: str, reason: str, *, seconds: float) -> None:
        """Gives a question back that another process can read."""
        log.warning("question given back", reason=reason, question=taken.question)
        await self._scripts.later(thread=taken.thread, question=taken.question, owner=owner, delay=seconds, failed=False)

    async def _remains(self, taken: Taken) -> Question | None:
        """What ids tell of a question that can't be read: enough to tell whoever asked, unless nobody did.

        What has no message of its own was asked in private, or with a tap, and is told in private.
        """
        found = await self._redis.hmget(keys.question(QuestionId(taken.question)), ["asker", "place"])
        asker, place = ((value or b"").decode() for value in cast("list[bytes | None]", found))
        team, _, user = asker.partition(":")
        in_team, _, rest = (place or taken.thread).partition(":")
        channel, _, root = rest.partition(":")
        own = taken.question.removeprefix(f"{team}:{channel}:")
        if not user or team != in_team or not root or own.startswith(keys.scheduled(QuestionId(""))):
            return None
        thread = ThreadRef(team=TeamId(team), channel=ChannelId(channel), ts=Ts(root))
        is_message = _TS.fullmatch(own) is not None
        return Question(
            id=QuestionId(taken.question),
            thread=thread,
            message=Message(ts=Ts(own if is_message else root), user=UserId(user)),
            asker=UserId(user),
            surface=Surface.MENTION if is_message else Surface.COMMAND,
            me=UserId(""),
        )

    async def beat(self, claim: Claim, *, lease: float) -> bool:
        """Renews the lease, for `lease` seconds from now. False: it is lost, stop answering."""
        with store_errors():
            return await self._scripts.beat(thread=claim.thread, question=claim.question.id, owner=claim.owner, lease=lease)

    async def later(self, claim: Claim, *, delay: float, failed: bool) -> bool:
        """Gives the question back for `delay` seconds, still first in its thread. False: the lease was lost.

        `failed` counts a failure. Without it (a stop of the process) the attempt does not count. A repeated call answers False.
        """
        with store_errors():
            return await self._scripts.later(
                thread=claim.thread, question=claim.question.id, owner=claim.owner, delay=delay, failed=failed
            )

    async def end(self, claim: Claim, *, dead: str = "", seen: Flag | None = None) -> bool:
        """Ends the question, answered or given up. False: the lease was lost.

        Its content is deleted, unless it is given up: `dead` says why, in a word or two, and it is kept for `DeadLetters`.
        An edit or a deletion that whoever answered has not `seen` brings it back to be claimed once more.
        """
        with store_errors():
            return await self._scripts.end(
                thread=claim.thread, question=claim.question.id, owner=claim.owner, dead=bool(dead), seen=seen, why=dead
            )

    async def holds(self, claim: Claim) -> Hold:
        """Whether this claim may still write to Slack: to be asked before each outward write."""
        with store_errors():
            found = await self._redis.hmget(keys.question(claim.question.id), ["owner", "state", "flag"])
        owner, state, flag = cast("list[bytes | None]", found)
        mine = owner == claim.owner.encode() and state == b"running"
        return Hold(mine=mine, flag=flag_of(flag) if mine else None)

    async def amend(self, question: Question, *, edition: Ts) -> Amended:
        """Replaces the question: its text was edited, at `edition`. Whoever is answering it (`running`) is told, and starts anew.

        A question that is `done` keeps the edit for `reopen`. An edit is `stale` when a later one is known, when it has been
        answered, or when the question is deleted; nothing changes then.
        """
        with store_errors():
            return await self._changes.amend(question=question.id, payload=self._seal(question), edition=edition)

    async def about(self, thread: ThreadRef, ts: Ts) -> list[QuestionId]:
        """The questions of a thread of which something is kept and that are about its message `ts`, in order.

        It asks them, they were tapped below an answer to it, or a shortcut was used on it. Without those that a newer version
        wrote.
        """
        with store_errors():
            asked = cast("list[bytes]", await self._redis.zrange(keys.asked_in(thread), 0, -1))
            ids = [QuestionId(question_id.decode()) for question_id in asked]
            async with self._redis.pipeline(transaction=False) as pipeline:
                for question_id in ids:
                    pipeline.hmget(keys.question(question_id), ["payload", "again", "letter"])
                kept = cast("list[list[bytes | None]]", await pipeline.execute())
        return [
            question_id
            for question_id, sealed in zip(ids, kept, strict=True)
            if any(self._is_about(question_id, one, ts) for one in sealed if one)
        ]

    async def has_questions(self, thread: ThreadRef) -> bool:
        """Whether something in this thread waits for an answer, or is being answered."""
        with store_errors():
            return int(await self._redis.llen(keys.pending(thread))) > 0

    async def reopen(self, question_id: QuestionId) -> bool:
        """Has an ended question answered again, as it was edited since. False: it was not edited, or waits already."""
        with store_errors():
            return await self._changes.reopen(question=question_id)

    async def cancel(self, question_id: QuestionId, flag: Flag = "stopped") -> Cancelled:
        """Drops a question nobody has begun; one that somebody has begun is flagged, and a worker tidies up within a second.

        What was deleted is never answered afterwards, not even when the question itself arrives later than this.
        """
        with store_errors():
            return await self._changes.cancel(question=question_id, flag=flag)

    async def stop(self, thread: ThreadRef, *, at: Ts | None, whole_channel: bool = False) -> int:
        """Cancels what was asked in this thread up to `at`; with `whole_channel`, in all threads of its channel.

        What was asked or edited later goes on, so that a stop delivered twice does no more than one. Returns how many
        questions were dropped before anybody had begun them, so that nothing of theirs is seen in Slack.
        """
        place = keys.threads_of(thread) if whole_channel else thread.key
        with store_errors():
            return await self._changes.stop(place=place, whole_channel=whole_channel, at=at or "")

    async def forget_thread(self, thread: ThreadRef) -> int:
        """Cancels what waits or is being answered in this thread, and deletes what is kept of edits. How many questions."""
        with store_errors():
            return await self._changes.forget(index=keys.asked_in(thread).removeprefix(keys.INBOX))

    async def forget_person(self, team: TeamId, user: UserId) -> int:
        """The same for what this person has asked."""
        with store_errors():
            return await self._changes.forget(index=keys.asked_by(team, user).removeprefix(keys.INBOX))

    async def cancel_workspaces(self, teams: set[TeamId], *, is_away: Callable[[TeamId], Awaitable[bool]]) -> None:
        """Cancels what waits or is being answered in workspaces, as if each question were deleted, while one `is_away`."""
        with store_errors():
            async for name, _ in cast("AsyncIterator[tuple[bytes, float]]", self._redis.zscan_iter(keys.INBOX_DUE)):
                thread = name.decode()
                for team in teams & keys.parts(thread):
                    for question in cast("list[bytes]", await self._redis.lrange(keys.pending_at(thread), 0, -1)):
                        if await is_away(team):
                            await self._changes.cancel(question=question.decode(), flag="deleted")

    async def wait(self, seconds: float | None) -> None:
        """Returns when something may be due: after a wake, or `seconds` (at most `WAIT_SECONDS`). Safe to cancel."""
        # 0 would mean for ever.
        timeout = min(max(WAIT_SECONDS if seconds is None else seconds, 0.001), WAIT_SECONDS)
        with store_errors():
            await self._redis.blpop([keys.INBOX_WAKE], timeout=timeout)

    async def flags(self) -> AsyncIterator[QuestionId]:
        """The ids of running questions as they are cancelled or edited, by whichever process.

        What is published while the connection is down is missed: `holds` tells it too.
        """
        with store_errors():
            async with self._redis.pubsub() as pubsub:
                await pubsub.subscribe(keys.INBOX_FLAGS)
                while True:
                    # Redis' own reply to the subscription and silence both come as None.
                    message = cast(
                        "dict[str, bytes] | None",
                        await pubsub.get_message(ignore_subscribe_messages=True, timeout=PUBSUB_SECONDS),
                    )
                    if message is not None:
                        yield QuestionId(message["data"].decode())

    async def depth(self) -> Depth:
        """Counts for health and metrics. They are taken one after the other, so they may be off by a question."""
        with store_errors():
            seconds, microseconds = await self._redis.time()
            now = seconds * 1000 + microseconds // 1000
            first = cast("list[tuple[bytes, float]]", await self._redis.zrange(keys.INBOX_DUE, 0, 0, withscores=True))
            due_since = first[0][1] if first else inf
            return Depth(
                threads=await self._redis.zcard(keys.INBOX_DUE),
                waiting=await self._redis.zcount(keys.INBOX_DUE, "-inf", now),
                late=max(now - due_since, 0.0) / 1000,
                dead=await self._redis.llen(keys.INBOX_DEAD),
            )

    def _is_about(self, question_id: QuestionId, sealed: bytes, ts: Ts) -> bool:
        with suppress(_NewerQuestion):
            question = self._unseal(question_id, sealed)
            return question is not None and ts in {question.message.ts, question.pointed and question.pointed.message.ts}
        return False

    def _seal(self, question: Question) -> bytes:
        return self._vault.seal(keys.question(question.id), question.model_dump_json().encode())

    def _unseal(self, question_id: QuestionId, sealed: bytes) -> Question | None:
        """The question, or None when its key is lost or it makes no sense. Raises `_NewerQuestion`."""
        payload = self._vault.open(keys.question(question_id), sealed)
        if payload is None:
            return None
        try:
            if _Versioned.model_validate_json(payload).version > QUESTION_VERSION:
                raise _NewerQuestion
            return Question.model_validate_json(payload)
        except ValidationError:
            return None
