"""Who may read what: the border that keeps a channel's words from people who are not in it. It reads no message.

Where Slack refuses to tell, the answer is no.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import cast

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, SlackRefused, TeamId, UserId, phrases
from bot.slack.client import repeatable
from bot.slack.kept import Kept
from bot.slack.payloads import Payload, child, text_of
from bot.slack.people import People, Person
from bot.telemetry import log

KEPT_SECONDS = 30.0
"""Ten links in a question cost one look-up, and who leaves a channel is out within half a minute."""

REFUSAL_KEPT_SECONDS = 1.0
"""Who has just joined, or invited Footnote, does not wait for it."""

KEPT_ANSWERS = 10_000

PAGE_MEMBERS = 999
"""The most that `conversations.members` gives in a page (docs.slack.dev/reference/methods/conversations.members)."""

MOST_PAGES = 100
"""Who is not among so many members counts as no member: those of private channels are far fewer."""

_NOT_THERE = "channel_not_found"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A channel, DM or group DM as Slack describes it."""

    channel: ChannelId
    name: str
    """Without `#`; empty for DMs, and where Slack tells none."""
    is_private: bool
    """Anything but a public channel."""
    is_shared: bool
    """With another organisation, or about to be."""
    has_bot: bool
    """Footnote is a member, and can read it."""
    is_channel: bool = True
    """False for DMs and group DMs."""
    is_group: bool = False
    """A group DM."""
    is_archived: bool = False
    """Nobody can write there any more."""

    @property
    def label(self) -> str:
        """As people write it: `#finance`; for DMs plain words."""
        if self.is_channel:
            return f"#{self.name or phrases.SOME_CHANNEL}"
        return phrases.A_GROUP_MESSAGE if self.is_group else phrases.A_DIRECT_MESSAGE


def may_show(source: Place, target_channel: ChannelId, target: Place | None, *, private: bool) -> bool:
    """Whether what stands in `source`, which the asker may read, may be told where the answer will be seen.

    `private`: the asker alone sees it. Others may be assumed to read their own channel and, where nobody of another
    organisation is among them, the workspace's public channels. `target` is None where nothing is known of it.
    """
    if private or source.channel == target_channel:
        return True
    return not source.is_private and target is not None and not target.is_shared


class Access:
    """Access in one app's workspaces, kept for half a minute in this process; `clock` gives seconds."""

    def __init__(self, client: AsyncWebClient, people: People, *, clock: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._people = people
        self._places = Kept(self._find_place, most=KEPT_ANSWERS, clock=clock)
        self._persons = Kept(self._find_person, most=KEPT_ANSWERS, clock=clock)
        self._members = Kept(self._find_member, most=KEPT_ANSWERS, clock=clock)

    async def may_read(self, team: TeamId, user: UserId, channel: ChannelId) -> Place | None:
        """The place if that user may read it, else None, which does not tell whether it exists.

        A public channel is any full member's; everything else, and everything for guests and people of other organisations,
        is its members' alone. Raises `SlackUnavailable`.
        """
        place, person = await asyncio.gather(self._places.get((team, channel)), self._persons.get((team, user)))
        if place is None or person.is_deleted:
            return None
        if not (place.is_private or person.is_guest or person.is_external):
            return place
        return place if await self._members.get((team, channel, user)) else None

    async def place(self, team: TeamId, channel: ChannelId) -> Place | None:
        """What Slack tells of a place, whoever asks; None where it tells nothing. Raises `SlackUnavailable`."""
        return await self._places.get((team, channel))

    async def is_member(self, team: TeamId, user: UserId, channel: ChannelId) -> bool:
        """Whether that user is in a channel, public or not; no where Slack does not tell. Raises `SlackUnavailable`."""
        return await self._members.get((team, channel, user))

    async def _find_place(self, key: tuple[TeamId, ChannelId]) -> tuple[Place | None, float]:
        _, channel = key
        try:
            answer = await repeatable(lambda: self._client.conversations_info(channel=channel))
        except SlackRefused as error:
            _note(error)
            return None, REFUSAL_KEPT_SECONDS
        place = _place(channel, child(answer, "channel"))
        return place, KEPT_SECONDS if place.has_bot else REFUSAL_KEPT_SECONDS

    async def _find_person(self, key: tuple[TeamId, UserId]) -> tuple[Person, float]:
        team, user = key
        return await self._people.person(team, user, fresh=True), KEPT_SECONDS

    async def _find_member(self, key: tuple[TeamId, ChannelId, UserId]) -> tuple[bool, float]:
        _, channel, user = key
        try:
            is_member = await self._is_member(channel, user)
        except SlackRefused as error:
            _note(error)
            is_member = False
        return is_member, KEPT_SECONDS if is_member else REFUSAL_KEPT_SECONDS

    async def _is_member(self, channel: ChannelId, user: UserId) -> bool:
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await repeatable(
                lambda cursor=cursor: self._client.conversations_members(channel=channel, limit=PAGE_MEMBERS, cursor=cursor)
            )
            members = page.get("members")
            if isinstance(members, list) and user in cast("list[object]", members):
                return True
            cursor = text_of(child(page, "response_metadata"), "next_cursor") or None
            if cursor is None:
                return False
        return False


def _place(channel: ChannelId, info: Payload) -> Place:
    """A conversation object (docs.slack.dev/reference/objects/conversation-object); public only where it clearly says so."""
    is_im, is_mpim = info.get("is_im") is True, info.get("is_mpim") is True
    is_direct = is_im or is_mpim
    is_public = info.get("is_channel") is True and info.get("is_private") is False and not is_direct
    across_organisations = info.get("is_shared") is True and info.get("is_org_shared") is not True
    return Place(
        channel=channel,
        name="" if is_direct else " ".join(text_of(info, "name").split()),
        is_private=not is_public,
        is_shared=across_organisations or any(info.get(flag) is True for flag in ("is_ext_shared", "is_pending_ext_shared")),
        # Slack shows an app no DM but its own.
        has_bot=info.get("is_member") is True or is_direct,
        is_channel=not is_direct,
        is_group=is_direct and not is_im,
        is_archived=info.get("is_archived") is True,
    )


def _note(error: SlackRefused) -> None:
    """A missing permission looks to people like a missing channel; the operator should be able to tell them apart."""
    if error.code != _NOT_THERE:
        log.warning("access unknown, so refused", code=error.code)
