"""Reads the arguments of a Web API call, however they came: query, form or JSON, token in a header or beside them."""

import base64
import json
from collections.abc import Mapping
from typing import TypeVar, cast

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.playground.entities import Payload, SlackError

_OBJECT: TypeAdapter[Payload] = TypeAdapter(dict[str, object])
_OBJECTS: TypeAdapter[list[Payload]] = TypeAdapter(list[dict[str, object]])
_Shape = TypeVar("_Shape")


class Arguments:
    """The arguments of one call. Numbers, flags and JSON may all have come as text, as forms send them."""

    def __init__(self, values: Mapping[str, object], *, token: str = "") -> None:
        self.values = dict(values)
        self.token = token
        """Of whoever calls."""

    def has(self, name: str) -> bool:
        """Whether the argument was sent with anything in it."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """The argument as text."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def required(self, *names: str) -> tuple[str, ...]:
        """These arguments as text. Raises `invalid_arguments` naming the first that is missing, as Slack does."""
        for name in names:
            if not self.has(name):
                message = f"[ERROR] missing required field: {name}"
                raise SlackError("invalid_arguments", response_metadata={"messages": [message]})
        return tuple(self.text(name) for name in names)

    def flag(self, name: str) -> bool:
        """The argument as true or false; `1` and `true` in any case are true."""
        return self.text(name).lower() in ("1", "true")

    def number(self, name: str, *, default: int, maximum: int) -> int:
        """The argument as a whole number between 1 and `maximum`. Raises `invalid_limit`."""
        if not self.has(name):
            return default
        try:
            value = int(self.text(name))
        except ValueError:
            raise SlackError("invalid_limit") from None
        if value < 1:
            raise SlackError("invalid_limit")
        return min(value, maximum)

    def object(self, name: str, *, error: str) -> Payload | None:
        """The argument as a JSON object, or None where it was not sent. Raises `error` where it is anything else."""
        return self._json(name, _OBJECT, error=error)

    def objects(self, name: str, *, error: str) -> list[Payload] | None:
        """The argument as a list of JSON objects, or None where it was not sent. Raises `error` where it is anything else."""
        return self._json(name, _OBJECTS, error=error)

    def _json(self, name: str, shape: TypeAdapter[_Shape], *, error: str) -> _Shape | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return shape.validate_json(value) if isinstance(value, str) else shape.validate_python(value)
        except ValidationError:
            raise SlackError(error) from None


async def read_call(request: web.Request) -> tuple[Arguments, str]:
    """The arguments and the token of a call. Raises `invalid_json`, `json_not_object` or `invalid_form_data`."""
    values: dict[str, object] = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        values |= await _body(request)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    in_body = values.pop("token", "")
    if scheme.lower() == "basic":
        values |= _client_of(token)
    token = token.strip() if scheme.lower() == "bearer" and token else str(in_body)
    return Arguments(values, token=token), token


def _client_of(credentials: str) -> Mapping[str, object]:
    """The app's own id and secret, where a call brings these in place of a token. Raises `invalid_client_id`."""
    try:
        client_id, _, secret = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
    except ValueError:
        raise SlackError("invalid_client_id") from None
    return {"client_id": client_id, "client_secret": secret}


async def _body(request: web.Request) -> Mapping[str, object]:
    if request.content_type == "application/json":
        try:
            body = cast(object, json.loads(await request.text()))
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return cast(dict[str, object], body)
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return dict(await request.post())
    raise SlackError("invalid_form_data")
