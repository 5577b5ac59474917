"""Buttons under answers: Stop, and Answer again. Each is one call of the inbox."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.language import QuestionId
from bot.listeners.errands import Errands
from bot.listeners.routing import team_of
from bot.memory.inbox import Inbox
from bot.slack.blocks import STOP_ANSWER
from bot.slack.notes import ANSWER_AGAIN
from bot.slack.payloads import Payload, child, children, text_of
from bot.telemetry import log


def register(app: AsyncApp, inbox: Inbox, errands: Errands) -> None:
    """Joins both buttons."""

    async def stop(ack: AsyncAck, body: Payload) -> None:
        if question := pressed_for(body):
            outcome = await inbox.cancel(question, "stopped")
            log.info("stop pressed", question=question, outcome=outcome)
        await ack()

    async def again(ack: AsyncAck, body: Payload, respond: AsyncRespond) -> None:
        if question := pressed_for(body):
            reopened = await inbox.reopen(question)
            log.info("answer again pressed", question=question, reopened=reopened)
            errands.send(_take_away(respond))
        await ack()

    app.action(STOP_ANSWER)(stop)
    app.action(ANSWER_AGAIN)(again)


def pressed_for(body: Payload) -> QuestionId | None:
    """The question that a button stands for, when it is one of the channel in which it was pressed. Pure."""
    team = team_of(body) or text_of(child(body, "team"), "id")
    channel = text_of(child(body, "channel"), "id") or text_of(child(body, "container"), "channel_id")
    value = next((text_of(action, "value") for action in children(body, "actions")), "")
    return QuestionId(value) if team and channel and value.startswith(f"{team}:{channel}:") else None


async def _take_away(respond: AsyncRespond) -> None:
    """Removes the offer that was taken up."""
    await respond(delete_original=True)
