"""The form in which a channel's recap is scheduled, and the button that leads to it from other forms. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import time

from bot.language import ChannelId, Rhythm, Schedule, phrases, zone_named
from bot.slack.access import Place
from bot.slack.mrkdwn import to_mrkdwn
from bot.slack.offers import bare
from bot.slack.payloads import Payload, child, payload_in, text_of
from bot.slack.people import Person
from bot.slack.recap_words import every, slot_words, when
from bot.slack.safety import neutralise
from bot.slack.zones import ZONES

RECAP_FORM = "scheduled_recap"
"""The form's callback id (docs.slack.dev/reference/views/modal-views)."""

OPEN_RECAP_FORM = "open_scheduled_recap"
"""The action id of the button that opens it; its value is the channel's id."""

HOW_OFTEN, AT, ZONE = "how_often", "at", "zone"
"""The blocks of the form, and the element in each."""

NEVER = "never"
USUAL_TIME = time(9)
USUAL_RHYTHM = Rhythm.WORKING_DAYS


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody chose in the form."""

    rhythm: Rhythm
    weekday: int
    at: time
    zone: str


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What came back from the form: `wish` is None where the recap is switched off or, with `complaints` by block, was not
    made out.
    """

    channel: ChannelId
    typed_there: bool
    """Whether the form was opened by a command typed in the channel."""
    wish: Wish | None = None
    complaints: dict[str, str] = field(default_factory=dict[str, str])


def refusal_of(place: Place | None, person: Person, *, is_member: bool) -> str:
    """Why this person can't schedule a recap there, as far as Slack tells; nothing where they can."""
    if person.is_guest or person.is_external or person.is_deleted:
        return phrases.RECAPS_FULL_MEMBERS_ONLY
    if place and not place.is_channel:
        return phrases.RECAPS_CHANNELS_ONLY
    if place and place.is_archived:
        return phrases.RECAPS_ARCHIVED
    if place is None or not place.has_bot:
        return phrases.RECAPS_INVITE_ME
    return "" if is_member else phrases.RECAPS_FULL_MEMBERS_ONLY


def recap_form(
    place: Place, schedule: Schedule | None, *, setter: str, zone: str, now: float, typed_there: bool = False
) -> Payload:
    """The form for one channel, with what holds there filled in; `zone` is that of whoever opens it, `setter` a name."""
    said = "\n".join(_state(place, schedule, setter, now))
    hours: Payload = {
        "type": "timepicker",
        "action_id": AT,
        "initial_time": f"{schedule.at if schedule else USUAL_TIME:%H:%M}",
    }
    often = [_option(value, words) for value, words in _rhythms()]
    zones = [_option(name, name) for name in _zones(zone, schedule)]
    return {
        **_modal(said),
        "callback_id": RECAP_FORM,
        "private_metadata": json.dumps({"channel": place.channel, "typed_there": typed_there}),
        "submit": _plain(phrases.RECAPS_SUBMIT),
        "blocks": [
            _section(said),
            _input(HOW_OFTEN, phrases.RECAPS_HOW_OFTEN, _select(HOW_OFTEN, often, _rhythm_value(schedule))),
            _input(AT, phrases.RECAPS_AT, hours),
            _input(ZONE, phrases.RECAPS_ZONE, _select(ZONE, zones, schedule.zone if schedule else zones[0]["value"])),
        ],
    }


def refusal_form(sentence: str) -> Payload:
    """The form in which there is nothing to fill in, only to read."""
    return _modal(sentence)


def recap_section(place: Place, schedule: Schedule | None, *, now: float) -> Payload:
    """What holds in a channel, with the button that opens the form, for a form about the channel as a whole."""
    button: Payload = {
        "type": "button",
        "text": _plain(phrases.RECAPS_BUTTON),
        "action_id": OPEN_RECAP_FORM,
        "value": place.channel,
    }
    return {**_section(next(_state(place, schedule, "", now))), "accessory": button}


def chosen(view: Payload) -> Chosen | None:
    """What a submitted form says; None for one that is not ours."""
    about = payload_in(text_of(view, "private_metadata"))
    channel = text_of(about, "channel")
    if not channel:
        return None
    found = Chosen(channel=ChannelId(channel), typed_there=about.get("typed_there") is True)
    often = text_of(child(_entered(view, HOW_OFTEN), "selected_option"), "value")
    zone = text_of(child(_entered(view, ZONE), "selected_option"), "value")
    rhythm, _, weekday = often.partition(" ")
    if rhythm == NEVER:
        return found
    try:
        at = time.fromisoformat(text_of(_entered(view, AT), "selected_time"))
    except ValueError:
        return replace(found, complaints={AT: phrases.RECAPS_TIME_MISSING})
    known = rhythm in set(Rhythm) and zone_named(zone) is not None
    if not known:
        return None
    return replace(found, wish=Wish(rhythm=Rhythm(rhythm), weekday=int(weekday or 0), at=at, zone=zone))


def _state(place: Place, schedule: Schedule | None, setter: str, now: float) -> Iterator[str]:
    """What holds, line by line."""
    if schedule is None:
        yield _safe(phrases.RECAPS_OFF.format(place=place.label))
    elif schedule.paused:
        yield _safe(phrases.RECAPS_PAUSED.format(place=place.label))
    else:
        following = slot_words(schedule, schedule.next_slot(now))
        yield _safe(phrases.RECAPS_ON.format(place=place.label, when=when(schedule), next=following))
    if schedule and setter:
        yield _safe(phrases.RECAPS_WHO_SET.format(setter=bare(setter)))
    yield _safe(phrases.RECAPS_WHAT)


def _rhythms() -> Iterator[tuple[str, str]]:
    yield NEVER, phrases.RECAPS_NEVER
    for rhythm in (Rhythm.WORKING_DAYS, Rhythm.DAILY):
        yield rhythm, _capitalised(every(rhythm, 0))
    for weekday in range(len(phrases.WEEKDAYS)):
        yield f"{Rhythm.WEEKLY} {weekday}", _capitalised(every(Rhythm.WEEKLY, weekday))


def _rhythm_value(schedule: Schedule | None) -> str:
    if schedule is None:
        return USUAL_RHYTHM
    return f"{schedule.rhythm} {schedule.weekday}" if schedule.rhythm is Rhythm.WEEKLY else schedule.rhythm


def _zones(zone: str, schedule: Schedule | None) -> list[str]:
    """The opener's own first, then the others in order."""
    own = [zone] if zone_named(zone) else ["UTC"]
    return list(dict.fromkeys([*own, *sorted({*ZONES, *([schedule.zone] if schedule else [])})]))


def _entered(view: Payload, block: str) -> Payload:
    return child(child(child(child(view, "state"), "values"), block), block)


def _modal(sentence: str) -> Payload:
    return {
        "type": "modal",
        "title": _plain(phrases.RECAPS_TITLE),
        "close": _plain(phrases.RECAPS_CLOSE),
        "blocks": [_section(sentence)],
    }


def _section(mrkdwn: str) -> Payload:
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}


def _input(block: str, label: str, element: Payload) -> Payload:
    return {"type": "input", "block_id": block, "label": _plain(label), "element": element}


def _select(action: str, options: list[dict[str, object]], value: object) -> Payload:
    initial = next(option for option in options if option["value"] == value)
    return {"type": "static_select", "action_id": action, "options": options, "initial_option": initial}


def _option(value: str, words: str) -> dict[str, object]:
    return {"text": _plain(words), "value": value}


def _plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}


def _safe(markdown: str) -> str:
    return to_mrkdwn(neutralise(markdown, links=frozenset()))


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
