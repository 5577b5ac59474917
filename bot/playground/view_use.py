"""What Slack sends to the app when somebody uses a control of a view that is no part of a form: a button, a menu.

Shapes as in docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from bot.playground.entities import APP, Payload, SlackError, User
from bot.playground.view_elements import Acting, Button
from bot.playground.view_json import HomeTab, Modal
from bot.playground.view_state import Given, state_of_element


def found_in(shown: HomeTab | Modal, action_id: str) -> tuple[str, Acting]:
    """The block and the control of that name. Raises `no_such_button`, which is no word of Slack's."""
    found = next((found for found in shown.acting if found[1].action_id == action_id), None)
    if found is None:
        raise SlackError("no_such_button")
    return found


def chosen_in(element: Acting, given: Given) -> Payload:
    """What was chosen in a control; nothing for a button. Raises `no_such_option`."""
    return {} if isinstance(element, Button) else state_of_element(element, given)


def used(
    element: Acting, chosen: Payload, *, block_id: str, person: User, team: Payload, trigger_id: str, view: Payload, at: str
) -> Payload:
    """The payload of a control that was used at that ts; `view` and `team` are as payloads carry them."""
    name = person.name.lower()
    kept = element.model_dump(include={"type", "action_id", "text", "value", "style", "placeholder"}, exclude_none=True)
    return {
        "type": "block_actions",
        "user": {"id": person.id, "username": name, "name": name, "team_id": person.team},
        "api_app_id": APP,
        "token": "playground",
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": trigger_id,
        "team": team,
        "enterprise": None,
        "is_enterprise_install": False,
        "view": view,
        "actions": [{**kept, **chosen, "block_id": block_id, "action_ts": at}],
    }
