"""The Web API methods that show modals and the Home tab."""

from bot.playground.arguments import Arguments
from bot.playground.entities import Payload, SlackError
from bot.playground.files import Files
from bot.playground.homes import Homes, home_object
from bot.playground.methods import Method
from bot.playground.pace import TIER_4
from bot.playground.view_json import Modal, home_of, modal_of
from bot.playground.views import View, Views, view_object


class ViewMethods:
    """`views.open`, `views.push`, `views.update`, `views.publish`.

    What is wrong with a view is said before its trigger is exchanged.
    """

    def __init__(self, views: Views, homes: Homes, files: Files) -> None:
        self._views = views
        self._homes = homes
        self._files = files

    def methods(self) -> dict[str, Method]:
        """By name; they need no scope."""
        return {
            "views.open": Method(answer=self._open, tier=TIER_4),
            "views.push": Method(answer=self._push, tier=TIER_4),
            "views.update": Method(answer=self._update, tier=TIER_4),
            "views.publish": Method(answer=self._publish, tier=TIER_4),
        }

    def _open(self, arguments: Arguments) -> Payload:
        (trigger_id,) = arguments.required("trigger_id")
        return _answer(self._views.open(trigger_id, self._modal(arguments)))

    def _push(self, arguments: Arguments) -> Payload:
        (trigger_id,) = arguments.required("trigger_id")
        return _answer(self._views.push(trigger_id, self._modal(arguments)))

    def _update(self, arguments: Arguments) -> Payload:
        view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
        if bool(view_id) == bool(external_id):
            raise SlackError("invalid_arguments")
        modal = self._modal(arguments)
        view = self._views.named(view_id=view_id, external_id=external_id)
        return _answer(self._views.update(view, modal, expected_hash=arguments.text("hash")))

    def _publish(self, arguments: Arguments) -> Payload:
        user, _ = arguments.required("user_id", "view")
        tab = home_of(arguments.object("view", error="invalid_arguments") or {})
        return {"view": home_object(self._homes.publish(user, tab, expected_hash=arguments.text("hash")))}

    def _modal(self, arguments: Arguments) -> Modal:
        arguments.required("view")
        modal = modal_of(arguments.object("view", error="invalid_arguments") or {})
        for number, file in modal.pictures.items():
            if not self._files.is_picture(file):
                message = f"[ERROR] invalid slack file [json-pointer:/view/blocks/{number}/slack_file]"
                raise SlackError("invalid_arguments", response_metadata={"messages": [message]})
        return modal


def _answer(view: View) -> Payload:
    return {"view": view_object(view)}
