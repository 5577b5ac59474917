"""What the page is told of a journey: its stages in order, each with one line of what happened, its spans on the common axis, and
its details. Pure. Times are in milliseconds since the question's first sign of life.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.playground.bot_log import Line
from bot.playground.entities import Call, Payload
from bot.playground.journey_rows import (
    call_row,
    delivery_rows,
    download_row,
    exchange_row,
    is_reading,
    line_row,
    response_row,
    said_in,
)
from bot.playground.journeys import Asked, Journey
from bot.playground.sent_list import sent_list

State: TypeAlias = Literal["good", "doubtful", "bad", "open", "none"]

VERDICTS = ("supported", "mended", "added", "computed", "unseen", "unverified", "bare")
DOUBTFUL = frozenset({"unseen", "unverified", "bare"})
GOOD_OUTCOMES = frozenset({"answered", ""})


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch on the axis; one without an end is still going on, one of no length is a moment."""

    begun: float
    ended: float | None
    state: State = "good"
    label: str = ""


def summary(asked: Asked, *, now: float, wall: float) -> Payload:
    """One line of the list of questions. `wall` turns seconds of the clock into those of the epoch when it is added."""
    done = asked.last("question done")
    outcome = done.text("outcome") if done else ""
    return {
        "id": asked.id,
        "channel": asked.channel,
        "thread": asked.thread,
        **said_in(asked),
        "at": asked.begun_at + wall,
        "ms": _ms(asked, asked.done_at if asked.done_at is not None else now),
        "is_over": asked.done_at is not None,
        "outcome": outcome,
        "state": "open" if asked.done_at is None else "good" if outcome in GOOD_OUTCOMES else "doubtful",
    }


def shown(journey: Journey, *, wall: float, note: str = "") -> Payload:
    """The whole journey. `note` says what of the model can't be seen here, if anything."""
    asked = journey.asked
    stages = [
        _delivered(journey),
        _question(journey),
        _read(journey),
        _pages(journey),
        _sent(journey, note),
        _stream(journey),
        _checks(journey),
        _calls(journey),
    ]
    ends = [span.ended if span.ended is not None else journey.now for stage in stages for span in stage.spans]
    last = max(ends, default=journey.now) if asked.done_at is not None else journey.now
    downs = _downs(journey)
    return {
        **summary(asked, now=journey.now, wall=wall),
        "hears_log": journey.hears_log,
        "length": max(_ms(asked, last), 1),
        "stages": [stage.as_json(asked) for stage in stages],
        "downs": [{"from": _ms(asked, begun), "to": None if ended is None else _ms(asked, ended)} for begun, ended in downs],
        "log": [line_row(asked, line) for line in asked.lines],
    }


@dataclass(frozen=True, kw_only=True)
class _Stage:
    name: str
    title: str
    fact: str
    spans: Sequence[Span]
    state: State
    details: Payload

    def as_json(self, asked: Asked) -> Payload:
        spans = [
            {
                "from": _ms(asked, span.begun),
                "to": None if span.ended is None else _ms(asked, span.ended),
                "state": span.state,
                "label": span.label,
            }
            for span in self.spans
        ]
        about: Payload = {"name": self.name, "title": self.title, "fact": self.fact, "state": self.state}
        return {**about, "spans": spans, **self.details}


def _delivered(journey: Journey) -> _Stage:
    asked = journey.asked
    rows = delivery_rows(asked)
    acked = [row for row in rows if row["acked"]]
    attempts = [(one, attempt) for one in asked.deliveries for attempt in one.attempts if attempt.sent_at is not None]
    spans = [
        Span(
            begun=attempt.sent_at or 0.0,
            ended=attempt.ended_at,
            state="open" if attempt.outcome is None else "good" if attempt.outcome.acked else "bad",
            label=str(delivery.event.get("type") or delivery.body.get("command") or delivery.body.get("type") or ""),
        )
        for delivery, attempt in attempts
    ]
    again = sum(bool(row["again"]) for row in rows)
    first = next((row["ms"] for row in acked), None)
    parts = [
        count(len(rows), "delivery", "deliveries"),
        f"acknowledged in {duration(first)}" if isinstance(first, int) else "not acknowledged",
        f"{again} of them again" if again else "",
    ]
    if not rows:
        parts = ["found in Slack afterwards, or asked by the bot itself; nothing was delivered"]
    state: State = "none" if not rows else "good" if acked else "bad"
    return _Stage(
        name="delivered", title="Delivered", fact=_joined(parts), spans=spans, state=state, details={"deliveries": rows}
    )


def _question(journey: Journey) -> _Stage:
    asked = journey.asked
    accepted = next((line for line in asked.lines if line.event == "question accepted"), None)
    known = sum(line.event == "question known" for line in asked.lines)
    ended = asked.last("question done", "question left")
    queue = ended.number("queue_ms") if ended else None
    attempts = ended.number("attempts") if ended else None
    waited = accepted.at + queue / 1000 if accepted and queue is not None and (attempts or 1) == 1 else None
    parts = [
        f"accepted after {duration(_ms(asked, accepted.at))}" if accepted else "",
        f"taken {duration(round(queue))} later" if waited is not None and queue is not None else "",
        f"known already {count(known, 'time', 'times')}" if known else "",
        f"{round(attempts)} attempts" if attempts and attempts > 1 else "",
    ]
    if not journey.hears_log:
        parts = ["the bot's log is not heard here"]
    facts = [
        ("id", asked.id),
        ("surface", accepted.text("surface") if accepted else ""),
        ("outcome", ended.text("outcome") if ended else "under way"),
        ("attempts", "" if attempts is None else f"{round(attempts)}"),
        ("times taken", ended.text("claims") if ended else ""),
        ("status shown after", _milliseconds(ended, "status_ms")),
        ("first text after", _milliseconds(ended, "first_text_ms")),
        ("all of it", _milliseconds(ended, "total_ms")),
        ("waiting for the model", _milliseconds(ended, "model_ms")),
        ("waiting for Slack", _milliseconds(ended, "slack_ms")),
    ]
    spans = [Span(begun=accepted.at, ended=waited or accepted.at, label="accepted")] if accepted else []
    if accepted and queue is not None and waited is None:
        again = accepted.at + queue / 1000
        spans.append(Span(begun=again, ended=again, state="doubtful", label="taken again"))
    spans += [
        Span(begun=line.at, ended=line.at, state="doubtful", label=line.text("outcome"))
        for line in asked.lines
        if line.event == "question left"
    ]
    state: State = "good" if accepted else "open" if journey.hears_log else "none"
    details: Payload = {"facts": [[name, value] for name, value in facts if value]}
    return _Stage(
        name="question", title="Question", fact=_joined(parts) or "not accepted", spans=spans, state=state, details=details
    )


def _read(journey: Journey) -> _Stage:
    asked = journey.asked
    calls = [call for call in journey.calls if is_reading(call.method)]
    files = [line for line in asked.lines if line.event in ("file read", "file not read")]
    not_read = sum(line.event == "file not read" for line in files)
    parts = [
        count(len(calls), "call", "calls") if calls else "",
        f"{count(len(journey.downloads), 'download', 'downloads')}" if journey.downloads else "",
        f"{count(len(files) - not_read, 'file', 'files')} read" if len(files) > not_read else "",
        f"{not_read} not read" if not_read else "",
    ]
    spans = [*map(_call_span, calls), *(Span(begun=one.at, ended=one.at, label="download") for one in journey.downloads)]
    spans += [
        Span(begun=line.at, ended=line.at, state="good" if line.event == "file read" else "doubtful", label=line.event)
        for line in files
    ]
    details: Payload = {
        "calls": [call_row(asked, call) for call in calls],
        "downloads": [download_row(asked, one) for one in journey.downloads],
        "files": [line_row(asked, line) for line in files],
    }
    state: State = "doubtful" if not_read else "good" if calls or files else "none"
    return _Stage(
        name="read", title="Thread and files", fact=_joined(parts) or "nothing yet", spans=spans, state=state, details=details
    )


def _pages(journey: Journey) -> _Stage:
    seen: dict[str, dict[str, Payload]] = {}
    for exchange in journey.exchanges:
        for document in sent_list(exchange.body, prompt_tokens=exchange.prompt_tokens).documents:
            for page in document.pages:
                # What came with several requests counts once, as large as it was first.
                about: Payload = {"anchor": page.anchor, "characters": page.characters, "tokens": page.tokens}
                seen.setdefault(document.name, {}).setdefault(page.anchor, about)
    documents = [{"name": name, "pages": list(pages.values())} for name, pages in seen.items()]
    pages = sum(map(len, seen.values()))
    parts = [
        f"{count(pages, 'page', 'pages')} of {count(len(documents), 'document', 'documents')}" if documents else "no documents"
    ]
    spans = [Span(begun=exchange.at, ended=exchange.at) for exchange in journey.exchanges] if documents else []
    state: State = "good" if documents else "none"
    return _Stage(name="pages", title="Pages", fact=_joined(parts), spans=spans, state=state, details={"documents": documents})


def _sent(journey: Journey, note: str) -> _Stage:
    exchanges = journey.exchanges
    lists = [sent_list(exchange.body, prompt_tokens=exchange.prompt_tokens) for exchange in exchanges]
    tokens = sum(one.tokens for one in lists)
    about = "" if all(one.is_counted for one in lists) else "about "
    parts = [
        count(len(exchanges), "request", "requests"),
        f"{about}{count(tokens, 'token', 'tokens')} sent" if exchanges else "",
        f"{failed} failed" if (failed := sum(exchange.failed_at is not None for exchange in exchanges)) else "",
    ]
    spans: list[Span] = []
    for exchange in exchanges:
        first = exchange.chunks[0][0] if exchange.chunks else exchange.done_at or exchange.failed_at
        is_refused = exchange.failed_at is not None and not exchange.chunks
        spans.append(
            Span(
                begun=exchange.at,
                ended=first,
                state="open" if first is None else "bad" if is_refused else "good",
                label="waiting",
            )
        )
    state: State = "none" if not exchanges else "open" if any(span.ended is None for span in spans) else "good"
    if exchanges and exchanges[-1].failed_at is not None:
        state = "bad"
    details: Payload = {
        "exchanges": [exchange_row(journey.asked, *both) for both in zip(exchanges, lists, strict=True)],
        "note": note,
    }
    fact = _joined(parts) if exchanges else "nothing asked of the model"
    return _Stage(name="sent", title="Messages list", fact=fact, spans=spans, state=state, details=details)


def _stream(journey: Journey) -> _Stage:
    spans: list[Span] = []
    for exchange in journey.exchanges:
        if exchange.chunks:
            ended = exchange.done_at or exchange.failed_at
            state: State = "open" if ended is None else "bad" if exchange.failed_at is not None else "good"
            spans.append(Span(begun=exchange.chunks[0][0], ended=ended, state=state, label="text"))
    with_text = [exchange for exchange in journey.exchanges if exchange.chunks]
    tokens = sum(exchange.completion_tokens or 0 for exchange in with_text)
    parts: list[str] = []
    if with_text:
        first = with_text[0]
        pieces = sum(len(exchange.chunks) for exchange in with_text)
        parts = [
            f"first word after {duration(round((first.chunks[0][0] - first.at) * 1000))}",
            count(pieces, "piece", "pieces"),
            count(tokens, "token", "tokens") if tokens else "",
            "broken off" if any(exchange.failed_at is not None for exchange in with_text) else "",
        ]
    state = "none" if not spans else spans[-1].state
    return _Stage(name="stream", title="Raw stream", fact=_joined(parts) or "no text came", spans=spans, state=state, details={})


def _checks(journey: Journey) -> _Stage:
    asked = journey.asked
    checked, answered = asked.last("checked"), asked.last("answered")
    failed = asked.last("not answered", "over a limit", "question given up")
    verdicts = [(name, round(checked.number(name) or 0)) for name in VERDICTS] if checked else []
    doubtful = sum(number for name, number in verdicts if name in DOUBTFUL)
    claims = sum(number for _, number in verdicts)
    parts = [
        count(claims, "claim", "claims") if checked else "",
        *(f"{number} {name}" for name, number in verdicts if number),
    ]
    if failed and (answered is None or failed.at > answered.at):
        parts = [failed.event, failed.text("error") or failed.text("detail") or failed.text("reason")]
    facts = [(name, str(number)) for name, number in verdicts]
    if answered:
        charged = (answered.number("prompt_tokens") or 0) + (answered.number("completion_tokens") or 0)
        facts += [
            ("tokens charged", f"{round(charged):,}"),
            ("calls to the model", answered.text("calls")),
            ("model", answered.text("model")),
        ]
    moments: Iterable[Line] = [line for line in (checked, answered, failed) if line is not None]
    spans = [Span(begun=line.at, ended=line.at, label=line.event, state="bad" if line is failed else "good") for line in moments]
    state: State = "bad" if failed and not answered else "doubtful" if doubtful else "good" if answered else "none"
    fact = _joined(parts) or ("no claims" if answered else "not yet" if asked.done_at is None else "nothing to check")
    return _Stage(
        name="checks", title="Checks", fact=fact, spans=spans, state=state, details={"facts": [list(fact) for fact in facts]}
    )


def _calls(journey: Journey) -> _Stage:
    asked = journey.asked
    calls = [call for call in journey.calls if not is_reading(call.method)]
    rows = [call_row(asked, call) for call in calls] + [response_row(asked, one) for one in journey.responses]
    rows.sort(key=lambda row: _number(row["from"]))
    failed = sum(not row["ok"] for row in rows)
    parts = [count(len(rows), "call", "calls"), f"{failed} not carried out or not answered" if failed else ""]
    spans = [
        *map(_call_span, calls),
        *(Span(begun=one.at, ended=one.at, state="good" if one.status == 200 else "bad") for one in journey.responses),
    ]
    state: State = "none" if not rows else "doubtful" if failed else "good"
    return _Stage(name="calls", title="Slack calls", fact=_joined(parts), spans=spans, state=state, details={"calls": rows})


def _call_span(call: Call) -> Span:
    state: State = "open" if call.ended_at is None else "good" if '"ok": true' in call.answer[:20] else "bad"
    return Span(begun=call.at, ended=call.ended_at, state=state, label=call.method)


def _downs(journey: Journey) -> list[tuple[float, float | None]]:
    """When the bot was away, as far as the question lived through it."""
    downs: list[tuple[float, float | None]] = []
    for life in journey.deaths:
        ended = life.ended_at or journey.now
        downs.append((ended, next((next_life.began_at for next_life in journey.revivals if next_life.began_at >= ended), None)))
    return downs


def count(number: int, one: str, many: str) -> str:
    """`1 call`, `1,204 tokens`."""
    return f"{number:,} {one if number == 1 else many}"


def duration(milliseconds: int) -> str:
    """`14 ms`, `2.6 s`."""
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def _milliseconds(line: Line | None, name: str) -> str:
    found = line.number(name) if line else None
    return "" if found is None else duration(round(found))


def _number(value: object) -> float:
    return value if isinstance(value, (int, float)) else 0.0


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _ms(asked: Asked, at: float) -> int:
    return round((at - asked.begun_at) * 1000)
