"""Words behind a command or a mention that order something: recap, usage, limits, forget, instructions and more. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import StrEnum

from bot.language import ChannelId, Recap, Ts, UserId, phrases
from bot.slack.permalinks import message_links
from bot.slack.since import means_my_last_message, moment_of, words_of


class Verb(StrEnum):
    """What can be ordered, by the word for it."""

    HELP = "help"
    RECAP = "recap"
    RECAPS = "recaps"
    """The scheduled ones."""
    USAGE = "usage"
    LIMITS = "limits"
    FORGET = "forget"
    INSTRUCTIONS = "instructions"
    SETTINGS = "settings"
    DOCTOR = "doctor"


SUBCOMMANDS = (
    Verb.HELP,
    Verb.RECAPS,
    Verb.USAGE,
    Verb.LIMITS,
    Verb.FORGET,
    Verb.INSTRUCTIONS,
    Verb.SETTINGS,
    Verb.DOCTOR,
)
"""What `/footnote` knows; a recap at once has a command of its own."""


_ORDERED = (Verb.RECAP, Verb.USAGE, Verb.LIMITS, Verb.FORGET, Verb.INSTRUCTIONS)
"""What a mention may order; settings need a window, which only a command can open; the doctor speaks to one person alone."""

SETTING_WORDS = frozenset({"set", "raise", "lower"})
RESETTING_WORDS = frozenset({"reset", "forgive"})

# A limit's name holds a hyphen or a sign like it: `limits set by law` is no order.
_NAME = r"[a-z]+(?:[-_][a-z]+)+"
_LIMIT_WORDS = re.compile(
    rf"(?:show)?|(?:{'|'.join(sorted(SETTING_WORDS))}) {_NAME}(?: ?= ?| to | )\S+"
    rf"|(?:{'|'.join(sorted(RESETTING_WORDS))})(?: (?:all|{_NAME}|<@[^<>]+>))?",
    re.IGNORECASE,
)

# "What are your instructions here?", and its like. "The instructions" may be those of a document: they have to name the channel.
_HERE_OR_NOT = r"(?: (?:here|in here|(?:in|for) this channel))?"
_ASKS_FOR_INSTRUCTIONS = re.compile(
    rf"(?:please )?(?:(?:what|which)(?: are|'s|’s| is)|show(?: me)?|tell me|list) your(?: channel)? instructions?{_HERE_OR_NOT}"
    r"(?:,? please)?"
    r"|(?:please )?(?:(?:what|which) are|show(?: me)?|tell me|list) the instructions (?:(?:in|for|of) this channel)"
    rf"|(?:what|which) instructions do you (?:have|follow){_HERE_OR_NOT}"
    r"|(?:was|welche|wie) (?:sind|lauten) deine (?:anweisungen|vorgaben)(?: (?:hier|(?:in|für) diese[mn] kanal))?"
    r"|(?:zeig|nenn)e? mir (?:bitte )?deine (?:anweisungen|vorgaben)(?: (?:hier|(?:in|für) diese[mn] kanal))?"
    r"|welche (?:anweisungen|vorgaben) (?:hast du|gelten)(?: (?:hier|in diesem kanal))?",
    re.IGNORECASE,
)

THREAD_WORDS = frozenset({"", "thread", "this thread", "this"})
PERSON_WORDS = frozenset({"me", "about me", "everything about me", "everything"})


@dataclass(frozen=True)
class Order:
    """A verb, and the words behind it."""

    verb: Verb
    words: str = ""


@dataclass(frozen=True)
class Misunderstood:
    """The words make no sense; the sentence says why, and what would."""

    sentence: str


@dataclass(frozen=True)
class NamedRecap:
    """A recap of a channel that is named and not linked; `since` are the words behind it."""

    channel: str
    since: str = ""


_CHANNEL = re.compile(r"<#(?P<id>[CGD][A-Z0-9]+)(?:\|[^<>]*)?>")
_ADDRESS = re.compile(r"<https?://[^<>]*>|https?://\S+")
_PLACE = re.compile(rf"(?:\b(?:of|in|for|from)\s+)?(?:{_CHANNEL.pattern}|{_ADDRESS.pattern})", re.IGNORECASE)
_NAMED_CHANNEL = re.compile(r"(?<!\S)#[\w-]+")
_BARE_RECAP = re.compile(r"recap\s+(?:of\s+|in\s+)?#(?P<channel>[^\s#<>]{1,80})(?:\s+(?P<since>.*))?", re.IGNORECASE)
_HERE = re.compile(r"^(?:(?:of|in)\s+)?(?:this (?:thread|channel|conversation)|here)\b", re.IGNORECASE)


def order_of(text: str, me: UserId, *, workspace_url: str = "") -> Order | None:
    """What a message to Footnote orders, when that is all it says: `limits of liability?` is a question, `limits` is an order."""
    words = " ".join(re.sub(rf"<@{re.escape(me)}(?:\|[^>]*)?>", " ", text).split()).strip(" .!,:")
    if _ASKS_FOR_INSTRUCTIONS.fullmatch(words.rstrip(" ?")):
        return Order(Verb.INSTRUCTIONS)
    word, _, rest = words.partition(" ")
    verb = next((verb for verb in _ORDERED if verb == word.lower()), None)
    return Order(verb, rest) if verb and _is_all(verb, rest, workspace_url) else None


def _is_all(verb: Verb, words: str, workspace_url: str) -> bool:
    match verb:
        case Verb.RECAP:
            return isinstance(recap_of(words, here=ChannelId(""), workspace_url=workspace_url), Recap)
        case Verb.LIMITS:
            return _LIMIT_WORDS.fullmatch(words) is not None
        case Verb.FORGET:
            return words.lower() in THREAD_WORDS | PERSON_WORDS or _ADDRESS.fullmatch(words) is not None
        case Verb.USAGE | Verb.HELP | Verb.INSTRUCTIONS | Verb.SETTINGS | Verb.RECAPS | Verb.DOCTOR:
            return not words


def named_recap(text: str) -> NamedRecap | None:
    """What `recap #finance since yesterday` names, where Slack made no link of the channel."""
    found = _BARE_RECAP.fullmatch(" ".join(text.split()).strip(" .!"))
    return NamedRecap(found["channel"], found["since"] or "") if found else None


def subcommand_of(text: str) -> Order | Misunderstood:
    """What `/footnote …` orders; help where nothing is said."""
    word, _, rest = " ".join(text.split()).partition(" ")
    if not word:
        return Order(Verb.HELP)
    for verb in SUBCOMMANDS:
        if verb == word.lower():
            return Order(verb, rest)
    near = get_close_matches(word.lower(), SUBCOMMANDS, n=1)
    known = ", ".join(f"`{verb}`" for verb in SUBCOMMANDS)
    if near:
        return Misunderstood(phrases.UNKNOWN_SUBCOMMAND_NEAR.format(near=near[0], known=known))
    return Misunderstood(phrases.UNKNOWN_SUBCOMMAND.format(known=known))


def recap_of(words: str, *, here: ChannelId, thread: Ts | None = None, workspace_url: str = "") -> Recap | Misunderstood:
    """What is to be recapped: the place that the words name or else this one, since the moment they name."""
    links = message_links(words, workspace_url=workspace_url)
    named = _CHANNEL.search(words)
    if links:
        channel, root = links[0].channel, links[0].thread_ts or links[0].ts
    elif _ADDRESS.search(words):
        return Misunderstood(phrases.LINK_ELSEWHERE)
    elif named:
        channel, root = ChannelId(named["id"]), None
    elif _NAMED_CHANNEL.search(words):
        # Slack replaces the name of a channel that it knows, and that the asker may see.
        return Misunderstood(phrases.NOT_YOURS_TO_READ)
    else:
        channel, root = here, thread
    rest = _HERE.sub("", _PLACE.sub("", words).strip())
    since = words_of(rest)
    if not _names_a_moment(since):
        return Misunderstood(phrases.NOT_A_MOMENT)
    return Recap(channel=channel, thread_ts=root, since=since)


def _names_a_moment(words: str) -> bool:
    """Whether the words can be read at all. In whose time zone, and whether it lies in the future, is seen when they are."""
    return means_my_last_message(words) or moment_of(words, now=datetime.now(UTC)) is not None
