"""Hands the answer to a workflow in whose step it was asked: its outputs, or one honest sentence about why there are none.

A run ends once. Slack refuses to end it again, and that is as good; so every call here may be repeated. What was finished is kept
until the run has ended, so that a crash in between costs no second answer.
"""

import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import cast

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import Answer, Declined, FootnoteError, Links, Message, Offer, Question, SlackRefused, Step, StepKind, phrases
from bot.slack.attempt import CheckLease
from bot.slack.client import repeatable
from bot.slack.footnotes import presented
from bot.slack.payloads import as_payload, text_of
from bot.slack.private import Outbox
from bot.slack.rollover import completed
from bot.slack.safety import neutralise
from bot.slack.splitting import shortened
from bot.telemetry import course

OUTPUT_CHARACTERS = 10_000
"""An output goes into messages, which hold 12,000; beside it stand the workflow's own words."""

_OVER = frozenset({"execution_not_in_running_state", "function_execution_not_found", "function_execution_already_completed"})
"""Codes that mean: the run has ended already (docs.slack.dev/reference/methods/functions.completeSuccess, and completeError)."""

_TOKEN_SPENT = frozenset({"token_expired", "token_revoked", "invalid_auth", "not_authed", "account_inactive"})

_Ending = Callable[[str], Awaitable[AsyncSlackResponse]]

_LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)")
_HEADING = re.compile(r"^ {0,3}#{1,6} +", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_MESSAGE_ANCHOR = re.compile(r"m\d+")


class Steps:
    """Ends runs. Every method raises `SlackRefused` and `SlackUnavailable`."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def succeed(self, step: Step, outputs: Mapping[str, str]) -> None:
        """Hands over the outputs."""
        await self._end(
            step,
            lambda token: self._client.functions_completeSuccess(
                function_execution_id=step.execution, outputs=dict(outputs), token=token or None
            ),
        )

    async def fail(self, step: Step, sentence: str) -> None:
        """Says why there are none."""
        error = shortened(neutralise(sentence, links=frozenset()), OUTPUT_CHARACTERS)
        await self._end(
            step,
            lambda token: self._client.functions_completeError(
                function_execution_id=step.execution, error=error, token=token or None
            ),
        )

    async def _end(self, step: Step, request: _Ending) -> None:
        """With the run's own token and, where that is spent, the app's, which Slack takes as well."""
        for token in dict.fromkeys([step.token, ""]):
            try:
                await repeatable(lambda token=token: request(token))
            except SlackRefused as error:
                if error.code in _OVER:
                    return
                if error.code not in _TOKEN_SPENT or not token:
                    raise
            else:
                return


class StepReply:
    """The reply to the question of one run; nothing is shown before its end. `check_lease` is awaited before every write."""

    def __init__(self, steps: Steps, question: Question, step: Step, *, outbox: Outbox, check_lease: CheckLease) -> None:
        self._steps = steps
        self._question = question
        self._step = step
        self._outbox = outbox
        self._check_lease = check_lease

    async def status(self, text: str) -> None:
        """Nothing: the workflow waits, and shows so itself."""

    async def progress(self, name: str, part: int, parts: int) -> None:
        """Nothing, as a status."""

    async def show(self, text: str, *, links: Links) -> None:
        """Nothing: a run ends once."""

    async def finish(self, answer: Answer) -> Sequence[Message]:
        """Ends the run with the answer and its receipt; returns nothing, since it stands in no thread.

        Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost`; called again, it ends it with what was finished first.
        """
        if unread := unread_in(self._step, answer):
            await self.fail(FootnoteError(unread, detail="the file was not read"))
            return ()
        await self._check_lease()
        kept = await self._outbox.keep(self._question, [json.dumps(outputs_of(self._step, answer))])
        await self._succeed(kept[0])
        return ()

    async def resume(self) -> bool:
        """Ends the run with what an earlier attempt has finished; False if none has. Raises as `finish` does."""
        kept = await self._outbox.kept(self._question.id)
        if kept:
            await self._succeed(kept[1][0])
        return kept is not None

    async def fail(self, error: FootnoteError) -> None:
        """Ends the run with one sentence about why there is no answer. Raises as `finish` does."""
        await self._check_lease()
        await self._steps.fail(self._step, error.sentence)

    async def refuse(self, error: Declined) -> None:
        """Ends it with which limit is reached. Raises as `finish` does."""
        await self.fail(error)

    async def stopped(self, *, offers: Collection[Offer] = ()) -> Sequence[Message]:  # noqa: ARG002
        """Ends it without an answer: whom it was for wants it forgotten. Raises as `finish` does."""
        await self._steps.fail(self._step, phrases.STOPPED)
        return ()

    async def take_back(self) -> None:
        """The same."""
        await self.stopped()

    async def aclose(self) -> None:
        """Nothing to let go of."""

    async def _succeed(self, kept: str) -> None:
        outputs = as_payload(cast("object", json.loads(kept)))
        await self._check_lease()
        await self._steps.succeed(self._step, {name: text_of(outputs, name) for name in outputs})
        course().reach("first_text")


def outputs_of(step: Step, answer: Answer) -> dict[str, str]:
    """The outputs as the manifest declares them. Plain words: a workflow shows a text as it is."""
    name = "summary" if step.kind is StepKind.SUMMARY else "answer"
    said = in_plain_words(answer) or phrases.NO_ANSWER
    if len(said) > OUTPUT_CHARACTERS:
        said = f"{shortened(said, OUTPUT_CHARACTERS - len(phrases.STEP_SHORTENED) - 1)} {phrases.STEP_SHORTENED}"
    receipt = neutralise(
        f"{phrases.AI_CAN_BE_WRONG} {phrases.RECEIPT_OPENING if answer.receipt.lines else ''}{answer.receipt}", links=frozenset()
    )
    return {name: said, "receipt": shortened(" ".join(receipt.split()), OUTPUT_CHARACTERS)}


def in_plain_words(answer: Answer) -> str:
    """The answer as it may leave, without Markdown's marks: footnotes to a file's pages stay, those to messages are addresses."""
    messages = {anchor: link for anchor, link in answer.links.footnotes.items() if _MESSAGE_ANCHOR.fullmatch(anchor)}
    said = completed(presented(answer.text, replace(answer.links, footnotes=messages)).strip())
    return _BOLD.sub(r"\1", _HEADING.sub("", _LINK.sub(r"\1 (\2)", said))).strip()


def unread_in(step: Step, answer: Answer) -> str:
    """Why a summary is none: nothing of what it was to be about was read. Empty where something was."""
    lines = answer.receipt.lines
    if step.kind is not StepKind.SUMMARY or not lines or any(line.read for line in lines):
        return ""
    return phrases.STEP_FILE_NOT_READ.format(files=" · ".join(map(str, lines)))
