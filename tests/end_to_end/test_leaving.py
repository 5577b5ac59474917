"""What is deleted in Slack, and a workspace that uninstalls Footnote, with the real bot and its Redis looked through."""

import base64
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory import keys
from bot.memory.vault import Vault
from bot.playground.entities import SAM, TEAM
from bot.playground.server import Playground
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene, Transport
from tests.end_to_end.test_home import saved
from tests.memory.everything import snapshot
from tests.memory.test_forgetting import opened
from tests.memory.valkey import until

KEY = bytes(32)


@pytest.fixture
async def scene(transport: Transport, tmp_path: Path, redis: Redis, redis_socket: Path) -> AsyncGenerator[Scene]:
    """A bot whose Redis the test can look into, with its key."""
    assert await redis.dbsize() == 0
    store = {"REDIS_URL": f"unix://{redis_socket}", "CONTEXT_KEYS": f"k1:{base64.b64encode(KEY).decode()}"}
    async with Playground(transport=transport, chunk_seconds=0.0, retry_factor=0.01) as playground:
        bot = Bot(playground, tmp_path, **store)
        await bot.start()
        yield Scene(playground, bot)
        await bot.stop()


async def words(redis: Redis) -> str:
    """Every word in the whole Redis, decrypted."""
    vault, found = Vault([("k1", KEY)]), list[str]()
    for key, entries in (await snapshot(redis)).items():
        for field, value in entries.items():
            if isinstance(value, bytes):
                name = field.decode()
                found.append(opened(vault, [key, f"{key}#{name}", f"{key} {name}"], value))
    return "\n".join(found)


async def told(scene: Scene, event: dict[str, object]) -> None:
    """Slack tells it, and is acknowledged: by then what it is about is done."""
    delivery = scene.playground.deliveries.deliver({"event_ts": "1.0", **event})
    await scene.playground.until(lambda: delivery.acked_at)


async def asked(scene: Scene, secret: str, *, channel: str = "finance") -> str:
    """A thread that somebody else began, with a file, in which there is an answer."""
    root = await scene.playground.say(
        f"It is about {secret}-said.",
        channel=channel,
        user=SAM,
        files=[("notes.txt", f"Revenue was 42.\n\nNobody asks about {secret}-file.\n".encode())],
    )
    await scene.playground.say(f"{scene.playground.mention} what was the revenue?", channel=channel, thread_ts=root)
    await scene.answered(channel, root)
    return root


async def test_what_is_deleted_is_gone_when_slack_is_acknowledged_and_all_of_it_when_footnote_is_uninstalled(
    scene: Scene, redis: Redis
) -> None:
    playground = scene.playground
    first = await asked(scene, "first")
    await asked(scene, "second")
    await asked(scene, "third", channel="general")
    # A private recap elsewhere would quote them; a kept answer that does is gone with what it quotes.
    link = playground.permalink("finance", first)
    about = await playground.say(f"{playground.mention} what does {link} say?", channel="general")
    await scene.answered("general", about)
    await playground.command("/footnote", "settings", channel="finance")
    await saved(scene, {"instructions": "Be a set-pirate."})
    before = await words(redis)
    assert all(word in before for word in ("first-said", "first-file", "second-said", "third-said", "third-file", "set-pirate"))

    await playground.delete("finance", first)
    await playground.deliveries.settled()
    after = await words(redis)
    assert "first-said" not in after
    assert "first-file" not in after
    assert all(word in after for word in ("second-said", "second-file", "third-said"))

    finance = playground.workspace.channel("finance").id
    await told(scene, {"type": "channel_left", "channel": finance})
    after = await words(redis)
    assert "second-said" not in after
    assert "second-file" not in after
    assert "set-pirate" in after
    await told(scene, {"type": "channel_deleted", "channel": finance})
    after = await words(redis)
    assert "set-pirate" not in after
    assert "third-said" in after

    # While an answer is being given.
    playground.stand_in.chunk_seconds = 0.05
    playground.stand_in.say_next(" ".join(f"Sentence number {number} of many." for number in range(200)))
    ts = await playground.say(f"{playground.mention} tell me everything")
    await playground.until(lambda: "Sentence number" in scene.text("general", ts))
    await told(scene, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0"]}})
    await told(scene, {"type": "app_uninstalled"})

    async def is_removed_again() -> bool:
        # Once for both, and once more for what came late.
        return scene.bot.log().count("departed workspaces removed") >= 2

    await until(is_removed_again)
    assert playground.stand_in.exchanges[-1].done_at is None
    left = {
        name
        for key, entries in (await snapshot(redis)).items()
        if not key.startswith("{departed}")
        for name in (key, *(field.decode(errors="replace") for field in entries))
        if keys.names(name, TeamId(TEAM))
    }
    assert left == set()
