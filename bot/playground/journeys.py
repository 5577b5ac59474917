"""Which of all that was seen belongs to which question: deliveries, log lines, calls, downloads, requests to the model. Pure.

A question is known by the id that the bot gives it, which is made of what Slack's payload names: workspace, channel, and the
message's time, a command's trigger, or message and moment of a tap. What is told of it is in `journey_json.py`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from bot.playground.bot_log import Line
from bot.playground.child import Life
from bot.playground.deliveries import Delivery
from bot.playground.entities import BOT_USER, Call, Payload
from bot.playground.files import Download
from bot.playground.responses import Response
from bot.playground.stand_in import Exchange

MOST_JOURNEYS = 200
"""The newest; older ones are not told of any more."""

GRACE_SECONDS = 1.0
"""After its last word, what a question still has to set right in Slack: a status, a session."""

END = "question done"
PAUSE = "question left"
"""The lines after an attempt that ended the question, and after one that left it to another."""

NOBODYS = frozenset({"apps.connections.open", "auth.test", "api.test"})
"""Calls of the bot's own, for no question."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """All that the playground has seen, each in the order in which it came. Times are in seconds of one clock.

    `thread_of` is the root of the thread in which a message stands, by channel and ts; `shared_in` the threads, as channel and
    root, whose messages carry a file.
    """

    deliveries: Sequence[Delivery] = ()
    lines: Sequence[Line] = ()
    calls: Sequence[Call] = ()
    responses: Sequence[Response] = ()
    downloads: Sequence[Download] = ()
    exchanges: Sequence[Exchange] = ()
    lives: Sequence[Life] = ()
    now: float = 0.0
    thread_of: Callable[[str, str], str] = lambda _, ts: ts
    shared_in: Callable[[str], Collection[tuple[str, str]]] = lambda _: ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question and what names it: its deliveries, and the lines that the bot has logged of it."""

    id: str
    channel: str
    thread: str
    begun_at: float
    done_at: float | None
    deliveries: tuple[Delivery, ...]
    lines: tuple[Line, ...]

    def is_under_way(self, at: float) -> bool:
        """Whether it was being worked on then, or had been a moment before."""
        return self.begun_at <= at and (self.done_at is None or at <= self.done_at + GRACE_SECONDS)

    def last(self, *events: str) -> Line | None:
        """The last line of one of these."""
        return next((line for line in reversed(self.lines) if line.event in events), None)


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A question with all that belongs to it."""

    asked: Asked
    calls: tuple[Call, ...]
    responses: tuple[Response, ...]
    downloads: tuple[Download, ...]
    exchanges: tuple[Exchange, ...]
    deaths: tuple[Life, ...]
    """Lives of the bot that ended while the question was under way."""
    revivals: tuple[Life, ...]
    """Those that began meanwhile."""
    now: float
    hears_log: bool
    """Whether the bot's log is heard at all."""


def asked(seen: Seen) -> list[Asked]:
    """The newest questions, the newest first."""
    named = _by_name(seen.deliveries)
    lines: dict[str, list[Line]] = {}
    for line in seen.lines:
        if question := line.text("question"):
            lines.setdefault(question, []).append(line)
    # Without the log it is only to be guessed what the bot makes a question of.
    ids = lines.keys() if seen.lines else dict.fromkeys(_guessed(seen.deliveries))
    found = [_asked(question, named, lines.get(question, []), seen) for question in ids]
    return sorted(found, key=lambda one: one.begun_at, reverse=True)[:MOST_JOURNEYS]


def journey(seen: Seen, question: str) -> Journey | None:
    """All of one question; None where it is not among the newest."""
    questions = asked(seen)
    this = next((one for one in questions if one.id == question), None)
    if this is None:
        return None
    is_ours = _Sorting(this, questions, seen)
    return Journey(
        asked=this,
        calls=tuple(call for call in seen.calls if is_ours.call(call)),
        responses=tuple(response for response in seen.responses if is_ours.response(response)),
        downloads=tuple(download for download in seen.downloads if is_ours.download(download)),
        exchanges=tuple(exchange for exchange in seen.exchanges if is_ours.exchange(exchange)),
        deaths=tuple(life for life in seen.lives if life.ended_at is not None and this.is_under_way(life.ended_at)),
        revivals=tuple(life for life in seen.lives if life.began_at > this.begun_at and this.is_under_way(life.began_at)),
        now=seen.now,
        hears_log=bool(seen.lines),
    )


def question_of(seen: Seen, channel: str, ts: str, *, at: float) -> str | None:
    """The question that a message of the bot's, which appeared at that time, answers."""
    thread = seen.thread_of(channel, ts)
    before = [one for one in asked(seen) if one.channel == channel and one.begun_at <= at]
    in_thread = [one for one in before if one.thread == thread]
    # What only one person sees stands in no thread of its own.
    alone = [one for one in before if one.is_under_way(at) and not seen.thread_of(channel, one.thread)]
    return next((one.id for one in in_thread or alone or [one for one in before if one.is_under_way(at)]), None)


def request_name(question: str) -> str:
    """How the bot names a question to the API, in `X-Client-Request-Id`; the name of a long reading's calls begins so."""
    return f"footnote-{sha256(question.encode()).hexdigest()[:24]}"


def names_of(body: Payload) -> frozenset[str]:
    """What a question that comes of this body may be named after, besides workspace and channel."""
    event = _object(body.get("event"))
    message = _object(event.get("message"))
    ts = message.get("ts") or event.get("deleted_ts") or event.get("ts")
    names = [ts if event.get("type") in ("message", "app_mention") else None, event.get("function_execution_id")]
    names.append(body.get("trigger_id"))
    view = _object(body.get("view"))
    if view.get("id"):
        names.append(f"{view['id']}:{view.get('hash', '')}")
    actions = body.get("actions")
    under = _object(body.get("container")).get("message_ts")
    pressed = cast("list[object]", actions) if isinstance(actions, list) else []
    names.extend(f"{under}:{_object(action).get('action_ts')}" for action in pressed)
    return frozenset(str(name) for name in names if name)


class _Sorting:
    """Says of each thing whether it belongs to `this` question: by name, by thread, or because nothing else was under way."""

    def __init__(self, this: Asked, questions: Sequence[Asked], seen: Seen) -> None:
        self._this = this
        self._others = questions
        self._seen = seen
        self._addresses = {delivery.body.get("response_url") for delivery in this.deliveries} - {None, ""}
        self._requests = {request_name(this.id), *(line.text("request") for line in this.lines)} - {""}

    def exchange(self, exchange: Exchange) -> bool:
        name = next((value for header, value in exchange.headers.items() if header.lower() == "x-client-request-id"), "")
        return name in self._requests or name.startswith(f"{request_name(self._this.id)}-")

    def response(self, response: Response) -> bool:
        return response.url in self._addresses

    def call(self, call: Call) -> bool:
        if call.method in NOBODYS or not self._this.is_under_way(call.at):
            return False
        channel = str(call.args.get("channel") or call.args.get("channel_id") or "")
        ts = next((str(found) for name in ("thread_ts", "ts", "timestamp", "message_ts") if (found := call.args.get(name))), "")
        thread = self._seen.thread_of(channel, ts) or ts if channel and ts else ""
        return self._is_first(call.at, [(channel, thread)] if thread else [], channel=channel)

    def download(self, download: Download) -> bool:
        return self._this.is_under_way(download.at) and self._is_first(download.at, self._seen.shared_in(download.file_id))

    def _is_first(self, at: float, threads: Collection[tuple[str, str]], *, channel: str = "") -> bool:
        """Questions of one thread are answered one after the other; what names no thread can be told only of one alone."""
        under_way = [one for one in self._others if one.is_under_way(at)]
        if threads and not any((one.channel, one.thread) in threads for one in under_way):
            # Of a question long done, the bot looks after its thread for itself; of any other thread, it was asked.
            under_way = [] if any((one.channel, one.thread) in threads for one in self._others) else under_way
        if near := [one for one in under_way if (one.channel, one.thread) in threads]:
            unfinished = [one for one in near if one.done_at is None or at <= one.done_at]
            if not self._seen.lines:
                return max(near, key=lambda one: one.begun_at) is self._this  # Nobody told when the ones before were done.
            return min(unfinished or near, key=lambda one: one.begun_at) is self._this
        there = [one for one in under_way if one.channel == channel] or under_way
        return there == [self._this]


def _asked(question: str, named: dict[str, list[Delivery]], lines: Sequence[Line], seen: Seen) -> Asked:
    _, channel, name = (*question.split(":", 2), "", "")[:3]
    deliveries = [one for one in named.get(name, ()) if channel in _channels(one.body)]
    times = [one.sent_at for one in deliveries if one.sent_at is not None] + [line.at for line in lines]
    last = next((line for line in reversed(lines) if line.event in (END, PAUSE)), None)
    thread = next((found for one in deliveries if (found := _thread(one.body))), "") or seen.thread_of(channel, name) or name
    return Asked(
        id=question,
        channel=channel,
        thread=thread,
        begun_at=min(times, default=seen.now),
        done_at=last.at if last and last.event == END else None,
        deliveries=tuple(deliveries),
        lines=tuple(lines),
    )


def _by_name(deliveries: Iterable[Delivery]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        for name in names_of(delivery.body):
            found.setdefault(name, []).append(delivery)
    return found


def _guessed(deliveries: Iterable[Delivery]) -> Iterator[str]:
    for delivery in deliveries:
        body, event = delivery.body, delivery.event
        if "command" in body:
            yield f"{body.get('team_id')}:{body.get('channel_id')}:{body.get('trigger_id')}"
            continue
        is_heard = event.get("type") == "app_mention" or event.get("channel_type") == "im"
        if is_heard and not event.get("hidden") and event.get("user") not in (None, BOT_USER):
            yield f"{body.get('team_id')}:{event.get('channel')}:{event.get('ts')}"


def _channels(body: Payload) -> set[str]:
    """The channel that a body names; that of a form's sending is the form's own secret, and any may be."""
    event, channel = _object(body.get("event")), _object(body.get("channel"))
    named = (
        event.get("channel") or channel.get("id") or body.get("channel_id") or _object(body.get("container")).get("channel_id")
    )
    if named:
        return {str(named)}
    return set(str(_object(body.get("view")).get("private_metadata", "")).replace('"', " ").split())


def _thread(body: Payload) -> str:
    event, message = _object(body.get("event")), _object(body.get("message"))
    changed = _object(event.get("message")) or _object(event.get("previous_message"))
    for found in (event, changed, message, _object(body.get("container"))):
        if found.get("thread_ts"):
            return str(found["thread_ts"])
    return str(message.get("ts") or "")


def _object(value: object) -> Payload:
    return cast("Payload", value) if isinstance(value, dict) else {}
