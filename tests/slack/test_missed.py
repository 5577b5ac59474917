"""Places read page by page: what was said there since a moment, once each and in order, whatever cuts the reading off."""

from collections.abc import AsyncGenerator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, TeamId, ThreadRef, Ts
from bot.slack.client import SlackUnavailable
from bot.slack.missed import MOST_PAGES, Missed, Reading
from bot.slack.payloads import text_of
from tests.slack.channels import SlackOfChannels, served

C1 = ChannelId("C1")
START = Ts("0")


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    async with served(SlackOfChannels()) as fake:
        fake.page_size = 2
        yield fake


@pytest.fixture
def missed(client: AsyncWebClient) -> Missed:
    return Missed(client)


def thread(ts: str) -> ThreadRef:
    return ThreadRef(team=TeamId("T1"), channel=C1, ts=Ts(ts))


async def read(reading: Reading) -> list[str]:
    while not reading.is_done:
        await reading.read_on()
    return [text_of(event, "text") for event in reading.events]


async def test_a_channel_is_read_in_order_over_all_its_pages(slack: SlackOfChannels, missed: Missed) -> None:
    for number in range(5):
        slack.says("U1", str(number))
    reading = missed.in_channel(C1, since=START, is_direct=True)
    assert await read(reading) == ["0", "1", "2", "3", "4"]
    assert len(slack.calls) == 3
    assert {text_of(event, "channel_type") for event in reading.events} == {"im"}


async def test_the_root_that_comes_with_every_page_is_given_once_if_it_is_as_new(slack: SlackOfChannels, missed: Missed) -> None:
    root = slack.says("U1", "root")
    for number in range(3):
        slack.says("U1", str(number), thread=root)
    slack.gives_the_root_always = True
    assert await read(missed.in_thread(thread(root), since=START, is_direct=False)) == ["root", "0", "1", "2"]
    assert await read(missed.in_thread(thread(root), since=Ts(root), is_direct=False)) == ["0", "1", "2"]


async def test_what_is_cut_off_goes_on_with_the_page_that_is_next(slack: SlackOfChannels, missed: Missed) -> None:
    for number in range(4):
        slack.says("U1", str(number))
    reading = missed.in_channel(C1, since=START, is_direct=False)
    await reading.read_on()
    slack.fails("conversations.history", "ratelimited", retry_after="7")
    with pytest.raises(SlackUnavailable) as told:
        await reading.read_on()
    assert told.value.retry_after == 7
    assert not reading.is_done
    assert await read(reading) == ["0", "1", "2", "3"]
    assert [call.get("cursor") for call in slack.called("conversations.history")] == [None, "2", "2"]


async def test_a_place_that_is_refused_has_nothing_more(slack: SlackOfChannels, missed: Missed) -> None:
    for number in range(4):
        slack.says("U1", str(number))
    reading = missed.in_channel(C1, since=START, is_direct=False)
    await reading.read_on()
    slack.fails("conversations.history", "refuse", code="invalid_cursor")
    assert await read(reading) == ["2", "3"]


async def test_no_more_than_so_many_pages_are_read_of_one_place(slack: SlackOfChannels, missed: Missed) -> None:
    for number in range(2 * MOST_PAGES + 2):
        slack.says("U1", str(number))
    await read(missed.in_channel(C1, since=START, is_direct=False))
    assert len(slack.calls) == MOST_PAGES
