"""What Bolt takes on trust of a payload: the fields that it reads without a look at their types, before it asks any listener."""

from typing import cast

from bot.slack.payloads import NOTHING, Payload, as_payload, child


def is_shaped(body: Payload) -> bool:
    """Whether these fields have the types that Slack gives them: on others Bolt raises, and Slack would be answered 500. Pure.

    slack_bolt 1.30: `listener_matcher/builtins.py`, `request/payload_utils.py`, `middleware/authorization/internals.py`.
    """
    event, view = child(body, "event"), child(body, "view")
    objects = [body.get("event", NOTHING), body.get("view", NOTHING), event.get("function", NOTHING)]
    # Null is what Slack says here where there is none.
    objects += [event.get(name) or NOTHING for name in ("message", "previous_message")]
    texts = [body.get(name, "") for name in ("type", "command", "callback_id")]
    texts += [view.get("callback_id", ""), child(event, "function").get("callback_id", "")]
    texts += [view.get("type")] if view else []
    if not (all(isinstance(one, dict) for one in objects) and all(isinstance(one, str) for one in texts)):
        return False
    return body.get("type") != "block_actions" or "actions" not in body or _are_actions(body["actions"])


def _are_actions(actions: object) -> bool:
    """Whether it is what was pressed: at least one action, each with a name."""
    if not (isinstance(actions, list) and actions):
        return False
    return all(isinstance(as_payload(action).get("action_id"), str) for action in cast("list[object]", actions))
