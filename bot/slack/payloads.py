"""Slack's JSON, read without trust: a field that is missing or of an unexpected type is simply absent. No meaning lives here."""

import json
from collections.abc import Mapping, Sequence
from typing import cast

Payload = Mapping[str, object]
"""One JSON object as it came over the wire."""

NOTHING: Payload = {}


def as_payload(value: object) -> Payload:
    """The value if it is a JSON object, else an empty one."""
    return cast("Payload", value) if isinstance(value, Mapping) else NOTHING


def payload_in(text: str) -> Payload:
    """The JSON object that a text holds, such as a form's `private_metadata`, else an empty one."""
    try:
        return as_payload(cast("object", json.loads(text)))
    except (ValueError, RecursionError):
        return NOTHING


def child(payload: Payload, name: str) -> Payload:
    """The object under `name`, or an empty one."""
    return as_payload(payload.get(name))


def children(payload: Payload, name: str) -> tuple[Payload, ...]:
    """The objects of the list under `name`; whatever else the list holds is passed over."""
    value = payload.get(name)
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(cast("Payload", item) for item in cast("Sequence[object]", value) if isinstance(item, Mapping))


def strings(payload: Payload, name: str) -> tuple[str, ...]:
    """The strings of the list under `name`; whatever else the list holds is passed over."""
    value = payload.get(name)
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(item for item in cast("Sequence[object]", value) if isinstance(item, str))


def text_of(payload: Payload, name: str) -> str:
    """The string under `name`, or an empty one."""
    value = payload.get(name)
    return value if isinstance(value, str) else ""


def number(payload: Payload, name: str) -> int | None:
    """The whole number under `name`, if there is one."""
    value = payload.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
