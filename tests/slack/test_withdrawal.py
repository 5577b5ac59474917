"""What goes with a deleted question, and what stays once somebody has written after the answer."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Question
from bot.slack.posts import FILE_PART
from bot.slack.withdrawal import Withdrawal
from tests.slack.conftest import Ledger, Replies
from tests.slack.fake import FakeSlack
from tests.slack.test_reply import VERY_LONG, Answer, refusals

__all__ = ["refusals"]


@pytest.fixture
async def withdrawal(client: AsyncWebClient, replies: Replies, ledger: Ledger) -> Withdrawal:
    """For an answer that has a file."""
    await replies().finish(Answer(text=VERY_LONG))
    return Withdrawal(client, ledger, file_part=FILE_PART)


async def test_the_attached_answer_goes_with_its_messages(slack: FakeSlack, withdrawal: Withdrawal, question: Question) -> None:
    assert len(slack.files) == 1
    await withdrawal.withdraw(question.thread, question.id, question.me)
    await withdrawal.withdraw(question.thread, question.id, question.me)
    assert slack.ours == []
    assert slack.files == {}


async def test_a_file_that_may_not_be_deleted_keeps_no_message(
    slack: FakeSlack, withdrawal: Withdrawal, question: Question
) -> None:
    slack.fails("files.delete", "refuse", code="cant_delete_file")
    await withdrawal.withdraw(question.thread, question.id, question.me)
    assert [message["text"] for message in slack.ours] == [""]


async def test_an_answer_that_somebody_wrote_after_stays(slack: FakeSlack, withdrawal: Withdrawal, question: Question) -> None:
    slack.says("U2", "Thanks!", thread=question.thread.ts)
    await withdrawal.withdraw(question.thread, question.id, question.me)
    assert len(slack.ours) == 2
    assert len(slack.files) == 1
