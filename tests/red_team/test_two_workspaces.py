"""Two workspaces with the same ids behind one desk, and a model that repeats all it was sent: whose words reach whom."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from aiohttp import web
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.answering.compose import Budget
from bot.answering.desk import Desk
from bot.answering.digest.needs import ReadingBudget
from bot.answering.reading import Reading
from bot.language import ChannelId, FileRef, Message, Question, QuestionId, Surface, TeamId, ThreadRef, Ts, UserId
from bot.memory.answers import KeptAnswers
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.threads import KeptThreads
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.slack.access import Access
from bot.slack.attempt import Attempt
from bot.slack.client import make_client
from bot.slack.elsewhere import Elsewhere
from bot.slack.history import History
from bot.slack.pacing import Pace
from bot.slack.people import People
from bot.slack.permalinks import permalink
from bot.slack.places import Places
from bot.slack.refusals import Refusals
from bot.slack.reply import SlackReply
from bot.slack.source import SlackSource
from bot.slack.threads import SlackThreads
from bot.telemetry import Telemetry
from tests.answering.conftest import Books, OneLineReader, Rules
from tests.logs import logged
from tests.memory.build import a_vault
from tests.model.api import Api, says, serving
from tests.model.conftest import MODELS, Cooldown, Waits, settings_for
from tests.model.conftest import Refusals as ImageRefusals
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import Lease, Ledger, Live, Titles, at_once
from tests.slack.fake import BOT, TOKEN

TEAMS, CHANNELS = ("T1", "T2"), ("C1", "C2")
SENTINEL = re.compile(r"w[TC0-9]+x\w+")
HOME = {team: f"https://{team.lower()}.slack.com/" for team in TEAMS}


@dataclass
class Workspace:
    """One workspace: its Slack, and the rooms that were made for it."""

    team: TeamId
    slack: SlackOfChannels
    threads: SlackThreads
    elsewhere: Elsewhere
    client: Any
    files: dict[str, str] = field(default_factory=dict[str, str])
    roots: dict[str, list[str]] = field(default_factory=lambda: {channel: [] for channel in CHANNELS})
    opened: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """The words that links in a thread may have opened, by that thread: they stay in it, and are read again with it."""
    seen: int = 0

    async def complete(self, file: FileRef) -> FileRef:
        return file

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        to.write_text(self.files[file.id])  # noqa: ASYNC240 - a few bytes
        return file

    def says(self, channel: str, *, new: bool, shares: bool) -> str:
        """Somebody writes a word of that thread's own, perhaps beside a file with another one; returns the thread."""
        root = None if new or not self.roots[channel] else self.roots[channel][-1]
        ts = f"{self.slack.clock + 1}.000100"
        word = f"w{self.team}{channel}x{(root or ts).replace('.', '_')}"
        shared: dict[str, Any] = {}
        if shares:
            name = f"F{len(self.files)}"
            self.files[name] = f"{word}_file{name}"
            shared = {"files": [{"id": name, "name": f"{name}.txt", "size": 9, "mode": "hosted", "updated": 1}]}
        self.slack.says("U1", f"{word}_said", thread=root, channel=channel, **shared)
        if root is None:
            self.roots[channel].append(ts)
        return root or ts

    def asks(self, channel: str, root: str, words: str) -> Question:
        ts = Ts(self.slack.says("U1", f"<@{BOT}> {words}", thread=root, channel=channel))
        return Question(
            id=QuestionId(f"{self.team}:{channel}:{ts}"),
            thread=ThreadRef(team=self.team, channel=ChannelId(channel), ts=Ts(root)),
            message=Message(ts=ts, user=UserId("U1"), text=f"<@{BOT}> {words}"),
            asker=UserId("U1"),
            surface=Surface.MENTION,
            me=UserId(BOT),
        )

    def sent_since(self) -> str:
        """What was sent to its Slack since this was last asked for."""
        calls, self.seen = self.slack.calls[self.seen :], len(self.slack.calls)
        return json.dumps(calls, ensure_ascii=False)


@dataclass
class World:
    """Both, the desk that they share, and what the model was sent."""

    workspaces: dict[str, Workspace]
    desk: Desk
    prompts: list[str]

    async def answer(self, workspace: Workspace, question: Question) -> None:
        attempt = Attempt(
            client=workspace.client,
            question=question,
            ledger=Ledger(),
            titles=Titles(),
            refusals=Refusals(),
            check_lease=Lease(),
            sleep=at_once,
        )
        source = SlackSource(question, workspace.threads, workspace, workspace.elsewhere)
        reply = SlackReply(attempt, pace=Pace(Live(), minimum=0.0))
        await self.desk.answer(question, source, reply)
        await reply.aclose()


@asynccontextmanager
async def world(redis: Redis) -> AsyncGenerator[World]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        api = await stack.enter_async_context(serving())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        chosen, telemetry, vault = settings_for(api.url), Telemetry(), a_vault()
        http = open_http(chosen)
        stack.push_async_callback(http.aclose)
        context = KeptThreads(redis, vault, ttl=600)
        desk = Desk(
            reading=Reading(
                OneLineReader(), KeptDocuments(redis, vault, ttl=600), most=10, folder=Path(folder), telemetry=telemetry
            ),
            model=ModelClient(http, chosen, ImageRefusals(), Cooldown(), telemetry, random=lambda: 1.0, sleep=Waits()),
            rules=Rules(),
            meter=Books(),
            answers=KeptAnswers(redis, vault, ttl=600),
            digests=KeptDigests(redis, vault, ttl=600),
            reading_budget=ReadingBudget(tokens=600_000, seconds=600.0),
            at_once=1,
            shows_cost=False,
            first_choice=MODELS[0],
            budget=Budget(context=chosen.model_context_tokens, answer=chosen.model_max_tokens),
            telemetry=telemetry,
        )
        workspaces: dict[str, Workspace] = {}
        for team in TEAMS:
            fake = SlackOfChannels()
            fake.person("U1", "ann", team_id=team)
            for channel in CHANNELS:
                # The second is private, and the asker is not in it.
                fake.channel(channel, channel.lower(), members=["U1"] if channel == "C1" else ["U2"], is_private=channel == "C2")
            slack = await stack.enter_async_context(served(fake))
            client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session)
            people, history = People(client), History(client)
            places = Places(people, Access(client, people), history, workspace_url=HOME[team])
            workspaces[team] = Workspace(
                team=TeamId(team),
                slack=slack,
                threads=SlackThreads(client, people, context, workspace_url=HOME[team]),
                elsewhere=Elsewhere(places, history, workspace_url=HOME[team]),
                client=client,
            )
        prompts: list[str] = []
        api.answers(_repeats(api, prompts))
        yield World(workspaces=workspaces, desk=desk, prompts=prompts)


def _repeats(api: Api, prompts: list[str]) -> Any:
    async def handle(request: web.Request) -> web.StreamResponse:
        prompts.append(json.dumps(api.bodies[-1], ensure_ascii=False))
        # Each once: a model that says the same again and again is cut off, and nothing of it is shown.
        return await says("I was told: ", " ".join(dict.fromkeys(SENTINEL.findall(prompts[-1]))))(request)

    return handle


steps = st.lists(
    st.tuples(
        st.sampled_from(TEAMS), st.sampled_from(CHANNELS), st.booleans(), st.booleans(), st.sampled_from(["", "link", "plain"])
    ),
    min_size=2,
    max_size=8,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@example(
    [("T1", "C1", False, False, "")] * 3
    + [("T2", "C1", False, False, ""), ("T2", "C1", True, False, "link"), ("T2", "C1", False, False, "plain")]
).via("a link of another workspace's that opened one's own channel, read again with its thread")
@example([("T1", "C1", False, False, "")] * 5 + [("T1", "C1", False, False, "link")] * 3).via("the same thread asked thrice")
@given(steps)
def test_no_prompt_reply_or_log_line_holds_words_of_another_place(
    redis_socket: Path, taken: list[tuple[str, str, bool, bool, str]]
) -> None:
    asyncio.run(_played(redis_socket, taken))


async def _played(redis_socket: Path, taken: list[tuple[str, str, bool, bool, str]]) -> None:
    redis = Redis(unix_socket_path=str(redis_socket))
    await redis.flushall()
    try:
        with logged() as lines:
            async with world(redis) as played:
                for team, channel, new, shares, asking in taken:
                    await _step(played, team, channel, new=new, shares=shares, asking=asking)
        assert not SENTINEL.search(lines.text)
    finally:
        await redis.aclose()


async def _step(played: World, team: str, channel: str, *, new: bool, shares: bool, asking: str) -> None:
    """Something is said in a thread; perhaps it is then asked there, with links to all that was said in a private channel in
    which the asker is not, and in the other workspace, or without.
    """
    workspace = played.workspaces[team]
    root = workspace.says(channel, new=new, shares=shares)
    if not asking or channel == "C2":
        return
    words, threads = "what was said?", list[tuple[str, str, str]]()
    if asking == "link":
        closed = [(team, "C2"), *((each, place) for each in TEAMS if each != team for place in CHANNELS)]
        threads = [(home, place, ts) for home, place in closed for ts in played.workspaces[home].roots[place]]
        words += "".join(f" <{permalink(HOME[home], ChannelId(place), Ts(ts), None)}>" for home, place, ts in threads)
    workspace.sent_since()
    before = len(played.prompts)
    await played.answer(workspace, workspace.asks(channel, root, words))
    own = f"w{team}{channel}x{root.replace('.', '_')}"
    # A link of the other workspace's may name a channel and a message that there are here too: then it opens the asker's own.
    alike = workspace.opened.setdefault(own, [])
    for _, place, ts in threads:
        if place == channel and (found := workspace.slack.messages.get(ts)) and found.get("channel") == channel:
            there = f"w{team}{channel}x{found['thread_ts'].replace('.', '_')}"
            alike += [there, *workspace.opened.get(there, [])]
    prompt = "".join(played.prompts[before:])
    sent = workspace.sent_since()
    assert own in prompt, "nothing was asked at all: this would show nothing"
    assert own in sent
    for text in (prompt, sent):
        assert not [word for word in SENTINEL.findall(text) if not word.startswith((own, *alike))]
