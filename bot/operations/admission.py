"""The rules that answering asks for: what was set for people, channels and the workspace decides whether a question is answered.

It stands at the desk because every surface passes there, a tap or a retry as well as a mention, and because only there Slack can
be asked at leisure who somebody is and with whom a channel is shared: whoever receives has three seconds.
"""

import asyncio

from bot.language import (
    ChannelId,
    ChannelSettings,
    NotAdmitted,
    Outside,
    Question,
    Surface,
    Terms,
    UserId,
    WorkspaceSettings,
    phrases,
)
from bot.memory.limits import Limits
from bot.memory.preferences import Preferences
from bot.slack.access import Access, Place
from bot.slack.people import People, Person

TOLD_SECONDS = 10 * 60
"""Who goes on asking where nothing is answered is told so again after this; in between they know."""

_DIRECT = "D"
"""What the ids of direct messages begin with."""


class Admission:
    """Admits the questions of one Slack app's workspaces. Raises `SlackUnavailable`, and `StoreUnavailable` when Redis fails."""

    def __init__(self, preferences: Preferences, people: People, access: Access, limits: Limits) -> None:
        self._preferences = preferences
        self._people = people
        self._access = access
        self._limits = limits

    async def terms(self, question: Question) -> Terms:
        """How it is to be answered. Raises `NotAdmitted` with the sentence for its asker alone."""
        team, channel, user = question.thread.team, question.thread.channel, question.asker
        workspace, here, own, person, place = await asyncio.gather(
            self._preferences.workspace(team),
            self._preferences.channel(team, channel),
            self._preferences.person(team, user),
            self._people.person(team, user),
            self._access.place(team, channel),
        )
        # What nobody asks, a scheduled recap or a step for nobody, is judged by its place alone.
        is_asked = user != question.me
        sentence = (is_asked and refusal(user, person, workspace)) or refusal_in(channel, place, here, workspace)
        if not sentence and question.recap and question.recap.channel != channel:
            # What is not answered in a channel is not told of it elsewhere either.
            there = question.recap.channel
            settings, recapped = await asyncio.gather(self._preferences.channel(team, there), self._access.place(team, there))
            sentence = refusal_in(there, recapped, settings, workspace) and phrases.NOT_OF_THAT_CHANNEL
        if sentence:
            raise NotAdmitted(sentence, detail="not admitted", is_known=not await self._is_news(question))
        return Terms.of(own, here, workspace)

    async def _is_news(self, question: Question) -> bool:
        """A reply in a thread mentioned nobody; and who has just been told knows."""
        if question.surface is Surface.THREAD and not question.follow_up:
            return False
        thread = question.thread
        return await self._limits.may_tell(thread.team, question.asker, f"admission:{thread.channel}", TOLD_SECONDS)


def refusal(user: UserId, person: Person, workspace: WorkspaceSettings) -> str:
    """Why this person is answered nowhere; nothing where they are. Pure."""
    if person.is_external and workspace.outside is not Outside.EVERYBODY:
        return phrases.NOT_FOR_OUTSIDERS
    if person.is_guest and not workspace.guests:
        return phrases.NOT_FOR_GUESTS
    is_left_out = bool(workspace.people_allowed) and user not in workspace.people_allowed
    return phrases.NOT_FOR_YOU if user in workspace.people_denied or is_left_out else ""


def refusal_in(channel: ChannelId, place: Place | None, settings: ChannelSettings, workspace: WorkspaceSettings) -> str:
    """Why nobody is answered in this channel; nothing where they are. Pure.

    `place` is None for what Slack does not tell Footnote: a private channel without it, where only commands reach it.
    """
    if place and place.is_shared and workspace.outside is Outside.NOTHING:
        return phrases.NOT_IN_SHARED_CHANNELS
    if channel.startswith(_DIRECT) or (place and not place.is_channel):
        return ""
    is_left_out = bool(workspace.channels_allowed) and channel not in workspace.channels_allowed
    is_denied = channel in workspace.channels_denied or is_left_out
    return phrases.NOT_HERE if is_denied or not settings.is_on else ""
