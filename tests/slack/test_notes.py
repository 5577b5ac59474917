"""What one person alone sees: in a thread, or in a channel itself."""

from collections.abc import AsyncGenerator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, Question, ThreadRef, Ts, UserId
from bot.slack.notes import ANSWER_AGAIN, Notes
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import TEAM


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    async with served(SlackOfChannels()) as fake:
        yield fake


async def test_a_whisper_stands_in_its_thread(slack: SlackOfChannels, client: AsyncWebClient) -> None:
    thread = ThreadRef(team=TEAM, channel=ChannelId("C1"), ts=Ts("1767224888.280449"))
    await Notes(client).whisper(thread, UserId("U1"), "Only <!channel> you")
    (call,) = slack.called("chat.postEphemeral")
    assert (call["channel"], call["thread_ts"], call["user"]) == ("C1", thread.ts, "U1")
    assert "<!" not in call["text"]


async def test_a_whisper_in_a_channel_stands_in_no_thread(slack: SlackOfChannels, client: AsyncWebClient) -> None:
    await Notes(client).whisper(ChannelId("C1"), UserId("U1"), "Only you")
    (call,) = slack.called("chat.postEphemeral")
    assert (call["channel"], call.get("thread_ts"), call["user"]) == ("C1", None, "U1")


async def test_an_edited_question_can_be_answered_again(
    slack: SlackOfChannels, client: AsyncWebClient, question: Question
) -> None:
    await Notes(client).offer_again(question)
    (call,) = slack.called("chat.postEphemeral")
    assert call["thread_ts"] == question.thread.ts
    assert ANSWER_AGAIN in str(call["blocks"])


async def test_what_one_person_is_told_stands_in_their_direct_messages_and_pings_nobody(
    slack: SlackOfChannels, client: AsyncWebClient
) -> None:
    await Notes(client).tell(UserId("U1"), "Left out <!channel> https://example.org")
    (call,) = slack.called("chat.postMessage")
    assert call["channel"] == "U1"
    assert "<!" not in call["text"]
    assert {call[name] for name in ("unfurl_links", "unfurl_media", "link_names")} <= {False, "0", "false"}
