"""What Slack takes in a modal, and what it says of the rest."""

import json
from pathlib import Path
from typing import cast

import pytest

from bot.playground.entities import Payload, SlackError
from bot.playground.view_json import LARGEST_VIEW, home_of, modal_of
from tests.playground.forms import checkboxes, field, hours, image, modal, option, plain, radios, select, text_input

RECORDED = Path(__file__).parents[2].parent / "shared" / "slack" / "recorded-slash-command.json"
SECTION: Payload = {"type": "section", "text": {"type": "mrkdwn", "text": "*a*"}}
BUTTON: Payload = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
CHANNEL: Payload = {"type": "conversations_select", "filter": {"include": ["public", "private"], "exclude_bot_users": True}}
CHANNELS: Payload = {"type": "multi_conversations_select", "initial_conversations": [f"C{n:08d}" for n in range(300)]}
PEOPLE: Payload = {"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 5}
CONFIRM: Payload = {"title": plain("Sure?"), "text": plain("It is gone."), "confirm": plain("Yes"), "deny": plain("No")}


def home(*blocks: Payload, **more: object) -> Payload:
    """A Home tab of these blocks."""
    return {"type": "home", "blocks": list(blocks), **more}


def refused(view: Payload) -> tuple[str, str]:
    """The code, and the message that came with it."""
    with pytest.raises(SlackError) as caught:
        modal_of(view)
    metadata = cast("dict[str, list[str]]", caught.value.more.get("response_metadata", {}))
    return caught.value.code, " ".join(metadata.get("messages", []))


def test_what_the_app_leaves_out_is_filled_in() -> None:
    element: Payload = {"type": "plain_text_input"}
    made = modal_of(modal(SECTION, {"type": "input", "label": plain("Name"), "element": element})).as_json()
    assert made == {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "A form", "emoji": True},
        "submit": {"type": "plain_text", "text": "Send", "emoji": True},
        "private_metadata": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "blocks": [
            {"type": "section", "block_id": "b0", "text": {"type": "mrkdwn", "text": "*a*", "verbatim": False}},
            {
                "type": "input",
                "block_id": "b1",
                "label": {"type": "plain_text", "text": "Name", "emoji": True},
                "optional": False,
                "dispatch_action": False,
                "element": {"type": "plain_text_input", "action_id": "a1", "multiline": False},
            },
        ],
    }


@pytest.mark.parametrize(
    "view",
    [
        modal(),
        modal(*[SECTION] * 100),
        modal(SECTION, submit=None),
        modal(title=plain("x" * 24), close=plain("x" * 24), private_metadata="x" * 3_000, callback_id="x" * 255),
        modal({"type": "section", "fields": [plain("a"), plain("b")]}, {"type": "divider"}),
        modal({"type": "header", "text": plain("a")}, {"type": "context", "elements": [plain("a")]}),
        modal(field("a", text_input(multiline=True, min_length=1, max_length=3_000, initial_value="x"), hint=plain("h"))),
        modal(field("a", select(placeholder=plain("p"), initial_option=option("bug"), focus_on_load=True))),
        modal(field("a", select(options=None, option_groups=[{"label": plain("g"), "options": [option("bug")]}]))),
        modal(field("a", checkboxes(initial_options=[option("dm")]), optional=True)),
        modal(field("a", radios(initial_option=option("bug")))),
        modal(field("a", hours()), field("b", hours(initial_time="23:59"))),
        modal(image("F012345678", title=plain("Page 3"))),
        modal({"type": "actions", "elements": [BUTTON, CHANNEL]}),
        modal({**SECTION, "accessory": PEOPLE}),
        modal(field("a", CHANNELS), field("b", PEOPLE), field("c", CHANNEL), field("d", {"type": "users_select"})),
    ],
)
def test_a_modal_within_the_limits_is_taken(view: Payload) -> None:
    modal_of(view)


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal(*[SECTION] * 101), "/view/blocks"),
        (modal(type="home"), "/view/type"),
        (modal(title=plain("x" * 25)), "/view/title"),
        (modal(title={"type": "mrkdwn", "text": "x"}), "/view/title/type"),
        (modal(title=None), "/view/title"),
        (modal(submit=plain("")), "/view/submit/text"),
        (modal(close=plain("x" * 25)), "/view/close"),
        (modal(private_metadata="x" * 3_001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(notify_on_close="true"), "/view/notify_on_close"),
        (modal(colour="red"), "/view/colour"),
        (modal({"type": "nothing"}), "/view/blocks/0"),
        (modal({"type": "actions", "elements": []}), "/view/blocks/0/elements"),
        (modal({"type": "section"}), "/view/blocks/0"),
        (modal({"type": "section", "text": plain("x" * 3_001)}), "/view/blocks/0/text"),
        (modal({"type": "context", "elements": [plain("a")] * 11}), "/view/blocks/0/elements"),
        (modal(field("a", text_input()), submit=None), "/view"),
        (modal(field("a", text_input()), field("a", select())), "/view"),
        (modal(field("a", text_input(focus_on_load=True)), field("b", select(focus_on_load=True))), "/view"),
        (modal(field("x" * 256, text_input())), "/view/blocks/0/block_id"),
        (modal(field("a", text_input(max_length=3_001))), "/view/blocks/0/element/max_length"),
        (modal(field("a", text_input(placeholder=plain("x" * 151)))), "/view/blocks/0/element/placeholder"),
        (modal(field("a", {"type": "button"})), "/view/blocks/0/element"),
        (modal(field("a", select(options=None))), "/view/blocks/0/element"),
        (modal(field("a", select(options=[]))), "/view/blocks/0/element/options"),
        (modal(field("a", select(options=[option(str(n)) for n in range(101)]))), "/view/blocks/0/element/options"),
        (modal(field("a", select(initial_option=option("else")))), "/view/blocks/0/element"),
        (modal(field("a", checkboxes(options=[option(str(n)) for n in range(11)]))), "/view/blocks/0/element/options"),
        (modal(field("a", checkboxes(initial_options=[option("else")]))), "/view/blocks/0/element"),
        (modal(field("a", radios(options=[option(str(n)) for n in range(11)]))), "/view/blocks/0/element/options"),
        (modal(field("a", radios(initial_option=option("else")))), "/view/blocks/0/element"),
        (modal(field("a", hours(initial_time="24:00"))), "/view/blocks/0/element/initial_time"),
        (modal(image("page.png")), "/view/blocks/0/slack_file/id"),
        (modal(image("F012345678", alt_text="")), "/view/blocks/0/alt_text"),
        (modal(image("F012345678", image_url="https://a.example/p.png")), "/view/blocks/0/image_url"),
    ],
)
def test_what_slack_does_not_take_is_named(view: Payload, pointer: str) -> None:
    code, message = refused(view)
    assert code == "invalid_arguments"
    assert f"[json-pointer:{pointer}]" in message


def test_a_view_can_be_too_large() -> None:
    assert refused(modal(SECTION, padding="x" * LARGEST_VIEW))[0] == "view_too_large"


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded deliveries are not beside this repository")
def test_a_recorded_view_is_kept_as_slack_kept_it() -> None:
    recorded = json.loads(RECORDED.read_text())["viewSubmission"]["view"]
    made = modal_of({name: recorded[name] for name in ("type", "title", "submit", "close", "blocks", "private_metadata")})
    assert made.as_json().items() <= (recorded | {"callback_id": "", "notify_on_close": False}).items()


def test_a_home_tab_is_filled_in_and_knows_its_controls() -> None:
    tab = home_of(
        home(SECTION, {"type": "actions", "elements": [BUTTON, {**CHANNEL, "action_id": "x"}]}, {**SECTION, "accessory": BUTTON})
    )
    assert [block.block_id for block in tab.blocks] == ["b0", "b1", "b2"]
    assert [(block_id, element.type, element.action_id) for block_id, element in tab.acting] == [
        ("b1", "button", "c0"),
        ("b1", "conversations_select", "x"),
        ("b2", "button", "c2"),
    ]


@pytest.mark.parametrize(
    "view",
    [
        home(),
        home(*[SECTION] * 100),
        home({"type": "actions", "elements": [{**BUTTON, "style": "danger", "confirm": {**CONFIRM, "style": "danger"}}]}),
        home({**SECTION, "accessory": select()}, field("a", CHANNELS)),
    ],
)
def test_a_home_tab_within_the_limits_is_taken(view: Payload) -> None:
    home_of(view)


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (home(*[SECTION] * 101), "/view/blocks"),
        (home(title=plain("x")), "/view/title"),
        (home(type="modal"), "/view/type"),
        (home({"type": "carousel"}), "/view/blocks/0"),
        (home({"type": "actions", "elements": []}), "/view/blocks/0/elements"),
        (home({"type": "actions", "elements": [PEOPLE]}), "/view/blocks/0/elements/0"),
        (home({"type": "actions", "elements": [{"type": "datepicker"}]}), "/view/blocks/0/elements/0"),
        (home({"type": "actions", "elements": [{**BUTTON, "action_id": "a"}, {**CHANNEL, "action_id": "a"}]}), "/view"),
        (home({"type": "actions", "elements": [{**BUTTON, "text": plain("x" * 76)}]}), "/view/blocks/0/elements/0/text"),
        (home({"type": "actions", "elements": [{**BUTTON, "style": "loud"}]}), "/view/blocks/0/elements/0/style"),
        (home({"type": "actions", "elements": [{**CHANNEL, "filter": {}}]}), "/view/blocks/0/elements/0/filter"),
        (home({"type": "actions", "elements": [{**CHANNEL, "filter": {"include": ["secret"]}}]}), "/view/blocks/0/elements/0"),
        (home({"type": "actions", "elements": [{**BUTTON, "confirm": {**CONFIRM, "text": plain("x" * 301)}}]}), "confirm/text"),
        (home({**SECTION, "accessory": {**PEOPLE, "max_selected_items": 0}}), "accessory/max_selected_items"),
    ],
)
def test_what_slack_does_not_take_in_a_home_tab_is_refused_with_its_place(view: Payload, pointer: str) -> None:
    with pytest.raises(SlackError) as caught:
        home_of(view)
    assert caught.value.code == "invalid_arguments"
    assert pointer in str(caught.value.more)
