"""One bot for two workspaces in which everything has the same ids: a receiver and two workers, as an operator runs them."""

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.playground.doors import free_port
from bot.playground.entities import Payload
from bot.playground.many import ENTERPRISE
from bot.slack.payloads import text_of
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene, is_final
from tests.end_to_end.several import Several, several
from tests.memory.everything import snapshot

ROUNDS = 6


@pytest.fixture(params=[False, True], ids=["lasting tokens", "tokens that end"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path, redis: Redis, redis_socket: Path) -> AsyncGenerator[Several]:
    assert await redis.dbsize() == 0
    redis_url, context_keys = f"unix://{redis_socket}", f"k1:{base64.b64encode(bytes(32)).decode()}"
    shared = {"REDIS_URL": redis_url, "CONTEXT_KEYS": context_keys}
    receiver = several(
        tmp_path / "receiver", rotates=request.param, REDIS_URL=redis_url, CONTEXT_KEYS=context_keys, WORKER_CONCURRENCY="0"
    )
    async with receiver as made, AsyncExitStack() as stack:
        for number in range(2):
            worker = Bot(made.slack, tmp_path / f"worker-{number}", "worker", **shared, PORT=str(free_port()))
            stack.push_async_callback(worker.stop)
            await worker.start()
        yield made


def refreshes(scene: Scene) -> list[Payload]:
    """How often a token was refreshed, by whichever process."""
    calls = scene.playground.workspace.calls
    return [call.args for call in calls if call.method == "oauth.v2.access" and call.args.get("refresh_token")]


async def asked(scene: Scene, thread: str, secret: str) -> str:
    return await scene.playground.say(f"{scene.playground.mention} what about the {secret}?", thread_ts=thread)


async def test_two_workspaces_with_the_same_ids_one_of_which_leaves(stage: Several, redis: Redis) -> None:
    acme, other = stage.scenes
    secrets = {acme: "aardvark", other: "zebra"}
    # The same thread in both, with another word in it.
    thread = await stage.say("What we know so far.", at=1_800_000_000.0)
    for scene, secret in secrets.items():
        await scene.playground.say(f"The secret is {secret}, and we ship on Monday.", thread_ts=thread)

    for number in range(1, ROUNDS + 1):
        for scene, secret in secrets.items():
            await asked(scene, thread, secret)
        if number == 1:
            # What ends at all ends now, with questions under way in both.
            for scene in secrets:
                scene.playground.tokens.expire()
    for scene, secret in secrets.items():
        words = await scene.answered("general", thread, times=ROUNDS)
        assert secret in words
        assert next(word for one, word in secrets.items() if one is not scene) not in words
    for exchange in stage.slack.first.stand_in.exchanges:
        assert not all(secret in str(exchange.body) for secret in secrets.values())

    for scene in secrets:
        assert len(refreshes(scene)) == int(stage.slack.authorisations.rotates)

    # One leaves while it is answered there, and the other goes on.
    before = {scene: len(scene.replies("general", thread)) for scene in secrets}
    for scene, secret in secrets.items():
        await asked(scene, thread, secret)
    gone = other.playground.workspace.team
    stage.slack.authorisations.uninstall(gone)
    await acme.answered("general", thread, times=before[acme] + 1)
    await acme.playground.until(lambda: all(is_final(message) for message in acme.replies("general", thread)))

    await all_gone(redis, gone)
    assert await names_of(redis, acme.playground.workspace.team)
    ts = await acme.playground.say(f"{acme.playground.mention} when do we ship?")
    await acme.answered("general", ts)


async def names_of(redis: Redis, team: str) -> list[str]:
    """Every key that names a workspace or holds its name, but for the note that it has left."""
    kept = await snapshot(redis)
    return [
        key
        for key, entries in kept.items()
        if not key.startswith("{departed}")
        and (team in key or any(team.encode() in entry or team in str(value) for entry, value in entries.items()))
    ]


async def all_gone(redis: Redis, team: str) -> None:
    """Waits until nothing is left of it: what was under way has its time to go."""
    async with asyncio.timeout(30):
        while await names_of(redis, team):  # noqa: ASYNC110 - the server is another process
            await asyncio.sleep(0.1)


async def test_it_is_installed_again(stage: Several, redis: Redis) -> None:
    _, other = stage.scenes
    team = other.playground.workspace.team
    stage.slack.authorisations.uninstall(team)
    await all_gone(redis, team)
    await stage.install(team)
    ts = await other.playground.say(f"{other.playground.mention} hello again")
    await other.answered("general", ts)


async def test_an_organisation_installs_it_for_all_its_workspaces(tmp_path: Path, redis: Redis, redis_socket: Path) -> None:
    redis_url, context_keys = f"unix://{redis_socket}", f"k1:{base64.b64encode(bytes(32)).decode()}"
    settled = several(
        tmp_path, has_enterprise=True, installed=False, rotates=True, REDIS_URL=redis_url, CONTEXT_KEYS=context_keys
    )
    async with settled as stage:
        organisation = text_of(ENTERPRISE, "id")
        await stage.install(organisation)
        thread = await stage.say("What we know so far.", at=1_800_000_000.0)
        for scene, secret in zip(stage.scenes, ("aardvark", "zebra"), strict=True):
            await scene.playground.say(f"The secret is {secret}, and we ship on Monday.", thread_ts=thread)
            await asked(scene, thread, secret)
        words = [await scene.answered("general", thread) for scene in stage.scenes]
        assert ["aardvark" in said for said in words] == [True, False]
        assert ["zebra" in said for said in words] == [False, True]

        first, second = stage.scenes
        taken_out = second.playground.workspace.team
        stage.slack.authorisations.take_out(taken_out)
        await all_gone(redis, taken_out)
        ts = await first.playground.say(f"{first.playground.mention} when do we ship?")
        await first.answered("general", ts)

        stage.slack.authorisations.uninstall(organisation)
        for team in (*stage.slack.workspaces, organisation):
            await all_gone(redis, team)
