"""What people do with a modal: use what is in it, submit it, again too, close it; and what the app's answer makes of it.

Shapes as in docs.slack.dev/reference/interaction-payloads/view-interactions-payload and in recorded deliveries.
"""

from pydantic import TypeAdapter, ValidationError

from bot.playground.deliveries import Deliveries, Delivery, Outcome
from bot.playground.entities import APP, Payload, SlackError
from bot.playground.triggers import Triggers
from bot.playground.view_json import modal_of
from bot.playground.view_state import Given, Values, errors_in, state_of
from bot.playground.view_use import chosen_in, found_in, used
from bot.playground.views import View, Views, view_object
from bot.playground.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack says of a submission that was not acknowledged, or whose answer it can't follow."""

_VIEW: TypeAdapter[Payload] = TypeAdapter(dict[str, object])
_ERRORS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


class Modals:
    """Makes `view_submission` and `view_closed` payloads, and follows what was answered. Raises `SlackError`."""

    def __init__(self, workspace: Workspace, views: Views, triggers: Triggers, deliveries: Deliveries) -> None:
        self._workspace = workspace
        self._views = views
        self._triggers = triggers
        self._deliveries = deliveries

    async def submit(self, view_id: str, values: Values, *, user: str) -> Delivery:
        """Fills in and submits the view that somebody sees; returns when the app has acknowledged it, or not.

        What Slack itself finds wrong is not sent: the delivery has no outcomes, and the view tells the errors.
        Raises `not_found`, `no_such_button`, and what `state_of` does.
        """
        view = self._views.shown(view_id, user=user)
        if view.modal.submit is None:
            raise SlackError("no_such_button")
        body = self._about("view_submission", view, state_of(view.modal, values))
        body |= {"trigger_id": self._triggers.issue(user), "response_urls": []}
        if errors := errors_in(view.modal, values):
            self._views.complain(view, errors=errors)
            return Delivery(body=body)
        return await self._send(body, view)

    async def submit_again(self, delivery: Delivery) -> Delivery:
        """The very same submission comes a second time, as of somebody who pressed twice; a view that is gone stays gone."""
        view = _VIEW.validate_python(delivery.body["view"])
        return await self._send(delivery.body, self._views.find(str(view["id"])))

    async def close(self, view_id: str, *, user: str) -> list[Delivery]:
        """Closes the view that somebody sees, or with `clear_on_close` all; the app is told where it has `notify_on_close`."""
        view = self._views.shown(view_id, user=user)
        is_cleared = view.modal.clear_on_close
        gone = self._views.of(user)[::-1] if is_cleared else [view]
        if is_cleared:
            self._views.clear(user)
        else:
            self._views.close(view)
        told = [
            self._about("view_closed", closed) | {"is_cleared": is_cleared} for closed in gone if closed.modal.notify_on_close
        ]
        return [await self._deliveries.interact(body) for body in told]

    async def use(self, view_id: str, action_id: str, given: Given, *, user: str) -> Delivery:
        """Uses a button or a menu of the view that somebody sees; returns when the app has acknowledged it, or not.

        Raises `not_found`, and `no_such_button` and `no_such_option`, which are no words of Slack's.
        """
        view = self._views.shown(view_id, user=user)
        block_id, element = found_in(view.modal, action_id)
        chosen = chosen_in(element, given)
        body = used(
            element,
            chosen,
            block_id=block_id,
            person=self._workspace.users[user],
            team={"id": self._workspace.team, "domain": self._workspace.team_domain},
            trigger_id=self._triggers.issue(user),
            view=view_object(view, values={block_id: {element.action_id: chosen}} if chosen else {}),
            at=self._workspace.next_ts(),
        )
        return await self._deliveries.interact(body)

    async def _send(self, body: Payload, view: View | None) -> Delivery:
        delivery = await self._deliveries.interact(body)
        # Meanwhile the person may have closed it.
        if view is not None and self._views.find(view.id) is view:
            try:
                self._follow(view, delivery.outcomes[-1])
            except (SlackError, ValidationError):
                self._views.complain(view, problem=TROUBLE)
        return delivery

    def _follow(self, view: View, outcome: Outcome) -> None:
        """Does what the acknowledgement says (docs.slack.dev/surfaces/modals); raises where it says nothing that can be done."""
        answer = outcome.answer
        match answer.get("response_action") if outcome.acked else "none":
            case None if not answer:
                self._views.close(view)
            case "clear":
                self._views.clear(view.user)
            case "errors":
                errors = _ERRORS.validate_python(answer.get("errors"))
                if not errors or not errors.keys() <= {block.block_id for block in view.modal.inputs}:
                    raise SlackError("invalid_arguments")
                self._views.complain(view, errors=errors)
            case "update":
                self._views.update(view, modal_of(_VIEW.validate_python(answer.get("view"))))
            case "push":
                self._views.push_on(view, modal_of(_VIEW.validate_python(answer.get("view"))))
            case _:
                raise SlackError("not_acknowledged")

    def _about(self, kind: str, view: View, values: Payload | None = None) -> Payload:
        person = self._workspace.users[view.user]
        name = person.name.lower()
        return {
            "type": kind,
            "team": {"id": self._workspace.team, "domain": self._workspace.team_domain},
            "user": {"id": person.id, "username": name, "name": name, "team_id": person.team},
            "api_app_id": APP,
            "token": "playground",
            "view": view_object(view, values=values),
            "is_enterprise_install": False,
            "enterprise": None,
        }
