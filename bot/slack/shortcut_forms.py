"""The forms behind shortcuts: the language of a translation, and a question with files and a place. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.language import ChannelId, FileId, FileRef, phrases
from bot.slack.offer_forms import MOST_QUESTION_CHARACTERS, language_inputs
from bot.slack.payloads import Payload, child, children, payload_in, text_of

MESSAGE_FORM, ASK_ANYTHING_FORM = "shortcut_language", "shortcut_ask"
"""Their callback ids (docs.slack.dev/reference/views/modal-views)."""

QUESTION, FILES, PLACE = "question", "files", "place"
"""The blocks of the second, and the element in each."""

_OPTION_CHARACTERS = 75
"""An option's text (docs.slack.dev/reference/block-kit/composition-objects/option-object)."""

_END_CHARACTERS = 24

_LANGUAGES = {
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh-cn": "Chinese (Simplified)",
    "zh-tw": "Chinese (Traditional)",
}
"""The beginning of a locale, as Slack writes them (`pt-BR`), → the language as the model is told."""


@dataclass(frozen=True, kw_only=True)
class PressedOn:
    """The message that is to be translated, and the press on it. It travels with the form."""

    channel: str
    root: str
    """The root of the message's thread."""
    ts: str
    press: str
    """The press's trigger, which names it."""
    address: str = ""
    """Where who pressed can be answered alone: a secret, which Slack alone gets back."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was filled in to ask something."""

    question: str = ""
    files: tuple[FileId, ...] = ()
    place: ChannelId | None = None
    """The channel in which the answer shall stand; None: the asker's direct messages."""


def language_for(locale: str) -> str:
    """The language of that locale, as the model is told; empty for one that the form does not list."""
    known = locale.lower()
    return _LANGUAGES.get(known) or _LANGUAGES.get(known.partition("-")[0], "")


def message_form(about: PressedOn, *, language: str = "") -> Payload:
    """Asks into which language a message is to be translated; `language` is chosen already."""
    return {
        "type": "modal",
        "callback_id": MESSAGE_FORM,
        "private_metadata": json.dumps(asdict(about)),
        "title": _plain(phrases.TRANSLATE_MESSAGE_TITLE),
        "submit": _plain(phrases.TRANSLATE_SUBMIT),
        "close": _plain(phrases.CANCEL),
        "blocks": [*language_inputs(language), {"type": "context", "elements": [_plain(phrases.TRANSLATE_MESSAGE_FORM)]}],
    }


def pressed_on(view: Payload) -> PressedOn | None:
    """The message that a form is about that came back; None for one that is not ours, or lacks something."""
    found = payload_in(text_of(view, "private_metadata"))
    about = PressedOn(
        channel=text_of(found, "channel"),
        root=text_of(found, "root"),
        ts=text_of(found, "ts"),
        press=text_of(found, "press"),
        address=text_of(found, "address"),
    )
    return about if all((about.channel, about.root, about.ts, about.press)) else None


def ask_anything_form(files: Sequence[FileRef]) -> Payload:
    """Asks for a question, with these files to choose from, and where the answer shall stand."""
    question: Payload = {
        "type": "plain_text_input",
        "action_id": QUESTION,
        "multiline": True,
        "max_length": MOST_QUESTION_CHARACTERS,
        "focus_on_load": True,
    }
    place: Payload = {
        "type": "conversations_select",
        "action_id": PLACE,
        "placeholder": _plain(phrases.ASK_FORM_PLACE_PLACEHOLDER),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    blocks = [_input(QUESTION, phrases.ASK_FORM_QUESTION, question, hint=phrases.ASK_FORM_QUESTION_HINT)]
    if files:
        boxes: Payload = {"type": "checkboxes", "action_id": FILES, "options": [_file(file) for file in files]}
        blocks.append(_input(FILES, phrases.ASK_FORM_FILES, boxes, hint=phrases.ASK_FORM_FILES_HINT, optional=True))
    blocks.append(_input(PLACE, phrases.ASK_FORM_PLACE, place, hint=phrases.ASK_FORM_PLACE_HINT, optional=True))
    return {
        "type": "modal",
        "callback_id": ASK_ANYTHING_FORM,
        "title": _plain(phrases.ASK_FORM_TITLE),
        "submit": _plain(phrases.ASK_FORM_SUBMIT),
        "close": _plain(phrases.CANCEL),
        "blocks": blocks,
    }


def typed_in(view: Payload) -> Typed:
    """What was filled in; nothing where the payload lacks it."""
    place = text_of(_state(view, PLACE), "selected_conversation")
    return Typed(
        question=text_of(_state(view, QUESTION), "value").strip(),
        files=tuple(FileId(text_of(option, "value")) for option in children(_state(view, FILES), "selected_options")),
        place=ChannelId(place) if place else None,
    )


def notice(title: str, words: str) -> Payload:
    """A window that says something, where there is no place to say it in."""
    section: Payload = {"type": "section", "text": _plain(words)}
    return {"type": "modal", "title": _plain(title), "close": _plain(phrases.CLOSE), "blocks": [section]}


def _file(file: FileRef) -> Payload:
    name = file.label
    if len(name) > _OPTION_CHARACTERS:  # Names differ at their ends, where versions and kinds stand.
        name = f"{name[: _OPTION_CHARACTERS - _END_CHARACTERS - 1]}…{name[-_END_CHARACTERS:]}"
    return {"text": _plain(name), "value": file.id}


def _state(view: Payload, block: str) -> Payload:
    return child(child(child(child(view, "state"), "values"), block), block)


def _input(block: str, label: str, element: Payload, *, hint: str, optional: bool = False) -> Payload:
    about: Payload = {"type": "input", "block_id": block, "label": _plain(label), "element": element, "optional": optional}
    return {**about, "hint": _plain(hint)}


def _plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}
