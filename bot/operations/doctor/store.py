"""Whether Redis is there, can be used, and loses nothing, and what a running bot has noted in it: the one of `REDIS_URL`,
or the embedded Valkey.

The embedded server is started as the bot would start it; where there is no data yet, in a folder that is gone afterwards,
so that whoever looks first does not own what somebody else is to run.
"""

import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from redis.asyncio import Redis

from bot.language import StoreUnavailable
from bot.memory import condition
from bot.memory.addresses import is_of_cluster
from bot.memory.condition import SAFE_POLICY, Condition
from bot.memory.deliveries import Deliveries
from bot.memory.refusals import ImageRefusals
from bot.memory.server import MAX_CONNECTIONS, open_probe
from bot.operations.doctor import installed, slack, words
from bot.operations.doctor.arrived import arrivals
from bot.operations.doctor.check import Case
from bot.operations.doctor.finding import Finding, fail, ok, warn
from bot.settings import Settings

NEEDED = (6, 0)
"""The first Redis whose `BLPOP`, with which workers wait, takes parts of a second (redis.io/commands/blpop)."""
NEARLY_FULL = 0.9
SLOW_SECONDS = 0.05
"""A server in the same place answers within a millisecond, one in the same region within five."""

REFUSALS = frozenset({"AuthenticationError", "AuthenticationWrongNumberOfArgsError", "AuthorizationError", "NoPermissionError"})


async def examine(case: Case) -> AsyncGenerator[Finding, None]:
    """The findings about the server."""
    settings = case.settings
    is_trial = not settings.redis_url and not _is_ours(settings.data_dir)
    with ExitStack() as stack:
        if is_trial:
            trial = stack.enter_context(TemporaryDirectory(prefix="footnote-"))
            settings = settings.model_copy(update={"data_dir": Path(trial)})
        try:
            async with open_probe(settings) as redis:
                found = await condition.examine(redis)
                for finding in judged(found, settings=settings):
                    yield finding
                yield latency(await condition.round_trip(redis))
                if not is_trial:
                    async for finding in _noted(redis, case):
                        yield finding
        except StoreUnavailable as error:
            yield fail("Redis", words.EMBEDDED_CANT) if is_trial else unavailable(settings, error)


async def _noted(redis: Redis, case: Case) -> AsyncGenerator[Finding, None]:
    """What the running bot has noted there: who has installed it, what came from Slack, and which models refused images."""
    settings = case.settings
    if settings.many_workspaces:
        for finding in installed.redirects(slack.redirect_urls(slack.MANIFEST)):
            yield finding
        async for finding in installed.workspaces(redis, settings, wanted=slack.manifest_scopes(slack.MANIFEST)):
            yield finding
    for finding in arrivals(await Deliveries(redis).arrivals(), now=case.now(), settings=settings):
        yield finding
    if settings.model_images == "auto":
        refusals = ImageRefusals(redis)
        for model in settings.models:
            if await refusals.refused(model):
                yield warn("images", words.IMAGES_REFUSED_LATELY, model=model)


def judged(found: Condition | None, *, settings: Settings, connections: int = MAX_CONNECTIONS) -> Iterator[Finding]:
    """What a server's condition means for the inbox, of which a process is still to open so many connections."""
    if found is None:
        yield warn("Redis", words.REDIS_SILENT)
        return
    if found.version and found.version < NEEDED:
        yield fail("Redis", words.REDIS_TOO_OLD, name=found.name, needed=".".join(map(str, NEEDED)))
    elif found.is_cluster and not is_of_cluster(settings.redis_url or ""):
        yield fail("Redis", words.REDIS_CLUSTER)
    elif found.is_replica:
        yield fail("Redis", words.REDIS_REPLICA)
    else:
        yield ok("Redis", words.REDIS, name=found.name, where="REDIS_URL" if settings.redis_url else "embedded")
    if found.connections_left is not None and found.connections_left < connections:
        yield fail("connections", words.FEW_CONNECTIONS, left=found.connections_left, connections=connections)
    if found.append_failed:
        yield fail("durability", words.APPEND_FAILED)
    elif found.appends and found.syncs == "no":
        yield warn("durability", words.WRITTEN_LATE)
    elif found.appends is not None:
        yield ok("durability", words.DURABLE) if found.appends else warn("durability", words.NOT_DURABLE)
    if found.eviction is not None:
        is_safe = found.eviction == SAFE_POLICY
        yield ok("eviction", words.NO_EVICTION) if is_safe else warn("eviction", words.EVICTION, policy=found.eviction)
    if found.fullness is not None and found.fullness >= NEARLY_FULL:
        yield warn("Redis memory", words.NEARLY_FULL, percent=round(100 * found.fullness))


def latency(seconds: float) -> Finding:
    """What the way to the server and back means."""
    say, saying = (ok, words.QUICK) if seconds < SLOW_SECONDS else (warn, words.SLOW)
    return say("latency", saying, milliseconds=f"{1000 * seconds:.1f}")


def unavailable(settings: Settings, error: StoreUnavailable) -> Finding:
    """Why there is no server, as far as its refusal tells."""
    if not settings.redis_url:
        log = settings.data_dir / "valkey" / "valkey.log"
        return fail("Redis", words.EMBEDDED_DOWN, detail=error.detail, log=log)
    kind = error.detail.rpartition(" ")[2]
    if kind in REFUSALS:
        return fail("Redis", words.REDIS_REFUSES)
    if kind == "BusyLoadingError":
        return fail("Redis", words.REDIS_LOADING)
    return fail("Redis", words.REDIS_UNREACHABLE, error=kind)


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and folder.stat().st_uid == os.geteuid()
