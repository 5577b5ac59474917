"""Passwords in what people write, and the form in which they should be typed instead. Pure."""

import json
import re
from dataclasses import dataclass

from bot.language import FileId, Ts, marks, phrases
from bot.slack.payloads import Payload, child, payload_in, text_of

PASSWORD_FORM = "file_password"  # noqa: S105 - a form's name
"""The callback id of the form."""

_BLOCK, _INPUT = "password", "typed"
_MOST_CHARACTERS = 200
_TITLE_CHARACTERS = 24
"""A modal's title (docs.slack.dev/reference/views/modal-views)."""

_WORD = r"\b(?:pass(?:word|wort|code|phrase|wd)?|kennwort|pwd|pw|pin)\b"
# Behind a colon everything is one; behind "is" only what does not look like a word, or stands in quotes.
_WRITTEN = re.compile(
    rf"(?P<lead>{_WORD}[^\S\n]{{0,3}}(?:(?:is|ist|lautet|for[^\n:=]{{1,60}}|to[^\n:=]{{1,60}})[^\S\n]{{0,3}})?[:=][^\S\n]{{0,3}})(?P<colon>[^\s]+)"
    rf"|(?P<said>{_WORD}[^\S\n]{{1,3}}(?:is|ist|lautet)[^\S\n]{{1,3}})(?P<is>[`\"'“„][^`\"'”“\n]{{1,100}}[`\"'”“]|\S*[\d!#$%&*+=?@^~]\S*)",
    re.IGNORECASE,
)


def without_passwords(text: str) -> str:
    """The text without what reads like a password that somebody wrote down: it must not be kept, or reach a prompt."""
    return _WRITTEN.sub(lambda found: f"{found['lead'] or found['said']}{marks.PASSWORD_REMOVED}", text)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What came back from the form."""

    file: FileId
    asked: Ts
    channel: str
    thread_ts: Ts
    password: str


def form(*, file: str, name: str, asked: str, channel: str, thread_ts: str) -> Payload:
    """The form that asks for one file's password (docs.slack.dev/reference/views/modal-views). Slack hides no typing."""
    about = {"file": file, "asked": asked, "channel": channel, "thread_ts": thread_ts}
    return {
        "type": "modal",
        "callback_id": PASSWORD_FORM,
        "private_metadata": json.dumps(about),
        "title": _plain(phrases.PASSWORD_TITLE[:_TITLE_CHARACTERS]),
        "submit": _plain(phrases.PASSWORD_SUBMIT),
        "close": _plain(phrases.PASSWORD_CLOSE),
        "blocks": [
            {
                "type": "input",
                "block_id": _BLOCK,
                "label": _plain(phrases.PASSWORD_LABEL.format(name=name)),
                "hint": _plain(phrases.PASSWORD_HINT),
                "element": {"type": "plain_text_input", "action_id": _INPUT, "max_length": _MOST_CHARACTERS},
            }
        ],
    }


def typed(view: Payload) -> Typed | None:
    """What a submitted form says; None for one that is not ours, or lacks something."""
    about = payload_in(text_of(view, "private_metadata"))
    entered = child(child(child(child(view, "state"), "values"), _BLOCK), _INPUT)
    found = {name: text_of(about, name) for name in ("file", "asked", "channel", "thread_ts")}
    password = text_of(entered, "value")
    if not password or not all(found.values()):
        return None
    return Typed(
        file=FileId(found["file"]),
        asked=Ts(found["asked"]),
        channel=found["channel"],
        thread_ts=Ts(found["thread_ts"]),
        password=password,
    )


def _plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}
