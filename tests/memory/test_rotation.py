"""Keys that are changed: with both nothing is lost; what is sealed with one that is not known reads as if it were not kept."""

import secrets
from collections.abc import Awaitable, Callable

import pytest
from redis.asyncio import Redis

from bot.language import ChannelSettings, Feedback, Message, PersonSettings, QuestionId, TeamId, ThreadRef, Ts, WorkspaceSettings
from bot.memory import keys
from bot.memory.recent import Recent
from bot.memory.vault import Vault
from tests.memory.build import a_file
from tests.memory.everything import ANN, BEA, FILE, HERE, OTHER, ROOT, Everything, asked, snapshot

TEAM, WORDS = TeamId("T1"), "sentinel words"
THREAD = ThreadRef(team=TEAM, channel=HERE, ts=ROOT)
ANSWERED = QuestionId("T1:C1:1700000006.000100")
COMMANDED = QuestionId(f"T1:C1:13.37.{HERE}")
OLD, NEW = ("old", secrets.token_bytes(32)), ("new", secrets.token_bytes(32))

Read = Callable[[Everything], Awaitable[object]]


async def _feedback(rooms: Everything) -> list[Feedback]:
    return [one async for one in rooms.feedback.all()]


READS: dict[str, tuple[Read, object]] = {
    "messages": (lambda rooms: rooms.context.read(THREAD), None),
    "pages of a version": (lambda rooms: rooms.pages.get(THREAD, a_file(FILE)), None),
    "pages of bytes": (lambda rooms: rooms.pages.get(THREAD, a_file(FILE), content=f"{WORDS} 0"), None),
    "pages of one thread": (lambda rooms: rooms.pages.held(THREAD, OTHER), None),
    "notes on files": (lambda rooms: rooms.digests.get(THREAD, frozenset({FILE}), "key"), None),
    "notes on talk": (lambda rooms: rooms.digests.get(THREAD, frozenset({None}), "key"), None),
    "an answer": (lambda rooms: rooms.answers.kept(ANSWERED), None),
    "answers that cite a file": (lambda rooms: rooms.answers.threads_citing(TEAM, FILE), []),
    "recent questions": (lambda rooms: Recent(rooms.redis, rooms.answers).of(TEAM, ANN, most=5), []),
    "feedback": (_feedback, []),
    "a private answer": (lambda rooms: rooms.outbox.kept(COMMANDED), None),
    "a pressed message": (lambda rooms: rooms.pressed.kept(TEAM, BEA, f"1.2.{HERE}"), None),
    "a person's settings": (lambda rooms: rooms.preferences.person(TEAM, ANN), PersonSettings()),
    "a channel's settings": (lambda rooms: rooms.preferences.channel(TEAM, HERE), ChannelSettings()),
    "all channels' settings": (lambda rooms: rooms.preferences.channels(TEAM), {}),
    "a workspace's settings": (lambda rooms: rooms.preferences.workspace(TEAM), WorkspaceSettings()),
    "a schedule": (lambda rooms: rooms.schedules.of(TEAM, HERE), None),
    "all schedules": (lambda rooms: rooms.schedules.all(TEAM), []),
    "what is looked at": (lambda rooms: rooms.whereabouts.looked_at(TEAM, ANN), None),
    "what was shared": (lambda rooms: rooms.whereabouts.shared(TEAM, ANN), ()),
    "questions about a message": (lambda rooms: rooms.inbox.about(THREAD, Ts("1700000001.000100")), []),
}
"""What reads something sealed, and what it says when there is nothing."""


async def full(redis: Redis) -> None:
    await Everything(redis, Vault([OLD])).fill(TEAM, WORDS, channels=(HERE,))


@pytest.mark.parametrize("what", READS)
async def test_what_is_sealed_with_a_lost_key_is_not_kept(redis: Redis, what: str) -> None:
    read, nothing = READS[what]
    await full(redis)
    assert await read(Everything(redis, Vault([NEW]))) == nothing


@pytest.mark.parametrize("what", READS)
async def test_with_both_keys_all_of_it_is_there(redis: Redis, what: str) -> None:
    read, nothing = READS[what]
    await full(redis)
    assert await read(Everything(redis, Vault([OLD]))) != nothing
    # By the first key content is named too, so bytes that were read before are read once more; the file itself is known.
    if what != "pages of bytes":
        assert await read(Everything(redis, Vault([NEW, OLD]))) != nothing


CHANGES: dict[str, Read] = {
    "filling everything": lambda rooms: rooms.fill(TeamId("T2"), "others"),
    "an edit of an answered message": lambda rooms: rooms.answers.replace_message(THREAD, Message(ts=ROOT)),
    "a deleted message": lambda rooms: rooms.answers.drop_message(THREAD, ROOT),
    "a deleted file": lambda rooms: rooms.answers.forget_file(TEAM, FILE, [THREAD]),
    "a message more": lambda rooms: rooms.context.append(THREAD, Message(ts=Ts("1700000011.000100"), user=ANN, text="more")),
    "an edited question": lambda rooms: rooms.inbox.amend(asked(THREAD, "1700000004.000100", "x"), edition=Ts("1900000000.0")),
    "a private answer": lambda rooms: rooms.outbox.keep(asked(THREAD, COMMANDED.split(":", 2)[2], "x"), ["again"]),
    "a person who wants to be forgotten": lambda rooms: rooms.schedules.forget_person(TEAM, ANN),
    "a new schedule": lambda rooms: rooms.schedules.change(TEAM, HERE, lambda before: before),
    "sealing anew": lambda rooms: rooms.preferences.renew(TEAM),
    "sealing schedules anew": lambda rooms: rooms.schedules.renew(TEAM),
    "new settings": lambda rooms: rooms.preferences.set_workspace(TEAM, WorkspaceSettings(guests=False), form="V3:1"),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_what_a_lost_key_has_sealed_hinders_no_change(redis: Redis, what: str) -> None:
    await full(redis)
    await CHANGES[what](Everything(redis, Vault([NEW])))


async def test_of_an_answer_that_can_no_longer_be_read_another_is_kept(redis: Redis) -> None:
    await full(redis)
    rooms = Everything(redis, Vault([NEW]))
    assert await rooms.outbox.keep(asked(THREAD, COMMANDED.split(":", 2)[2], "x"), ["again"]) == ("again",)


async def test_what_is_kept_for_good_is_sealed_anew_so_that_the_old_key_can_go(redis: Redis) -> None:
    await full(redis)
    both = Everything(redis, Vault([NEW, OLD]))
    await both.preferences.renew(TEAM)
    await both.schedules.renew(TEAM)
    new = Everything(redis, Vault([NEW]))
    for what in ("a channel's settings", "all channels' settings", "a workspace's settings", "a schedule", "all schedules"):
        read, nothing = READS[what]
        assert await read(new) != nothing


async def test_no_word_stands_anywhere_as_it_was_written(redis: Redis) -> None:
    await full(redis)
    for key, entries in (await snapshot(redis)).items():
        for field, value in entries.items():
            assert WORDS.encode() not in b"".join((key.encode(), field, value if isinstance(value, bytes) else b""))
    assert await redis.exists(keys.messages(THREAD))
