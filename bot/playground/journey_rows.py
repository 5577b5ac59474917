"""The rows of a journey's details: one delivery, call, download, request to the model or log line each. Pure; times as there."""

import json
from typing import cast

from bot.playground.bot_log import Line
from bot.playground.entities import Call, Payload
from bot.playground.files import Download
from bot.playground.journeys import Asked
from bot.playground.responses import Response
from bot.playground.sent_list import LONGEST_SHOWN, SentList, parameters
from bot.playground.stand_in import Exchange

LONGEST_QUESTION = 400
LONGEST_VALUE = 4_000
"""Characters of an argument that are shown."""

READING = ("conversations.", "users.", "bots.", "usergroups.", "files.info", "chat.getPermalink", "team.")
"""How the names of methods begin that only read."""

CHUNKS = 240
"""Points of a stream's course that are drawn; what came between two of them counts to the later one."""


def is_reading(method: str) -> bool:
    """Whether that method changes nothing in Slack."""
    return method.startswith(READING)


def said_in(asked: Asked) -> Payload:
    """What was asked, by whom, as Slack delivered it."""
    for delivery in asked.deliveries:
        event, body = delivery.event, delivery.body
        if "command" in body:
            return {"text": f"{body['command']} {body.get('text', '')}".strip(), "user": str(body.get("user_id", ""))}
        if event.get("text") or event.get("files"):
            files = [str(file.get("name", "")) for file in _objects(event.get("files"))]
            text = str(event.get("text") or ", ".join(files))
            return {"text": text[:LONGEST_QUESTION], "user": str(event.get("user", ""))}
        if actions := _objects(body.get("actions")):
            pressed = _object(actions[0].get("text")).get("text") or actions[0].get("action_id")
            return {"text": f"“{pressed}” pressed", "user": str(_object(body.get("user")).get("id", ""))}
        if body.get("type") in ("view_submission", "message_action", "shortcut"):
            return {"text": "a form was sent", "user": str(_object(body.get("user")).get("id", ""))}
    return {"text": "", "user": ""}


def delivery_rows(asked: Asked) -> list[Payload]:
    """Each sending, in order; `again` marks those of what had been acknowledged before."""
    attempts = [(delivery, attempt) for delivery in asked.deliveries for attempt in delivery.attempts if attempt.sent_at]
    attempts.sort(key=lambda both: both[1].sent_at or 0.0)
    rows: list[Payload] = []
    is_acked = False
    for delivery, attempt in attempts:
        event, body, outcome = delivery.event, delivery.body, attempt.outcome
        begun = attempt.sent_at or 0.0
        subtype = f" ({event['subtype']})" if event.get("subtype") else ""
        kind = event.get("type") or body.get("command") or body.get("type")
        acked = outcome is not None and outcome.acked
        rows.append(
            {
                "what": f"{kind}{subtype}",
                "event_id": str(body.get("event_id") or ""),
                "number": attempt.number,
                "reason": attempt.reason,
                "from": _ms(asked, begun),
                "ms": None if attempt.ended_at is None else round((attempt.ended_at - begun) * 1000),
                "acked": acked,
                "why": "" if outcome is None or acked else _joined(outcome.reason, outcome.status),
                "again": is_acked,
                "body": _shown(body),
            }
        )
        is_acked = is_acked or acked
    return rows


def call_row(asked: Asked, call: Call) -> Payload:
    """One call of the Web API."""
    answer = _parsed(call.answer)
    ok = answer.get("ok") is True or call.answer[:20].startswith('{"ok": true')
    if call.ended_at is None:
        outcome = "no answer yet"
    elif call.status == 0:
        outcome = "connection cut"
    else:
        outcome = "ok" if ok else _joined(str(answer.get("error") or "failed"), call.status)
    return {
        "method": call.method,
        "from": _ms(asked, call.at),
        "ms": None if call.ended_at is None else round((call.ended_at - call.at) * 1000),
        "ok": ok,
        "outcome": outcome,
        "args": {name: _text(value) for name, value in call.args.items()},
        "answer": _shown(answer) if answer else call.answer,
    }


def response_row(asked: Asked, response: Response) -> Payload:
    """What was sent to the address that came with a command or a button."""
    ok = response.status == 200
    return {
        "method": "response_url",
        "from": _ms(asked, response.at),
        "ms": None,
        "ok": ok,
        "outcome": "ok" if ok else "connection cut" if response.status == 0 else f"refused, {response.status}",
        "args": {name: _text(value) for name, value in response.args.items()},
        "answer": "",
    }


def download_row(asked: Asked, download: Download) -> Payload:
    """One download of a file's bytes."""
    return {"file": download.file_id, "from": _ms(asked, download.at), "ok": not download.refused}


def line_row(asked: Asked, line: Line) -> Payload:
    """One line of the bot's log."""
    fields = {name: str(value) for name, value in line.fields.items() if value is not None and name != "question"}
    return {"event": line.event, "level": line.level, "from": _ms(asked, line.at), "fields": fields}


def exchange_row(asked: Asked, exchange: Exchange, sent: SentList) -> Payload:
    """One request to the model and what came back."""
    ended = exchange.done_at or exchange.failed_at
    text = "".join(piece for _, piece in exchange.chunks)
    first = exchange.chunks[0][0] if exchange.chunks else None
    headers = {name.lower(): value for name, value in exchange.headers.items()}
    return {
        "request": headers.get("x-client-request-id", ""),
        "model": str(exchange.body.get("model", "")),
        "parameters": parameters(exchange.body),
        "messages": [vars(message) for message in sent.messages],
        "tokens": sent.tokens,
        "is_counted": sent.is_counted,
        "from": _ms(asked, exchange.at),
        "first_ms": None if first is None else round((first - exchange.at) * 1000),
        "ms": None if ended is None else round((ended - exchange.at) * 1000),
        "status": exchange.status,
        "failed": exchange.failed_at is not None,
        "finish": exchange.finish,
        "completion_tokens": exchange.completion_tokens,
        "text": text[:LONGEST_SHOWN],
        "characters": len(text),
        "course": _course(asked, exchange),
    }


def _course(asked: Asked, exchange: Exchange) -> list[list[int]]:
    """How many characters there were by when, as pairs."""
    every = max(1, len(exchange.chunks) // CHUNKS)
    points: list[list[int]] = []
    characters = 0
    for index, (at, piece) in enumerate(exchange.chunks):
        characters += len(piece)
        if index % every == 0 or index == len(exchange.chunks) - 1:
            points.append([_ms(asked, at), characters])
    return points


def _shown(body: Payload) -> str:
    return _text(json.dumps({name: value for name, value in body.items() if name != "token"}, ensure_ascii=False, indent=1))


def _text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} … ({len(text):,} characters)"


def _parsed(text: str) -> Payload:
    try:
        return _object(json.loads(text))
    except ValueError:
        return {}


def _joined(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part)


def _ms(asked: Asked, at: float) -> int:
    return round((at - asked.begun_at) * 1000)


def _object(value: object) -> Payload:
    return cast("Payload", value) if isinstance(value, dict) else {}


def _objects(value: object) -> list[Payload]:
    return [_object(item) for item in cast("list[object]", value)] if isinstance(value, list) else []
