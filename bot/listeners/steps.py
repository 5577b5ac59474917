"""Steps of workflows: Slack's `function_executed` becomes a Question, or ends the run at once with what is wrong with its inputs.

Whoever made the workflow chose what it is given, the person included; so nothing of that widens what may be read.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from time import time
from typing import cast

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.language import (
    ChannelId,
    FileId,
    FileRef,
    Message,
    Question,
    QuestionId,
    Step,
    StepKind,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.listeners.envelopes import team_of
from bot.memory.inbox import Inbox
from bot.memory.threads import KeptThreads
from bot.slack.passwords import without_passwords
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.permalinks import file_link, message_links
from bot.slack.richtext import rich_text
from bot.slack.step import Steps
from bot.telemetry import Telemetry, log

ACK_SECONDS = 2.5
"""Slack waits for three, then delivers again."""

WORKFLOW = ChannelId("workflow")
"""What stands for a channel where there is none: all runs of a workspace take turns with its channels, as one of them."""

LONGEST_QUESTION = 12_000
"""Characters: as long as a message's Markdown may be."""

LONGEST_WISH = 80
"""Characters of a language or a length."""

MOST_FILES = 10

_FILE = re.compile(r"(?<![A-Z0-9])F[A-Z0-9]{8,20}(?![A-Z0-9])")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,20}")
_USER = re.compile(r"[UW][A-Z0-9]{1,20}")
_DEEPEST = 8


@dataclass(frozen=True, kw_only=True)
class Misgiven:
    """Inputs that make no question: the run ends with the sentence."""

    step: Step
    sentence: str


def step_of(body: Payload, me: UserId, *, now: float, workspace_url: str = "") -> Question | Misgiven | None:
    """What a run asks, at `now` in seconds of the epoch; None where Slack's payload lacks what names it. Pure.

    docs.slack.dev/reference/events/function_executed
    """
    event, team = child(body, "event"), team_of(body)
    execution, callback = text_of(event, "function_execution_id"), text_of(child(event, "function"), "callback_id")
    if not (team and execution):
        return None
    kind = next((kind for kind in StepKind if kind == callback), None)
    step = Step(kind=kind or StepKind.ASK, execution=execution, token=text_of(event, "bot_access_token"))
    if kind is None:
        return Misgiven(step=step, sentence=phrases.STEP_UNKNOWN)
    inputs = child(event, "inputs")
    given = _summary(step, inputs, workspace_url) if kind is StepKind.SUMMARY else _ask(step, inputs, workspace_url)
    if isinstance(given, str):
        return Misgiven(step=step, sentence=given)
    step, words, files = given
    asker = _matching(_USER, _words(inputs.get("person")))
    ts = Ts(f"{now:.6f}")
    return Question(
        id=QuestionId(f"{team}:{WORKFLOW}:{execution}"),
        thread=ThreadRef(team=TeamId(team), channel=WORKFLOW, ts=Ts(execution)),
        message=Message(ts=ts, user=UserId(asker) if asker else None, text=without_passwords(words), files=files),
        asker=UserId(asker) if asker else me,
        surface=Surface.STEP,
        me=me,
        step=step,
    )


_Given = tuple[Step, str, tuple[FileRef, ...]]


def _summary(step: Step, inputs: Payload, workspace_url: str) -> _Given | str:
    """What a summary is of, or what is wrong.

    A file comes as Slack's own kind of input, once Workflow Builder has it (github.com/slackapi/bolt-js/issues/2407), and until
    then as rich text that holds the file's id; or as a link.
    """
    files = _files(inputs.get("file"), workspace_url)
    if not files:
        return phrases.STEP_WITHOUT_FILE
    step = step.model_copy(update={"language": _wish(inputs, "language"), "length": _wish(inputs, "length")})
    return step, "", files


def _ask(step: Step, inputs: Payload, workspace_url: str) -> _Given | str:
    """The question with its link and its channel, or what is wrong."""
    question, link = _words(inputs.get("question")).strip(), _words(inputs.get("message_link")).strip()
    channel = _words(inputs.get("channel")).strip()
    if not question:
        return phrases.STEP_WITHOUT_QUESTION
    if len(question) > LONGEST_QUESTION:
        return phrases.STEP_TOO_LONG.format(most=LONGEST_QUESTION)
    if link and not message_links(link, workspace_url=workspace_url):
        return phrases.STEP_NOT_A_LINK
    found = _matching(_CHANNEL, channel)
    if channel and not found:
        return phrases.STEP_NOT_A_CHANNEL
    step = step.model_copy(update={"channel": ChannelId(found) if found else None})
    return step, "\n".join(filter(None, [question, link])), ()


def _files(given: object, workspace_url: str) -> tuple[FileRef, ...]:
    words = _words(given)
    linked = file_link(words, workspace_url=workspace_url)
    found = [linked] if linked else [FileId(file) for file in _FILE.findall(words)]
    return tuple(FileRef(id=file) for file in dict.fromkeys(found))[:MOST_FILES]


def _wish(inputs: Payload, name: str) -> str:
    return " ".join(_words(inputs.get(name)).split())[:LONGEST_WISH]


def _matching(pattern: re.Pattern[str], words: str) -> str:
    """The id, bare or as a mention: `<@U1>`, `<#C1|finance>`."""
    found = pattern.fullmatch(words.strip().strip("<@#>").partition("|")[0])
    return found[0] if found else ""


def _words(given: object, depth: int = 0) -> str:
    """What an input says: text as it is, rich text as mrkdwn, of an object its id; nothing for what is none of these."""
    if isinstance(given, str):
        return given
    if depth > _DEEPEST:
        return ""
    if isinstance(given, Mapping):
        return _words_of(cast("Payload", given), depth)
    if isinstance(given, list):
        return "\n".join(filter(None, (_words(part, depth + 1) for part in cast("list[object]", given))))
    return ""


def _words_of(given: Payload, depth: int) -> str:
    kind = text_of(given, "type")
    if not kind:
        return text_of(given, "id")
    parts = children(given, "elements")
    # A variable in rich text is rich text again, inside it.
    if any(text_of(part, "type").startswith("rich_text") for part in parts):
        return "\n".join(filter(None, (_words(part, depth + 1) for part in parts)))
    return rich_text({"elements": [given if parts else {"elements": [given]}]})


def register(app: AsyncApp, inbox: Inbox, kept: KeptThreads, steps: Steps, *, workspace_url: str, telemetry: Telemetry) -> None:
    """Joins every step: a run of one that is unknown has to be ended too, or its workflow waits for ever."""

    async def executed(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        asked = step_of(body, UserId(context.bot_user_id or ""), now=time(), workspace_url=workspace_url)
        match asked:
            case Question():
                new = await inbox.put(asked)
                await kept.note_asker(asked.thread, asked.asker)
                telemetry.count("questions", "new" if new else "duplicate")
                log.info("question accepted" if new else "question known", surface=asked.surface, question=asked.id)
            case Misgiven():
                # What fails here is not acknowledged, and comes again.
                async with asyncio.timeout(ACK_SECONDS):
                    await steps.fail(asked.step, asked.sentence)
                log.info("step not taken", execution=asked.step.execution)
            case None:
                log.warning("step ignored", reason="no team or execution")
        await ack()

    app.function(re.compile(r".*", re.DOTALL), auto_acknowledge=False)(executed)
