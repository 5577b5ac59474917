"""Orders that call no model: help, usage, limits, forget, instructions. Each is one call of a room, and words."""

import re
from collections.abc import Sequence

from bot.language import ChannelId, FileId, Outside, TeamId, ThreadRef, UserId, phrases
from bot.listeners.orders import PERSON_WORDS, RESETTING_WORDS, SETTING_WORDS, THREAD_WORDS, Order, Verb
from bot.listeners.rights import Rights
from bot.listeners.views import forgotten_view, instructions_view, limits_view, usage_view
from bot.memory.forgetting import Forgetting
from bot.memory.limit_values import WrongLimit
from bot.memory.limits import Limits
from bot.memory.preferences import Preferences
from bot.slack.access import Access
from bot.slack.people import People
from bot.slack.permalinks import file_link, message_links

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


class Chores:
    """Does them for one person; what it returns is for that person alone. `admins` are so besides the workspace's own."""

    def __init__(
        self,
        *,
        limits: Limits,
        preferences: Preferences,
        forgetting: Forgetting,
        people: People,
        access: Access,
        admins: Sequence[str],
        workspace_url: str,
    ) -> None:
        self._limits = limits
        self._preferences = preferences
        self._forgetting = forgetting
        self._people = people
        self._access = access
        self._rights = Rights(people, admins)
        self._workspace_url = workspace_url

    async def do(self, order: Order, *, team: TeamId, user: UserId, channel: ChannelId, thread: ThreadRef | None = None) -> str:
        """What is to be said, as Markdown. `channel` and `thread` are where it was ordered; commands stand in no thread.

        Raises `StoreUnavailable` and `SlackUnavailable`.
        """
        try:
            match order.verb:
                case Verb.USAGE:
                    return await self._usage(team, user)
                case Verb.LIMITS:
                    return await self._limit(order.words, team, user)
                case Verb.FORGET:
                    return await self._forget(order.words, team, user, thread)
                case Verb.INSTRUCTIONS:
                    return await self._instructions(team, user, channel)
                case Verb.HELP | Verb.RECAP | Verb.RECAPS | Verb.SETTINGS | Verb.DOCTOR:
                    return phrases.HELP
        except WrongLimit as error:
            return error.sentence

    async def _usage(self, team: TeamId, user: UserId) -> str:
        person = await self._people.person(team, user)
        return usage_view(await self._limits.usage(team, user, guest=person.is_guest or person.is_external))

    async def _instructions(self, team: TeamId, user: UserId, channel: ChannelId) -> str:
        """Everybody may know them who is at home here; they may tell of what is nobody else's business."""
        person = await self._people.person(team, user)
        if person.is_external and (await self._preferences.workspace(team)).outside is not Outside.EVERYBODY:
            return phrases.INSTRUCTIONS_NOT_OUTSIDE
        return instructions_view((await self._preferences.channel(team, channel)).instructions)

    async def _limit(self, words: str, team: TeamId, user: UserId) -> str:
        if not await self._rights.may_rule(team, user):
            return phrases.ADMINS_ONLY
        verb, _, rest = words.partition(" ")
        verb, rest = verb.lower(), rest.strip()
        if verb in SETTING_WORDS:
            name, _, value = rest.replace("=", " ").replace(" to ", " ").partition(" ")
            await self._limits.set(name, value.strip(), team=team)
        elif verb in RESETTING_WORDS:
            if person := _PERSON.search(rest):
                await self._limits.forgive(team, UserId(person[1]))
                return phrases.USAGE_FORGIVEN
            if not rest:
                return phrases.LIMITS_HOW
            await self._limits.reset(None if rest.lower() == "all" else rest, team=team)
        elif verb not in {"", "show"}:
            return phrases.LIMITS_HOW
        return limits_view(await self._limits.effective(team))

    async def _forget(self, words: str, team: TeamId, user: UserId, thread: ThreadRef | None) -> str:
        told = words.strip(" .!").lower()
        if told in PERSON_WORDS:
            return forgotten_view(await self._forgetting.person(team, user), what=phrases.WHAT_OF_YOU)
        if told in THREAD_WORDS:
            if thread is None:
                return phrases.FORGET_WHAT
            return forgotten_view(await self._forgetting.thread(thread), what=phrases.WHAT_OF_THREAD)
        if links := message_links(words, workspace_url=self._workspace_url):
            link = links[0]
            linked = ThreadRef(team=team, channel=link.channel, ts=link.thread_ts or link.ts)
            if not await self._access.may_read(team, user, link.channel):
                return phrases.NOT_YOURS_TO_READ
            return forgotten_view(await self._forgetting.thread(linked), what=phrases.WHAT_OF_THREAD)
        if file := file_link(words, workspace_url=self._workspace_url):
            return await self._forget_file(file, team, user)
        return phrases.FORGET_WHAT

    async def _forget_file(self, file: FileId, team: TeamId, user: UserId) -> str:
        """Where it was read in places that the asker may not read, it stays; and they are not told that there are any."""
        threads = await self._forgetting.threads_with(team, file)
        readable: set[ChannelId] = set()
        for channel in {thread.channel for thread in threads}:
            if await self._access.may_read(team, user, channel):
                readable.add(channel)
        forgotten = await self._forgetting.file(file, [thread for thread in threads if thread.channel in readable])
        return forgotten_view(forgotten, what=phrases.WHAT_OF_FILE)
