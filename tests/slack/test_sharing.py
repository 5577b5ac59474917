"""Sharing a private answer: by its asker alone, in its own channel, each part once, and by the click's address where need be."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    Answer,
    ChannelId,
    FootnoteError,
    Message,
    Pointed,
    Question,
    Shortcut,
    SlackRefused,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.slack.client import OutcomeUnknown
from bot.slack.people import People
from bot.slack.private import PrivateReply
from bot.slack.sharing import Sharing
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import CHANNEL, TEAM, Lease, Ledger, at_once
from tests.slack.test_private import ASKED_AT, ASKER, LONG, KeptOutbox, command

TWO_PARTS = "First paragraph. " * 100 + "\n\n" + "Second paragraph. " * 150


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    async with served(SlackOfChannels()) as fake:
        fake.person(ASKER, "Ada")
        fake.channel(CHANNEL, "finance", members=[ASKER])
        yield fake


@pytest.fixture
def outbox() -> KeptOutbox:
    return KeptOutbox()


@pytest.fixture
def question(slack: SlackOfChannels) -> Question:
    return command(f"{slack.url}/respond/1", text="what <!channel> did <@U9|bob> decide?")


Answered = Callable[[str], Awaitable[None]]


@pytest.fixture
def answered(client: AsyncWebClient, question: Question, outbox: KeptOutbox, lease: Lease, slack: SlackOfChannels) -> Answered:
    async def answer(text: str) -> None:
        reply = PrivateReply(client, question, outbox=outbox, check_lease=lease, clock=lambda: ASKED_AT, sleep=at_once)
        await reply.finish(Answer(text=text))
        slack.responses.clear()

    return answer


@pytest.fixture
def sharing(client: AsyncWebClient, outbox: KeptOutbox, ledger: Ledger) -> Sharing:
    return Sharing(client, People(client), outbox, ledger, sleep=at_once)


@pytest.fixture
def click(sharing: Sharing, question: Question, slack: SlackOfChannels) -> Callable[..., Awaitable[None]]:
    def clicked(*, by: UserId = ASKER, at: ChannelId = CHANNEL, address: str | None = None) -> Awaitable[None]:
        response_url = f"{slack.url}/respond/click" if address is None else address
        return sharing.share(question.id, by=by, clicked_in=at, response_url=response_url)

    return clicked


Click = Callable[..., Awaitable[None]]


async def test_an_answer_is_shared_with_its_question_and_pings_nobody(
    slack: SlackOfChannels, answered: Answered, click: Click
) -> None:
    await answered("It was **42**.")
    await click()
    (said,) = slack.said(CHANNEL)
    first, second, *_ = said["text"].splitlines()
    assert first.startswith("@Ada asked: what ")
    assert "@bob decide?" in first
    assert second == "It was *42*."
    assert "<!" not in str(said["blocks"])
    assert "<@" not in str(said["blocks"])
    assert "share_answer" not in str(said["blocks"])
    (call,) = slack.called("chat.postMessage")
    assert not call.get("thread_ts")
    assert {call[name] for name in ("unfurl_links", "unfurl_media")} <= {False, "0", "false"}


async def test_a_name_that_would_ping_does_not(slack: SlackOfChannels, answered: Answered, click: Click) -> None:
    slack.users[ASKER]["name"] = "channel"
    await answered("It was 42.")
    await click()
    assert "@channel" not in slack.said(CHANNEL)[0]["text"]


async def test_a_second_click_shares_nothing_more(slack: SlackOfChannels, answered: Answered, click: Click) -> None:
    await answered(TWO_PARTS)
    await asyncio.gather(click(), click())
    await click()
    assert len(slack.said(CHANNEL)) == 2


async def test_a_click_heard_by_two_workers_shares_once(
    slack: SlackOfChannels,
    answered: Answered,
    click: Click,
    client: AsyncWebClient,
    outbox: KeptOutbox,
    ledger: Ledger,
    question: Question,
) -> None:
    await answered(TWO_PARTS)
    other = Sharing(client, People(client), outbox, ledger, sleep=at_once)
    await asyncio.gather(click(), other.share(question.id, by=ASKER, clicked_in=CHANNEL, response_url=""))
    assert len(slack.said(CHANNEL)) == 2


@pytest.mark.parametrize("committed", [False, True])
async def test_a_post_of_unknown_outcome_is_looked_for(
    slack: SlackOfChannels, answered: Answered, click: Click, *, committed: bool
) -> None:
    await answered(TWO_PARTS)
    slack.fails("chat.postMessage", "reset", committed=committed)
    await click()
    assert len(slack.said(CHANNEL)) == 2
    assert len(slack.called("chat.postMessage")) == (2 if committed else 3)


async def test_a_share_that_was_cut_off_goes_on_with_the_next_click(
    slack: SlackOfChannels, answered: Answered, click: Click, ledger: Ledger
) -> None:
    await answered(TWO_PARTS)
    ledger.fails = True
    with pytest.raises(ConnectionError):
        await click()
    ledger.fails = False
    await click()
    assert len(slack.said(CHANNEL)) == 2


async def test_what_never_gets_through_is_told(slack: SlackOfChannels, answered: Answered, click: Click) -> None:
    await answered("It was 42.")
    for _ in range(3):
        slack.fails("chat.postMessage", "server_error")
    with pytest.raises(OutcomeUnknown):
        await click()
    slack.fails("chat.postMessage", "refuse", code="restricted_action")
    with pytest.raises(SlackRefused):
        await click()


@pytest.mark.parametrize("by", [UserId("U2"), UserId("")])
async def test_only_its_asker_may_share_an_answer(slack: SlackOfChannels, answered: Answered, click: Click, by: UserId) -> None:
    await answered("It was 42.")
    with pytest.raises(FootnoteError) as error:
        await click(by=by)
    assert error.value.sentence == phrases.NOTHING_TO_SHARE
    assert not slack.called("chat.postMessage")


async def test_an_answer_that_is_gone_can_not_be_shared(click: Click) -> None:
    with pytest.raises(FootnoteError) as error:
        await click()
    assert error.value.sentence == phrases.NOTHING_TO_SHARE


async def test_where_the_bot_is_no_member_the_clicks_own_address_serves_once(
    slack: SlackOfChannels, answered: Answered, click: Click
) -> None:
    slack.channel(CHANNEL, "finance", members=[ASKER], bot=False)
    await answered(TWO_PARTS)
    await click()
    await click()
    assert [(path, body["response_type"]) for path, body in slack.responses] == [("/respond/click", "in_channel")] * 2
    assert slack.responses[0][1]["text"].startswith("@Ada asked: ")


@pytest.mark.parametrize(
    ("at", "address", "text"),
    [
        (ChannelId("D1"), None, "It was 42."),
        (CHANNEL, "", "It was 42."),
        (CHANNEL, "https://evil.example/1", "It was 42."),
        (CHANNEL, None, LONG),
    ],
)
async def test_where_nothing_serves_the_asker_learns_how_to_invite(
    slack: SlackOfChannels, answered: Answered, click: Click, at: ChannelId, address: str | None, text: str
) -> None:
    slack.channel(CHANNEL, "finance", members=[ASKER], bot=False)
    await answered(text)
    with pytest.raises(FootnoteError) as error:
        await click(at=at, address=address)
    assert error.value.sentence == phrases.SHARE_NEEDS_ME
    assert not slack.responses


async def test_another_apps_copy_of_the_mark_is_no_part_of_it(slack: SlackOfChannels, answered: Answered, click: Click) -> None:
    await answered("It was 42.")
    await click()
    (ours,) = slack.said(CHANNEL)
    slack.messages[ours["ts"]] |= {"user": "U0OTHER"}
    slack.calls.clear()
    await click()
    assert not slack.called("chat.postMessage")


# Of what a shortcut was used on


@pytest.fixture
def root(slack: SlackOfChannels) -> str:
    return slack.says("U2", "Shall we ship?", channel=CHANNEL)


@pytest.fixture
def about_a_thread(slack: SlackOfChannels, root: str) -> Question:
    message = Message(ts=Ts(root), user=UserId("U2"), text="Shall we ship?")
    return command(f"{slack.url}/respond/1", text="Summarise this thread.").model_copy(
        update={
            "thread": ThreadRef(team=TEAM, channel=CHANNEL, ts=Ts(root)),
            "message": Message(ts=Ts(f"{slack.clock}.500000"), user=ASKER, text="Summarise this thread."),
            "pointed": Pointed(shortcut=Shortcut.SUMMARY, message=message),
        }
    )


@pytest.fixture
async def summarised(client: AsyncWebClient, about_a_thread: Question, outbox: KeptOutbox, lease: Lease) -> Question:
    reply = PrivateReply(client, about_a_thread, outbox=outbox, check_lease=lease, clock=lambda: 0, sleep=at_once)
    await reply.finish(Answer(text=TWO_PARTS))
    return about_a_thread


def replies(slack: SlackOfChannels, root: str) -> list[str]:
    return [message["text"] for message in slack.said(CHANNEL) if message["thread_ts"] == root]


async def test_the_answer_about_a_thread_is_shared_in_that_thread_once(
    slack: SlackOfChannels, sharing: Sharing, summarised: Question, root: str
) -> None:
    for _ in range(2):
        await sharing.share(summarised.id, by=ASKER, clicked_in=CHANNEL, response_url="")
    assert len(replies(slack, root)) == len(slack.said(CHANNEL)) == 2
    assert replies(slack, root)[0].startswith("@Ada asked: Summarise this thread.")
    assert "share_answer" not in str(slack.said(CHANNEL))


@pytest.mark.parametrize("committed", [False, True])
async def test_a_reply_of_unknown_outcome_is_looked_for_in_the_thread(
    slack: SlackOfChannels, sharing: Sharing, summarised: Question, root: str, *, committed: bool
) -> None:
    slack.fails("chat.postMessage", "reset", committed=committed)
    await sharing.share(summarised.id, by=ASKER, clicked_in=CHANNEL, response_url="")
    assert len(replies(slack, root)) == 2


async def test_where_the_thread_is_gone_nothing_is_told_to_the_whole_channel(
    slack: SlackOfChannels, sharing: Sharing, summarised: Question, root: str
) -> None:
    del slack.messages[root]
    slack.tells_all = True
    with pytest.raises(SlackRefused) as error:
        await sharing.share(summarised.id, by=ASKER, clicked_in=CHANNEL, response_url="")
    assert error.value.code == "thread_not_found"
    assert slack.said(CHANNEL) == []


async def test_where_the_bot_is_no_member_the_clicks_own_address_leads_into_the_thread(
    slack: SlackOfChannels, sharing: Sharing, summarised: Question, root: str
) -> None:
    slack.channel(CHANNEL, "finance", members=[ASKER], bot=False)
    slack.responses.clear()
    await sharing.share(summarised.id, by=ASKER, clicked_in=CHANNEL, response_url=f"{slack.url}/respond/click")
    assert [(body["response_type"], body["thread_ts"]) for _, body in slack.responses] == [("in_channel", root)] * 2
