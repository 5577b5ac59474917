"""What a question refers to elsewhere: the place that it wants recapped, the threads it links to, and what may not be told."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    ChannelId,
    Document,
    FootnoteError,
    Message,
    Question,
    QuestionId,
    Recap,
    Surface,
    ThreadRef,
    Ts,
    Unread,
    UserId,
    phrases,
)
from bot.slack.access import Access
from bot.slack.client import SlackUnavailable
from bot.slack.elsewhere import MOST_LINKS, Elsewhere
from bot.slack.history import History
from bot.slack.people import People
from bot.slack.permalinks import permalink
from bot.slack.places import NothingSaid, Places, PlaceUnread
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import TEAM, at_once
from tests.slack.fake import BOT

ADA, BOB = UserId("UADA"), UserId("UBOB")
FINANCE, BOARD, HERE, NONE = (ChannelId(name) for name in ("C1", "CBOARD", "CHERE", "CNONE"))
HOME = "https://acme.slack.com/"
SENTINEL = "the-secret-of-the-board"


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    fake = SlackOfChannels()
    fake.clock = int(datetime(2026, 3, 12, 14, 1, 59, tzinfo=UTC).timestamp())
    fake.person(ADA, "Ada", tz="Europe/Berlin", tz_offset=3600)
    fake.person(BOB, "Bob")
    fake.channel(FINANCE, "finance", members=[ADA, BOB])
    fake.channel(BOARD, "board", members=[ADA], is_private=True)
    fake.channel(HERE, "here", members=[ADA, BOB])
    async with served(fake):
        yield fake


@pytest.fixture
def elsewhere(client: AsyncWebClient) -> Elsewhere:
    people, history = People(client), History(client, sleep=at_once)
    places = Places(people, Access(client, people), history, workspace_url=HOME)
    return Elsewhere(places, history, workspace_url=HOME)


def asked(
    slack: SlackOfChannels, text: str = "", *, by: UserId = ADA, recap: Recap | None = None, within: str = "13.37"
) -> Question:
    ts = Ts(f"{slack.clock + 3600}.000000")
    return Question(
        id=QuestionId(f"{TEAM}:{HERE}:{ts}"),
        thread=ThreadRef(team=TEAM, channel=HERE, ts=Ts(within)),
        message=Message(ts=ts, user=by, text=text),
        asker=by,
        surface=Surface.COMMAND,
        me=UserId(BOT),
        recap=recap,
    )


def says(slack: SlackOfChannels, text: str, *, channel: str = FINANCE, user: str = BOB, thread: str | None = None) -> Ts:
    return Ts(slack.says(user, text, channel=channel, thread=thread))


async def recapped(elsewhere: Elsewhere, slack: SlackOfChannels, recap: Recap, *, by: UserId = ADA) -> Document:
    (document,) = await elsewhere.read(asked(slack, by=by, recap=recap))
    assert isinstance(document, Document)
    return document


def lines(document: Document) -> str:
    return "\n".join(page.markdown for page in document.pages)


async def test_a_question_that_refers_to_nothing_reads_nothing(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    assert await elsewhere.read(asked(slack, "what is https://example.org/archives/C1/p1700000000000100?")) == ()
    assert not slack.calls


async def test_linked_threads_are_read_and_their_messages_numbered_on(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    first = says(slack, "the plan")
    says(slack, "a reply", thread=first)
    second = says(slack, "the budget")
    links = f"{permalink(HOME, FINANCE, first)} and <{permalink(HOME, FINANCE, second)}|this>"
    read = await elsewhere.read(asked(slack, links))
    documents = [place for place in read if isinstance(place, Document)]
    assert [str(page.anchor) for document in documents for page in document.pages] == ["m1", "m2", "m3"]
    assert ["the plan" in lines(documents[0]), "the budget" in lines(documents[1])] == [True, True]


async def test_a_link_to_the_questions_own_thread_is_not_read_again(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    root = says(slack, "the root", channel=HERE)
    reply = says(slack, "a reply", channel=HERE, thread=root)
    links = f"{permalink(HOME, HERE, root)} {permalink(HOME, HERE, reply, root)}"
    assert await elsewhere.read(asked(slack, links, within=root)) == ()


async def test_of_many_links_the_first_are_read_and_the_others_named(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    links = " ".join(permalink(HOME, FINANCE, says(slack, f"number {number}")) for number in range(MOST_LINKS + 2))
    read = await elsewhere.read(asked(slack, links))
    assert [type(place) for place in read] == [Document] * MOST_LINKS + [Unread] * 2
    assert read[-1] == Unread(name=phrases.LINKED_MESSAGE, reason=phrases.TOO_MANY_LINKS)


async def test_a_linked_place_that_is_not_ones_own_reads_like_none(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    secret = says(slack, SENTINEL, channel=BOARD, user=ADA)
    links = f"{permalink(HOME, BOARD, secret)} {permalink(HOME, NONE, secret)}"
    read = await elsewhere.read(asked(slack, links, by=BOB))
    assert read == (Unread(name=phrases.LINKED_MESSAGE, reason=phrases.NOT_YOURS_TO_READ),) * 2


async def test_a_link_that_slack_refuses_to_read_does_not_cost_the_answer(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    first, second = says(slack, "the plan"), says(slack, "the budget")
    slack.fails("conversations.replies", "refuse", code="missing_scope")
    read = await elsewhere.read(asked(slack, f"{permalink(HOME, FINANCE, first)} {permalink(HOME, FINANCE, second)}"))
    assert read[0] == Unread(name=phrases.LINKED_MESSAGE, reason=phrases.SLACK_LACKS_PERMISSION)
    assert isinstance(read[1], Document)
    assert str(read[1].pages[0].anchor) == "m1"


async def test_a_thread_is_recapped_by_any_message_of_it(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    root = says(slack, "the root")
    reply = says(slack, "the reply", thread=root)
    document = await recapped(elsewhere, slack, Recap(channel=FINANCE, thread_ts=reply))
    assert len(document.pages) == 2
    assert "finance" in document.name


async def test_a_channel_is_recapped_since_a_moment_in_the_askers_time_zone(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    now = slack.clock
    slack.clock = int(datetime(2026, 3, 11, 22, 59, tzinfo=UTC).timestamp())
    says(slack, "before midnight in Berlin")
    slack.clock = int(datetime(2026, 3, 11, 23, 1, tzinfo=UTC).timestamp())
    says(slack, "after it")
    slack.clock = now
    document = await recapped(elsewhere, slack, Recap(channel=FINANCE, since="today"))
    assert ("before midnight" in lines(document), "after it" in lines(document)) == (False, True)
    assert document.name == "#finance since 12 Mar"


@pytest.mark.parametrize(
    ("since", "name"),
    [("", "since 11 Mar 16:01"), ("2h", "since 12 Mar 14:01"), ("2025-12-31", "since 31 Dec 2025"), ("3d", "since 9 Mar")],
)
async def test_the_span_is_named(elsewhere: Elsewhere, slack: SlackOfChannels, since: str, name: str) -> None:
    says(slack, "said")
    slack.clock -= 1
    document = await recapped(elsewhere, slack, Recap(channel=FINANCE, since=since))
    assert document.name == f"#finance {name}"


@pytest.mark.parametrize(
    ("since", "sentence"),
    [("tomorrow", phrases.IN_THE_FUTURE), ("2099-01-01", phrases.IN_THE_FUTURE), ("xyz", phrases.NOT_A_MOMENT)],
)
async def test_a_moment_that_makes_no_sense_is_told(
    elsewhere: Elsewhere, slack: SlackOfChannels, since: str, sentence: str
) -> None:
    with pytest.raises(FootnoteError) as caught:
        await recapped(elsewhere, slack, Recap(channel=FINANCE, since=since))
    assert caught.value.sentence == sentence


async def test_a_recap_since_a_very_moment_tells_times_in_its_own_zone(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    says(slack, "before it")
    after = Ts(f"{slack.clock}.500000")
    says(slack, "news")
    document = await recapped(elsewhere, slack, Recap(channel=FINANCE, after=after, zone="America/New_York"))
    assert ("before it" in lines(document), "news" in lines(document)) == (False, True)
    assert document.name == "#finance since 12 Mar 10:02"
    assert "12 Mar 10:02" in lines(document)


async def test_where_nobody_has_written_a_recap_says_so_in_a_way_of_its_own(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    with pytest.raises(NothingSaid):
        await recapped(elsewhere, slack, Recap(channel=FINANCE, after=Ts(f"{slack.clock}.000000"), zone="UTC"))


MINE = Recap(channel=FINANCE, since="my last message here")


async def test_a_channel_is_recapped_since_ones_own_last_message(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    says(slack, "long ago")
    says(slack, "mine", user=ADA)
    says(slack, "news")
    document = await recapped(elsewhere, slack, MINE)
    assert ("long ago" in lines(document), "news" in lines(document)) == (False, True)
    assert document.name == f"#finance {phrases.SINCE_YOUR_LAST}"


async def test_who_has_never_written_there_is_told(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    says(slack, "news")
    with pytest.raises(FootnoteError) as caught:
        await recapped(elsewhere, slack, MINE)
    assert caught.value.sentence == phrases.NO_LAST_MESSAGE


@pytest.mark.parametrize("since", ["", "7d", "my last message here"])
@pytest.mark.parametrize("wrote_before", [False, True])
async def test_a_place_that_is_not_ones_own_and_one_that_is_not_there_are_refused_alike_and_unread(
    elsewhere: Elsewhere, slack: SlackOfChannels, since: str, wrote_before: bool
) -> None:
    says(slack, SENTINEL, channel=BOARD, user=BOB if wrote_before else ADA)
    told: set[str] = set()
    for channel in (BOARD, NONE):
        with pytest.raises(PlaceUnread) as caught:
            await recapped(elsewhere, slack, Recap(channel=channel, since=since), by=BOB)
        told.add(caught.value.sentence)
    assert told == {phrases.NOT_YOURS_TO_READ}
    assert not slack.called("conversations.history")


async def test_a_channel_without_footnote_is_told_how_to_invite_it(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    slack.channel(FINANCE, "finance", members=[ADA], bot=False)
    for since in ("", "my last message here"):
        with pytest.raises(PlaceUnread) as caught:
            await recapped(elsewhere, slack, Recap(channel=FINANCE, since=since))
        assert caught.value.sentence == phrases.NOT_A_MEMBER.format(place="#finance")


async def test_an_empty_channel_and_a_deleted_thread_are_told(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    for recap, sentence in (
        (Recap(channel=FINANCE, since="2h"), "Nobody has written in #finance since 12 Mar 14:01."),
        (Recap(channel=FINANCE, thread_ts=Ts("1600000000.000100")), phrases.THREAD_DELETED),
    ):
        with pytest.raises(PlaceUnread) as caught:
            await recapped(elsewhere, slack, recap)
        assert caught.value.sentence == sentence


async def test_while_slack_is_out_of_reach_the_question_is_tried_again(elsewhere: Elsewhere, slack: SlackOfChannels) -> None:
    link = permalink(HOME, FINANCE, says(slack, "the plan"))
    for _ in range(10):
        slack.fails("conversations.replies", "ratelimited", retry_after="300")
    with pytest.raises(SlackUnavailable):
        await elsewhere.read(asked(slack, link))
