"""App Home: what a person sees there when they open it, and what they choose and press in it."""

import asyncio
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Length, OutOfReach, PersonSettings, TeamId, UserId, phrases
from bot.language.speech import CODES, go_on_speaking, language_of
from bot.listeners.envelopes import team_of
from bot.listeners.errands import Errands
from bot.listeners.home_view import FORGET, LANGUAGE, LENGTH, MOST_RECENT, ForAdmins, Home, home_view
from bot.listeners.home_view import language_of as language_chosen
from bot.listeners.rights import Rights
from bot.listeners.views import forgotten_view
from bot.memory.forgetting import Forgetting
from bot.memory.limits import Limits
from bot.memory.preferences import Preferences
from bot.memory.recent import Recent
from bot.memory.retention import Retention
from bot.slack.client import repeatable
from bot.slack.elements import section
from bot.slack.payloads import NOTHING, Payload, child, children, text_of
from bot.slack.people import People
from bot.telemetry import log


class Homes:
    """Everybody's Home tab. `model` and `shows_cost` are what the operator has set."""

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        preferences: Preferences,
        recent: Recent,
        limits: Limits,
        forgetting: Forgetting,
        people: People,
        rights: Rights,
        retention: Retention,
        model: str,
        shows_cost: bool,
        workspace_url: str,
    ) -> None:
        self._client = client
        self._preferences = preferences
        self._recent = recent
        self._limits = limits
        self._forgetting = forgetting
        self._people = people
        self._rights = rights
        self._retention = retention
        self._model = model
        self._shows_cost = shows_cost
        self._workspace_url = workspace_url
        self._turns: WeakValueDictionary[tuple[TeamId, UserId], asyncio.Lock] = WeakValueDictionary()

    async def publish(self, team: TeamId, user: UserId, said: str = "") -> None:
        """Shows somebody their Home as it is now, in their language of now, with what there is to be `said` to them.

        One after the other, so that what was read first is not shown last. Raises as Slack's client does.
        """
        async with self._turns.setdefault((team, user), asyncio.Lock()):
            try:
                await self._speak_as_wished(team, user)
                view = home_view(await self._home(team, user, said))
            except OutOfReach as error:
                log.warning("home not read", detail=error.detail)
                view: Payload = {"type": "home", "blocks": [section(phrases.HOME_ABOUT), section(phrases.STORE_UNAVAILABLE)]}
            await repeatable(lambda: self._client.views_publish(user_id=user, view=dict(view)))

    async def choose(self, team: TeamId, user: UserId, name: str, value: str) -> None:
        """Keeps a person's own choice. One that is not offered is passed over. Raises `StoreUnavailable`."""
        language = language_chosen(value)
        if name == LENGTH and value in set(Length):
            await self._preferences.set_person(team, user, PersonSettings(length=Length(value)))
        elif name == LANGUAGE and (not language or language in CODES):
            await self._preferences.set_person(team, user, PersonSettings(language=language))

    async def forget(self, team: TeamId, user: UserId) -> None:
        """Forgets everything about somebody, and tells them how much that was."""
        try:
            forgotten = await self._forgetting.person(team, user)
            await self._speak_as_wished(team, user)
            said = forgotten_view(forgotten, what=phrases.WHAT_OF_YOU)
        except OutOfReach as error:
            said = error.sentence
        await self.publish(team, user, said)

    async def _speak_as_wished(self, team: TeamId, user: UserId) -> None:
        """Another language may hold now than when the delivery came."""
        chosen = (await self._preferences.person(team, user)).language
        go_on_speaking(language_of(chosen or (await self._people.person(team, user)).locale))

    async def _home(self, team: TeamId, user: UserId, said: str) -> Home:
        workspace = await self._preferences.workspace(team)
        person = await self._people.person(team, user)
        admin = None
        if await self._rights.may_rule(team, user):
            admin = ForAdmins(
                model=self._model,
                workspace=workspace,
                shows_cost=self._shows_cost if workspace.shows_cost is None else workspace.shows_cost,
                channels=await self._preferences.channels(team),
            )
        return Home(
            recent=await self._recent.of(team, user, most=MOST_RECENT),
            usage=await self._limits.usage(team, user, guest=person.is_guest or person.is_external),
            own=await self._preferences.person(team, user),
            kept_seconds=int(self._retention),
            workspace_url=self._workspace_url,
            said=said,
            admin=admin,
        )


def register(app: AsyncApp, homes: Homes, errands: Errands) -> None:
    """Joins the tab and what is in it for everybody. Before `welcomes`, which takes the app's other tab."""

    async def is_home(body: Payload) -> bool:
        return text_of(child(body, "event"), "tab") == "home"

    async def opened(body: Payload) -> None:
        team, user = team_of(body), text_of(child(body, "event"), "user")
        if team and user:
            errands.send(homes.publish(team, UserId(user)))

    async def chosen(ack: AsyncAck, body: Payload) -> None:
        team, user = who(body)
        action = next(iter(children(body, "actions")), NOTHING)
        if team and user:
            value = text_of(child(action, "selected_option"), "value")
            await homes.choose(team, user, text_of(action, "action_id"), value)
            errands.send(homes.publish(team, user))
        await ack()

    async def forget(ack: AsyncAck, body: Payload) -> None:
        team, user = who(body)
        if team and user:
            errands.send(homes.forget(team, user))
        await ack()

    app.event("app_home_opened", matchers=[is_home])(opened)
    app.action(LANGUAGE)(chosen)
    app.action(LENGTH)(chosen)
    app.action(FORGET)(forget)


def who(body: Payload) -> tuple[TeamId | None, UserId]:
    """The workspace and the person of an interaction's payload."""
    team = team_of(body)
    return TeamId(team) if team else None, UserId(text_of(child(body, "user"), "id"))
