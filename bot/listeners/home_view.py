"""What a person's Home tab shows: what Footnote can do, what they asked, used and set; to admins, what is set for all. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.language import ChannelId, ChannelSettings, Outside, PersonSettings, WorkspaceSettings, phrases
from bot.language.preferences import AS_SLACK
from bot.language.speech import languages
from bot.language.units import Unit
from bot.language.wording import counted
from bot.listeners.views import usage_list
from bot.memory.limits import UsedLimit
from bot.memory.recent import Asked
from bot.slack.blocks import outgoing
from bot.slack.elements import actions, button, confirm, context, header, one_channel, section, select
from bot.slack.mrkdwn import link, unescape
from bot.slack.payloads import Payload
from bot.slack.permalinks import permalink
from bot.slack.safety import neutralise

LANGUAGE, LENGTH, FORGET = "home_language", "home_length", "home_forget"
"""The actions of everybody; each is also the name of what it sets."""

ACCESS, KEEPING, CHANNEL = "home_access", "home_keeping", "home_channel"
"""The actions of admins, each of which opens a window."""

MOST_RECENT = 10
SHOWN_OF_A_LIST = 20
"""Channels or people of one list; a section has room for some more, a reader has not."""

LONGEST_TITLE = 60
_AS_SLACK = "as-slack"
"""The value of the option without a language: Slack takes none that is empty."""

_UNITS: dict[int, Unit] = {86_400: "day", 3_600: "hour", 60: "minute", 1: "second"}
"""By their seconds."""

_NAMED = re.compile(r"<[@#!][^<>]*>")
_LABELLED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_BARE = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, kw_only=True)
class ForAdmins:
    """What admins see besides."""

    model: str
    workspace: WorkspaceSettings
    shows_cost: bool
    """What holds: the workspace's own choice, or the operator's."""
    channels: Mapping[ChannelId, ChannelSettings]


@dataclass(frozen=True, kw_only=True)
class Home:
    """What one person's Home tab is made of."""

    recent: Sequence[Asked]
    usage: Sequence[UsedLimit]
    own: PersonSettings
    kept_seconds: int
    """For how long context is kept; 0: not at all."""
    workspace_url: str
    said: str = ""
    """What came of what the person has just done, as Markdown."""
    admin: ForAdmins | None = None


def home_view(home: Home) -> Payload:
    """The whole tab (docs.slack.dev/surfaces/app-home): some twenty blocks, however much is set."""
    blocks = [
        section(phrases.HOME_ABOUT),
        *([context(outgoing(home.said))] if home.said else []),
        header(phrases.HOME_RECENT),
        section(_recent(home)),
        header(phrases.HOME_USAGE),
        section(outgoing(usage_list(home.usage))),
        header(phrases.HOME_YOURS),
        section(phrases.HOME_LANGUAGE, beside=select(LANGUAGE, _languages(), home.own.language or _AS_SLACK)),
        section(phrases.HOME_LENGTH, beside=select(LENGTH, phrases.LENGTHS, home.own.length)),
        header(phrases.HOME_DATA),
        section(kept_words(home.kept_seconds)),
        actions(button(FORGET, phrases.FORGET_ME, style="danger", confirm=_sure())),
        *(_for_admins(home.admin, home.kept_seconds) if home.admin else ()),
    ]
    return {"type": "home", "blocks": blocks}


def language_of(value: str) -> str:
    """The language that an option of the menu stands for."""
    return AS_SLACK if value == _AS_SLACK else value


def kept_words(seconds: int) -> str:
    """Where what is kept is, and for how long."""
    return phrases.HOME_DATA_KEPT.format(span=span(seconds)) if seconds else phrases.HOME_DATA_NOT_KEPT


def span(seconds: int) -> str:
    """A span in its largest whole unit: `1 day`, `36 hours`."""
    size = next(size for size in _UNITS if seconds % size == 0 and seconds >= size)
    return counted(seconds // size, _UNITS[size])


def listed(items: Sequence[str]) -> str:
    """The first of a list, and how many more there are."""
    shown = ", ".join(items[:SHOWN_OF_A_LIST])
    more = len(items) - SHOWN_OF_A_LIST
    return f"{shown} {phrases.AND_MORE_OF_A_LIST.format(count=more)}" if more > 0 else shown


def _languages() -> dict[str, str]:
    return {_AS_SLACK: phrases.LANGUAGE_AS_SLACK, **{one.code: one.name for one in languages()}}


def _recent(home: Home) -> str:
    if not home.kept_seconds:
        return phrases.HOME_NOTHING_KEPT
    lines = [f"• {_linked(asked, home.workspace_url)}" for asked in home.recent[:MOST_RECENT]]
    return "\n".join(lines) or phrases.HOME_NOTHING_RECENT


def _linked(asked: Asked, workspace_url: str) -> str:
    return link(permalink(workspace_url, asked.channel, asked.ts, asked.thread_ts), title(asked.words))


def title(words: str) -> str:
    """The first words of a question, without mentions and addresses."""
    spoken = unescape(_BARE.sub(r"\1", _LABELLED.sub(r"\1", _NAMED.sub(" ", words))))
    clean = " ".join(neutralise(spoken, links=frozenset()).split()).lstrip(" ,:")
    if not clean:
        return phrases.HOME_FILES_ONLY
    return clean if len(clean) <= LONGEST_TITLE else f"{clean[: LONGEST_TITLE - 1].rstrip()}…"


def _sure() -> Payload:
    return confirm(
        title=phrases.FORGET_ME_TITLE, text=phrases.FORGET_ME_WARNING, yes=phrases.FORGET_ME_YES, no=phrases.FORGET_ME_NO
    )


def _for_admins(admin: ForAdmins, kept_seconds: int) -> Iterable[Payload]:
    yield {"type": "divider"}
    yield header(phrases.HOME_ADMIN)
    yield section(phrases.HOME_MODEL.format(model=admin.model))
    yield section(phrases.HOME_WHO.format(facts="; ".join(_access_facts(admin.workspace))), beside=button(ACCESS, phrases.CHANGE))
    kept = phrases.FACT_KEPT.format(span=span(kept_seconds)) if kept_seconds else phrases.FACT_NOT_KEPT
    facts = f"{kept}; {phrases.FACT_COST[admin.shows_cost]}"
    yield section(phrases.HOME_KEEPING.format(facts=facts), beside=button(KEEPING, phrases.CHANGE))
    named = listed([f"<#{channel}>" for channel in admin.channels])
    yield section(phrases.HOME_CHANNELS.format(channels=named) if named else phrases.HOME_NO_CHANNELS)
    yield actions(one_channel(CHANNEL, phrases.HOME_CHOOSE_CHANNEL))


def _access_facts(settings: WorkspaceSettings) -> Iterable[str]:
    allowed, denied = ([f"<#{channel}>" for channel in named] for named in (settings.channels_allowed, settings.channels_denied))
    yield phrases.FACT_CHANNELS_ALLOWED.format(channels=listed(allowed)) if allowed else phrases.FACT_ALL_CHANNELS
    if denied:
        yield phrases.FACT_CHANNELS_DENIED.format(channels=listed(denied))
    allowed, denied = ([f"<@{user}>" for user in named] for named in (settings.people_allowed, settings.people_denied))
    yield phrases.FACT_PEOPLE_ALLOWED.format(people=listed(allowed)) if allowed else phrases.FACT_EVERYBODY
    if denied:
        yield phrases.FACT_PEOPLE_DENIED.format(people=listed(denied))
    yield phrases.FACT_GUESTS[settings.guests]
    yield phrases.FACT_OUTSIDE[Outside(settings.outside)]
