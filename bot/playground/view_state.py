"""What a person has filled into a modal: as the submission carries it, and what Slack itself finds wrong with it. Pure."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from bot.playground.entities import Payload, SlackError
from bot.playground.view_elements import (
    TIME,
    Checkboxes,
    ConversationsSelect,
    Element,
    MultiConversationsSelect,
    MultiUsersSelect,
    Option,
    PlainTextInput,
    RadioButtons,
    StaticSelect,
    TimePicker,
    UsersSelect,
)
from bot.playground.view_json import Input, Modal

Given: TypeAlias = str | list[str]
"""A text, a time, the value of a chosen option, the id of a conversation or person, or several of these."""

Values: TypeAlias = Mapping[str, Mapping[str, Given]]
"""By block id and action id."""

REQUIRED = "Please complete this required field."

_CONVERSATION, _PERSON = re.compile("[CDG][A-Z0-9]+"), re.compile("[UW][A-Z0-9]+")


def state_of(modal: Modal, values: Values) -> Payload:
    """`state.values` of the submission. What `values` leaves out is as the modal had it at first.

    Raises `no_such_input` and `no_such_option`, which are no words of Slack's.
    """
    inputs = {block.block_id: block for block in modal.inputs}
    for block_id, given in values.items():
        if block_id not in inputs or not given.keys() <= {inputs[block_id].element.action_id}:
            raise SlackError("no_such_input")
    return {
        block_id: {
            block.element.action_id: state_of_element(block.element, values.get(block_id, {}).get(block.element.action_id))
        }
        for block_id, block in inputs.items()
    }


def errors_in(modal: Modal, values: Values) -> dict[str, str]:
    """What Slack says beside an input, by block id, and does not send: required and left empty, too short, too long."""
    found = {block.block_id: _error(block, values.get(block.block_id, {}).get(block.element.action_id)) for block in modal.inputs}
    return {block_id: error for block_id, error in found.items() if error}


def state_of_element(element: Element, given: Given | None) -> Payload:
    """What one element holds; without anything given, what it was shown with. Raises `no_such_option`."""
    about: Payload = {"type": element.type}
    match element:
        case PlainTextInput():
            return {**about, "value": _text(element, given) or None}
        case TimePicker():
            return {**about, "selected_time": _time(element, given) or None}
        case StaticSelect() | RadioButtons():
            chosen = _chosen(_choices(element), [str(given)] if given else [])
            first = element.initial_option.model_dump(exclude_none=True) if element.initial_option and given is None else None
            return {**about, "selected_option": chosen[0] if chosen else first}
        case Checkboxes():
            return {**about, "selected_options": _chosen(element.options, _ticked(element, given))}
        case ConversationsSelect():
            return {**about, "selected_conversation": next(iter(_ids(_named(element, given), _CONVERSATION)), None)}
        case UsersSelect():
            return {**about, "selected_user": next(iter(_ids(_named(element, given), _PERSON)), None)}
        case MultiConversationsSelect():
            return {**about, "selected_conversations": _ids(_named(element, given), _CONVERSATION)}
        case MultiUsersSelect():
            return {**about, "selected_users": _ids(_named(element, given), _PERSON)}


def _error(block: Input, given: Given | None) -> str:
    element = block.element
    match element:
        case PlainTextInput():
            text = _text(element, given)
            is_empty = not text.strip()
            if text and element.min_length is not None and len(text) < element.min_length:
                return f"Must be at least {element.min_length} characters."
            if element.max_length is not None and len(text) > element.max_length:
                return f"Must be at most {element.max_length} characters."
        case TimePicker():
            is_empty = not _time(element, given)
        case StaticSelect() | RadioButtons():
            is_empty = not (given if given is not None else element.initial_option)
        case Checkboxes():
            is_empty = not _ticked(element, given)
        case ConversationsSelect() | UsersSelect():
            is_empty = not _named(element, given)
        case MultiConversationsSelect() | MultiUsersSelect():
            named = _named(element, given)
            is_empty = not named
            if element.max_selected_items is not None and len(named) > element.max_selected_items:
                return f"Select at most {element.max_selected_items}."
    return REQUIRED if is_empty and not block.optional else ""


def _choices(element: StaticSelect | RadioButtons) -> list[Option]:
    return element.choices if isinstance(element, StaticSelect) else element.options


def _text(element: PlainTextInput, given: Given | None) -> str:
    return (element.initial_value or "") if given is None else str(given)


def _time(element: TimePicker, given: Given | None) -> str:
    time = (element.initial_time or "") if given is None else str(given)
    if time and not re.match(TIME, time):
        raise SlackError("no_such_option")
    return time


def _ticked(element: Checkboxes, given: Given | None) -> list[str]:
    if given is None:
        return [option.value for option in element.initial_options or ()]
    return [given] if isinstance(given, str) else given


def _named(
    element: ConversationsSelect | UsersSelect | MultiConversationsSelect | MultiUsersSelect, given: Given | None
) -> list[str]:
    if given is not None:
        return [given] if isinstance(given, str) and given else list(given)
    match element:
        case ConversationsSelect():
            return [element.initial_conversation] if element.initial_conversation else []
        case UsersSelect():
            return [element.initial_user] if element.initial_user else []
        case MultiConversationsSelect():
            return element.initial_conversations or []
        case MultiUsersSelect():
            return element.initial_users or []


def _ids(named: list[str], kind: re.Pattern[str]) -> list[str]:
    if not all(kind.fullmatch(one) for one in named):
        raise SlackError("no_such_option")
    return named


def _chosen(options: list[Option], wanted: list[str]) -> list[Payload]:
    if not set(wanted) <= {option.value for option in options}:
        raise SlackError("no_such_option")
    return [option.model_dump(exclude_none=True) for option in options if option.value in wanted]
