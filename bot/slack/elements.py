"""The small pieces of which views are made: texts, selects, buttons; and what a submitted view holds in them. Pure.

Every piece that is filled in has one name, as its block and as the element in it. Where there may be more than a handful of
people or channels, Slack's own lists of them are used: a list of options ends at a hundred.
"""

from collections.abc import Mapping, Sequence

from bot.slack.payloads import Payload, child, strings, text_of

MOST_CHARACTERS = 3_000
"""Of a section's text (docs.slack.dev/reference/block-kit/blocks/section-block)."""

LONGEST_TITLE = 24
"""Of a window's title and of its buttons (docs.slack.dev/reference/views/modal-views)."""

LONGEST_OPTION = 75
"""docs.slack.dev/reference/block-kit/composition-objects/option-object"""

CHANNELS: Payload = {"include": ["public", "private"], "exclude_bot_users": True}
"""Which conversations are offered (docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object)."""


def plain(text: str) -> Payload:
    """Text as it is."""
    return {"type": "plain_text", "text": text}


def header(text: str) -> Payload:
    """A heading."""
    return {"type": "header", "text": plain(text)}


def section(text: str, *, beside: Payload | None = None) -> Payload:
    """A paragraph in Slack's own markup, made safe already, and perhaps a control beside it."""
    about: Payload = {"type": "section", "text": {"type": "mrkdwn", "text": text[:MOST_CHARACTERS], "verbatim": True}}
    return {**about, "accessory": beside} if beside else about


def context(text: str) -> Payload:
    """Small print in Slack's own markup."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:MOST_CHARACTERS], "verbatim": True}]}


def actions(*elements: Payload) -> Payload:
    """A row of controls."""
    return {"type": "actions", "elements": list(elements)}


def button(name: str, text: str, *, style: str = "", confirm: Payload | None = None) -> Payload:
    """A button; `confirm` is asked before the press is told."""
    about: Payload = {"type": "button", "action_id": name, "text": plain(text)}
    return about | ({"style": style} if style else {}) | ({"confirm": confirm} if confirm else {})


def confirm(*, title: str, text: str, yes: str, no: str) -> Payload:
    """The question before something that can't be undone."""
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no), "style": "danger"}


def select(name: str, options: Mapping[str, str], chosen: str) -> Payload:
    """A menu of a handful: what is shown by its value."""
    return {"type": "static_select", "action_id": name, **_options(options, chosen)}


def radios(name: str, options: Mapping[str, str], chosen: str) -> Payload:
    """A handful of which one is chosen."""
    return {"type": "radio_buttons", "action_id": name, **_options(options, chosen)}


def one_channel(name: str, placeholder: str) -> Payload:
    """Slack's own list of the channels that its user may see."""
    return {"type": "conversations_select", "action_id": name, "placeholder": plain(placeholder), "filter": CHANNELS}


def channels(name: str, chosen: Sequence[str]) -> Payload:
    """The same, for any number of them."""
    about: Payload = {"type": "multi_conversations_select", "action_id": name, "filter": CHANNELS}
    return {**about, "initial_conversations": list(chosen)} if chosen else about


def people(name: str, chosen: Sequence[str]) -> Payload:
    """Slack's own list of people, for any number of them."""
    about: Payload = {"type": "multi_users_select", "action_id": name}
    return {**about, "initial_users": list(chosen)} if chosen else about


def typed(name: str, text: str, *, most: int, multiline: bool = False, placeholder: str = "") -> Payload:
    """A field to type into."""
    about: Payload = {"type": "plain_text_input", "action_id": name, "multiline": multiline, "max_length": most}
    return about | ({"initial_value": text} if text else {}) | ({"placeholder": plain(placeholder)} if placeholder else {})


def field(label: str, element: Payload, *, hint: str = "", optional: bool = False) -> Payload:
    """A labelled element of a form; its block has the element's name."""
    about: Payload = {"type": "input", "block_id": text_of(element, "action_id"), "label": plain(label), "element": element}
    return about | {"optional": optional} | ({"hint": plain(hint)} if hint else {})


def entered(view: Payload, name: str) -> Payload:
    """What a submitted view holds under that name; nothing where it has no such field."""
    return child(child(child(child(view, "state"), "values"), name), name)


def entered_text(view: Payload, name: str) -> str:
    """What was typed."""
    return text_of(entered(view, name), "value").strip()


def entered_option(view: Payload, name: str) -> str:
    """The value of what was chosen."""
    return text_of(child(entered(view, name), "selected_option"), "value")


def entered_many(view: Payload, name: str) -> tuple[str, ...]:
    """The channels or people that were chosen."""
    found = entered(view, name)
    return tuple(dict.fromkeys((*strings(found, "selected_conversations"), *strings(found, "selected_users"))))


def _options(options: Mapping[str, str], chosen: str) -> Payload:
    made = {value: {"text": plain(shown[:LONGEST_OPTION]), "value": value} for value, shown in options.items()}
    return {"options": list(made.values())} | ({"initial_option": made[chosen]} if chosen in made else {})
