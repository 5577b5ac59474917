"""What was asked while nobody received: found once somebody does, and only then."""

import asyncio
from collections.abc import AsyncGenerator, Mapping

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, StoreUnavailable, TeamId, ThreadRef, Ts, UserId
from bot.listeners.catching_up import (
    ABSENT_SECONDS,
    ACTIVE_SECONDS,
    BEAT_SECONDS,
    LONGEST_SECONDS,
    MARGIN_SECONDS,
    MOST_THREADS,
    SETTLED_SECONDS,
    CatchingUp,
)
from bot.listeners.routing import Heard, Me, meaning
from bot.memory.asked import Asked
from bot.memory.presence import GONE_SECONDS, Mark, Presence
from bot.slack.client import make_client
from bot.slack.missed import Missed
from bot.slack.payloads import Payload
from tests.slack.channels import SlackOfChannels, served
from tests.slack.fake import BOT, TOKEN

TEAM = TeamId("T1")
ME = Me(user=UserId(BOT), bot="B0BOT")
OTHER = "another receiver"


class MarksByHand(Presence):
    """What is known of receivers, on a clock that the test moves."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.now = 1_700_001_000.0
        self.marked: dict[str, float] = {}
        self.missing: dict[str, float] = {}
        self.is_away = self.is_away_for_marks = False

    async def mark(self, team: TeamId, receiver: str, *, missing_since: float | None = None) -> Mark:
        assert team == TEAM
        if self.is_away:
            raise StoreUnavailable("Redis can't be reached.")
        before = max(self.marked.values(), default=None)
        self.marked[receiver] = self.now
        gone = [name for name in self.missing if self.now - self.marked[name] > GONE_SECONDS]
        left = min((self.missing.pop(name) for name in gone), default=None)
        self.missing.pop(receiver, None)
        if known := [since for since in (missing_since, left) if since]:
            self.missing[receiver] = min(known)
        return Mark(before, self.now, left)

    async def marks(self, team: TeamId) -> Mapping[str, float]:
        assert team == TEAM
        if self.is_away_for_marks:
            raise StoreUnavailable("Redis can't be reached.")
        return dict(self.marked)


class Receiver:
    """A receiver that catches up, whose every pause the test ends; and what it has heard."""

    def __init__(self, redis: Redis, slack: SlackOfChannels, session: aiohttp.ClientSession) -> None:
        self.slack = slack
        self.presence = MarksByHand(redis)
        self._asked = Asked(redis, ttl=60)
        self.heard: list[str] = []
        self.receives = True
        self.loses_redis_at = ""
        """At a message with these words Redis goes away; the test lets it return."""
        self._paused, self._go_on = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._catching_up = CatchingUp(
            team=TEAM,
            me=ME,
            presence=self.presence,
            missed=Missed(make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session)),
            hear=self._hear,
            can_receive=self._can_receive,
            sleep=self._sleep,
        )

    async def begin(self) -> None:
        """To its first pause."""
        self._task = asyncio.create_task(self._catching_up.run())
        await self._paused.wait()

    async def beat(self, *, after: float = BEAT_SECONDS) -> None:
        """To its next pause, so many seconds later."""
        self.presence.now += after
        self._paused.clear()
        self._go_on.set()
        await self._paused.wait()

    async def settle(self) -> None:
        """Until it knows who else is there."""
        for _ in range(int(SETTLED_SECONDS // BEAT_SECONDS)):
            await self.beat()

    async def wait(self, seconds: float) -> None:
        """So long, beat by beat."""
        for _ in range(int(seconds // BEAT_SECONDS)):
            await self.beat()

    async def asked(self, ts: str, *, is_direct: bool = False, channel: str = "C1") -> None:
        """Something was asked in that thread, and heard."""
        thread = ThreadRef(team=TEAM, channel=ChannelId(channel), ts=Ts(ts))
        await self._asked.note(thread, at=Ts(ts), by=UserId("U1"), is_direct=is_direct, unless_muted=False)

    def says(self, text: str, *, ago: float, thread: str | None = None, **fields: str) -> str:
        """Somebody writes, so many seconds before now."""
        self.slack.clock = int(self.presence.now - ago) - 1
        return self.slack.says("U1", text, thread=thread, **fields)

    async def followed_up(self, threads: int) -> list[str]:
        """So many threads in which something was asked, the newest last, and in each a message that nobody received."""
        roots = [self.says("<@U0BOT> first", ago=100 + threads - number) for number in range(threads)]
        for number, root in enumerate(roots):
            await self.asked(root)
            self.says(f"below {root}", ago=50 - number, thread=root)
        return roots

    async def end(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _hear(self, body: Payload, me: Me) -> None:
        heard = meaning(body, me)
        assert isinstance(heard, Heard)
        if "unheard of" in heard.message.text:
            raise ValueError
        if self.loses_redis_at and self.loses_redis_at in heard.message.text:
            self.presence.is_away = True
        if self.presence.is_away:
            raise StoreUnavailable("Redis can't be reached.")
        self.heard.append(f"{heard.surface or 'nobody'}: {heard.message.text}")

    async def _can_receive(self) -> bool:
        return self.receives

    async def _sleep(self, seconds: float) -> None:
        assert seconds == BEAT_SECONDS
        self._go_on.clear()
        self._paused.set()
        await self._go_on.wait()


@pytest.fixture
async def receiver(redis: Redis) -> AsyncGenerator[Receiver]:
    async with served(SlackOfChannels()) as slack, aiohttp.ClientSession() as session:
        receiver = Receiver(redis, slack, session)
        slack.channel("C1", "general", members=["U1"])
        yield receiver
        await receiver.end()


def gone(receiver: Receiver, *, ago: float) -> None:
    """The only receiver that there was marked itself so long ago for the last time."""
    receiver.presence.marked = {OTHER: receiver.presence.now - ago}


async def test_what_was_asked_while_nobody_received_is_heard_in_order(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    root = receiver.says("<@U0BOT> first", ago=100)
    await receiver.asked(root)
    receiver.says("<@U0BOT> a new thread", ago=40)
    receiver.says("and in the old one", ago=50, thread=root)
    receiver.says("not for us", ago=30)
    await receiver.begin()
    assert receiver.heard == []
    await receiver.settle()
    assert receiver.heard == ["thread: and in the old one", "mention: <@U0BOT> a new thread", "nobody: not for us"]
    await receiver.beat()
    assert len(receiver.heard) == 3


async def test_threads_that_were_begun_meanwhile_are_read_as_well_the_older_first(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    older, newer = receiver.says("<@U0BOT> new", ago=40), receiver.says("<@U0BOT> newer", ago=35)
    receiver.says("further in the newer", ago=30, thread=newer)
    receiver.says("further in the older", ago=25, thread=older)
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == [
        "mention: <@U0BOT> new",
        "mention: <@U0BOT> newer",
        "thread: further in the older",
        "thread: further in the newer",
    ]


async def test_in_direct_messages_every_message_is_for_us(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    receiver.slack.channel("D1", "ann", members=["U1"])
    await receiver.asked(receiver.says("first", ago=100, channel="D1"), is_direct=True, channel="D1")
    receiver.says("second", ago=40, channel="D1")
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == ["direct: second"]


async def test_nobody_is_looked_for_while_another_receiver_goes_on(receiver: Receiver) -> None:
    gone(receiver, ago=1)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    receiver.says("<@U0BOT> second", ago=0)
    await receiver.begin()
    await receiver.presence.mark(TEAM, OTHER)
    await receiver.beat()
    await receiver.presence.mark(TEAM, OTHER)
    await receiver.settle()
    assert receiver.heard == []
    assert not receiver.slack.calls


async def test_nothing_is_looked_for_at_the_very_first_start(receiver: Receiver) -> None:
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    await receiver.begin()
    await receiver.settle()
    assert not receiver.slack.calls


async def test_what_was_asked_while_this_one_could_not_receive_is_heard(receiver: Receiver) -> None:
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    await receiver.begin()
    await receiver.settle()
    receiver.receives = False
    await receiver.beat()
    receiver.says("<@U0BOT> second", ago=0)
    await receiver.beat(after=ABSENT_SECONDS)
    assert receiver.heard == []
    receiver.receives = True
    await receiver.beat()
    assert receiver.heard == ["mention: <@U0BOT> second"]


async def test_what_came_just_before_the_last_mark_is_heard_and_nothing_older(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    receiver.says("<@U0BOT> too old", ago=60 + MARGIN_SECONDS + 2)
    receiver.says("<@U0BOT> just before", ago=60 + MARGIN_SECONDS - 2)
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == ["mention: <@U0BOT> just before"]


async def test_after_a_long_absence_only_the_last_hour_is_looked_at(receiver: Receiver) -> None:
    gone(receiver, ago=3 * LONGEST_SECONDS)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=3 * LONGEST_SECONDS + 60))
    receiver.says("<@U0BOT> hours ago", ago=2 * LONGEST_SECONDS)
    receiver.says("<@U0BOT> lately", ago=LONGEST_SECONDS - 60)
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == ["mention: <@U0BOT> lately"]


async def test_places_where_nothing_was_asked_lately_are_left_alone(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=60 + ACTIVE_SECONDS + 60))
    receiver.says("<@U0BOT> second", ago=30)
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == []


async def test_a_place_that_slack_refuses_does_not_keep_others_from_being_looked_at(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    receiver.slack.channel("C2", "closed", bot=False)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    await receiver.asked(receiver.says("<@U0BOT> first", ago=90, channel="C2"), channel="C2")
    receiver.says("<@U0BOT> second", ago=30)
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == ["mention: <@U0BOT> second"]


async def test_slack_is_left_alone_for_as_long_as_it_asks_and_not_shorter(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    receiver.says("<@U0BOT> second", ago=30)
    receiver.slack.fails("conversations.history", "ratelimited", retry_after="60")
    await receiver.begin()
    await receiver.settle()
    calls = len(receiver.slack.calls)
    await receiver.wait(60 - BEAT_SECONDS)
    assert len(receiver.slack.calls) == calls
    assert receiver.heard == []
    await receiver.beat()
    assert receiver.heard == ["mention: <@U0BOT> second"]


async def test_a_short_wait_is_no_gap_and_ends_with_the_process(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    receiver.slack.fails("conversations.replies", "ratelimited", retry_after="15")
    await receiver.begin()
    async with asyncio.timeout(5):
        await receiver.settle()
        before = len(receiver.slack.calls)
        await receiver.wait(6)
        assert max(receiver.presence.marked.values()) == receiver.presence.now
        await receiver.end()
    assert len(receiver.slack.calls) == before


async def test_a_place_is_heard_though_the_next_is_refused_and_read_no_second_time(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    older, newer = await receiver.followed_up(2)
    receiver.slack.replies_a_minute = 1
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == [f"thread: below {newer}"]
    await receiver.wait(60)
    assert receiver.heard == [f"thread: below {newer}", f"thread: below {older}"]
    assert [call["ts"] for call in receiver.slack.called("conversations.replies")] == [newer, older, older]


async def test_with_more_threads_than_slack_grants_calls_it_comes_to_an_end(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    roots = await receiver.followed_up(MOST_THREADS)
    receiver.slack.replies_a_minute = 15
    await receiver.begin()
    await receiver.settle()
    assert len(receiver.heard) == 15
    await receiver.wait(60)
    await receiver.wait(60)
    assert sorted(receiver.heard) == sorted(f"thread: below {root}" for root in roots)


async def test_a_long_place_is_read_though_slack_grants_one_page_a_minute(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    for number in range(6):
        receiver.says(f"<@U0BOT> number {number}", ago=40 - number)
    receiver.slack.page_size = 2
    receiver.slack.pages_a_minute = 1
    await receiver.begin()
    await receiver.settle()
    await receiver.wait(60)
    assert receiver.heard == []
    await receiver.wait(60)
    assert receiver.heard == [f"mention: <@U0BOT> number {number}" for number in range(6)]


async def test_where_people_wait_most_likely_is_read_first(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    receiver.slack.channel("D1", "ann", members=["U1"])
    directly = receiver.says("first", ago=100, channel="D1")
    await receiver.asked(directly, is_direct=True, channel="D1")
    root = receiver.says("<@U0BOT> first", ago=90)
    await receiver.asked(root)
    await receiver.begin()
    await receiver.settle()
    assert [(name, call["channel"]) for name, call in receiver.slack.calls] == [
        ("conversations.history", "D1"),
        ("conversations.replies", "D1"),
        ("conversations.replies", "C1"),
        ("conversations.history", "C1"),
    ]


async def test_a_thread_stays_in_order_where_a_reply_stands_in_the_channel_too(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    root = receiver.says("<@U0BOT> new", ago=40)
    receiver.says("and further", ago=35, thread=root)
    receiver.says("for all to see", ago=30, thread=root, subtype="thread_broadcast")
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == ["mention: <@U0BOT> new", "thread: and further", "thread: for all to see"]


async def test_a_thread_that_goes_on_before_it_was_found_is_heard_from_its_root_on(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    root = receiver.says("<@U0BOT> new", ago=40)
    await receiver.begin()
    receiver.says("and further", ago=0, thread=root)
    await receiver.asked(root)  # By the reply, which was delivered.
    await receiver.settle()
    assert receiver.heard == ["mention: <@U0BOT> new", "thread: and further"]


async def test_a_place_over_which_slack_fails_keeps_no_other_from_being_read(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    older, newer = await receiver.followed_up(2)
    receiver.slack.fails("conversations.replies", "server_error")
    await receiver.begin()
    await receiver.settle()
    await receiver.beat()
    assert receiver.heard == [f"thread: below {older}", f"thread: below {newer}"]


async def test_what_was_said_in_a_gap_while_it_waited_is_heard_as_well(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    older, newer = await receiver.followed_up(2)
    receiver.slack.replies_a_minute = 1
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == [f"thread: below {newer}"]
    receiver.receives = False
    await receiver.beat()
    receiver.says("in the gap", ago=0, thread=newer)
    await receiver.beat(after=ABSENT_SECONDS)
    receiver.receives = True
    await receiver.wait(60)
    assert receiver.heard == [f"thread: below {newer}", f"thread: below {older}"]
    receiver.slack.replies_a_minute = 0
    await receiver.wait(60)
    assert receiver.heard == [f"thread: below {newer}", f"thread: below {older}", "thread: in the gap"]


async def test_nothing_is_lost_when_redis_goes_away_midway(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    root = receiver.says("<@U0BOT> first", ago=100)
    await receiver.asked(root)
    for number in range(3):
        receiver.says(f"number {number}", ago=40 - number, thread=root)
    receiver.loses_redis_at = "number 1"
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == ["thread: number 0"]
    await receiver.wait(2 * ABSENT_SECONDS)
    receiver.loses_redis_at = ""
    receiver.presence.is_away = False
    receiver.says("while it was away", ago=ABSENT_SECONDS, thread=root)
    await receiver.beat()
    assert list(dict.fromkeys(receiver.heard)) == [
        *(f"thread: number {number}" for number in range(3)),
        "thread: while it was away",
    ]


async def test_redis_that_goes_away_while_it_is_asked_who_is_there_hides_no_gap(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    receiver.says("<@U0BOT> second", ago=30)
    await receiver.begin()
    receiver.presence.is_away_for_marks = True
    await receiver.settle()
    receiver.presence.is_away_for_marks = False
    await receiver.beat()
    assert receiver.heard == ["mention: <@U0BOT> second"]


async def test_a_receiver_says_since_when_it_has_not_heard_everything_until_it_has(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    since = receiver.presence.marked[OTHER]
    await receiver.followed_up(2)
    receiver.slack.replies_a_minute = 1
    await receiver.begin()
    assert set(receiver.presence.missing.values()) == {since}
    await receiver.settle()
    for _ in range(20):
        await receiver.beat()
        assert set(receiver.presence.missing.values()) == {since}
    await receiver.beat()
    assert len(receiver.heard) == 2
    assert receiver.presence.missing == {}


async def test_what_a_receiver_that_is_gone_has_not_heard_is_heard_by_the_next(receiver: Receiver) -> None:
    await receiver.followed_up(2)
    gone(receiver, ago=0)
    receiver.presence.missing = {OTHER: receiver.presence.now - 60}
    await receiver.begin()
    await receiver.presence.mark(TEAM, OTHER, missing_since=receiver.presence.now - 60)
    await receiver.settle()
    assert receiver.heard == []
    await receiver.wait(GONE_SECONDS)
    assert len(receiver.heard) == 2
    assert receiver.presence.missing == {}


async def test_what_was_not_read_within_an_hour_is_left_alone(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    receiver.says("<@U0BOT> second", ago=30)
    receiver.slack.fails("conversations.replies", "ratelimited", retry_after=str(LONGEST_SECONDS + BEAT_SECONDS))
    await receiver.begin()
    await receiver.settle()
    calls = len(receiver.slack.calls)
    await receiver.wait(LONGEST_SECONDS + 2 * BEAT_SECONDS)
    assert len(receiver.slack.calls) == calls
    assert receiver.heard == []


async def test_a_message_that_can_not_be_heard_keeps_no_other_from_it(receiver: Receiver) -> None:
    gone(receiver, ago=60)
    await receiver.asked(receiver.says("<@U0BOT> first", ago=100))
    receiver.says("<@U0BOT> unheard of", ago=40)
    receiver.says("<@U0BOT> second", ago=30)
    await receiver.begin()
    await receiver.settle()
    assert receiver.heard == ["mention: <@U0BOT> second"]
