"""No words cross: between workspaces, channels, threads, people and files, also where all of these have the same ids."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.language import (
    Answer,
    ChannelId,
    ChannelSettings,
    Citation,
    FileId,
    FileRef,
    Message,
    Question,
    QuestionId,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
)
from bot.memory.recent import Recent
from bot.memory.whereabouts import LookedAt
from tests.language.test_schedule import a_schedule
from tests.memory.build import a_document, a_file
from tests.memory.test_forgetting import Memory

TEAMS, CHANNELS, TIMES, PEOPLE, FILES = ("T1", "T2"), ("C1", "C2"), ("100.000001", "200.000001"), ("U1", "U2"), ("F1", "F2")
SENTINEL = re.compile(r"w-T\d-[CTUFx0-9.-]+-\w+")


@dataclass(frozen=True)
class Spot:
    """A place, a person and a file that there may be in any workspace under the same ids."""

    team: str
    channel: str
    ts: str
    user: str
    file: str

    @property
    def thread(self) -> ThreadRef:
        return ThreadRef(team=TeamId(self.team), channel=ChannelId(self.channel), ts=Ts(self.ts))

    def word(self, scope: str, kind: str) -> str:
        """A word that belongs to this much of the spot and no more."""
        parts = {
            "team": (),
            "channel": (self.channel,),
            "thread": (self.channel, self.ts),
            "person": (self.user,),
            "file": (self.file,),
            "noted": (self.channel, self.ts, self.file),
            "asked": (self.channel, self.ts, self.user),
        }[scope]
        return "-".join(("w", self.team, *parts, kind))

    def question(self, kind: str) -> Question:
        mark = sum(ord(letter) for letter in kind)
        return Question(
            id=QuestionId(f"{self.team}:{self.channel}:{self.ts}.{self.user}.{mark}"),
            thread=self.thread,
            message=Message(ts=Ts(self.ts), user=UserId(self.user), text=self.word("asked", kind)),
            asker=UserId(self.user),
            surface=Surface.MENTION,
            me=UserId("UBOT"),
        )


spots = st.builds(
    Spot,
    team=st.sampled_from(TEAMS),
    channel=st.sampled_from(CHANNELS),
    ts=st.sampled_from(TIMES),
    user=st.sampled_from(PEOPLE),
    file=st.sampled_from(FILES),
)


async def plant(memory: Memory, spot: Spot) -> None:
    """Keeps in every room what belongs there."""
    team, user, channel = TeamId(spot.team), UserId(spot.user), ChannelId(spot.channel)
    if await memory.context.read(spot.thread) is None:
        said = [Message(ts=Ts(spot.ts), user=user, text=spot.word("thread", "said"))]
        await memory.context.keep(spot.thread, said)
    words = spot.word("file", "page")
    if await memory.pages.get(spot.thread, a_file(spot.file), content=words) is None:
        await memory.pages.put(spot.thread, a_file(spot.file), a_document(words), content=words)
    await memory.digests.put(spot.thread, frozenset({FileId(spot.file)}), "key", spot.word("noted", "facts"))
    await memory.digests.put(spot.thread, frozenset({None}), "key", spot.word("thread", "talk"))
    cited = Citation(anchor="p. 1", source="a.txt", quote=spot.word("asked", "quoted"), file=FileId(spot.file))
    await memory.answers.keep(spot.question("asked"), Answer(text=spot.word("asked", "answered"), citations=(cited,)))
    await memory.outbox.keep(spot.question("command"), [spot.word("asked", "private")])
    await memory.inbox.put(spot.question("waiting"))
    await memory.pressed.keep(team, user, "press", Message(ts=Ts(spot.ts), user=user, text=spot.word("person", "pressed")))
    wishes = ChannelSettings(instructions=spot.word("channel", "wishes"))
    await memory.preferences.set_channel(team, channel, wishes, form=f"{spot}")
    looked = LookedAt(channel=channel, name=spot.word("person", "looked"))
    await memory.whereabouts.look(team, user, looked, at="1.0")
    shared = FileRef(id=FileId(spot.file), name=spot.word("person", "shared"))
    await memory.whereabouts.share(team, user, [shared])
    schedule = a_schedule(team=team, channel=channel, place=spot.word("channel", "recap"))
    await memory.schedules.change(team, channel, lambda _: schedule)


async def seen_from(memory: Memory, spot: Spot) -> dict[str, str]:
    """What each room gives to who asks for it there, by the scope to which it belongs."""
    team, user, channel, file = TeamId(spot.team), UserId(spot.user), ChannelId(spot.channel), FileId(spot.file)
    questions = [spot.question(kind).id for kind in ("asked", "command", "waiting")]
    in_thread = [
        await memory.context.read(spot.thread),
        await memory.digests.get(spot.thread, frozenset({None}), "key"),
    ]
    noted = await memory.digests.get(spot.thread, frozenset({file}), "key")
    of_file = [
        await memory.pages.get(spot.thread, a_file(spot.file)),
        # Who has the same bytes has a right to what was read of them, but in one workspace alone.
        *[await memory.pages.get(spot.thread, a_file(spot.file), content=page) for page in pages_elsewhere(spot.team)],
    ]
    of_asker = [*[await memory.answers.kept(one) for one in questions], *[await memory.outbox.kept(one) for one in questions]]
    of_person = [
        await memory.pressed.kept(team, user, "press"),
        await memory.whereabouts.looked_at(team, user),
        await memory.whereabouts.shared(team, user),
    ]
    of_channel = [await memory.preferences.channel(team, channel), await memory.schedules.of(team, channel)]
    of_team = [
        await memory.preferences.channels(team),
        await memory.schedules.all(team),
        await Recent(memory.redis, memory.answers).of(team, user, most=10),
        await memory.context.with_words_of(team, user),
    ]
    return {
        "thread": repr(in_thread),
        "file": repr(of_file),
        "noted": repr(noted),
        "asked": repr(of_asker),
        "person": repr(of_person),
        "channel": repr(of_channel),
        "team": repr(of_team),
    }


def pages_elsewhere(team: str) -> Iterator[str]:
    """The contents that there may be in other workspaces."""
    for other in TEAMS:
        if other != team:
            yield from (Spot(other, "C1", TIMES[0], "U1", file).word("file", "page") for file in FILES)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(spots, min_size=1, max_size=8, unique=True), spots)
def test_what_is_kept_of_one_place_is_given_to_no_other(redis_socket: Path, planted: list[Spot], asks: Spot) -> None:
    asyncio.run(_isolated(redis_socket, planted, asks))


async def _isolated(redis_socket: Path, planted: list[Spot], asks: Spot) -> None:
    redis = Redis(unix_socket_path=str(redis_socket))
    await redis.flushall()
    try:
        memory = Memory(redis)
        for spot in planted:
            await plant(memory, spot)
        for who in (asks, planted[0]):
            for scope, given_to in (await seen_from(memory, who)).items():
                begins = who.word(scope, "")
                strangers = [word for word in SENTINEL.findall(given_to) if not word.startswith(begins)]
                assert not strangers, f"{scope} of {who}: {strangers}"
        everything = repr(await seen_from(memory, planted[0]))
        assert planted[0].word("thread", "said") in everything, "nothing was kept at all: this would show nothing"
        assert planted[0].word("channel", "wishes") in everything
    finally:
        await redis.aclose()


@pytest.mark.parametrize("team", TEAMS)
async def test_equal_ids_in_two_workspaces_are_two_of_everything(redis: Redis, team: str) -> None:
    memory = Memory(redis)
    here = Spot(team, "C1", "100.000001", "U1", "F1")
    there = Spot(next(other for other in TEAMS if other != team), "C1", "100.000001", "U1", "F1")
    await plant(memory, there)
    assert not SENTINEL.search(repr(await seen_from(memory, here)))
    await plant(memory, here)
    found = SENTINEL.findall(repr(await seen_from(memory, here)))
    assert found
    assert all(word.startswith(f"w-{team}-") for word in found)
    assert await memory.inbox.about(here.thread, Ts(here.ts)) != await memory.inbox.about(there.thread, Ts(there.ts))
