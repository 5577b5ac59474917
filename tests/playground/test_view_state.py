"""What a submission says for what was filled in, and what Slack itself objects to."""

import pytest

from bot.playground.entities import Payload, SlackError
from bot.playground.view_json import modal_of
from bot.playground.view_state import REQUIRED, Given, errors_in, state_of
from tests.playground.forms import checkboxes, field, hours, menu, modal, option, radios, select, text_input


def shown(value: str) -> Payload:
    return {"text": {"type": "plain_text", "text": value.title(), "emoji": True}, "value": value}


@pytest.mark.parametrize(
    ("element", "given", "state", "error"),
    [
        (text_input(), "word", {"type": "plain_text_input", "value": "word"}, ""),
        (text_input(), "", {"type": "plain_text_input", "value": None}, REQUIRED),
        (text_input(), "  ", {"type": "plain_text_input", "value": "  "}, REQUIRED),
        (text_input(initial_value="old"), None, {"type": "plain_text_input", "value": "old"}, ""),
        (text_input(initial_value="old"), "", {"type": "plain_text_input", "value": None}, REQUIRED),
        (text_input(max_length=3), "four", {"type": "plain_text_input", "value": "four"}, "Must be at most 3 characters."),
        (text_input(min_length=5), "four", {"type": "plain_text_input", "value": "four"}, "Must be at least 5 characters."),
        (select(), "bug", {"type": "static_select", "selected_option": shown("bug")}, ""),
        (select(), None, {"type": "static_select", "selected_option": None}, REQUIRED),
        (select(initial_option=option("idea")), None, {"type": "static_select", "selected_option": shown("idea")}, ""),
        (select(initial_option=option("idea")), "", {"type": "static_select", "selected_option": None}, REQUIRED),
        (hours(), "09:30", {"type": "timepicker", "selected_time": "09:30"}, ""),
        (hours(), "", {"type": "timepicker", "selected_time": None}, REQUIRED),
        (hours(), None, {"type": "timepicker", "selected_time": None}, REQUIRED),
        (hours(initial_time="09:00"), None, {"type": "timepicker", "selected_time": "09:00"}, ""),
        (radios(), "bug", {"type": "radio_buttons", "selected_option": shown("bug")}, ""),
        (radios(), "", {"type": "radio_buttons", "selected_option": None}, REQUIRED),
        (radios(initial_option=option("idea")), None, {"type": "radio_buttons", "selected_option": shown("idea")}, ""),
        (
            checkboxes(),
            ["channel", "dm"],
            {"type": "checkboxes", "selected_options": [shown("dm"), shown("channel")]},
            "",
        ),
        (checkboxes(), "dm", {"type": "checkboxes", "selected_options": [shown("dm")]}, ""),
        (checkboxes(), None, {"type": "checkboxes", "selected_options": []}, REQUIRED),
        (checkboxes(initial_options=[option("dm")]), None, {"type": "checkboxes", "selected_options": [shown("dm")]}, ""),
        (checkboxes(initial_options=[option("dm")]), [], {"type": "checkboxes", "selected_options": []}, REQUIRED),
        (menu("conversations_select"), "C1", {"type": "conversations_select", "selected_conversation": "C1"}, ""),
        (menu("conversations_select"), None, {"type": "conversations_select", "selected_conversation": None}, REQUIRED),
        (
            menu("conversations_select", initial_conversation="C1"),
            None,
            {"type": "conversations_select", "selected_conversation": "C1"},
            "",
        ),
        (menu("users_select"), "U1", {"type": "users_select", "selected_user": "U1"}, ""),
        (menu("users_select", initial_user="U1"), "", {"type": "users_select", "selected_user": None}, REQUIRED),
        (
            menu("multi_conversations_select"),
            ["C1", "C2"],
            {"type": "multi_conversations_select", "selected_conversations": ["C1", "C2"]},
            "",
        ),
        (menu("multi_users_select", initial_users=["U1"]), None, {"type": "multi_users_select", "selected_users": ["U1"]}, ""),
        (
            menu("multi_users_select", max_selected_items=1),
            ["U1", "U2"],
            {"type": "multi_users_select", "selected_users": ["U1", "U2"]},
            "Select at most 1.",
        ),
        (menu("multi_users_select"), [], {"type": "multi_users_select", "selected_users": []}, REQUIRED),
        (menu("conversations_select"), "", {"type": "conversations_select", "selected_conversation": None}, REQUIRED),
    ],
)
def test_what_is_filled_in_becomes_state(element: Payload, given: Given | None, state: Payload, error: str) -> None:
    values: dict[str, dict[str, Given]] = {} if given is None else {"a": {"x": given}}
    required, optional = modal_of(modal(field("a", element))), modal_of(modal(field("a", element, optional=True)))
    assert state_of(required, values) == {"a": {"x": state}}
    assert errors_in(required, values) == ({"a": error} if error else {})
    assert errors_in(optional, values) == ({"a": error} if error not in ("", REQUIRED) else {})


@pytest.mark.parametrize("given", ["9:30", "24:00", "09:60", "noon"])
def test_what_is_no_time_of_day_can_not_be_filled_in(given: str) -> None:
    with pytest.raises(SlackError, match="no_such_option"):
        state_of(modal_of(modal(field("a", hours()))), {"a": {"x": given}})


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"b": {"x": "bug"}}, "no_such_input"),
        ({"a": {"y": "bug"}}, "no_such_input"),
        ({"a": {"x": "else"}}, "no_such_option"),
    ],
)
def test_what_is_not_in_the_form_cannot_be_filled_in(values: dict[str, dict[str, Given]], error: str) -> None:
    with pytest.raises(SlackError, match=error):
        state_of(modal_of(modal(field("a", select()))), values)
