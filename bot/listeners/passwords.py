"""Files that open with a password only: a button, a form, and the question once more, with what was typed."""

import re
from contextlib import suppress

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    ChannelId,
    Message,
    Question,
    QuestionId,
    SlackRefused,
    StoreUnavailable,
    Surface,
    TeamId,
    ThreadRef,
    UserId,
    phrases,
)
from bot.listeners.envelopes import team_of
from bot.memory.inbox import Inbox
from bot.slack.blocks import ENTER_PASSWORD, Body, outgoing
from bot.slack.client import SlackUnavailable, once
from bot.slack.passwords import PASSWORD_FORM, form, typed
from bot.slack.payloads import Payload, child, children, payload_in, text_of
from bot.slack.response_urls import ResponseUrls
from bot.telemetry import log


def register(app: AsyncApp, inbox: Inbox, client: AsyncWebClient) -> None:
    """Joins the button and the form."""

    addresses = ResponseUrls(client)

    async def pressed(ack: AsyncAck, body: Payload) -> None:
        if view := form_for(body):
            try:
                # Within three seconds of the press (docs.slack.dev/interactivity/handling-user-interaction).
                await once(lambda: client.views_open(trigger_id=text_of(body, "trigger_id"), view=dict(view)), patience=0)
            except (SlackRefused, SlackUnavailable) as error:
                log.warning("form not opened", detail=error.detail)
                # It may be lost: who pressed sees that nothing opened.
                with suppress(SlackRefused, SlackUnavailable):
                    await addresses.say(text_of(body, "response_url"), Body(outgoing(phrases.PRESS_AGAIN)))
        await ack()

    async def entered(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        question = question_of(body, UserId(context.bot_user_id or ""))
        if question is None:
            await ack()
            return
        try:
            new = await inbox.put(question)
        except StoreUnavailable:
            await ack(response_action="errors", errors={"password": phrases.TRY_COMMAND_AGAIN})
            return
        log.info("question accepted" if new else "question known", surface="password", question=question.id)
        await ack()

    app.action(re.compile(rf"{ENTER_PASSWORD}:.*"))(pressed)
    app.view(PASSWORD_FORM)(entered)


def form_for(body: Payload) -> Payload | None:
    """The form that a press on the button opens; None where the payload lacks something. Pure."""
    about = payload_in(next((text_of(action, "value") for action in children(body, "actions")), ""))
    container = child(body, "container")
    channel = text_of(child(body, "channel"), "id") or text_of(container, "channel_id")
    asked, file = text_of(about, "asked"), text_of(about, "file")
    thread_ts = text_of(child(body, "message"), "thread_ts") or text_of(container, "thread_ts") or asked
    if not (channel and asked and file):
        return None
    return form(file=file, name=text_of(about, "name") or file, asked=asked, channel=channel, thread_ts=thread_ts)


def question_of(body: Payload, me: UserId) -> Question | None:
    """The question once more, asked by who typed the password; its words are read where they stand. Pure."""
    view = child(body, "view")
    team = team_of(body)
    user, found = text_of(child(body, "user"), "id"), typed(view)
    name = f"{text_of(view, 'id')}:{text_of(view, 'hash')}"
    if not (team and user and found and name.strip(":")):
        return None
    thread = ThreadRef(team=TeamId(team), channel=ChannelId(found.channel), ts=found.thread_ts)
    return Question(
        id=QuestionId(f"{team}:{found.channel}:{name}"),
        thread=thread,
        message=Message(ts=found.asked, user=UserId(user)),
        asker=UserId(user),
        surface=Surface.MENTION,
        me=me,
        passwords={found.file: found.password},
    )
