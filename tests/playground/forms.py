"""Modals for tests, piece by piece."""

from bot.playground.entities import Payload


def plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Payload:
    return {"text": plain(value.title()), "value": value}


def field(block_id: str, element: Payload, **more: object) -> Payload:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def text_input(**more: object) -> Payload:
    return {"type": "plain_text_input", "action_id": "x", **more}


def select(**more: object) -> Payload:
    return {"type": "static_select", "action_id": "x", "options": [option("bug"), option("idea")], **more}


def menu(kind: str, **more: object) -> Payload:
    """One of Slack's own lists of people or conversations."""
    return {"type": kind, "action_id": "x", **more}


def hours(**more: object) -> Payload:
    return {"type": "timepicker", "action_id": "x", **more}


def checkboxes(**more: object) -> Payload:
    return {"type": "checkboxes", "action_id": "x", "options": [option("dm"), option("channel")], **more}


def radios(**more: object) -> Payload:
    return {"type": "radio_buttons", "action_id": "x", "options": [option("bug"), option("idea")], **more}


def conversations(**more: object) -> Payload:
    return {"type": "conversations_select", "action_id": "x", **more}


def image(file: str, **more: object) -> Payload:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": "a page", **more}


def modal(*blocks: Payload, **more: object) -> Payload:
    about: Payload = {"type": "modal", "callback_id": "form", "title": plain("A form"), "submit": plain("Send")}
    return {**about, "blocks": list(blocks), **more}
