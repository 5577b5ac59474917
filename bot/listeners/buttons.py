"""Buttons under answers: Stop, Answer again, Share in channel. Each is one call of a room."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.language import ChannelId, FootnoteError, QuestionId, UserId
from bot.listeners.envelopes import team_of
from bot.listeners.errands import Errands
from bot.memory.inbox import Inbox
from bot.slack.blocks import STOP_ANSWER, outgoing
from bot.slack.notes import ANSWER_AGAIN
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.private import SHARE_ANSWER
from bot.slack.sharing import Sharing
from bot.telemetry import log


def register(app: AsyncApp, inbox: Inbox, sharing: Sharing, errands: Errands) -> None:
    """Joins all three buttons."""

    async def stop(ack: AsyncAck, body: Payload) -> None:
        if question := pressed_for(body):
            outcome = await inbox.cancel(question, "stopped")
            log.info("stop pressed", question=question, outcome=outcome)
        await ack()

    async def again(ack: AsyncAck, body: Payload, respond: AsyncRespond) -> None:
        if question := pressed_for(body):
            reopened = await inbox.reopen(question)
            log.info("answer again pressed", question=question, reopened=reopened)
            if text_of(body, "response_url"):
                errands.send(_take_away(respond))
        await ack()

    async def share(ack: AsyncAck, body: Payload, respond: AsyncRespond) -> None:
        # In the asker's direct messages too: what of the answer did not go where it was asked for stands there.
        if question := pressed_for(body, anywhere=True):
            errands.send(_share(sharing, question, body, respond))
        await ack()

    app.action(SHARE_ANSWER)(share)
    app.action(STOP_ANSWER)(stop)
    app.action(ANSWER_AGAIN)(again)


def pressed_for(body: Payload, *, anywhere: bool = False, value: str | None = None) -> QuestionId | None:
    """The question that a button stands for, when it is one of the channel (or workspace) in which it was pressed. Pure.

    `value` is the question's id, where it is not all of the button's value.
    """
    team = team_of(body)
    channel = text_of(child(body, "channel"), "id") or text_of(child(body, "container"), "channel_id")
    if value is None:
        value = next((text_of(action, "value") for action in children(body, "actions")), "")
    place = f"{team}:" if anywhere else f"{team}:{channel}:"
    return QuestionId(value) if team and channel and value.startswith(place) else None


async def _share(sharing: Sharing, question: QuestionId, body: Payload, respond: AsyncRespond) -> None:
    """Shows the answer to the channel; why not is said to who pressed."""
    channel = ChannelId(text_of(child(body, "channel"), "id") or text_of(child(body, "container"), "channel_id"))
    try:
        await sharing.share(
            question,
            by=UserId(text_of(child(body, "user"), "id")),
            clicked_in=channel,
            response_url=text_of(body, "response_url"),
        )
    except FootnoteError as error:
        log.info("answer not shared", question=question, detail=error.detail)
        if text_of(body, "response_url"):
            await respond(text=outgoing(error.sentence), response_type="ephemeral", replace_original=False)
    else:
        log.info("answer shared", question=question)


async def _take_away(respond: AsyncRespond) -> None:
    """Removes the offer that was taken up."""
    await respond(delete_original=True)
