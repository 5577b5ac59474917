"""The app's Home tab: what it shows each person, and what Slack sends to the app when somebody uses a control there.

Shapes as in docs.slack.dev/surfaces/app-home.
"""

import secrets
from dataclasses import dataclass

from bot.playground.deliveries import Deliveries, Delivery
from bot.playground.entities import APP, BOT, Change, Payload, SlackError
from bot.playground.triggers import Triggers
from bot.playground.view_json import HomeTab
from bot.playground.view_state import Given
from bot.playground.view_use import chosen_in, found_in, used
from bot.playground.workspace import Workspace


@dataclass(kw_only=True)
class Home:
    """The Home tab of one person; `hash` changes each time the app publishes it."""

    id: str
    team: str
    user: str
    tab: HomeTab
    hash: str


class Homes:
    """Every person's Home tab. Raises `SlackError`. With `is_enabled` false the app has none."""

    def __init__(self, workspace: Workspace, triggers: Triggers, deliveries: Deliveries, *, is_enabled: bool = True) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._deliveries = deliveries
        self._is_enabled = is_enabled
        self._homes: dict[str, Home] = {}

    def of(self, user: str) -> Home | None:
        """What the app has published for somebody, if it has."""
        return self._homes.get(user)

    def publish(self, user: str, tab: HomeTab, *, expected_hash: str = "") -> Home:
        """Shows it in place of what was there. Raises `not_enabled`, `user_not_found` or `hash_conflict`."""
        if not self._is_enabled:
            raise SlackError("not_enabled")
        if user not in self._workspace.users:
            raise SlackError("user_not_found")
        before = self._homes.get(user)
        if expected_hash and (before is None or before.hash != expected_hash):
            raise SlackError("hash_conflict")
        view_id = before.id if before else self._workspace.next_id("V")
        view_hash = f"{self._workspace.now()}.{secrets.token_urlsafe(6)}"
        home = Home(id=view_id, team=self._workspace.team, user=user, tab=tab, hash=view_hash)
        self._homes[user] = home
        self._workspace.tell(Change(kind="home", user=user))
        return home

    async def use(self, action_id: str, given: Given, *, user: str) -> Delivery:
        """Somebody presses that button, or chooses from that menu; returns when the app has acknowledged it, or not.

        Raises `not_found` without a Home tab, and `no_such_button` and `no_such_option`, which are no words of Slack's.
        """
        home = self._homes.get(user)
        if home is None:
            raise SlackError("not_found")
        block_id, element = found_in(home.tab, action_id)
        chosen = chosen_in(element, given)
        values: Payload = {block_id: {element.action_id: chosen}} if chosen else {}
        body = used(
            element,
            chosen,
            block_id=block_id,
            person=self._workspace.users[user],
            team={"id": self._workspace.team, "domain": self._workspace.team_domain},
            trigger_id=self._triggers.issue(user),
            view=home_object(home, values=values),
            at=self._workspace.next_ts(),
        )
        return await self._deliveries.interact(body)


def home_object(home: Home, *, values: Payload | None = None) -> Payload:
    """The view as answers and payloads carry it."""
    return {
        "id": home.id,
        "team_id": home.team,
        **home.tab.as_json(),
        "state": {"values": values or {}},
        "hash": home.hash,
        "previous_view_id": None,
        "root_view_id": home.id,
        "app_id": APP,
        "app_installed_team_id": home.team,
        "bot_id": BOT,
    }
