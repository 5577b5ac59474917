"""The buttons under an answer: what can be had of it with one or two taps. Pure.

What people want most stands in the row; what is wanted less, in the menu at its end, so that the row is short on a phone too.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache

from bot.language import Offer, Question, QuestionId, phrases
from bot.language.speech import languages, speaking
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.safety import neutralise
from bot.slack.splitting import shortened

OFFER = "offer"
"""The menu's action id, whose options name offer and question; a button's is `offer:shorter`, and its value the question's id."""

FEEDBACK = "feedback"
"""The action id of both thumbs; where they are plain buttons, what theirs begin with."""

GOOD, BAD = "good", "bad"
"""What a thumb's value begins with; the question's id follows."""

ROW = (Offer.REST, Offer.SOURCES, Offer.SHORTER, Offer.ACTIONS, Offer.ASK, Offer.CSV, Offer.XLSX)
MENU = (Offer.LONGER, Offer.TABLE, Offer.TRANSLATED, Offer.AGAIN)
"""At most five (docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element)."""

MOST_IN_ROW = 5
"""Up to so many buttons stand without a menu: more wrap on a phone."""

OF_A_THREAD = frozenset({Offer.CSV, Offer.XLSX})
"""What needs a thread: a file can be shared with nobody alone."""

_SUBMENU = 2
"""Fewer do without a menu."""

_WORDS_CHARACTERS = 300
_OPENING = "#>-+*=| "
"""What at the beginning of a line makes it something other than words."""

_MARKUP = re.compile(r"[\[\]<>|*_~`\\#]")


def _any(template: str) -> str:
    """What the template may have become on one line."""
    return re.sub(r"\\{\w+\\}", r"[^\\n]{1,120}", re.escape(template))


@cache
def _heading() -> re.Pattern[str]:
    """The line above an answer to a tap, in whichever language it was written."""
    lines: list[str] = []
    for language in languages():
        with speaking(language):
            tapped_as = "|".join(_any(words.rstrip("…")) for words in (*phrases.TAPPED_AS.values(), *phrases.OFFERS.values()))
            lines.append(rf"(?:{tapped_as})(?:{_any(phrases.FOR_ASKER)})?")
    return re.compile(rf"\A_(?:{'|'.join(lines)}):_\s*")


def offer_blocks(question: QuestionId, offers: Collection[Offer], *, plain: bool = False) -> tuple[Payload, ...]:
    """A row of buttons, and the thumbs below it: Slack's own or, for who does not take those, `plain` buttons."""
    row = [offer for offer in ROW if offer in offers]
    menu = [offer for offer in MENU if offer in offers]
    if len(row) + len(menu) <= MOST_IN_ROW or len(menu) < _SUBMENU:
        row, menu = [*row, *menu], []
    elements = [*(_button(offer, question) for offer in row), *([_menu(menu, question)] if menu else [])]
    actions: tuple[Payload, ...] = ({"type": "actions", "elements": elements},) if elements else ()
    thumbs = (_thumbs(question),) if Offer.FEEDBACK in offers else ()
    return (*actions, *(with_plain_thumbs(thumbs) if plain else thumbs))


def with_plain_thumbs(blocks: Sequence[Payload]) -> tuple[Payload, ...]:
    """The blocks with Slack's own thumbs as plain buttons; the same where there are none."""
    return tuple(_made_plain(block) if block.get("type") == "context_actions" else block for block in blocks)


def tapped(question: Question, asker: str) -> str:
    """The Markdown with which the answer to a tap begins: what was asked, and by whom; nothing for any other question."""
    tap = question.follow_up
    if tap is None:
        return ""
    whose = "" if question.is_private else phrases.FOR_ASKER.format(asker=bare(asker))
    if tap.offer is Offer.ASK:
        words = shortened(_line(question.message.text).lstrip(_OPENING), _WORDS_CHARACTERS)
        return f"_{phrases.TAPPED_AS[tap.offer]}{whose}:_\n> {words}\n\n"
    what = phrases.TAPPED_AS.get(tap.offer) or phrases.OFFERS[tap.offer]
    return f"_{what.format(words=bare(_shown(tap.words)))}{whose}:_\n\n"


def without_heading(text: str) -> str:
    """A message's text without the line that `tapped` has put above it: it says what was tapped, and is no part of the answer."""
    return _heading().sub("", text)


def _shown(words: str) -> str:
    """A language that was chosen, as the reader calls it; what was typed stays as it is."""
    return phrases.LANGUAGES.get(words, words).rpartition(" · ")[2]


def bare(text: str) -> str:
    """Words without anything that markup is made of, on one line."""
    return " ".join(_MARKUP.sub(" ", _line(text)).split())


def _line(text: str) -> str:
    return " ".join(neutralise(text, links=frozenset()).split())


def _button(offer: Offer, question: QuestionId) -> Payload:
    style = {"style": "primary"} if offer is Offer.REST else {}
    return {
        "type": "button",
        "text": _plain_text(phrases.OFFERS[offer]),
        "accessibility_label": phrases.OFFERS_SPOKEN[offer],
        "action_id": f"{OFFER}:{offer}",
        "value": question,
        **style,
    }


def _menu(offers: Sequence[Offer], question: QuestionId) -> Payload:
    options = [{"text": _plain_text(phrases.OFFERS[offer]), "value": f"{offer} {question}"} for offer in offers]
    return {"type": "overflow", "action_id": OFFER, "options": options}


def _thumbs(question: QuestionId) -> Payload:
    # docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element
    element = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _thumb(GOOD, question),
        "negative_button": _thumb(BAD, question),
    }
    return {"type": "context_actions", "elements": [element]}


def _thumb(verdict: str, question: QuestionId) -> Payload:
    return {
        "text": _plain_text(phrases.THUMBS[verdict]),
        "accessibility_label": phrases.THUMBS_SPOKEN[verdict],
        "value": f"{verdict} {question}",
    }


def _made_plain(block: Payload) -> Payload:
    elements = [
        {"type": "button", "action_id": f"{FEEDBACK}:{verdict}", **thumb}
        for element in children(block, "elements")
        for thumb in (child(element, "positive_button"), child(element, "negative_button"))
        for verdict in [text_of(thumb, "value").partition(" ")[0]]
    ]
    return {"type": "actions", "elements": elements}


def _plain_text(text: str) -> Payload:
    return {"type": "plain_text", "text": text}
