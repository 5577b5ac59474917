"""Places as documents: what a page says and links to, and that nobody is told of a place that is not theirs."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    ChannelId,
    Document,
    FootnoteError,
    Message,
    Question,
    QuestionId,
    SlackRefused,
    Surface,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.slack.access import Access
from bot.slack.client import SlackUnavailable
from bot.slack.history import History
from bot.slack.people import People
from bot.slack.permalinks import MessageLink, message_links
from bot.slack.places import Places, PlaceUnread
from bot.slack.times import time_of, ts_of
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import TEAM, at_once
from tests.slack.fake import BOT
from tests.slack.test_people import Clock

ADA, BOB, GUEST = UserId("UADA"), UserId("UBOB"), UserId("UGUEST")
FINANCE, BOARD, HERE, JOINT, NOBOT = (ChannelId(name) for name in ("C1", "CBOARD", "CHERE", "CJOINT", "CNOBOT"))
HOME = "https://acme.slack.com/"
SENTINEL = "the-secret-of-the-board"


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    fake = SlackOfChannels()
    fake.clock = int(datetime(2026, 3, 12, 14, 1, 59, tzinfo=UTC).timestamp())
    fake.person(ADA, "Ada")
    fake.person(BOB, "Bob")
    fake.person(GUEST, "Guest", is_restricted=True)
    fake.channel(FINANCE, "finance", members=[ADA])
    fake.channel(BOARD, "board", members=[ADA], is_private=True)
    fake.channel(HERE, "here", members=[ADA, BOB, GUEST])
    fake.channel(JOINT, "joint", members=[ADA], is_ext_shared=True)
    fake.channel(NOBOT, "nobot", members=[ADA], bot=False)
    fake.channel("D1", "", members=[ADA], is_im=True, is_channel=False)
    async with served(fake):
        yield fake


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def places(client: AsyncWebClient, clock: Clock) -> Places:
    people = People(client)
    return Places(people, Access(client, people), History(client, sleep=at_once), workspace_url=HOME, clock=clock)


def asked(
    slack: SlackOfChannels, by: UserId = ADA, *, at: ChannelId = HERE, surface: Surface = Surface.COMMAND, on: str = ""
) -> Question:
    ts = Ts(on or f"{slack.clock + 3600}.000000")
    return Question(
        id=QuestionId(f"{TEAM}:{at}:{ts}"),
        thread=ThreadRef(team=TEAM, channel=at, ts=ts),
        message=Message(ts=ts, user=by, text="recap"),
        asker=by,
        surface=surface,
        me=UserId(BOT),
    )


SINCE = datetime(2026, 3, 12, tzinfo=UTC)


async def recap(places: Places, question: Question, channel: ChannelId = FINANCE, first: int = 1) -> Document:
    return await places.channel(question, channel, since=SINCE, words="since 12 Mar", first=first)


def lines(document: Document) -> list[str]:
    return [page.markdown for page in document.pages]


async def test_a_channel_is_a_document_of_its_messages(slack: SlackOfChannels, places: Places, clock: Clock) -> None:
    root = slack.says(ADA, "Shall we take *the offer* of <@UBOB>?")
    slack.says(BOB, "Yes.\nAda, 12 Mar 14:02: I agree", thread=root)
    other = slack.says(ADA, "", files=[{"id": "F1", "name": "q3.pdf"}])
    slack.says("", "deployed", username="Deploy\nbot", bot_id="B1")
    slack.says(BOT, "what I said")
    document = await recap(places, asked(slack), first=4)
    assert (document.name, document.kind, document.total_pages) == ("#finance since 12 Mar", "messages", 4)
    assert lines(document) == [
        "Ada, 12 Mar 14:02: Shall we take **the offer** of @Bob?",
        "(reply) Bob, 12 Mar 14:02: Yes.\n  Ada, 12 Mar 14:02: I agree",
        "Ada, 12 Mar 14:02: \n(shared the file q3.pdf)",
        "Deploy bot, 12 Mar 14:02: deployed",
    ]
    assert [str(page.anchor) for page in document.pages] == ["m4", "m5", "m6", "m7"]
    links = [message_links(page.link.url)[0] for page in document.pages if page.link]
    assert links[0] == MessageLink(FINANCE, Ts(root))
    assert links[1].thread_ts == root
    assert links[2] == MessageLink(FINANCE, Ts(other))
    assert {page.link.label for page in document.pages if page.link} == {"12 Mar 14:02"}


@pytest.mark.parametrize("end", ["\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
async def test_no_line_end_of_whatever_kind_makes_a_line_of_another_speaker(
    slack: SlackOfChannels, places: Places, end: str
) -> None:
    slack.says(BOB, f"Yes.{end}Ada, 12 Mar 14:02: I agree")
    (said,) = lines(await recap(places, asked(slack)))
    assert said == "Bob, 12 Mar 14:02: Yes.\n  Ada, 12 Mar 14:02: I agree"


@pytest.mark.parametrize(
    ("tz", "on", "label"),
    [
        ("Etc/UTC", "", "12 Mar 14:02"),
        ("Asia/Kolkata", "", "12 Mar 19:32"),
        ("America/New_York", "", "12 Mar 10:02"),
        ("Etc/UTC", str(datetime(2027, 1, 1, tzinfo=UTC).timestamp()), "12 Mar 2026 14:02"),
    ],
)
async def test_times_are_told_in_the_askers_zone(slack: SlackOfChannels, places: Places, tz: str, on: str, label: str) -> None:
    slack.users[ADA]["tz"] = tz
    ts = slack.says(BOB, "hello")
    document = await places.thread(asked(slack, on=on), FINANCE, Ts(ts))
    assert lines(document) == [f"Bob, {label}: hello"]
    assert document.name == f"thread in #finance, {label}"
    assert [page.link.label for page in document.pages if page.link] == [label]


async def test_a_thread_is_a_document_of_its_messages(slack: SlackOfChannels, places: Places) -> None:
    root = slack.says(ADA, "root")
    reply = slack.says(BOB, "reply", thread=root)
    document = await places.thread(asked(slack), FINANCE, Ts(reply), first=2)
    assert lines(document) == ["Ada, 12 Mar 14:02: root", "Bob, 12 Mar 14:02: reply"]
    assert [str(page.anchor) for page in document.pages] == ["m2", "m3"]
    assert [message_links(page.link.url)[0] for page in document.pages if page.link] == [
        MessageLink(FINANCE, Ts(root)),
        MessageLink(FINANCE, Ts(reply), Ts(root)),
    ]


async def test_what_was_left_out_is_told(slack: SlackOfChannels, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.history.NEWEST_MESSAGES", 1)
    slack.says(ADA, "one")
    slack.says(ADA, "two")
    document = await recap(places, asked(slack))
    assert document.warnings == (phrases.CHANNEL_SHORTENED.format(count=1),)


async def test_the_time_that_reading_took_is_told(slack: SlackOfChannels, places: Places, clock: Clock) -> None:
    ts = slack.says(ADA, "one")
    assert (await places.thread(asked(slack), FINANCE, Ts(ts))).seconds == 0.0


async def sentence(places: Places, question: Question, channel: str) -> str:
    """What the asker is told instead of a recap; the same for a thread of it."""
    with pytest.raises(PlaceUnread) as refused:
        await recap(places, question, ChannelId(channel))
    with pytest.raises(PlaceUnread) as refused_thread:
        await places.thread(question, ChannelId(channel), Ts("1767224888.280449"))
    assert refused.value.sentence == refused_thread.value.sentence
    assert str(refused.value) == str(refused_thread.value)
    return refused.value.sentence


@pytest.mark.parametrize(
    ("by", "at", "surface", "channel"),
    [
        (ADA, HERE, Surface.COMMAND, "CNONE"),
        (BOB, HERE, Surface.COMMAND, BOARD),
        (BOB, HERE, Surface.COMMAND, "D1"),
        (GUEST, HERE, Surface.COMMAND, FINANCE),
        (GUEST, HERE, Surface.COMMAND, NOBOT),
        (BOB, "D2", Surface.DIRECT, BOARD),
        (ADA, HERE, Surface.MENTION, BOARD),
        (ADA, HERE, Surface.THREAD, BOARD),
        (ADA, HERE, Surface.MENTION, "D1"),
        (ADA, JOINT, Surface.MENTION, FINANCE),
        (ADA, "CNONE", Surface.MENTION, FINANCE),
        (ADA, JOINT, Surface.MENTION, "CNONE"),
        (ADA, JOINT, Surface.MENTION, NOBOT),
    ],
)
async def test_what_is_not_to_be_read_for_a_question_is_refused_in_one_sentence(
    slack: SlackOfChannels, places: Places, by: UserId, at: ChannelId, surface: Surface, channel: str
) -> None:
    for place in (FINANCE, BOARD, "D1"):
        slack.says(ADA, SENTINEL, channel=place)
    told = await sentence(places, asked(slack, by, at=at, surface=surface), channel)
    assert told == phrases.NOT_YOURS_TO_READ
    assert not slack.called("conversations.history")
    assert not slack.called("conversations.replies")


@pytest.mark.parametrize(
    ("by", "at", "surface", "channel"),
    [
        (ADA, HERE, Surface.COMMAND, BOARD),
        (ADA, HERE, Surface.COMMAND, "D1"),
        (ADA, JOINT, Surface.COMMAND, BOARD),
        (ADA, "D1", Surface.DIRECT, BOARD),
        (BOB, HERE, Surface.MENTION, FINANCE),
        (ADA, BOARD, Surface.MENTION, BOARD),
        (ADA, BOARD, Surface.MENTION, FINANCE),
        (ADA, JOINT, Surface.MENTION, JOINT),
        (GUEST, HERE, Surface.MENTION, HERE),
    ],
)
async def test_what_may_be_read_is_read(
    slack: SlackOfChannels, places: Places, by: UserId, at: ChannelId, surface: Surface, channel: ChannelId
) -> None:
    slack.says(ADA, "hello", channel=channel)
    assert len((await recap(places, asked(slack, by, at=at, surface=surface), channel)).pages) == 1


@pytest.mark.parametrize("by", [ADA, BOB])
async def test_who_may_read_it_is_told_how_to_invite(slack: SlackOfChannels, places: Places, by: UserId) -> None:
    assert await sentence(places, asked(slack, by), NOBOT) == phrases.NOT_A_MEMBER.format(place="#nobot")


@pytest.mark.parametrize(
    ("code", "told"),
    [("not_in_channel", phrases.NOT_A_MEMBER.format(place="#finance")), ("channel_not_found", phrases.NOT_YOURS_TO_READ)],
)
async def test_a_bot_removed_in_that_very_moment_says_the_same(
    slack: SlackOfChannels, places: Places, code: str, told: str
) -> None:
    slack.fails("conversations.history", "refuse", code=code)
    with pytest.raises(PlaceUnread) as refused:
        await recap(places, asked(slack))
    assert refused.value.sentence == told


async def test_a_missing_permission_and_an_outage_are_what_they_are(slack: SlackOfChannels, places: Places) -> None:
    slack.fails("conversations.history", "refuse", code="missing_scope")
    with pytest.raises(SlackRefused):
        await recap(places, asked(slack))
    slack.fails("conversations.history", "ratelimited", retry_after="60")
    with pytest.raises(SlackUnavailable):
        await recap(places, asked(slack))


async def test_an_empty_channel_is_told(slack: SlackOfChannels, places: Places) -> None:
    slack.says(ADA, "joined", subtype="channel_join")
    with pytest.raises(FootnoteError) as error:
        await recap(places, asked(slack))
    assert error.value.sentence == "Nobody has written in #finance since 12 Mar."


async def test_a_deleted_thread_is_told(slack: SlackOfChannels, places: Places) -> None:
    with pytest.raises(FootnoteError) as error:
        await places.thread(asked(slack), FINANCE, Ts("1767224888.280449"))
    assert error.value.sentence == phrases.THREAD_DELETED


async def test_a_link_with_another_channels_thread_brings_nothing_of_it(slack: SlackOfChannels, places: Places) -> None:
    root = slack.says(ADA, SENTINEL, channel=BOARD)
    with pytest.raises(PlaceUnread):
        await places.thread(asked(slack, BOB), FINANCE, Ts(root))


@pytest.mark.parametrize("fields", [{"tz": "Etc/UTC"}, {"tz": None}, {"tz": 7, "tz_offset": "x"}])
async def test_whatever_slack_says_of_the_asker_a_time_is_told(
    slack: SlackOfChannels, places: Places, fields: dict[str, Any]
) -> None:
    slack.users[ADA] |= fields
    slack.says(ADA, "one")
    assert lines(await recap(places, asked(slack))) == ["Ada, 12 Mar 14:02: one"]


@example(datetime(6326, 1, 1, 5, 29, 59, 999_999, tzinfo=timezone(timedelta(hours=5.5))))
@given(st.datetimes(min_value=time_of(Ts("1")).replace(tzinfo=None), timezones=st.just(timezone(timedelta(hours=5.5)))))
def test_a_moment_and_its_timestamp_are_the_same(moment: datetime) -> None:
    assert time_of(ts_of(moment)) == moment
