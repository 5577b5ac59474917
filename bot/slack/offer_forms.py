"""The forms that a tap opens: a language to translate into, a further question, what was wrong with an answer. Pure."""

import json
from dataclasses import asdict, dataclass

from bot.language import Fault, Offer, QuestionId, phrases
from bot.slack.payloads import Payload, child, payload_in, text_of

LANGUAGE_FORM, ASK_FORM, FEEDBACK_FORM = "offer_language", "offer_ask", "feedback_reason"
"""Their callback ids (docs.slack.dev/reference/views/modal-views)."""

MOST_LANGUAGE_CHARACTERS = 60
MOST_QUESTION_CHARACTERS = 3_000
"""Slack's own limit for a field (docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element)."""

MOST_FEEDBACK_CHARACTERS = 1_000

CHOSEN, TYPED = "chosen", "typed"
"""The blocks of every form, and the element in each: what is chosen from a list, and what is typed."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What a form is about: an answer, and where the button stood that opened it. It travels with the form."""

    offer: Offer
    of: QuestionId
    channel: str
    thread_ts: str
    under: str
    """The message with the button."""
    address: str = ""
    """Where who pressed it can be answered alone: a secret, which Slack alone gets back."""


def language_form(about: About) -> Payload:
    """Asks for a language: one of many, or any that is typed."""
    names = (LANGUAGE_FORM, phrases.TRANSLATE_TITLE, phrases.TRANSLATE_SUBMIT)
    return _form(about, names, *language_inputs())


def language_inputs(first: str = "") -> tuple[Payload, Payload]:
    """A list of languages, of which `first` is chosen already, and a field for any other."""
    options = {value: _option(value, shown) for value, shown in phrases.LANGUAGES.items()}
    select: Payload = {
        "type": "static_select",
        "action_id": CHOSEN,
        "placeholder": _plain(phrases.LANGUAGE_PLACEHOLDER),
        "options": list(options.values()),
        **({"initial_option": options[first]} if first in options else {}),
    }
    typed: Payload = {"type": "plain_text_input", "action_id": TYPED, "max_length": MOST_LANGUAGE_CHARACTERS}
    return (
        _input(CHOSEN, phrases.LANGUAGE_LABEL, select, optional=True),
        _input(TYPED, phrases.OTHER_LANGUAGE_LABEL, typed, hint=phrases.OTHER_LANGUAGE_HINT, optional=True),
    )


def language_of(view: Payload) -> str:
    """The language that was typed or, where none was, chosen; on one line."""
    return " ".join((typed(view) or chosen(view)).split())[:MOST_LANGUAGE_CHARACTERS]


def ask_form(about: About) -> Payload:
    """Asks for a further question."""
    hint = phrases.ASK_HINT_PRIVATE if about.address else phrases.ASK_HINT
    typed: Payload = {
        "type": "plain_text_input",
        "action_id": TYPED,
        "multiline": True,
        "max_length": MOST_QUESTION_CHARACTERS,
        "focus_on_load": True,
    }
    return _form(
        about,
        (ASK_FORM, phrases.ASK_TITLE, phrases.ASK_SUBMIT),
        _input(TYPED, phrases.ASK_LABEL, typed, hint=hint),
    )


def feedback_form(about: About) -> Payload:
    """Asks what was wrong."""
    radios: Payload = {
        "type": "radio_buttons",
        "action_id": CHOSEN,
        "options": [_option(fault, phrases.FAULTS[fault]) for fault in Fault],
    }
    typed: Payload = {
        "type": "plain_text_input",
        "action_id": TYPED,
        "multiline": True,
        "max_length": MOST_FEEDBACK_CHARACTERS,
    }
    return _form(
        about,
        (FEEDBACK_FORM, phrases.FEEDBACK_TITLE, phrases.FEEDBACK_SUBMIT),
        _input(CHOSEN, phrases.FEEDBACK_FAULT, radios),
        _input(TYPED, phrases.FEEDBACK_WORDS, typed, hint=phrases.FEEDBACK_HINT, optional=True),
    )


def about_of(view: Payload) -> About | None:
    """What a form is about that came back; None for one that is not ours, or lacks something."""
    found = payload_in(text_of(view, "private_metadata"))
    try:
        about = About(
            offer=Offer(text_of(found, "offer")),
            of=QuestionId(text_of(found, "of")),
            channel=text_of(found, "channel"),
            thread_ts=text_of(found, "thread_ts"),
            under=text_of(found, "under"),
            address=text_of(found, "address"),
        )
    except ValueError:
        return None
    return about if all((about.of, about.channel, about.thread_ts, about.under)) else None


def chosen(view: Payload) -> str:
    """The value that was chosen, if one was."""
    return text_of(child(_state(view, CHOSEN), "selected_option"), "value")


def typed(view: Payload) -> str:
    """What was typed."""
    return text_of(_state(view, TYPED), "value").strip()


def _state(view: Payload, block: str) -> Payload:
    return child(child(child(child(view, "state"), "values"), block), block)


def _form(about: About, names: tuple[str, str, str], *blocks: Payload) -> Payload:
    callback, title, submit = names
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": json.dumps(asdict(about)),
        "title": _plain(title),
        "submit": _plain(submit),
        "close": _plain(phrases.CANCEL),
        "blocks": list(blocks),
    }


def _input(block: str, label: str, element: Payload, *, hint: str = "", optional: bool = False) -> Payload:
    about: Payload = {"type": "input", "block_id": block, "label": _plain(label), "element": element, "optional": optional}
    return {**about, "hint": _plain(hint)} if hint else about


def _option(value: str, shown: str) -> Payload:
    return {"text": _plain(shown), "value": value}


def _plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}
