"""Shows the answer to a command or a shortcut to its asker alone: at its own address and, where that ends, in a direct message.

An ephemeral message can be neither changed nor found again. So nothing is shown before it is finished, and what was sent is
written down: after a crash between the two, or a call of which nobody knows how it ended, one part may stand there twice.
Unverified against a live Slack: that blocks look there as they do in a thread, and the codes with which an address ends.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from time import time
from typing import Protocol, cast

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    Answer,
    Declined,
    FootnoteError,
    Links,
    Message,
    Offer,
    Question,
    QuestionId,
    SlackRefused,
    Ts,
    phrases,
)
from bot.slack.attempt import CheckLease
from bot.slack.blocks import Body, answer_bodies, outgoing
from bot.slack.client import OutcomeUnknown, Sleep, once, refusal, repeatable
from bot.slack.footnotes import presented
from bot.slack.forms import BLOCKS_REFUSED, forms, section
from bot.slack.markup import to_markdown
from bot.slack.messages import FAILED, FINAL
from bot.slack.mrkdwn import to_mrkdwn
from bot.slack.offers import OF_A_THREAD, offer_blocks
from bot.slack.payloads import Payload, as_payload, child, children, text_of
from bot.slack.permalinks import urls_in
from bot.slack.response_urls import LIFE_SECONDS, MOST_USES, AddressRefused, ResponseUrls
from bot.slack.rollover import completed
from bot.slack.safety import neutralise
from bot.slack.times import moment
from bot.telemetry import course

SHARE_ANSWER = "share_answer"
"""The action id of the button under a private answer; its value is the question's id."""

QUOTED_CHARACTERS = 300
"""Of a question, where an answer stands away from it."""


class Outbox(Protocol):
    """What of each finished private answer was sent, known to all workers; bodies are opaque text, and secret."""

    async def keep(self, question: Question, bodies: Sequence[str]) -> Sequence[str]:
        """Keeps the bodies of an answer unless an earlier attempt's are there; returns those that count."""
        ...

    async def kept(self, question_id: QuestionId) -> tuple[Question, Sequence[str]] | None:
        """The question and the bodies of its answer, while they are kept."""
        ...

    async def sent(self, question_id: QuestionId) -> int:
        """How many parts were sent."""
        ...

    async def mark_sent(self, question_id: QuestionId, part: int) -> None:
        """That part, counted from 0, was sent."""
        ...


class PrivateReply:
    """The reply to one command, to a shortcut on a message, or to a tap under such a reply.

    `check_lease` is awaited before every write; `clock` gives seconds since the epoch. `heading` is as `SlackReply` has it.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        question: Question,
        *,
        outbox: Outbox,
        check_lease: CheckLease,
        heading: str = "",
        clock: Callable[[], float] = time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._client = client
        self._question = question
        self._outbox = outbox
        self._heading = heading
        self._check_lease = check_lease
        self._clock = clock
        self._sleep = sleep
        self._addresses = ResponseUrls(client)
        self._address_ended = not question.response_url
        # A shortcut can't be acknowledged with words: those went to its address.
        self._uses = MOST_USES - (question.pointed is not None and question.follow_up is None)
        self._has_begun_dm = False

    async def status(self, text: str) -> None:
        """Nothing: the command was acknowledged with words, and each further message would cost one of its five."""

    async def progress(self, name: str, part: int, parts: int) -> None:
        """Nothing, as a status."""

    async def show(self, text: str, *, links: Links) -> None:
        """Nothing: what only one person sees can't be changed any more."""

    async def finish(self, answer: Answer) -> Sequence[Message]:
        """Sends the answer with its receipt, what can be had of it, and a button to share it; returns nothing, since it stands
        in no thread.

        Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost`; called again, it goes on where it ended, with the answer that
        was finished first.
        """
        shown = completed(presented(self._heading + answer.text, answer.links).strip()) if answer.text.strip() else ""
        *before, last = answer_bodies(shown or phrases.NO_ANSWER, answer.receipt, state=FINAL)
        buttons = offer_blocks(self._question.id, answer.offers - OF_A_THREAD)
        await self._check_lease()  # What was stopped or forgotten meanwhile is not kept either.
        await self._deliver(
            await self._outbox.keep(self._question, [*(_packed(body) for body in before), _packed(last, buttons)])
        )
        return ()

    async def resume(self) -> bool:
        """Sends what is left of an answer that an earlier attempt has finished; False if none has. Raises as `finish` does."""
        kept = await self._outbox.kept(self._question.id)
        if kept:
            await self._deliver(kept[1])
        return kept is not None

    async def fail(self, error: FootnoteError) -> None:
        """Says in one sentence why there is no answer. Raises as `finish` does."""
        sentence = outgoing(self._heading + error.sentence)
        await self._send(await self._outbox.sent(self._question.id), Body(sentence, FAILED))

    async def refuse(self, error: Declined) -> None:
        """Says which rule or limit stands against it. Raises as `finish` does."""
        await self.fail(error)

    async def stopped(self, *, offers: Collection[Offer] = ()) -> Sequence[Message]:  # noqa: ARG002
        """Says that it was stopped; who asks again is answered from what was read. Raises as `finish` does."""
        await self._send(await self._outbox.sent(self._question.id), Body(outgoing(phrases.STOPPED), FAILED))
        return ()

    async def take_back(self) -> None:
        """Nothing: what one person alone was shown can't be taken from them."""

    async def aclose(self) -> None:
        """Nothing to let go of."""

    async def _deliver(self, kept: Sequence[str]) -> None:
        bodies = [unpacked(body) for body in kept]
        bodies[-1] = _with_buttons(bodies[-1], _buttons(kept[-1]), self._question)
        sent = await self._outbox.sent(self._question.id)
        for part, body in enumerate(bodies[sent:], start=sent):
            await self._send(part, body)
            course().reach("first_text")
            await self._outbox.mark_sent(self._question.id, part)

    async def _send(self, part: int, body: Body) -> None:
        expires = moment(self._question.asked_at)[0] + LIFE_SECONDS
        if not self._address_ended and part < self._uses and self._clock() < expires:
            await self._check_lease()
            try:
                await self._addresses.say(self._question.response_url, body)
            except AddressRefused:
                self._address_ended = True
            else:
                return
        await self._send_directly(part, body)

    async def _send_directly(self, part: int, body: Body) -> None:
        """In the asker's direct messages with Footnote; the first says what it is about."""
        if not self._has_begun_dm:
            opening = phrases.CONTINUED_DIRECTLY if part else phrases.ANSWERED_DIRECTLY
            body = headed(body, opening.format(question=quoted(self._question)))
        await self._check_lease()
        # A user's id stands for the direct messages with them (docs.slack.dev/reference/methods/chat.postMessage).
        await post(self._client, self._question.asker, body, sleep=self._sleep)
        self._has_begun_dm = True


async def post(
    client: AsyncWebClient,
    channel: str,
    body: Body,
    *,
    thread_ts: Ts | None = None,
    metadata: dict[str, object] | None = None,
    sleep: Sleep,
) -> Ts:
    """Posts a message that answers nobody's message, in a plainer form where Slack refuses its blocks.

    Raises `SlackRefused`, `SlackUnavailable` and `OutcomeUnknown`.
    """
    refused: SlackRefused | None = None
    for form in forms(body):
        try:
            answer = await once(
                lambda form=form: client.chat_postMessage(
                    channel=channel,
                    thread_ts=thread_ts,
                    text=form.text,
                    blocks=[dict(block) for block in form.blocks] or None,
                    metadata=metadata,
                    unfurl_links=False,
                    unfurl_media=False,
                    parse="none",
                    link_names=False,
                ),
                sleep=sleep,
            )
        except SlackRefused as error:
            if error.code not in BLOCKS_REFUSED:
                raise
            refused = error
            continue
        shown = child(answer, "message")
        if (ts := text_of(answer, "ts")) and thread_ts and shown and not text_of(shown, "thread_ts"):
            # Slack does not refuse it where the thread is gone, but tells the whole channel.
            await repeatable(lambda ts=ts: client.chat_delete(channel=channel, ts=ts), sleep=sleep)
            raise refusal("thread_not_found")
        if ts:
            return Ts(ts)
        raise OutcomeUnknown(detail="chat.postMessage without ts")
    assert refused
    raise refused


def headed(body: Body, line: str) -> Body:
    """The message with a safe line of mrkdwn above it."""
    return replace(body, text=f"{line}\n{body.text}", blocks=(section(line), *body.blocks) if body.blocks else ())


def quoted(question: Question) -> str:
    """What was asked, on one line of safe mrkdwn; it may show the links that the asker wrote."""
    said = question.message.text
    line = " ".join(to_markdown(said, {}).split()) or phrases.A_RECAP
    if len(line) > QUOTED_CHARACTERS:
        line = line[: QUOTED_CHARACTERS - 1] + "…"
    return to_mrkdwn(neutralise(line, links=frozenset(urls_in(said))))


def unpacked(body: str) -> Body:
    """A body as the outbox keeps it."""
    kept = as_payload(cast("object", json.loads(body)))
    return Body(text_of(kept, "text"), FINAL, children(kept, "blocks"))


def _packed(body: Body, buttons: Sequence[Payload] = ()) -> str:
    # Apart from the message: where it is shared, others must not have what only its asker may.
    blocks, own = [dict(block) for block in body.blocks], [dict(block) for block in buttons]
    return json.dumps({"text": body.text, "blocks": blocks, "buttons": own})


def _buttons(body: str) -> tuple[Payload, ...]:
    return children(as_payload(cast("object", json.loads(body))), "buttons")


def _with_buttons(body: Body, buttons: Sequence[Payload], question: Question) -> Body:
    share: Payload = {
        "type": "button",
        "text": {"type": "plain_text", "text": phrases.SHARE_IN_THREAD if question.shared_in else phrases.SHARE},
        "action_id": SHARE_ANSWER,
        "value": question.id,
    }
    return replace(body, blocks=(*(body.blocks or (section(body.text),)), {"type": "actions", "elements": [share]}, *buttons))
