"""Questions that were asked in a form: posted once, with who asks, and with files that are the asker's to choose."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    FileId,
    FileRef,
    LeaseLost,
    Message,
    Opening,
    Question,
    QuestionId,
    SlackRefused,
    Surface,
    ThreadRef,
    Ts,
    UserId,
)
from bot.slack.direct import MOST_FILES, DirectMessages
from bot.slack.openings import Openings
from bot.slack.people import People
from bot.slack.threads import SlackThreads
from bot.slack.traces import files_marked, mark, with_files
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import CHANNEL, TEAM, Context, Lease, Ledger, at_once
from tests.slack.fake import BOT

ASKER = UserId("U1")
PDF = {"id": "F1", "name": "the_q3_report.pdf", "url_private": "https://files.slack.com/F1"}


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    async with served(SlackOfChannels()) as fake:
        fake.person(ASKER, "Ada_L")
        fake.channel(CHANNEL, "finance", members=[ASKER])
        yield fake


@pytest.fixture
def openings(client: AsyncWebClient, ledger: Ledger) -> Openings:
    return Openings(client, People(client), DirectMessages(client), ledger, sleep=at_once)


def typed(words: str = "What was the *total*?", *, files: tuple[str, ...] = (), surface: Surface = Surface.MENTION) -> Question:
    channel = CHANNEL if surface is Surface.MENTION else ASKER
    return Question.model_validate(
        {
            "id": QuestionId(f"{TEAM}:{channel}:V1:1.abc"),
            "thread": ThreadRef.model_validate({"team": TEAM, "channel": channel, "ts": "V1:1.abc"}),
            "message": Message(ts=Ts("1800000000.000100"), user=ASKER, text=words),
            "asker": ASKER,
            "surface": surface,
            "me": UserId(BOT),
            "opening": Opening(files=tuple(FileId(file) for file in files)),
        }
    )


async def test_in_a_channel_it_is_posted_with_who_asks_and_becomes_the_root_of_its_thread(
    slack: SlackOfChannels, openings: Openings, lease: Lease
) -> None:
    slack.says(ASKER, "here", channel="D1", files=[PDF])
    opened = await openings.open(typed(files=("F1",)), check_lease=lease, is_first=True)
    (said,) = slack.said(CHANNEL)
    assert said["text"] == "@Ada_L asked:\n&gt; What was the *total*?\nWith the_q3_report.pdf.".replace("&gt;", ">")
    assert (opened.thread.channel, opened.thread.ts, opened.message.ts) == (CHANNEL, said["ts"], said["ts"])
    assert opened.id == f"{TEAM}:{CHANNEL}:{said['ts']}"
    assert (opened.asker, opened.message.user, opened.surface, opened.opening) == (ASKER, ASKER, Surface.MENTION, None)
    assert opened.message.text == "What was the *total*?"
    assert [file.label for file in opened.message.files] == ["the_q3_report.pdf"]


async def test_for_the_asker_alone_it_is_posted_in_their_direct_messages(
    slack: SlackOfChannels, openings: Openings, lease: Lease
) -> None:
    opened = await openings.open(typed(surface=Surface.DIRECT), check_lease=lease, is_first=True)
    (said,) = slack.said("D1")
    assert said["text"].startswith("You asked:\n")
    assert (opened.thread.channel, opened.surface) == ("D1", Surface.DIRECT)


async def test_what_it_says_pings_nobody_and_hides_no_address(slack: SlackOfChannels, openings: Openings, lease: Lease) -> None:
    await openings.open(typed("&lt;!channel&gt; see https://a.example/x and @here"), check_lease=lease, is_first=True)
    (said,) = slack.said(CHANNEL)
    assert "<!" not in said["text"]
    assert "@here" not in said["text"]
    assert "https://a.example/x" in said["text"]
    (call,) = slack.called("chat.postMessage")
    assert {call[name] for name in ("unfurl_links", "unfurl_media")} <= {False, "0", "false"}


async def test_who_asks_on_in_direct_messages_means_the_same_files_and_in_a_channel_they_are_not_shared(
    slack: SlackOfChannels, openings: Openings, client: AsyncWebClient, lease: Lease, kept: Context
) -> None:
    slack.says(ASKER, "here", channel="D1", files=[PDF])
    threads = SlackThreads(client, People(client), kept, workspace_url="https://acme.slack.com/")
    for surface, files in ((Surface.DIRECT, ["the_q3_report.pdf"]), (Surface.MENTION, [])):
        opened = await openings.open(typed(files=("F1",), surface=surface), check_lease=lease, is_first=True)
        ts = Ts(slack.says(ASKER, "and why?", thread=opened.thread.ts, channel=opened.thread.channel))
        follow_up = opened.model_copy(update={"message": Message(ts=ts, user=ASKER, text="and why?")})
        gathered = await threads.turns(follow_up)
        assert [file.label for turn in gathered.turns for file in turn.files] == files


def test_a_mark_of_somebody_elses_names_no_files() -> None:
    metadata = with_files(mark(QuestionId("T1:D1:1.0"), 0, "final"), [FileRef(id=FileId("F1"))])
    assert [file.id for file in files_marked({"user": BOT, "metadata": metadata}, me=UserId(BOT))] == ["F1"]
    assert files_marked({"user": "U9", "metadata": metadata}, me=UserId(BOT)) == ()
    assert files_marked({"user": BOT, "metadata": {**metadata, "event_type": "other"}}, me=UserId(BOT)) == ()


@pytest.mark.parametrize("committed", [False, True])
async def test_a_post_of_unknown_outcome_is_looked_for(
    slack: SlackOfChannels, openings: Openings, lease: Lease, *, committed: bool
) -> None:
    slack.fails("chat.postMessage", "reset", committed=committed)
    opened = await openings.open(typed(), check_lease=lease, is_first=True)
    (said,) = slack.said(CHANNEL)
    assert opened.thread.ts == said["ts"]


async def test_a_later_attempt_finds_what_an_earlier_one_has_posted(
    slack: SlackOfChannels, openings: Openings, client: AsyncWebClient, lease: Lease, ledger: Ledger
) -> None:
    ledger.fails = True
    with pytest.raises(ConnectionError):
        await openings.open(typed(), check_lease=lease, is_first=True)
    ledger.fails = False
    other = Openings(client, People(client), DirectMessages(client), ledger, sleep=at_once)
    first = await other.open(typed(), check_lease=lease, is_first=False)
    again = await other.open(typed(), check_lease=lease, is_first=False)
    assert first == again
    assert len(slack.said(CHANNEL)) == 1


async def test_without_its_lease_a_worker_posts_nothing(slack: SlackOfChannels, openings: Openings, lease: Lease) -> None:
    lease.lost = True
    with pytest.raises(LeaseLost):
        await openings.open(typed(), check_lease=lease, is_first=True)
    assert slack.ours == []


async def test_a_place_that_takes_no_message_is_told(slack: SlackOfChannels, openings: Openings, lease: Lease) -> None:
    slack.fails("chat.postMessage", "refuse", code="is_archived")
    with pytest.raises(SlackRefused):
        await openings.open(typed(), check_lease=lease, is_first=True)


async def test_files_that_are_not_the_askers_to_choose_are_not_read(
    slack: SlackOfChannels, openings: Openings, lease: Lease
) -> None:
    slack.says("U2", "theirs", channel="D1", files=[{**PDF, "id": "F2"}])
    slack.says(ASKER, "elsewhere", channel="C2", files=[{**PDF, "id": "F3"}])
    opened = await openings.open(typed(files=("F2", "F3")), check_lease=lease, is_first=True)
    assert [(file.id, file.mode, file.url_private) for file in opened.message.files] == [
        ("F2", "tombstone", None),
        ("F3", "tombstone", None),
    ]


async def test_the_newest_files_are_offered_each_once(slack: SlackOfChannels, client: AsyncWebClient) -> None:
    def shared(number: int) -> dict[str, Any]:
        return {**PDF, "id": f"F{number}", "name": f"{number}.pdf"}

    for number in (*range(12), 11):
        slack.says(ASKER, "", channel="D1", files=[shared(number)])
    direct = DirectMessages(client)
    files = await direct.files_of(ASKER)
    assert [file.id for file in files] == [f"F{number}" for number in range(11, 11 - MOST_FILES, -1)]
    await direct.files_of(ASKER)
    assert len(slack.called("conversations.open")) == 1


async def test_where_slack_names_no_direct_messages_that_is_a_refusal(slack: SlackOfChannels, client: AsyncWebClient) -> None:
    slack.lacks.add("conversations.open")
    with pytest.raises(SlackRefused):
        await DirectMessages(client).channel_of(ASKER)
