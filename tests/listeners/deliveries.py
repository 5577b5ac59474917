"""One delivery for everything that Slack sends and a listener takes, as sound as the tests of each listener have it."""

import json
from typing import Any

from bot.language import ChannelSettings, Offer, Shortcut, WorkspaceSettings
from bot.listeners.home_view import ACCESS, CHANNEL, FORGET, KEEPING, LANGUAGE, LENGTH
from bot.listeners.settings_views import OfChannel, access_form, channel_form, keeping_form
from bot.slack.blocks import STOP_ANSWER
from bot.slack.notes import ANSWER_AGAIN
from bot.slack.payloads import Payload
from bot.slack.private import SHARE_ANSWER
from bot.slack.recap_form import AT, HOW_OFTEN, OPEN_RECAP_FORM, RECAP_FORM, ZONE
from bot.slack.sources import SOURCES
from tests.listeners import test_offers, test_passwords, test_shortcuts, test_steps, test_thumbs
from tests.listeners.test_settings_views import CHANNEL as A_CHANNEL
from tests.listeners.test_settings_views import DAY, EVERYWHERE, submitted

ADDRESS = "http://127.0.0.1:9/respond/1"
"""Where replies to commands and buttons would go: a port of this machine at which nobody listens."""
WHO = {"team": {"id": "T1", "domain": "acme"}, "user": {"id": "U1", "name": "ann", "team_id": "T1"}}
FILE: dict[str, Any] = {
    "id": "F1",
    "name": "q3.pdf",
    "title": "Q3",
    "mimetype": "application/pdf",
    "filetype": "pdf",
    "mode": "hosted",
    "size": 4_096,
    "user": "U1",
    "is_external": False,
    "url_private": "https://files.slack.com/files-pri/T1-F1/q3.pdf",
    "url_private_download": "https://files.slack.com/files-pri/T1-F1/download/q3.pdf",
    "permalink": "https://acme.slack.com/files/U1/F1/q3.pdf",
    "shares": {"public": {"C1": [{"ts": "2.0", "thread_ts": "1.0"}]}},
}
SECTION = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "UBOT"}, {"type": "text", "text": " total?"}]}
MESSAGE: dict[str, Any] = {
    "type": "message",
    "channel": "C1",
    "channel_type": "channel",
    "user": "U1",
    "ts": "2.0",
    "thread_ts": "1.0",
    "text": "<@UBOT> total of <https://acme.slack.com/archives/C2/p1700000000000100|this>?",
    "blocks": [{"type": "rich_text", "block_id": "b", "elements": [SECTION]}],
    "files": [FILE],
    "attachments": [
        {"text": "a quote", "channel_id": "C2", "ts": "1.5", "is_msg_unfurl": True, "from_url": "https://acme.slack.com"}
    ],
    "metadata": {"event_type": "footnote", "event_payload": {"question": "T1:C1:1.0", "part": 0}},
    "edited": {"user": "U1", "ts": "2.5"},
}


def events() -> list[dict[str, Any]]:
    """The bodies of events, as in docs.slack.dev/reference/events."""
    context = {"entities": [{"type": "slack#/types/channel_id", "value": "C1", "team_id": "T1"}]}
    changed = {"type": "message", "subtype": "message_changed", "channel": "C1", "ts": "3.0"}
    deleted = {"type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "3.0", "deleted_ts": "2.0"}
    about: list[dict[str, Any]] = [
        MESSAGE,
        {**MESSAGE, "type": "app_mention", "event_ts": "2.0"},
        {**MESSAGE, "channel": "D1", "channel_type": "im", "subtype": "file_share", "text": "What is in it?"},
        {**MESSAGE, "bot_id": "B2", "bot_profile": {"name": "a bot"}, "subtype": "bot_message"},
        {**MESSAGE, "user": "UBOT", "bot_id": "BBOT"},
        {**changed, "message": MESSAGE, "previous_message": {**MESSAGE, "text": "<@UBOT> sum?"}},
        {**changed, "message": {**MESSAGE, "subtype": "tombstone", "hidden": True}, "previous_message": MESSAGE},
        {**deleted, "previous_message": MESSAGE},
        {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home", "event_ts": "1.0"},
        {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages", "event_ts": "1.0", "context": context},
        {"type": "app_context_changed", "user": "U1", "channel": "D1", "context": context, "event_ts": "1.0"},
        {"type": "member_joined_channel", "user": "UBOT", "channel": "C1", "channel_type": "C", "inviter": "U1"},
        {"type": "reaction_added", "user": "U1", "reaction": "eyes", "item": {"type": "message", "channel": "C1", "ts": "2.0"}},
        {"type": "file_deleted", "file_id": "F1", "event_ts": "1.0"},
        {"type": "agent_session_stopped", "channel": "D1", "thread_ts": "1.0", "user": "U1", "event_ts": "1.0"},
        {"type": "agent_session_title_changed", "channel": "D1", "thread_ts": "1.0", "title": "Totals", "event_ts": "1.0"},
        *({"type": f"{kind}", "channel": "C1", "user": "U1"} for kind in ("channel_archive", "channel_deleted", "channel_left")),
        *({"type": f"{kind}", "channel": "G1", "user": "U1"} for kind in ("group_archive", "group_deleted", "group_left")),
    ]
    envelope = {
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event_time": 1_700_000_000,
        "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        "is_ext_shared_channel": False,
    }
    steps = [
        test_steps.executed("ask_footnote", {"question": "How many?", "channel": "C1", "files": ["F1"], "person": "U1"}),
        test_steps.executed("summarize", {"channel": "C1", "message_link": test_steps.LINK, "length": "short"}),
    ]
    return [*({**envelope, "event": one} for one in about), *(dict(step) for step in steps)]


def interactions() -> list[dict[str, Any]]:
    """The payloads of buttons, menus, shortcuts and forms."""
    message_used = {
        "type": "message_action",
        "trigger_id": "13.37.abc",
        "action_ts": "1700000009.000200",
        **WHO,
        "channel": {"id": "C1", "name": "general"},
        "message_ts": test_shortcuts.REPLY,
        "message": {**MESSAGE, "ts": test_shortcuts.REPLY, "thread_ts": test_shortcuts.ROOT},
        "response_url": ADDRESS,
    }
    forms: list[Payload] = [
        access_form(WorkspaceSettings()),
        keeping_form(WorkspaceSettings(), most=DAY),
        channel_form(A_CHANNEL, OfChannel(settings=ChannelSettings(), limits={}), EVERYWHERE, may_change=True),
    ]
    recap = {
        "id": "V1",
        "hash": "1.abc",
        "type": "modal",
        "callback_id": RECAP_FORM,
        "private_metadata": json.dumps({"channel": "C1", "typed_there": True}),
        "state": {
            "values": {
                HOW_OFTEN: {HOW_OFTEN: {"type": "static_select", "selected_option": {"value": "daily"}}},
                AT: {AT: {"type": "timepicker", "selected_time": "09:30"}},
                ZONE: {ZONE: {"type": "static_select", "selected_option": {"value": "Europe/Berlin"}}},
            }
        },
    }
    submissions = [{"type": "view_submission", **WHO, "view": dict(view)} for view in (*map(submitted, forms), recap)]
    return [
        *(test_offers.press(offer.value, response_url=ADDRESS) for offer in Offer),
        *(test_offers.chosen(offer.value, response_url=ADDRESS) for offer in Offer),
        test_offers.submission(Offer.ASK, words="Why?"),
        test_offers.submission(Offer.TRANSLATED, choice="de"),
        {
            "type": "view_closed",
            **WHO,
            "is_cleared": False,
            "view": {"id": "V1", "type": "modal", "callback_id": SOURCES, "private_metadata": '{"files": ["F1"]}'},
        },
        test_thumbs.thumb("good", response_url=ADDRESS),
        test_thumbs.thumb("bad", plain=True, response_url=ADDRESS),
        test_thumbs.submission("wrong", "It was 43."),
        dict(test_passwords.press()),
        dict(test_passwords.submission()),
        *(_pressed(action) for action in (STOP_ANSWER, ANSWER_AGAIN, SHARE_ANSWER, OPEN_RECAP_FORM)),
        *(_pressed(action) for action in (CHANNEL, ACCESS, KEEPING, LANGUAGE, LENGTH, FORGET)),
        *({**message_used, "callback_id": shortcut.value} for shortcut in Shortcut),
        test_shortcuts.everywhere(),
        test_shortcuts.translation(words="Latin"),
        test_shortcuts.asked("How many?", files=("F1",), place="C1"),
        *submissions,
    ]


def _pressed(action: str) -> dict[str, Any]:
    chosen = {"selected_option": {"value": "de"}, "selected_conversation": "C1", "value": test_offers.ASKED}
    return test_offers.press("", response_url=ADDRESS) | {
        "actions": [{"action_id": action, "block_id": "b1", "action_ts": "2.0", **chosen}]
    }


def commands() -> list[dict[str, str]]:
    """The fields of slash commands."""
    fields = {"token": "t", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "trigger_id": "13.37.abc"}
    typed = [
        ("/ask", "What was the total? <#C1|general>"),
        ("/recap", "<#C1|general> since yesterday"),
        ("/footnote", "help"),
        ("/footnote", "settings"),
        ("/footnote", "usage"),
        ("/footnote", "limits user_per_minute 5"),
        ("/footnote", "forget me"),
        ("/footnote", "forget https://acme.slack.com/archives/C1/p1700000000000100"),
        ("/footnote", "recap daily 9:30"),
    ]
    return [{**fields, "command": command, "text": text, "response_url": ADDRESS} for command, text in typed]
