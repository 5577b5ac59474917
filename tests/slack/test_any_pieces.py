"""Any answer in any pieces, by either form of reply: nothing that Slack is sent on the way pings, misleads or leads elsewhere."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.sentences import Sentences
from bot.language import Answer, Link, Links, Receipt, ReceiptLine
from bot.slack.attempt import Attempt
from bot.slack.pacing import Pace
from bot.slack.refusals import Feature, Refusals
from bot.slack.reply import SlackReply
from bot.slack.safety import normalised
from tests.damage import bounded
from tests.slack.conftest import TEAM, Ask, Lease, Ledger, Live, Titles, at_once
from tests.slack.fake import FakeSlack, streamed_text
from tests.slack.fuzz import HOSTILE, MARKDOWN
from tests.slack.test_safety import ADDRESS, DOMAIN, LINKS, outside_code

PLACE = "https://acme.slack.com/archives/C2/p1700000000000100"
SHOWN = frozenset(
    {"text", "markdown_text", "blocks", "chunks", "status", "title", "prompts", "loading_messages", "initial_comment"}
)
"""The arguments of Slack's methods that people see."""
KNOWN = frozenset(map(normalised, [*LINKS, PLACE]))
SCHEME = re.compile(r"(?<![\w+.-])(?:mailto|javascript|data|vbscript):(?=[^\W_]|[/\\])", re.IGNORECASE)
"""With something behind it: a mark that ends italics or a label is nothing."""
PINGS = ("<!", "<@", "<#", "@here", "@channel", "@everyone")

ANSWERS = st.lists(HOSTILE | HOSTILE | MARKDOWN | st.just(" [m1] "), min_size=1, max_size=4).map(" ".join)


def strings(value: object) -> Iterator[str]:
    """Every text within a call's arguments."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in cast("Mapping[str, object]", value).values():
            yield from strings(inner)
    elif isinstance(value, Sequence):
        for inner in cast("Sequence[object]", value):
            yield from strings(inner)


def check(text: str) -> None:
    """That a text as Slack gets it is safe to be shown."""
    assert not [ping for ping in PINGS if ping in text.lower()], text
    for url in ADDRESS.findall(text):
        ends = range(len(url), len(url.rstrip(".,;:!?'\")]}*_~")) - 1, -1)
        assert any(normalised(url[:end]) in KNOWN for end in ends), (url, text)
    for address in (DOMAIN, SCHEME):
        assert not address.search(outside_code(text)), text


@pytest.mark.parametrize("streams", [True, False])
@bounded(40)
@given(answer=ANSWERS, label=HOSTILE, file=HOSTILE, cuts=st.lists(st.integers(0, 200), max_size=6))
async def test_nothing_harmful_is_shown_however_an_answer_comes(
    slack: FakeSlack, client: AsyncWebClient, ask: Ask, streams: bool, answer: str, label: str, file: str, cuts: list[int]
) -> None:
    slack.calls.clear()
    slack.messages.clear()
    refusals = Refusals()
    if not streams:
        refusals.remember(TEAM, Feature.STREAM)
    attempt = Attempt(
        client=client,
        question=ask(),
        ledger=Ledger(),
        titles=Titles(),
        refusals=refusals,
        check_lease=Lease(),
        sleep=at_once,
    )
    reply = SlackReply(attempt, pace=Pace(Live(), minimum=0.0))
    links = Links(bare=LINKS, footnotes={"m1": Link(url=PLACE, label=label)})
    text = Sentences()
    await reply.progress(file, 1, 2)
    for piece in pieces(answer, cuts):
        if text.feed(piece):
            await reply.show(text.whole, links=links)
            await asyncio.sleep(0.002)
            look(slack)
    receipt = Receipt(lines=(ReceiptLine(name=file, outcome=file),))
    await reply.finish(Answer(text=text.flush(), links=links, receipt=receipt))
    await reply.aclose()
    look(slack)


def pieces(text: str, cuts: list[int]) -> list[str]:
    ends = sorted(min(end, len(text)) for end in cuts)
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def look(slack: FakeSlack) -> None:
    """Checks every call so far, and each message as it stands: what is streamed is read as one text, wherever it was cut."""
    for method, arguments in slack.calls:
        shown: dict[str, Any] = {name: value for name, value in arguments.items() if name in SHOWN}
        if method.endswith("Stream"):
            shown.pop("markdown_text", None)
            words = streamed_text(arguments)
            shown["chunks"] = [chunk for chunk in arguments.get("chunks", []) if chunk.get("text") not in words]
        for text in strings(shown):
            check(text)
    for message in slack.ours:
        check(message["text"])
