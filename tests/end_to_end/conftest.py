"""The stage of every end-to-end test: the playground's Slack and model in this process, the real bot in another."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypedDict, cast

import pytest

from bot.playground.entities import BOT_USER, Message
from bot.playground.server import Playground
from bot.slack.messages import FINAL
from bot.slack.payloads import child, children, text_of
from tests.end_to_end.bot_process import Bot

Transport = Literal["socket", "http"]


class Scene:
    """One workspace, one bot, and what a person would see."""

    def __init__(self, playground: Playground, bot: Bot) -> None:
        self.playground = playground
        self.bot = bot

    def replies(self, channel: str, ts: str) -> list[Message]:
        """What the bot has written in that thread so far."""
        return [message for message in self.playground.thread(channel, ts) if message.user == BOT_USER]

    def text(self, channel: str, ts: str) -> str:
        """All of the bot's words in that thread, receipts included."""
        return "\n".join(seen(message) for message in self.replies(channel, ts))

    def ephemeral(self, channel: str) -> list[Message]:
        """What one person alone sees there."""
        return [message for message in self.playground.workspace.channel(channel).messages.values() if message.ephemeral_to]

    async def answered(self, channel: str, ts: str, *, times: int = 1, seconds: float = 30.0) -> str:
        """Waits until the thread holds so many final messages of the bot, and returns all its words there."""

        def final() -> bool:
            replies = self.replies(channel, ts)
            return len(replies) >= times and all(is_final(message) for message in replies)

        await self.playground.until(final, seconds)
        return self.text(channel, ts)


def is_final(message: Message) -> bool:
    """Whether a message of the bot says what it will go on saying; an uploaded file always does."""
    return bool(message.files) or text_of(child(message.metadata or {}, "event_payload"), "state") == FINAL


def seen(message: Message) -> str:
    """The text that a person sees: the blocks' where there are any, else the message's own."""
    elements = [element for block in message.blocks for element in children(block, "elements")]
    return "\n".join([message.text, *(text_of(element, "text") for element in elements)])


class SlackOptions(TypedDict, total=False):
    """What a test may choose of Slack."""

    plan: Literal["paid", "free"]
    streaming: bool
    sessions: bool


def _marked(node: pytest.Item, name: str) -> dict[str, object]:
    marker = node.get_closest_marker(name)
    return cast("dict[str, object]", marker.kwargs) if marker else {}


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    """Both ways in which Slack can deliver."""
    return request.param


@pytest.fixture
async def scene(request: pytest.FixtureRequest, transport: Transport, tmp_path: Path) -> AsyncGenerator[Scene]:
    """A started bot in an empty workspace.

    `@pytest.mark.settings(NAME="value")` sets what the bot is started with, `@pytest.mark.slack(plan="free")` what Slack is.
    """
    node = cast(pytest.Item, request.node)
    settings = {name: str(value) for name, value in _marked(node, "settings").items()}
    slack = cast("SlackOptions", _marked(node, "slack"))
    async with Playground(transport=transport, chunk_seconds=0.0, retry_factor=0.01, **slack) as playground:
        bot = Bot(playground, tmp_path, **settings)
        await bot.start()
        yield Scene(playground, bot)
        with suppress(ProcessLookupError):
            await bot.stop()
