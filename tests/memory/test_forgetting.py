"""Forgetting, proved by reading the whole Redis with the key: what was to go is gone, and nothing of anybody else's."""

import zlib
from dataclasses import replace
from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import (
    Answer,
    ChannelId,
    Citation,
    Feedback,
    FileId,
    Message,
    Question,
    QuestionId,
    StoreUnavailable,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
)
from bot.memory import keys
from bot.memory.answers import KeptAnswers
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.feedback import KeptFeedback
from bot.memory.forgetting import Forgetting, Forgotten
from bot.memory.inbox import Claim, Hold, Inbox
from bot.memory.limits import Limits
from bot.memory.outbox import Outbox
from bot.memory.participation import Participation
from bot.memory.preferences import Preferences
from bot.memory.pressed import PressedMessages
from bot.memory.retention import Retention
from bot.memory.schedules import Schedules
from bot.memory.threads import INDEX_SECONDS, KeptThreads
from bot.memory.vault import Vault
from bot.memory.whereabouts import LookedAt, Whereabouts
from tests.language.test_schedule import a_schedule
from tests.memory.build import TEAM, a_document, a_file, a_lost_redis, a_thread, a_vault
from tests.memory.test_limits import DEFAULTS, NONE, a_charge, used

ANN, BEA = UserId("U1"), UserId("U2")
HERE, THERE, ABROAD = a_thread(), a_thread("200.000001", channel="C2"), a_thread(team="T2")
FILE, OTHER, SHARED = FileId("F1"), FileId("F2"), FileId("FSHARED")
PLACES = {"here": HERE, "there": THERE, "abroad": ABROAD}


def asked(thread: ThreadRef, by: UserId, words: str, *, ts: str = "300.0", surface: Surface = Surface.MENTION) -> Question:
    return Question(
        id=QuestionId(f"{thread.team}:{thread.channel}:{ts}"),
        thread=thread,
        message=Message(ts=Ts(ts), user=by, text=words),
        asker=by,
        surface=surface,
        me=UserId("UBOT"),
        response_url="https://hooks.slack.com/commands/secret",
    )


class Memory:
    """Everything that holds content, and a key that opens it."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.vault = a_vault()
        self.context = KeptThreads(redis, self.vault, ttl=600)
        self.pages = KeptDocuments(redis, self.vault, ttl=600)
        self.digests = KeptDigests(redis, self.vault, ttl=600)
        self.inbox = Inbox(redis, self.vault)
        self.outbox = Outbox(redis, self.vault)
        self.pressed = PressedMessages(redis, self.vault)
        self.answers = KeptAnswers(redis, self.vault, ttl=600)
        self.feedback = KeptFeedback(redis, self.vault)
        self.participation = Participation(redis)
        self.preferences = Preferences(redis, self.vault, Retention(600))
        self.schedules = Schedules(redis, self.vault)
        self.whereabouts = Whereabouts(redis, self.vault, ttl=600)
        self.forgetting = Forgetting(
            context=self.context,
            pages=self.pages,
            digests=self.digests,
            inbox=self.inbox,
            outbox=self.outbox,
            pressed=self.pressed,
            answers=self.answers,
            feedback=self.feedback,
            participation=self.participation,
            preferences=self.preferences,
            schedules=self.schedules,
            whereabouts=self.whereabouts,
        )

    async def keep(self, thread: ThreadRef, **said: UserId) -> None:
        """Keeps a thread in which each of the words was said by somebody."""
        assert await self.context.read(thread) is None
        messages = [
            Message(ts=Ts(f"{number}.0"), user=user, text=words) for number, (words, user) in enumerate(said.items(), start=100)
        ]
        assert await self.context.keep(thread, messages)

    async def read(self, thread: ThreadRef, file: str, words: str) -> None:
        """Keeps a file that holds these words, as if it had been read for a question in that thread."""
        if await self.pages.get(thread, a_file(file), content=words) is None:
            await self.pages.put(thread, a_file(file), a_document(words), content=words)

    async def words(self) -> str:
        """Every word in the whole Redis, decrypted, with the names of its keys and all that is not encrypted."""
        found: list[str] = []
        for raw in cast("list[bytes]", await self.redis.keys("*")):
            key = raw.decode()
            found.append(key)
            match cast("bytes", await self.redis.type(key)):
                case b"string":
                    found.append(opened(self.vault, [key], cast("bytes", await self.redis.get(key))))
                case b"hash":
                    fields = cast("dict[bytes, bytes]", await self.redis.hgetall(key))
                    for field, value in fields.items():
                        found.append(opened(self.vault, [key, f"{key}#{field.decode()}"], value))
                case _:
                    found.append(str(await self.redis.dump(key)))
        return "\n".join(found)


def opened(vault: Vault, names: list[str], value: bytes) -> str:
    for name in names:
        if plain := vault.open(name, value):
            try:
                return zlib.decompress(plain).decode()
            except zlib.error:
                return plain.decode()
    return str(value)


@pytest.fixture
def memory(redis: Redis) -> Memory:
    return Memory(redis)


async def keep_an_answer(memory: Memory, question: Question, words: str, *cited: FileId) -> None:
    citations = tuple(Citation(anchor="p. 1", source="a.txt", quote=f"{words} of {file}", file=file) for file in cited)
    assert await memory.answers.keep(question, Answer(text=words, citations=citations))


@pytest.fixture
async def full(memory: Memory) -> Memory:
    """A memory with something of everybody, everywhere."""
    for name, thread in PLACES.items():
        home = "abroad" if thread is ABROAD else "home"
        await memory.keep(thread, **{f"bea-{name}": BEA} | ({f"ann-{name}": ANN} if name != "there" else {}))
        await memory.read(thread, f"FOWN{name}", f"own-{name}")
        await memory.read(thread, SHARED, f"shared-{home}")
        await memory.read(thread, f"FCOPY{name}", f"copied-{home}")
        own = FileId(f"FOWN{name}")
        for what, files in (("own", {own}), ("shared", {FileId(SHARED)}), ("both", {own, FileId(SHARED)}), ("talk", {None})):
            await memory.digests.put(thread, frozenset(files), "key", f'"{what}-digest-{name}"')
        await memory.inbox.put(asked(thread, BEA, f"bea-asks-{name}"))
        await memory.inbox.put(asked(thread, ANN, f"ann-asks-{name}", ts="301.0"))
        await memory.participation.take_part(thread, at=Ts("100.0"))
        for who, user in (("ann", ANN), ("bea", BEA)):
            command = asked(thread, user, f"{who}-commands-{name}", ts=f"302.{user}", surface=Surface.COMMAND)
            await memory.outbox.keep(command, [f"{who}-answer-{name}"])
            await keep_an_answer(memory, asked(thread, user, f"{who}-tapped-{name}", ts=f"303.{user}"), f"{who}-said-{name}")
            thought = Feedback(
                of=QuestionId(f"{thread.team}:{name}"), by=user, at=1.0, helpful=False, words=f"{who}-thinks-{name}"
            )
            await memory.feedback.keep(thread, thought)
    return memory


# What was noted down of talk goes with whatever is forgotten in its workspace.
TALK = {"talk-digest-here", "talk-digest-there"}
NOTED_HERE = {"own-digest-here", "shared-digest-here", "both-digest-here"}

EVERYTHING = {
    f"{what}-{place}"
    for place in PLACES
    for what in (
        *("bea", "own", "bea-asks", "ann-asks"),
        *("own-digest", "shared-digest", "both-digest", "talk-digest"),
        *("ann-commands", "bea-commands", "ann-answer", "bea-answer"),
        *("ann-tapped", "bea-tapped", "ann-said", "bea-said", "ann-thinks", "bea-thinks"),
        *(["ann"] if place != "there" else []),
    )
} | {f"{what}-{home}" for home in ("home", "abroad") for what in ("shared", "copied")}
"""A file that is shared in both threads of the one workspace, and one that was uploaded in each, count once there."""


ANSWERED_HERE = {f"{who}-{what}-here" for who in ("ann", "bea") for what in ("tapped", "said", "thinks")}


async def left(memory: Memory) -> set[str]:
    words = await memory.words()
    return {sentinel for sentinel in EVERYTHING if f'"{sentinel}"' in words}


async def test_everything_that_is_planted_is_found_by_the_proof(full: Memory) -> None:
    assert await left(full) == EVERYTHING


async def test_a_forgotten_thread_is_gone_and_nothing_else(full: Memory) -> None:
    assert await full.forgetting.thread(HERE) == Forgotten(messages=2, files=3, questions=2, kept=2, feedback=2)
    gone = {"ann-here", "bea-here", "own-here", "ann-asks-here", "bea-asks-here", *ANSWERED_HERE}
    assert await left(full) == EVERYTHING - gone - NOTED_HERE - TALK
    assert not await full.participation.took_part(HERE, before=Ts("400.0"))
    assert await full.participation.took_part(THERE, before=Ts("400.0"))
    assert await full.forgetting.thread(HERE) == Forgotten()


async def test_what_two_threads_have_read_goes_with_the_second(full: Memory) -> None:
    await full.forgetting.thread(HERE)
    assert {"shared-home", "copied-home"} <= await left(full)
    assert await full.forgetting.thread(THERE) == Forgotten(messages=1, files=3, questions=2, kept=2, feedback=2)
    assert {"shared-abroad", "copied-abroad", "shared-digest-abroad"} == {
        found for found in await left(full) if found.startswith(("shared", "copied"))
    }


async def test_a_forgotten_person_is_gone_with_the_threads_they_wrote_in_and_nobody_else_is(full: Memory) -> None:
    forgotten = Forgotten(messages=2, files=3, questions=2, answers=2, kept=3, feedback=3)
    assert await full.forgetting.person(TEAM, ANN) == forgotten
    gone = {"ann-here", "bea-here", "own-here", *ANSWERED_HERE}
    own = ("ann-asks", "ann-commands", "ann-answer", "ann-tapped", "ann-said", "ann-thinks")
    gone |= {f"{what}-{place}" for what in own for place in ("here", "there")}
    assert await left(full) == EVERYTHING - gone - NOTED_HERE - TALK
    assert await full.forgetting.person(TEAM, ANN) == Forgotten()
    assert await full.forgetting.person(TEAM, UserId("UNOBODY")) == Forgotten()


async def test_what_a_forgotten_person_has_used_a_shortcut_on_is_gone(full: Memory) -> None:
    for user in (ANN, BEA):
        await full.pressed.keep(TEAM, user, "1.2.abc", Message(ts=Ts("1.0"), text="We ship."))
    await full.forgetting.person(TEAM, ANN)
    assert [await full.pressed.kept(TEAM, user, "1.2.abc") is None for user in (ANN, BEA)] == [True, False]


async def test_a_forgotten_file_is_gone_from_the_threads_that_are_named_and_from_no_other(full: Memory) -> None:
    assert {thread.key for thread in await full.forgetting.threads_with(TEAM, SHARED)} == {HERE.key, THERE.key}
    assert await full.forgetting.file(SHARED, [HERE]) == Forgotten(files=1)
    noted = {"shared-digest-here", "both-digest-here"}
    assert await left(full) == EVERYTHING - noted
    assert [thread.key for thread in await full.forgetting.threads_with(TEAM, SHARED)] == [THERE.key]
    assert await full.forgetting.file(SHARED, [HERE]) == Forgotten()
    assert await full.forgetting.file(SHARED, [THERE]) == Forgotten(files=1)
    assert await left(full) == EVERYTHING - noted - {"shared-home", "shared-digest-there", "both-digest-there"}


async def test_a_forgotten_file_leaves_its_copies(full: Memory) -> None:
    assert await full.forgetting.file(FileId("FCOPYhere"), [HERE]) == Forgotten(files=1)
    assert await left(full) == EVERYTHING
    assert await full.forgetting.file(FileId("FCOPYthere"), [THERE]) == Forgotten(files=1)
    assert await left(full) == EVERYTHING - {"copied-home"}


async def test_a_forgotten_file_takes_the_answers_along_that_quote_it_also_when_it_is_not_kept_itself(memory: Memory) -> None:
    for thread in (HERE, THERE):
        await keep_an_answer(memory, asked(thread, ANN, "?", ts=f"303.{thread.channel}"), f"quoting-{thread.channel}", FILE)
    await keep_an_answer(memory, asked(HERE, ANN, "?", ts="304.0"), "quoting-another", OTHER)
    assert {thread.key for thread in await memory.forgetting.threads_with(TEAM, FILE)} == {HERE.key, THERE.key}
    assert await memory.forgetting.file(FILE, [HERE]) == Forgotten(kept=1)
    words = await memory.words()
    assert "quoting-C1" not in words
    assert "quoting-C2" in words
    assert "quoting-another" in words


async def test_a_file_read_for_a_person_is_forgotten_with_them_though_its_thread_is_not_kept(memory: Memory) -> None:
    await memory.context.note_asker(HERE, ANN)
    await memory.read(HERE, FILE, "the-contract")
    await memory.context.note_asker(THERE, BEA)
    await memory.read(THERE, "F2", "the-other")
    assert await memory.forgetting.person(TEAM, ANN) == Forgotten(files=1)
    words = await memory.words()
    assert "the-contract" not in words
    assert "the-other" in words


@pytest.mark.parametrize("whose", ["thread", "person"])
async def test_a_file_that_is_being_read_for_the_first_time_is_not_kept_afterwards(memory: Memory, whose: str) -> None:
    await memory.context.note_asker(HERE, ANN)
    assert await memory.pages.get(HERE, a_file(FILE)) is None
    await (memory.forgetting.thread(HERE) if whose == "thread" else memory.forgetting.person(TEAM, ANN))
    await memory.read(HERE, FILE, "late")
    assert "late" not in await memory.words()
    await memory.read(THERE, FILE, "late")
    assert await memory.pages.get(HERE, a_file(FILE)) is None
    assert await memory.pages.get(THERE, a_file(FILE)) is not None
    assert [thread.key for thread in await memory.forgetting.threads_with(TEAM, FILE)] == [THERE.key]


@pytest.mark.parametrize("whose", ["thread", "person"])
async def test_of_what_is_being_read_nothing_is_noted_down_afterwards(memory: Memory, whose: str) -> None:
    await memory.context.note_asker(HERE, ANN)
    await (memory.forgetting.thread(HERE) if whose == "thread" else memory.forgetting.person(TEAM, ANN))
    for origins in (frozenset({FILE}), frozenset({None})):
        await memory.digests.put(HERE, origins, "key", '"late"')
    await memory.digests.put(THERE, frozenset({None}), "key", '"late"')
    await memory.digests.put(THERE, frozenset({FILE}), "key", '"elsewhere"')
    words = await memory.words()
    assert '"late"' not in words
    assert '"elsewhere"' in words


async def test_a_changed_message_takes_along_what_was_noted_down_of_its_thread(full: Memory) -> None:
    await full.forgetting.talk(HERE)
    assert await left(full) == EVERYTHING - {"talk-digest-here"}
    assert await full.forgetting.files(HERE, {FileId("FOWNhere")}) == Forgotten(files=1)
    assert await left(full) == EVERYTHING - {"talk-digest-here", "own-here", "own-digest-here", "both-digest-here"}


async def test_a_thread_that_is_being_read_from_slack_is_not_kept_afterwards(memory: Memory) -> None:
    assert await memory.context.read(HERE) is None
    await memory.context.append(HERE, Message(ts=Ts("100.1"), user=ANN, text="told by an event"))
    assert await memory.forgetting.thread(HERE) == Forgotten(messages=1)
    assert not await memory.context.keep(HERE, [Message(ts=Ts("100.0"), user=ANN, text="read")])
    await memory.context.append(HERE, Message(ts=Ts("100.2"), user=ANN, text="delivered again"))
    assert '"text"' not in await memory.words()


async def test_an_author_is_known_for_as_long_as_others_may_keep_the_thread_alive(memory: Memory, redis: Redis) -> None:
    await memory.keep(HERE, ann=ANN, bea=BEA)
    assert await redis.ttl(keys.messages(HERE)) <= 600
    assert await redis.ttl(keys.wrote_in(TEAM, ANN)) > INDEX_SECONDS - 60
    seconds, _ = await redis.time()
    await redis.zadd(keys.wrote_in(TEAM, ANN), {keys.place(HERE): seconds - 3600})
    await memory.keep(THERE, more=ANN)
    assert (await memory.forgetting.person(TEAM, ANN)).messages == 3


async def take(inbox: Inbox) -> Claim:
    claim = await inbox.claim("worker", lease=60)
    assert isinstance(claim, Claim)
    return claim


@pytest.mark.parametrize("whose", ["thread", "person"])
async def test_a_question_that_is_being_answered_is_stopped(memory: Memory, whose: str) -> None:
    await memory.inbox.put(asked(HERE, ANN, "mine"))
    claim = await take(memory.inbox)
    await memory.inbox.put(asked(THERE, BEA, "another's"))
    forgotten = memory.forgetting.thread(HERE) if whose == "thread" else memory.forgetting.person(TEAM, ANN)
    assert await forgotten == Forgotten(questions=1)
    assert await memory.inbox.holds(claim) == Hold(mine=True, flag="stopped")
    assert await memory.inbox.end(claim)
    assert "mine" not in await memory.words()
    assert (await take(memory.inbox)).question.message.text == "another's"


async def test_an_edit_of_an_answered_question_is_forgotten_also_the_next_time(memory: Memory) -> None:
    question = asked(HERE, ANN, "at first")
    await memory.inbox.put(question)
    await memory.inbox.end(await take(memory.inbox))
    for at in ("310.0", "320.0"):
        edited = question.model_copy(update={"message": question.message.model_copy(update={"text": "edited-since"})})
        assert await memory.inbox.amend(edited, edition=Ts(at)) == "done"
        assert await memory.forgetting.person(TEAM, ANN) == Forgotten(questions=1)
        assert "edited-since" not in await memory.words()
        assert not await memory.inbox.reopen(question.id)


async def test_a_forgotten_question_is_not_answered_when_it_is_delivered_again(memory: Memory) -> None:
    await memory.inbox.put(asked(HERE, ANN, "once"))
    await memory.forgetting.person(TEAM, ANN)
    assert not await memory.inbox.put(asked(HERE, ANN, "once"))


async def test_what_a_person_set_for_a_channel_goes_on_without_their_name(memory: Memory) -> None:
    schedule = a_schedule(setter=ANN)
    await memory.schedules.change(schedule.team, schedule.channel, lambda _: schedule)
    assert await memory.forgetting.person(TEAM, ANN) == Forgotten(signatures=1)
    assert await memory.schedules.all(TEAM) == [a_schedule(setter=None)]
    assert ANN not in await memory.words()


async def test_what_a_person_looked_at_and_shared_goes_with_them(memory: Memory) -> None:
    for user in (ANN, BEA):
        await memory.whereabouts.look(TEAM, user, LookedAt(channel=ChannelId("C7"), name="secret-plans"), at="1.0")
        await memory.whereabouts.share(TEAM, user, [a_file("F1")])
    await memory.forgetting.person(TEAM, ANN)
    assert await memory.whereabouts.looked_at(TEAM, ANN) is None
    assert await memory.whereabouts.shared(TEAM, ANN) == ()
    assert await memory.whereabouts.looked_at(TEAM, BEA)
    assert await memory.whereabouts.shared(TEAM, BEA)


async def test_what_was_used_of_a_limit_stays_used(memory: Memory, redis: Redis) -> None:
    limits = Limits(redis, replace(NONE, user_per_hour=DEFAULTS.user_per_hour))
    await limits.admit(a_charge(user=ANN), tokens=100)
    before = used(await limits.usage(TEAM, ANN, guest=False))
    await memory.forgetting.person(TEAM, ANN)
    assert used(await limits.usage(TEAM, ANN, guest=False)) == before
    assert before["user_per_hour"] == 1


async def test_where_nothing_is_kept_nothing_is_forgotten(redis: Redis) -> None:
    vault = a_vault()
    context, pages = KeptThreads(redis, vault, ttl=0), KeptDocuments(redis, vault, ttl=0)
    await context.note_asker(HERE, ANN)
    memory = Forgetting(
        context=context,
        pages=pages,
        digests=KeptDigests(redis, vault, ttl=0),
        inbox=Inbox(redis, vault),
        outbox=Outbox(redis, vault),
        pressed=PressedMessages(redis, vault),
        answers=KeptAnswers(redis, vault, ttl=0),
        feedback=KeptFeedback(redis, vault),
        participation=Participation(redis),
        preferences=Preferences(redis, vault, Retention(0)),
        schedules=Schedules(redis, vault),
        whereabouts=Whereabouts(redis, vault, ttl=0),
    )
    assert await memory.thread(HERE) == await memory.person(TEAM, ANN) == Forgotten()


async def test_a_lost_store_is_told() -> None:
    forgetting = Memory(a_lost_redis()).forgetting
    for forgotten in (forgetting.thread(HERE), forgetting.person(TeamId("T1"), ANN), forgetting.file(FILE, [HERE])):
        with pytest.raises(StoreUnavailable):
            await forgotten
