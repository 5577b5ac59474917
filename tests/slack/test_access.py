"""Who may read what, and what may be told where: every doubt is a no."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, UserId, phrases
from bot.slack import access as room
from bot.slack.access import KEPT_SECONDS, REFUSAL_KEPT_SECONDS, Access, Place, may_show
from bot.slack.client import SlackUnavailable
from bot.slack.people import People
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import TEAM
from tests.slack.fake import FaultKind
from tests.slack.test_people import Clock

ADA, BOB, GUEST, OUTSIDER, GONE = (UserId(name) for name in ("UADA", "UBOB", "UGUEST", "UOUT", "UGONE"))
PUBLIC, PRIVATE, DM, GROUP, SHARED = (ChannelId(name) for name in ("CPUBLIC", "CPRIVATE", "D1", "G1", "CSHARED"))


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    fake = SlackOfChannels()
    fake.person(ADA, "ada")
    fake.person(BOB, "bob")
    fake.person(GUEST, "guest", is_restricted=True)
    fake.person(OUTSIDER, "out", team_id="T2")
    fake.person(GONE, "gone", deleted=True)
    everyone = [ADA, GUEST, OUTSIDER, GONE]
    fake.channel(PUBLIC, "general", members=everyone)
    fake.channel("COPEN", "open")
    fake.channel("CNOBOT", "nobot", bot=False)
    fake.channel(PRIVATE, "board", members=everyone, is_private=True)
    fake.channel(DM, "", members=everyone, is_channel=False, is_im=True, is_member=None)
    fake.channel(GROUP, "mpdm-ada--bob-1", members=everyone, is_channel=False, is_mpim=True, is_private=True)
    fake.channel(SHARED, "joint", members=everyone, is_ext_shared=True, is_shared=True)
    async with served(fake):
        yield fake


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(client: AsyncWebClient, clock: Clock) -> Access:
    return Access(client, People(client, clock=clock), clock=clock)


@pytest.mark.parametrize(
    ("user", "channel", "may"),
    [
        (ADA, PUBLIC, True),
        (BOB, PUBLIC, True),
        (BOB, "COPEN", True),
        (BOB, "CNOBOT", True),
        (BOB, SHARED, True),
        (GUEST, PUBLIC, True),
        (GUEST, "COPEN", False),
        (OUTSIDER, SHARED, True),
        (OUTSIDER, "COPEN", False),
        (GONE, PUBLIC, False),
        (ADA, PRIVATE, True),
        (BOB, PRIVATE, False),
        (ADA, DM, True),
        (BOB, DM, False),
        (ADA, GROUP, True),
        (BOB, GROUP, False),
        (ADA, "CNONE", False),
        ("UNOBODY", "COPEN", False),
        (GONE, PRIVATE, False),
    ],
)
async def test_who_may_read_what(access: Access, user: UserId, channel: ChannelId, *, may: bool) -> None:
    place = await access.may_read(TEAM, user, channel)
    assert (place is not None) == may
    assert place is None or place.channel == channel


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        (PUBLIC, Place(channel=PUBLIC, name="general", is_private=False, is_shared=False, has_bot=True)),
        (PRIVATE, Place(channel=PRIVATE, name="board", is_private=True, is_shared=False, has_bot=True)),
        (SHARED, Place(channel=SHARED, name="joint", is_private=False, is_shared=True, has_bot=True)),
        ("CNOBOT", Place(channel=ChannelId("CNOBOT"), name="nobot", is_private=False, is_shared=False, has_bot=False)),
        (
            DM,
            Place(channel=DM, name="", is_private=True, is_shared=False, has_bot=True, is_channel=False),
        ),
        (
            GROUP,
            Place(channel=GROUP, name="", is_private=True, is_shared=False, has_bot=True, is_channel=False, is_group=True),
        ),
        ("CNONE", None),
    ],
)
async def test_what_a_place_is(access: Access, channel: ChannelId, place: Place | None) -> None:
    assert await access.place(TEAM, channel) == place


@pytest.mark.parametrize("missing", ["is_channel", "is_private"])
async def test_what_does_not_say_that_it_is_public_is_private(access: Access, slack: SlackOfChannels, missing: str) -> None:
    del slack.channels["COPEN"][missing]
    assert await access.may_read(TEAM, BOB, ChannelId("COPEN")) is None


@pytest.mark.parametrize(
    ("flags", "shared"),
    [
        ({"is_shared": True, "is_org_shared": True}, False),
        ({"is_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
    ],
)
async def test_what_is_shared_with_others(access: Access, slack: SlackOfChannels, flags: dict[str, Any], *, shared: bool) -> None:
    slack.channels[PUBLIC] |= flags
    place = await access.place(TEAM, PUBLIC)
    assert place
    assert place.is_shared == shared


async def test_labels_are_as_people_write_them(access: Access) -> None:
    public, dm = await access.place(TEAM, PUBLIC), await access.place(TEAM, DM)
    assert (public and public.label, dm and dm.label) == ("#general", phrases.A_DIRECT_MESSAGE)


async def test_members_are_looked_through_page_by_page_until_found(access: Access, slack: SlackOfChannels) -> None:
    slack.page_size = 1
    assert await access.may_read(TEAM, GUEST, PRIVATE)
    assert len(slack.called("conversations.members")) == 2
    assert await access.may_read(TEAM, BOB, PRIVATE) is None
    assert len(slack.called("conversations.members")) == 7


async def test_only_so_many_members_are_looked_through(
    access: Access, slack: SlackOfChannels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_PAGES", 2)
    slack.page_size = 1
    assert await access.may_read(TEAM, OUTSIDER, PRIVATE) is None


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
@pytest.mark.parametrize("code", ["channel_not_found", "missing_scope", "fetch_members_failed", "user_not_found"])
async def test_a_refusal_is_a_no(access: Access, slack: SlackOfChannels, method: str, code: str) -> None:
    slack.fails(method, "refuse", code=code)
    assert await access.may_read(TEAM, BOB, PRIVATE) is None


async def test_of_whom_nothing_is_known_is_taken_for_a_guest(access: Access, slack: SlackOfChannels) -> None:
    slack.fails("users.info", "refuse", code="user_not_found")
    assert await access.may_read(TEAM, BOB, PUBLIC) is None


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
@pytest.mark.parametrize("kind", ["ratelimited"])
async def test_what_could_not_be_asked_is_tried_again(
    access: Access, slack: SlackOfChannels, method: str, kind: FaultKind
) -> None:
    slack.fails(method, kind, retry_after="100")
    with pytest.raises(SlackUnavailable):
        await access.may_read(TEAM, ADA, PRIVATE)
    assert await access.may_read(TEAM, ADA, PRIVATE)


async def test_ten_links_to_one_place_cost_one_look_up(access: Access, slack: SlackOfChannels) -> None:
    await asyncio.gather(*(access.may_read(TEAM, ADA, PRIVATE) for _ in range(5)))
    for _ in range(5):
        assert await access.may_read(TEAM, ADA, PRIVATE)
    assert sorted(method for method, _ in slack.calls) == ["conversations.info", "conversations.members", "users.info"]


async def test_leaving_and_becoming_a_guest_are_noticed_within_half_a_minute(
    access: Access, slack: SlackOfChannels, clock: Clock
) -> None:
    assert await access.may_read(TEAM, ADA, PRIVATE)
    assert await access.may_read(TEAM, BOB, PUBLIC)
    slack.members[PRIVATE].remove(ADA)
    slack.users[BOB]["is_restricted"] = True
    clock.now = KEPT_SECONDS
    assert await access.may_read(TEAM, ADA, PRIVATE) is None
    assert await access.may_read(TEAM, BOB, PUBLIC) is None


async def test_joining_and_inviting_are_noticed_almost_at_once(access: Access, slack: SlackOfChannels, clock: Clock) -> None:
    outside = await access.may_read(TEAM, BOB, ChannelId("CNOBOT"))
    assert outside
    assert not outside.has_bot
    assert await access.may_read(TEAM, BOB, PRIVATE) is None
    slack.members[PRIVATE].append(BOB)
    slack.channels["CNOBOT"]["is_member"] = True
    clock.now = REFUSAL_KEPT_SECONDS
    inside = await access.may_read(TEAM, BOB, ChannelId("CNOBOT"))
    assert inside
    assert inside.has_bot
    assert await access.may_read(TEAM, BOB, PRIVATE)


def place(channel: str, *, private: bool = False, shared: bool = False) -> Place:
    return Place(channel=ChannelId(channel), name="x", is_private=private, is_shared=shared, has_bot=True)


@pytest.mark.parametrize(
    ("source", "target", "private", "may"),
    [
        (place("C1"), place("C1"), False, True),
        (place("C1", private=True), place("C1", private=True), False, True),
        (place("C1", shared=True), place("C1", shared=True), False, True),
        (place("C1"), place("C2"), False, True),
        (place("C1"), place("C2", private=True), False, True),
        (place("C1"), place("C2", shared=True), False, False),
        (place("C1", shared=True), place("C2"), False, True),
        (place("C1", private=True), place("C2"), False, False),
        (place("C1", private=True), place("C2", private=True), False, False),
        (place("C1"), None, False, False),
        (place("C1", private=True), None, True, True),
        (place("C1", private=True), place("C2", shared=True), True, True),
    ],
)
def test_what_may_be_told_where(source: Place, target: Place | None, *, private: bool, may: bool) -> None:
    assert may_show(source, ChannelId(target.channel if target else "C9"), target, private=private) == may


@pytest.mark.parametrize(("user", "member"), [(ADA, True), (GUEST, True), (BOB, False), ("UNOBODY", False)])
async def test_who_is_a_member(access: Access, user: UserId, *, member: bool) -> None:
    assert await access.is_member(TEAM, user, PUBLIC) == member
    assert not await access.is_member(TEAM, user, ChannelId("CNONE"))


async def test_an_archived_channel_is_known_as_such(access: Access, slack: SlackOfChannels) -> None:
    slack.channels[PUBLIC]["is_archived"] = True
    archived, other = await access.place(TEAM, PUBLIC), await access.place(TEAM, PRIVATE)
    assert archived
    assert other
    assert (archived.is_archived, other.is_archived) == (True, False)
