"""The modals that stand open before people, and how the app opens, changes and stacks them."""

import secrets
from dataclasses import dataclass, field

from bot.playground.entities import APP, BOT, Change, Payload, SlackError
from bot.playground.triggers import Triggers
from bot.playground.view_json import Modal
from bot.playground.workspace import Workspace

MOST_VIEWS = 3
"""Views of one modal, one on another (docs.slack.dev/surfaces/modals)."""


@dataclass(kw_only=True)
class View:
    """One view of a modal before one person.

    `errors` stand beside the inputs, by block id; `problem` below them all. `hash` changes with each update.
    """

    id: str
    team: str
    user: str
    modal: Modal
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict[str, str])
    problem: str = ""


class Views:
    """Every person sees one modal at most: a stack of views, of which the last is shown."""

    def __init__(self, workspace: Workspace, triggers: Triggers) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._stacks: dict[str, list[View]] = {}

    def of(self, user: str) -> list[View]:
        """The views that stand open before somebody, the one that is shown last."""
        return list(self._stacks.get(user, ()))

    def find(self, view_id: str) -> View | None:
        """The view of that id, if it is still open."""
        return next((view for stack in self._stacks.values() for view in stack if view.id == view_id), None)

    def shown(self, view_id: str, *, user: str) -> View:
        """The view of that id, if it is the one that the person sees. Raises `not_found`."""
        stack = self._stacks.get(user)
        if not stack or stack[-1].id != view_id:
            raise SlackError("not_found")
        return stack[-1]

    # What the app does

    def open(self, trigger_id: str, modal: Modal) -> View:
        """Shows a modal to whose trigger it is, in place of any other. Raises what `Triggers.exchange` does."""
        self._refuse_duplicate(modal)
        user = self._triggers.exchange(trigger_id)
        view_id = self._workspace.next_id("V")
        view = View(id=view_id, team=self._workspace.team, user=user, modal=modal, hash=self._hash(), root_id=view_id)
        self._stacks[user] = [view]
        self._tell(user)
        return view

    def push(self, trigger_id: str, modal: Modal) -> View:
        """Lays a view upon the one that the person sees. Raises what `open` and `push_on` do, or `not_found`."""
        self._refuse_duplicate(modal)
        user = self._triggers.exchange(trigger_id)
        if not self._stacks.get(user):
            raise SlackError("not_found")
        return self.push_on(self._stacks[user][-1], modal)

    def push_on(self, below: View, modal: Modal) -> View:
        """Lays a view upon that one. Raises `push_limit_reached` or `duplicate_external_id`."""
        self._refuse_duplicate(modal)
        stack = self._stacks[below.user]
        if len(stack) >= MOST_VIEWS:
            raise SlackError("push_limit_reached")
        view_id = self._workspace.next_id("V")
        stack.append(
            View(
                id=view_id,
                team=below.team,
                user=below.user,
                modal=modal,
                hash=self._hash(),
                root_id=below.root_id,
                previous_id=stack[-1].id,
            )
        )
        self._tell(below.user)
        return stack[-1]

    def named(self, *, view_id: str = "", external_id: str = "") -> View:
        """The open view of that id, the app's own or Slack's. Raises `not_found`."""
        for view in (view for stack in self._stacks.values() for view in stack):
            if view.id == view_id or (external_id and view.modal.external_id == external_id):
                return view
        raise SlackError("not_found")

    def update(self, view: View, modal: Modal, *, expected_hash: str = "") -> View:
        """Puts other contents into a view. Raises `hash_conflict` where it was changed since, or `duplicate_external_id`."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        if modal.external_id != view.modal.external_id:
            self._refuse_duplicate(modal)
        view.modal, view.hash, view.errors, view.problem = modal, self._hash(), {}, ""
        self._tell(view.user)
        return view

    # What comes of people's deeds

    def complain(self, view: View, *, errors: dict[str, str] | None = None, problem: str = "") -> None:
        """Says what is wrong, beside the inputs and below them."""
        view.errors, view.problem = errors or {}, problem
        self._tell(view.user)

    def close(self, view: View) -> None:
        """Takes a view away, and what lies upon it; the one below it is shown again."""
        stack = self._stacks[view.user]
        del stack[stack.index(view) :]
        self._tell(view.user)

    def clear(self, user: str) -> None:
        """Takes the whole modal away."""
        self._stacks.pop(user, None)
        self._tell(user)

    def _refuse_duplicate(self, modal: Modal) -> None:
        held = (view.modal.external_id for stack in self._stacks.values() for view in stack)
        if modal.external_id and modal.external_id in held:
            raise SlackError("duplicate_external_id")

    def _hash(self) -> str:
        return f"{self._workspace.now()}.{secrets.token_urlsafe(6)}"

    def _tell(self, user: str) -> None:
        self._workspace.tell(Change(kind="view", user=user))


def view_object(view: View, *, values: Payload | None = None) -> Payload:
    """The view as answers and payloads carry it; `values` are those of a submission."""
    return {
        "id": view.id,
        "team_id": view.team,
        **view.modal.as_json(),
        "state": {"values": values or {}},
        "hash": view.hash,
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": APP,
        "app_installed_team_id": view.team,
        "bot_id": BOT,
    }
