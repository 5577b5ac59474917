"""Whatever a model says: nothing of it pings, leads away, is fetched or stays unseen, whole or cut anywhere."""

from itertools import accumulate

import pytest

from bot.answering.citations.checker import Checker
from bot.answering.citations.evidence import Evidence, Passage
from bot.language import Links, Receipt
from bot.slack.blocks import answer_bodies
from bot.slack.footnotes import presented
from bot.slack.messages import FINAL
from bot.slack.mrkdwn import to_mrkdwn
from bot.slack.payloads import Payload
from bot.slack.rollover import completed
from tests.red_team.eyes import GOOD, SECRET, dangers, dangers_of_call, raw_dangers
from tests.red_team.layers import Case, GotThrough, Layer, first_that_stops
from tests.red_team.sayings import samples, sayings

LINKS = Links(bare=frozenset({GOOD}))
EVIDENCE = Evidence([Passage(source="a.txt", anchor="p. 1", text=f"The report is at {GOOD}. The word is {SECRET}.")], said=[])
EVERY = sayings()


def shown(text: str) -> str:
    return presented(text, LINKS)


def as_markdown(text: str) -> set[str]:
    return dangers(text, markdown=True)


def as_mrkdwn(text: str) -> set[str]:
    return dangers(text, markdown=False)


def posted(markdown: str) -> dict[str, object]:
    """An answer as `chat.postMessage` would be called with it."""
    *_, last = answer_bodies(completed(markdown), Receipt(), state=FINAL) or [None]
    text, blocks = (last.text, [dict(block) for block in last.blocks]) if last else ("", list[Payload]())
    return {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False, "parse": "none", "link_names": False}


def stopped(text: str) -> Layer:
    """Which layer stops what the model has said; raises `GotThrough`."""
    return first_that_stops(
        text, [(Layer.SAFETY, shown, as_markdown), (Layer.PLAIN, lambda safe: str(posted(safe)["text"]), as_mrkdwn)]
    )


@pytest.mark.parametrize("case", EVERY, ids=str)
def test_what_is_said_is_dangerous_until_it_is_made_safe(case: Case) -> None:
    assert raw_dangers(case.text), "no attack at all: the case would show nothing"
    assert stopped(case.text) is case.stopped_by
    assert not as_mrkdwn(to_mrkdwn(shown(case.text)))
    for checked in (case.text, Checker(EVIDENCE).feed(case.text)):
        assert not dangers_of_call("chat.postMessage", posted(shown(checked)))


@pytest.mark.parametrize("case", samples(), ids=str)
def test_it_is_safe_at_every_cut_of_a_stream(case: Case) -> None:
    """What is shown after each letter, and what a stream holds to which only can be added."""
    sent = ""
    for so_far in accumulate(case.text):
        now = shown(so_far)
        sent = now if now.startswith(sent) else sent
        if found := as_markdown(now) | as_mrkdwn(to_mrkdwn(now)) | as_markdown(sent):
            raise GotThrough(f"{sorted(found)} in {now!r}")


def test_the_judge_lets_pass_what_an_honest_answer_holds() -> None:
    honest = f"It grew by **4 %** [p. 1]. See {GOOD}, or ann@good.example: a < b & c, README.md, 10:30.\n\n```\nx = a[0](b)\n```"
    assert not dangers_of_call("chat.postMessage", posted(shown(honest)))


@pytest.mark.parametrize(
    ("method", "arguments", "found"),
    [
        ("chat.postMessage", {"text": "x"}, {"unfurl", "ping"}),
        ("chat.update", {"text": "<!channel>", "parse": "none", "link_names": False}, {"ping"}),
        ("chat.startStream", {"markdown_text": "[x](https://evil.org)"}, {"link"}),
        ("chat.appendStream", {"chunks": '[{"type":"markdown_text","text":"![x](https://evil.org/x.png)"}]'}, {"link", "image"}),
        ("chat.stopStream", {"blocks": '[{"type":"image","image_url":"https://good.org/a","alt_text":"x"}]'}, {"image"}),
        ("assistant.threads.setStatus", {"status": "reads <@U1>"}, {"ping"}),
        ("assistant.threads.setSuggestedPrompts", {"prompts": [{"title": "x", "message": "see https://evil.org"}]}, {"link"}),
        ("functions.completeSuccess", {"outputs": '{"answer": "<!here>"}'}, {"ping"}),
        ("chat.update", {"text": "a\u202eb", "parse": "none", "link_names": False}, {"hidden"}),
    ],
)
def test_the_judge_sees_what_calls_would_do(method: str, arguments: dict[str, object], found: set[str]) -> None:
    assert dangers_of_call(method, arguments) == found
