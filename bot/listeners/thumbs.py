"""The thumbs under answers: what somebody thinks is kept at once, and what was wrong is asked for in a form."""

import re
from time import time

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.language import Fault, Feedback, StoreUnavailable, phrases
from bot.listeners.errands import Errands
from bot.listeners.taps import Tap, sent_of, tap_of, verdict_of
from bot.listeners.whispers import Whispers
from bot.memory.feedback import KeptFeedback
from bot.slack.offer_forms import FEEDBACK_FORM, TYPED, chosen, feedback_form, typed
from bot.slack.offers import BAD, FEEDBACK, GOOD
from bot.slack.passwords import without_passwords
from bot.slack.payloads import Payload, child
from bot.telemetry import Telemetry, log


class Thumbs:
    """Takes down what people think of answers."""

    def __init__(self, *, feedback: KeptFeedback, whispers: Whispers, errands: Errands, telemetry: Telemetry) -> None:
        self._feedback = feedback
        self._whispers = whispers
        self._errands = errands
        self._telemetry = telemetry

    async def press(self, body: Payload) -> None:
        """Thumb up or down; the newest counts. A thumb down opens the form."""
        tap, verdict = tap_of(body), verdict_of(body)
        if tap is None or verdict not in (GOOD, BAD):
            log.info("feedback ignored", reason="no answer of this channel")
            return
        said = phrases.THANKS
        if verdict == BAD:
            # First, while its trigger is young; the verdict stands without a reason too.
            said = await self._whispers.open_form(tap, feedback_form(tap.about))
        try:
            await self._keep(tap, Feedback(of=tap.of, by=tap.user, at=time(), helpful=verdict == GOOD))
        except StoreUnavailable:
            said = phrases.TRY_COMMAND_AGAIN
        else:
            self._telemetry.count("feedback", verdict)
        if said:
            self._errands.send(self._whispers.tell(tap, said))

    async def send(self, body: Payload) -> str:
        """The form was sent; returns what is wrong, which is nothing once it is kept."""
        tap, view = sent_of(body), child(body, "view")
        fault = next((fault for fault in Fault if fault == chosen(view)), None)
        if tap is None or fault is None:
            return ""
        words = without_passwords(typed(view))
        try:
            await self._keep(tap, Feedback(of=tap.of, by=tap.user, at=time(), helpful=False, fault=fault, words=words))
        except StoreUnavailable:
            return phrases.TRY_COMMAND_AGAIN
        self._telemetry.count("feedback_faults", fault)
        self._errands.send(self._whispers.tell(tap, phrases.THANKS))
        return ""

    async def _keep(self, tap: Tap, feedback: Feedback) -> None:
        await self._feedback.keep(tap.thread, feedback)
        log.info("feedback kept", question=tap.of, helpful=feedback.helpful, fault=feedback.fault)


def register(app: AsyncApp, thumbs: Thumbs) -> None:
    """Joins the thumbs, Slack's own or plain buttons, and the form."""

    async def pressed(ack: AsyncAck, body: Payload) -> None:
        await thumbs.press(body)
        await ack()

    async def sent(ack: AsyncAck, body: Payload) -> None:
        if complaint := await thumbs.send(body):
            await ack(response_action="errors", errors={TYPED: complaint})
        else:
            await ack()

    app.action(re.compile(rf"{FEEDBACK}(:.*)?"))(pressed)
    app.view(FEEDBACK_FORM)(sent)
