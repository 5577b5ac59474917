"""The row of the matrix in which two workspaces share one bot: ids alike, what they say unlike, and one of them leaves midway."""

import asyncio
import json
import tempfile
import time
from pathlib import Path

from bot.playground.many import ManyWorkspaces
from bot.playground.stand_in import Exchange
from tests.faults.cluster import Cluster, cluster
from tests.faults.ledger import Verdict
from tests.faults.load import Load
from tests.faults.stage import FEWEST_THREADS, RETRY_FACTOR, Outcome, Plan
from tests.installer import browsing

SECRETS = {"T0PLAY00001": "aardvark", "T0PLAY00002": "zebra"}
"""A word that is said in one workspace alone."""

GONE_SECONDS = 60.0
"""How long what a worker still writes of a workspace that has left may take to go."""

POLL_SECONDS = 0.1


async def f11(plan: Plan) -> Outcome:
    """Both ask at the same pace; when half is asked, the second one removes the app. The first notices nothing."""
    with tempfile.TemporaryDirectory(prefix="footnote-faults-", ignore_cleanup_errors=True) as folder:
        async with ManyWorkspaces(chunk_seconds=plan.word_seconds, retry_factor=RETRY_FACTOR) as slack:
            settings = {name: value for name, value in slack.bot_environment().items() if name.startswith("SLACK_")}
            async with cluster(Path(folder), slack.first, lease=plan.lease, port=slack.bot_port, **settings) as made:
                return await _played(slack, made, plan)


async def _played(slack: ManyWorkspaces, made: Cluster, plan: Plan) -> Outcome:
    staying, leaving = slack.workspaces
    async with browsing(slack) as browser:
        for team in (staying, leaving):
            status, page = await browser.install(team)
            assert status == 200, page
    threads = max(FEWEST_THREADS, plan.questions // 20)
    loads = {team: Load(playground, threads=threads, seed=plan.seed) for team, playground in slack.workspaces.items()}
    crossed: list[str] = []
    hear = slack.first.stand_in.listener

    def listen(exchange: Exchange) -> None:
        words = _words(exchange)
        if all(secret in words for secret in SECRETS.values()):
            crossed.append("prompt")
        if hear:
            hear(exchange)

    slack.first.stand_in.listener = listen
    half = plan.questions // 2
    began, left_at = time.monotonic(), 0.0
    for number in range(half):
        await asyncio.sleep(max(0.0, began + number * 2 / plan.rate - time.monotonic()))
        # In one instant, so that a thread that begins has one id in both.
        now = time.time()
        for team, playground in slack.workspaces.items():
            playground.workspace.clock = lambda now=now: now
            await loads[team].ask(1, seconds=0.0, words=f"what of the {SECRETS[team]}?")
            playground.workspace.clock = time.time
        if number == half // 2:
            slack.authorisations.uninstall(leaving)
            left_at = time.monotonic()
    await loads[staying].settled(seconds=120)
    keys = await _keys_left(made, leaving, since=left_at)
    verdict = loads[staying].verdict()
    crossed += [word for word in loads[staying].words() if SECRETS[leaving] in word]
    crossed += [word for word in loads[leaving].words() if SECRETS[staying] in word]
    answered = len(loads[leaving].verdict().settled_at)
    figures = {
        "answered where it left": f"{answered} of {half}",
        "keys left of it": str(len(keys)),
        "words that crossed": str(len(crossed)),
        "same threads in both": str(len(loads[staying].places() & loads[leaving].places())),
    }
    return Outcome(row="F11", plan=plan, verdict=verdict, passed=_passed(verdict, keys, crossed), figures=figures)


def _passed(verdict: Verdict, keys: list[str], crossed: list[str]) -> bool:
    return verdict.is_clean and not keys and not crossed


async def _keys_left(made: Cluster, team: str, *, since: float) -> list[str]:
    """What the whole server still holds of a workspace, once what was under way has had its time to go."""
    while keys := await made.store.keys_of(team):
        if time.monotonic() > since + GONE_SECONDS:
            break
        await asyncio.sleep(POLL_SECONDS)
    return keys


def _words(exchange: Exchange) -> str:
    return json.dumps(exchange.body, default=dict)
