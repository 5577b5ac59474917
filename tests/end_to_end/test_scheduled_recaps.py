"""A channel's scheduled recap, from the form to the channel, with two processes that both look after it. In both transports."""

import base64
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, Schedule, TeamId, UserId, phrases
from bot.memory import keys
from bot.memory.inbox import Inbox
from bot.memory.schedules import Schedules
from bot.memory.slots import Slots
from bot.memory.vault import Vault
from bot.playground.doors import free_port
from bot.playground.entities import ALEX, BOT_USER, GUEST, SAM, TEAM, YOU, Message
from bot.playground.server import Playground
from bot.playground.views import View
from bot.slack.payloads import child, text_of
from bot.slack.recap_form import AT, HOW_OFTEN, OPEN_RECAP_FORM, ZONE
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene, Transport, is_final, seen

HOUR = 3600
KEY = bytes(32)


class Clockwork(Scene):
    """The scene, and what a third process sees of the schedules."""

    def __init__(self, playground: Playground, bot: Bot, redis: Redis) -> None:
        super().__init__(playground, bot)
        vault = Vault([("k1", KEY)])
        self._redis = redis
        self.inbox = Inbox(redis, vault)
        self.schedules = Schedules(redis, vault)
        self.slots = Slots(self.schedules, self.inbox, me=UserId(BOT_USER))

    async def schedule(self, channel: str = "finance") -> Schedule | None:
        return await self.schedules.of(TeamId(TEAM), ChannelId(self.playground.workspace.channel(channel).id))

    async def turn_back(self, hours: float, channel: str = "finance") -> None:
        """As if the schedule had been set so much earlier: what was due since then was missed, and is made up for."""

        def earlier(found: Schedule | None) -> Schedule | None:
            return found and found.model_copy(update={"handled": found.handled - hours * HOUR})

        await self.schedules.change(TeamId(TEAM), ChannelId(self.playground.workspace.channel(channel).id), earlier)
        await self.slots.look(TeamId(TEAM))

    async def waiting(self) -> list[bytes]:
        """Slots in the inbox."""
        threads = cast("list[bytes]", await self._redis.zrange(keys.INBOX_DUE, 0, -1))
        return [thread for thread in threads if thread.startswith(b"schedule:")]

    def recaps(self, channel: str = "finance") -> list[Message]:
        """What Footnote has said in the channel itself, for all to see."""
        messages = self.playground.workspace.channel(channel).messages.values()
        return [
            message for message in messages if message.user == BOT_USER and not message.ephemeral_to and not message.thread_ts
        ]

    async def form(self, channel: str = "finance", user: str = YOU) -> View:
        """The form that the command opens."""
        delivery = await self.playground.command("/footnote", "recaps", channel=channel, user=user)
        assert delivery.acked_at is not None
        (view,) = self.playground.views(user)
        return view


def words(view: View) -> str:
    return "\n".join(text_of(child(block, "text"), "text") for block in view.modal.model_dump()["blocks"])


def filled(often: str, at: float, zone: str = "UTC") -> dict[str, dict[str, str | list[str]]]:
    return {HOW_OFTEN: {HOW_OFTEN: often}, AT: {AT: f"{datetime.fromtimestamp(at, UTC):%H:%M}"}, ZONE: {ZONE: zone}}


@pytest.fixture
async def scene(transport: Transport, tmp_path: Path, redis: Redis, redis_socket: Path) -> AsyncGenerator[Clockwork]:
    """A bot that receives and answers, and a worker beside it, on one Redis."""
    assert await redis.dbsize() == 0
    shared = {"REDIS_URL": f"unix://{redis_socket}", "CONTEXT_KEYS": f"k1:{base64.b64encode(KEY).decode()}"}
    async with Playground(transport=transport, chunk_seconds=0.0, retry_factor=0.01) as playground:
        bot = Bot(playground, tmp_path / "bot", **shared)
        worker = Bot(playground, tmp_path / "worker", "worker", **shared, PORT=str(free_port()))
        await bot.start()
        await worker.start()
        yield Clockwork(playground, bot, redis)
        await bot.stop()
        await worker.stop()


async def test_a_scheduled_recap_from_the_form_to_the_channel(scene: Clockwork) -> None:
    playground, now = scene.playground, time.time()
    await playground.say("We decided to ship on Monday, and Sam mends the tests.", channel="finance", user=SAM, at=now - HOUR)

    # It is set, from the channel's settings, and the same form once more changes nothing.
    await playground.command("/footnote", "settings", channel="finance")
    (settings,) = playground.views()
    assert (await playground.use_view(settings.id, OPEN_RECAP_FORM)).acked_at is not None
    form = playground.views()[-1]
    assert phrases.RECAPS_OFF.format(place="#finance") in words(form)
    delivery = await playground.submit(form.id, filled("daily", now - 300))
    assert playground.views() == [settings]
    await playground.close_view(settings.id)
    (told,) = await playground.until(lambda: playground.ephemeral("finance"))
    assert told.text.startswith("#finance is recapped every day at")
    before = await scene.schedule()
    await playground.submit_again(delivery)
    assert await scene.schedule() == before
    assert len(playground.ephemeral("finance")) == 1

    # It comes once, however many look for it.
    await scene.turn_back(1)
    await playground.until(lambda: scene.recaps() and is_final(scene.recaps()[-1]))
    for _ in range(2):
        await scene.slots.look(TeamId(TEAM))
    ts = await playground.say(f"{playground.mention} when do we ship?", channel="finance")
    await scene.answered("finance", ts)
    (recap,) = scene.recaps()
    assert recap.text.startswith("Daily recap, set by @Jo; change it with `/footnote recaps`.")
    assert "We decided to ship on Monday" in seen(recap)
    assert "#finance since" in seen(recap)

    # It is an answer like others.
    await playground.click("finance", recap.ts, "offer:shorter", ALEX)
    await playground.until(
        lambda: len(scene.replies("finance", recap.ts)) == 2 and is_final(scene.replies("finance", recap.ts)[1])
    )

    # Somebody else changes it, and switches it off.
    form = await scene.form(user=ALEX)
    assert "every day at" in words(form)
    assert phrases.RECAPS_WHO_SET.format(setter="Jo") in words(form)
    await playground.submit(form.id, filled("weekly 2", now, zone="Australia/Sydney"), ALEX)
    changed = await scene.schedule()
    assert changed
    assert (changed.weekday, changed.zone, changed.setter) == (2, "Australia/Sydney", ALEX)
    form = await scene.form()
    assert "every Wednesday at" in words(form)
    await playground.submit(form.id, filled("never", now))
    assert await scene.schedule() is None
    assert await scene.waiting() == []
    assert len(scene.recaps()) == 1


async def test_who_gets_no_form_and_when_a_recap_pauses(scene: Clockwork) -> None:
    playground, now = scene.playground, time.time()

    # Where Footnote is no member, and for guests.
    form = await scene.form("design")
    assert "/invite @Footnote" in words(form)
    assert form.modal.submit is None
    await playground.close_view(form.id)
    form = await scene.form("general", GUEST)
    assert phrases.RECAPS_FULL_MEMBERS_ONLY in words(form)
    await playground.close_view(form.id, GUEST)

    # A trigger that is over.
    delivery = await playground.command("/footnote", "recaps", channel="finance")
    await playground.close_view(playground.views()[-1].id)
    playground.expire_triggers()
    await playground.command_again(delivery)
    assert playground.views() == []
    assert phrases.RECAPS_TYPE_AGAIN in [message.text for message in playground.ephemeral("finance")]

    # Where Footnote was taken out of the channel.
    form = await scene.form()
    await playground.submit(form.id, filled("daily", now - 300))
    playground.workspace.channel("finance").members.discard(BOT_USER)
    await scene.turn_back(1)
    dm = playground.workspace.open_im(YOU)
    expected = phrases.RECAPS_STOPPED.format(place="#finance")
    await playground.until(lambda: expected in [message.text for message in dm.messages.values()])
    paused = await scene.schedule()
    assert paused
    assert paused.paused
    assert scene.recaps() == []
    assert playground.stand_in.requests == []
