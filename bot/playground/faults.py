"""What can be made to go wrong from the page: each fault is a switch, with one line on what a person should see happen.

A thin layer: the faults themselves are the abilities of the Web API, the stand-in, the deliveries, and the bot's process.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.playground.deliveries import Deliveries
from bot.playground.entities import Payload, SlackError
from bot.playground.pause import Pause
from bot.playground.stand_in import StandIn
from bot.playground.web_api import Fault, WebApi

Kind: TypeAlias = Literal["while", "next", "now"]
"""It lasts for as long as it is on; it waits for the next occasion; or it is done at once, and has no state."""

FIRST_SECONDS = 4.0
SLOWER = 10
"""An answer of fifty words takes some ten seconds then."""

CUT_AFTER = 12
"""Words: enough to be seen, and not the whole of any answer."""

ASKED_SECONDS = 3
SLACK_ASKED_SECONDS = 1
SLACK_SECONDS = 1.5
REPEAT_SECONDS = 1.0
SHARE = 0.5
"""Of the calls that post: enough that hardly an answer escapes."""

POSTING = ("chat.postMessage", "chat.update", "chat.startStream", "chat.appendStream", "chat.stopStream")
IN_ANY_ORDER = ("message", "app_mention", "message", "app_mention")


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One fault as the page offers it. `see` is what a person should see happen."""

    name: str
    group: str
    kind: Kind
    title: str
    see: str


SWITCHES = (
    Switch(
        name="slow_api",
        group="Model",
        kind="while",
        title="Slow API",
        see="A status within a second; the first word after four, then haltingly. Stop works meanwhile.",
    ),
    Switch(
        name="api_500",
        group="Model",
        kind="while",
        title="API fails (500)",
        see="Three tries for each model, then one sentence that the model is unavailable. Nothing else is posted.",
    ),
    Switch(
        name="api_429",
        group="Model",
        kind="while",
        title="API refuses (429)",
        see="The status says that the model is busy. Switch it off, and the same question is answered.",
    ),
    Switch(
        name="cut_stream",
        group="Model",
        kind="next",
        title="Cut the next stream",
        see="It breaks off after twelve words. A second try makes the answer whole, in one message.",
    ),
    Switch(
        name="slow_slack",
        group="Slack",
        kind="while",
        title="Slow Slack",
        see="Each call takes a second and a half: the answer grows in larger steps, and nothing is missing.",
    ),
    Switch(
        name="slack_429",
        group="Slack",
        kind="while",
        title="Slack refuses (429)",
        see="About every other call has to wait: fewer, larger steps. The answer is whole, and there once.",
    ),
    Switch(
        name="lost_response",
        group="Slack",
        kind="while",
        title="Lost responses",
        see="About every other call is carried out, then the connection is cut. Still one answer: it looks for what it posted.",
    ),
    Switch(
        name="duplicates",
        group="Deliveries",
        kind="while",
        title="Duplicate deliveries",
        see="Each event comes again a second after it was acknowledged. One answer.",
    ),
    Switch(
        name="mentions",
        group="Deliveries",
        kind="while",
        title="Mentions in any order",
        see="Each mention comes four times, as message and as app_mention, the wrong way round. One answer.",
    ),
    Switch(
        name="kill",
        group="Bot",
        kind="now",
        title="Kill the worker",
        see="SIGKILL. It starts again by itself, and goes on in the same message within half a minute.",
    ),
    Switch(
        name="redis",
        group="Bot",
        kind="while",
        title="Stop Redis",
        see="Nothing is acknowledged, so nothing is lost: Slack delivers again. Switched off, the answer comes, once.",
    ),
)
NOT_OURS = "only where the playground has started the bot"
NO_REDIS = "the bot's own Redis is not to be found"


class Faults:
    """The switches and their state. `kill` and `redis` are there once the playground has started the bot."""

    def __init__(self, *, web_api: WebApi, stand_in: StandIn, deliveries: Deliveries) -> None:
        self._web_api = web_api
        self._stand_in = stand_in
        self._deliveries = deliveries
        self._on: set[str] = set()
        self._calm = (stand_in.chunk_seconds, deliveries.mention_events)
        self.kill: Callable[[], bool] | None = None
        self.redis: Pause | None = None

    def shown(self) -> list[Payload]:
        """Every switch with its state."""
        return [
            {**vars(switch), "on": switch.name in self._on, "unavailable": self._unavailable(switch.name)} for switch in SWITCHES
        ]

    async def switch(self, name: str, *, on: bool) -> None:
        """Turns one on or off, or does it. Raises `unknown_fault`, `not_available`, which are no words of Slack's."""
        kind = next((switch.kind for switch in SWITCHES if switch.name == name), None)
        if kind is None:
            raise SlackError("unknown_fault")
        if self._unavailable(name):
            raise SlackError("not_available")
        if kind == "now":
            if self.kill is None or not self.kill():
                raise SlackError("not_available")
            return
        if name == "redis" and self.redis is not None:
            if on and not await self.redis.begin():
                raise SlackError("not_available")
            if not on:
                await self.redis.end()
        self._on = self._on | {name} if on else self._on - {name}
        self._apply()

    async def reset(self) -> None:
        """Turns everything off."""
        if self.redis is not None:
            await self.redis.end()
        self._on = set()
        self._apply()

    def _apply(self) -> None:
        on, web_api, stand_in, deliveries = self._on, self._web_api, self._stand_in, self._deliveries
        chunk_seconds, mention_events = self._calm
        stand_in.first_seconds = FIRST_SECONDS if "slow_api" in on else 0.0
        stand_in.chunk_seconds = chunk_seconds * SLOWER if "slow_api" in on else chunk_seconds
        stand_in.mishaps.clear()
        if on & {"api_500", "api_429", "cut_stream"}:
            stand_in.mishaps.add(1.0, self._befall)
        web_api.latency = SLACK_SECONDS if "slow_slack" in on else 0.0
        web_api.fail_no_more()
        # Other ones each time: with the same dice, whatever the first answer escapes every answer would.
        seed = secrets.randbelow(1 << 32)
        share = SHARE / max(1, len(on & {"slack_429", "lost_response"}))
        if "slack_429" in on:
            headers = (("Retry-After", str(SLACK_ASKED_SECONDS)),)
            web_api.fail_often(POSTING, share, Fault(error="ratelimited", status=429, headers=headers), seed=seed)
        if "lost_response" in on:
            web_api.fail_often(POSTING, share, Fault(disconnect=True, committed=True), seed=seed)
        deliveries.repeats.clear()
        if "duplicates" in on:
            deliveries.repeats.add(1.0, REPEAT_SECONDS)
        deliveries.mention_events = IN_ANY_ORDER if "mentions" in on else mention_events

    def _befall(self) -> None:
        """What the next request to the model meets."""
        if "api_429" in self._on:
            self._stand_in.fail_next(429, headers={"Retry-After": str(ASKED_SECONDS)})
        elif "api_500" in self._on:
            self._stand_in.fail_next(500)
        elif "cut_stream" in self._on:
            self._on -= {"cut_stream"}
            self._stand_in.disconnect_after(CUT_AFTER)

    def _unavailable(self, name: str) -> str:
        if name == "kill" and self.kill is None:
            return NOT_OURS
        if name == "redis" and self.redis is None:
            return NOT_OURS if self.kill is None else NO_REDIS
        return ""
