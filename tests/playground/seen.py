"""What a playground may have seen of questions, made by hand: deliveries, log lines, calls, requests to the model."""

from bot.playground.bot_log import Line
from bot.playground.deliveries import Attempt, Delivery, Outcome
from bot.playground.entities import DM, TEAM, YOU, Call, Payload
from bot.playground.journeys import request_name
from bot.playground.stand_in import Exchange

GENERAL = "C0PLAYGEN01"


def question_id(ts: str, channel: str = DM) -> str:
    return f"{TEAM}:{channel}:{ts}"


def delivered(
    ts: str,
    *,
    at: float = 0.0,
    channel: str = DM,
    kind: str = "message",
    text: str = "How much?",
    thread: str = "",
    **event: object,
) -> Delivery:
    """An event that was sent at that time and acknowledged ten milliseconds later."""
    about: Payload = {"type": kind, "channel": channel, "ts": ts, "user": YOU, "text": text, **event}
    about |= {"channel_type": "im"} if channel == DM else {"channel_type": "channel"}
    about |= {"thread_ts": thread} if thread else {}
    return sent({"team_id": TEAM, "event_id": f"Ev{ts}", "event": about}, at=at)


def sent(body: Payload, *, at: float = 0.0, acked: bool = True) -> Delivery:
    """A body that was sent at that time, and acknowledged or not ten milliseconds later."""
    outcome = Outcome(acked=acked, reason="" if acked else "timeout")
    attempt = Attempt(number=0, reason="", sent_at=at, ended_at=at + 0.01, outcome=outcome)
    return Delivery(body=body, sent_at=at, acked_at=at + 0.01 if acked else None, outcomes=[outcome], attempts=[attempt])


def line(event: str, at: float, question: str = "", **fields: object) -> Line:
    return Line(at=at, event=event, fields={**({"question": question} if question else {}), **fields})


def accepted(question: str, at: float) -> Line:
    return line("question accepted", at, question, surface="direct")


def done(question: str, at: float, **fields: object) -> Line:
    return line("question done", at, question, **{"outcome": "answered", "attempts": 1, "claims": 1, "queue_ms": 4, **fields})


def called(method: str, at: float, *, ok: bool = True, **arguments: object) -> Call:
    """A call that was answered five milliseconds later."""
    answer = '{"ok": true}' if ok else '{"ok": false, "error": "ratelimited"}'
    return Call(method, dict(arguments), "xoxb", at, ended_at=at + 0.005, status=200 if ok else 429, answer=answer)


def exchanged(
    question: str, at: float, *, words: tuple[str, ...] = ("It ", "is ", "42."), suffix: str = "", text: str = "x" * 400
) -> Exchange:
    """A request whose answer came word by word, ten milliseconds apart."""
    body: Payload = {"model": "some/model", "stream": True, "messages": [{"role": "user", "content": text}]}
    chunks = [(at + 0.1 + number / 100, word) for number, word in enumerate(words)]
    headers = {"X-Client-Request-Id": f"{request_name(question)}{suffix}"}
    ended = chunks[-1][0] if chunks else at + 0.1
    return Exchange(
        body=body,
        headers=headers,
        at=at,
        chunks=chunks,
        done_at=ended,
        status=200,
        finish="stop",
        prompt_tokens=100,
        completion_tokens=len(words),
    )
