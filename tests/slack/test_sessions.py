"""A session in which nobody works any more is told so, where there are sessions."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Question
from bot.slack.refusals import Refusals
from bot.slack.sessions import Sessions
from tests.slack.fake import FakeSlack


async def test_it_rests(client: AsyncWebClient, slack: FakeSlack, question: Question) -> None:
    slack.sessions[question.thread.ts] = "processing"
    await Sessions(client, Refusals()).rest(question.thread)
    assert slack.sessions == {question.thread.ts: "active"}


async def test_a_workspace_without_sessions_is_asked_once(client: AsyncWebClient, slack: FakeSlack, question: Question) -> None:
    slack.lacks = {"agents.sessions.setStatus"}
    sessions = Sessions(client, Refusals())
    for _ in range(2):
        await sessions.rest(question.thread)
    assert len(slack.calls) == 1
