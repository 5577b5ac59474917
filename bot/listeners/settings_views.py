"""The windows in which admins set what is everybody's, and what comes back from them: of a channel, and of the workspace. Pure.

A channel's window is made of sections, one function each: what else can be set for a channel gets one more.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language import ChannelId, ChannelSettings, Outside, UserId, WorkspaceSettings, phrases
from bot.language.preferences import MOST_INSTRUCTIONS, MOST_LISTED
from bot.listeners.home_view import span
from bot.memory.limit_values import CHANNEL_NAMES, WrongLimit, shown, value_of
from bot.slack.blocks import outgoing
from bot.slack.elements import (
    LONGEST_TITLE,
    channels,
    context,
    entered_many,
    entered_option,
    entered_text,
    field,
    people,
    plain,
    radios,
    section,
    select,
    typed,
)
from bot.slack.payloads import Payload, payload_in, text_of

CHANNEL_FORM, ACCESS_FORM, KEEPING_FORM = "channel_settings", "access_settings", "keeping_settings"
"""Their callback ids (docs.slack.dev/reference/views/modal-views)."""

ANSWERS, INSTRUCTIONS = "answers", "instructions"
CHANNELS_ALLOWED, CHANNELS_DENIED = "channels_allowed", "channels_denied"
PEOPLE_ALLOWED, PEOPLE_DENIED, GUESTS, OUTSIDE = "people_allowed", "people_denied", "guests", "outside"
RETENTION, COST = "retention", "cost"
"""The fields."""

ON, OFF = "on", "off"
_YES, _NO, _AS_SET = "yes", "no", "as-set"
_MOST_LIMIT_CHARACTERS = 20

RETENTIONS = (3_600, 4 * 3_600, 12 * 3_600, 86_400, 3 * 86_400, 7 * 86_400, 30 * 86_400)
"""Seconds that are offered, where the operator's `CONTEXT_TTL` is longer."""

_CHANNEL = re.compile(r"[CG][A-Z0-9]+")
_USER = re.compile(r"[UW][A-Z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What can't be saved as it was filled in: what is wrong, by field."""

    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class OfChannel:
    """What is set for a channel; a limit is None where it is as in the whole workspace."""

    settings: ChannelSettings
    limits: Mapping[str, int | None]


# A channel


def channel_form(
    channel: ChannelId, own: OfChannel, everywhere: Mapping[str, int], *, may_change: bool, recap: Sequence[Payload] = ()
) -> Payload:
    """The window of a channel; who may not change it reads what is set. `everywhere` are the workspace's limits on channels.

    `recap` is the section about its scheduled recap, which has a form of its own, and which other people may change.
    """
    about = context(phrases.CHANNEL_SETTINGS_OF.format(channel=f"<#{channel}>"))
    if not may_change:
        blocks = [about, *_channel_facts(own, everywhere), context(phrases.CHANNEL_SETTINGS_READ_ONLY), *recap]
        return _window(CHANNEL_FORM, phrases.CHANNEL_SETTINGS_TITLE, blocks, submit=False)
    blocks = [
        about,
        *answers_section(own.settings),
        *instructions_section(own.settings),
        *limits_section(own, everywhere),
        *recap,
    ]
    return _window(CHANNEL_FORM, phrases.CHANNEL_SETTINGS_TITLE, blocks, about={"channel": channel})


def answers_section(settings: ChannelSettings) -> list[Payload]:
    """Whether questions are answered there."""
    options = {ON: phrases.CHANNEL_ON, OFF: phrases.CHANNEL_OFF}
    return [field(phrases.CHANNEL_ANSWERS, radios(ANSWERS, options, ON if settings.is_on else OFF))]


def instructions_section(settings: ChannelSettings) -> list[Payload]:
    """The channel's wishes."""
    element = typed(
        INSTRUCTIONS,
        settings.instructions,
        most=MOST_INSTRUCTIONS,
        multiline=True,
        placeholder=phrases.CHANNEL_INSTRUCTIONS_EXAMPLE,
    )
    return [field(phrases.CHANNEL_INSTRUCTIONS, element, hint=phrases.CHANNEL_INSTRUCTIONS_HINT, optional=True)]


def limits_section(own: OfChannel, everywhere: Mapping[str, int]) -> list[Payload]:
    """The limits on channels, for this one."""
    return [_limit_field(name, own.limits.get(name), everywhere[name]) for name in CHANNEL_NAMES]


def channel_of(view: Payload) -> ChannelId | None:
    """The channel that a submitted window is about; None where it does not tell."""
    channel = text_of(payload_in(text_of(view, "private_metadata")), "channel")
    return ChannelId(channel) if _CHANNEL.fullmatch(channel) else None


def is_channel(channel: str) -> bool:
    """Whether an id is a channel's; those of direct messages begin otherwise."""
    return _CHANNEL.fullmatch(channel) is not None


def channel_filled_in(view: Payload) -> OfChannel | Wrong:
    """What was filled in."""
    instructions, errors = entered_text(view, INSTRUCTIONS), dict[str, str]()
    if len(instructions) > MOST_INSTRUCTIONS:
        errors[INSTRUCTIONS] = phrases.TOO_LONG_INSTRUCTIONS
    limits: dict[str, int | None] = {}
    for name in CHANNEL_NAMES:
        text = entered_text(view, name)
        try:
            limits[name] = value_of(name, text) if text else None
        except WrongLimit as error:
            errors[name] = error.sentence.replace("`", "")
    if errors:
        return Wrong(errors=errors)
    settings = ChannelSettings(is_on=entered_option(view, ANSWERS) != OFF, instructions=instructions)
    return OfChannel(settings=settings, limits=limits)


def _limit_field(name: str, own: int | None, everywhere: int) -> Payload:
    element = typed(name, "" if own is None else shown(own), most=_MOST_LIMIT_CHARACTERS)
    hint = phrases.CHANNEL_LIMITS_HINT.format(value=shown(everywhere))
    return field(phrases.CHANNEL_LIMIT_LABELS[name], element, hint=hint, optional=True)


def _channel_facts(own: OfChannel, everywhere: Mapping[str, int]) -> list[Payload]:
    settings = own.settings
    answers = phrases.CHANNEL_ON if settings.is_on else phrases.CHANNEL_OFF
    instructions = outgoing(settings.instructions) or phrases.CHANNEL_NO_INSTRUCTIONS
    facts = [f"*{phrases.CHANNEL_ANSWERS}*\n{answers}", f"*{phrases.CHANNEL_INSTRUCTIONS}*\n{instructions}"]
    for name in CHANNEL_NAMES:
        value = own.limits.get(name)
        facts.append(f"*{phrases.CHANNEL_LIMIT_LABELS[name]}*\n{shown(everywhere[name] if value is None else value)}")
    return [section(fact) for fact in facts]


# The workspace


def access_form(settings: WorkspaceSettings) -> Payload:
    """Who is answered, and where."""
    guests = {_YES: phrases.ACCESS_GUESTS_YES, _NO: phrases.ACCESS_GUESTS_NO}
    blocks = [
        field(
            phrases.ACCESS_CHANNELS_ALLOWED,
            channels(CHANNELS_ALLOWED, settings.channels_allowed),
            hint=phrases.ACCESS_CHANNELS_ALLOWED_HINT,
            optional=True,
        ),
        field(phrases.ACCESS_CHANNELS_DENIED, channels(CHANNELS_DENIED, settings.channels_denied), optional=True),
        field(
            phrases.ACCESS_PEOPLE_ALLOWED,
            people(PEOPLE_ALLOWED, settings.people_allowed),
            hint=phrases.ACCESS_PEOPLE_ALLOWED_HINT,
            optional=True,
        ),
        field(phrases.ACCESS_PEOPLE_DENIED, people(PEOPLE_DENIED, settings.people_denied), optional=True),
        field(phrases.ACCESS_GUESTS, radios(GUESTS, guests, _YES if settings.guests else _NO)),
        field(phrases.ACCESS_OUTSIDE, radios(OUTSIDE, phrases.ACCESS_OUTSIDE_CHOICES, settings.outside)),
    ]
    return _window(ACCESS_FORM, phrases.ACCESS_TITLE, blocks)


def access_filled_in(view: Payload) -> WorkspaceSettings | Wrong:
    """What was filled in of it."""
    lists = {name: entered_many(view, name) for name in (CHANNELS_ALLOWED, CHANNELS_DENIED, PEOPLE_ALLOWED, PEOPLE_DENIED)}
    too_long = phrases.TOO_MANY_LISTED.format(most=MOST_LISTED)
    if errors := {name: too_long for name, named in lists.items() if len(named) > MOST_LISTED}:
        return Wrong(errors=errors)
    outside = entered_option(view, OUTSIDE)
    return WorkspaceSettings(
        channels_allowed=tuple(ChannelId(one) for one in lists[CHANNELS_ALLOWED] if _CHANNEL.fullmatch(one)),
        channels_denied=tuple(ChannelId(one) for one in lists[CHANNELS_DENIED] if _CHANNEL.fullmatch(one)),
        people_allowed=tuple(UserId(one) for one in lists[PEOPLE_ALLOWED] if _USER.fullmatch(one)),
        people_denied=tuple(UserId(one) for one in lists[PEOPLE_DENIED] if _USER.fullmatch(one)),
        guests=entered_option(view, GUESTS) != _NO,
        outside=next((known for known in Outside if known == outside), Outside.NOTHING),
    )


def keeping_form(settings: WorkspaceSettings, *, most: int) -> Payload:
    """For how long context is kept, at most `most` seconds, and whether receipts tell the cost. With 0 nothing is kept."""
    options = {str(seconds): span(seconds) for seconds in RETENTIONS if seconds < most}
    options |= {str(most): phrases.KEEPING_MOST.format(span=span(most))} if most else {}
    chosen = str(most if settings.retention is None else min(settings.retention, most))
    costs = {_AS_SET: phrases.KEEPING_COST_AS_SET, _YES: phrases.KEEPING_COST_YES, _NO: phrases.KEEPING_COST_NO}
    cost = {None: _AS_SET, True: _YES, False: _NO}[settings.shows_cost]
    retention = field(phrases.KEEPING_RETENTION, select(RETENTION, options, chosen), hint=phrases.KEEPING_RETENTION_HINT)
    blocks = [*([retention] if most else []), field(phrases.KEEPING_COST, radios(COST, costs, cost))]
    return _window(KEEPING_FORM, phrases.KEEPING_TITLE, blocks)


def keeping_filled_in(view: Payload, *, most: int) -> WorkspaceSettings | Wrong:
    """What was filled in of it."""
    text = entered_option(view, RETENTION)
    seconds = int(text) if text.isdecimal() and len(text) < len(str(2**53)) else most
    return WorkspaceSettings(
        retention=seconds if 0 < seconds < most else None,
        shows_cost={_YES: True, _NO: False}.get(entered_option(view, COST)),
    )


def first_field(view: Payload) -> str:
    """The name of a window's first field: what concerns all of it is said there."""
    return {CHANNEL_FORM: ANSWERS, ACCESS_FORM: CHANNELS_ALLOWED}.get(text_of(view, "callback_id"), COST)


def _window(
    callback: str, title: str, blocks: Sequence[Payload], *, about: Mapping[str, str] | None = None, submit: bool = True
) -> Payload:
    view: Payload = {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": json.dumps(about or {}),
        "title": plain(title[:LONGEST_TITLE]),
        "close": plain(phrases.SETTINGS_CLOSE[:LONGEST_TITLE]),
        "blocks": list(blocks),
    }
    return {**view, "submit": plain(phrases.SETTINGS_SAVE[:LONGEST_TITLE])} if submit else view
