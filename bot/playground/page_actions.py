"""What the page calls when one does more than write: edit, delete, press buttons and Stop, commands, shortcuts, steps, modals."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.playground.commands import Command, Commands
from bot.playground.content import LONGEST_TEXT
from bot.playground.entities import Payload, SlackError
from bot.playground.homes import Homes
from bot.playground.modals import Modals
from bot.playground.people import People
from bot.playground.shortcuts import SHORTCUTS, Shortcut, Shortcuts
from bot.playground.view_state import Given
from bot.playground.views import Views
from bot.playground.visitors import is_member, visitor
from bot.playground.workflows import Run, StepDefinition, Workflows, rich_text_input
from bot.playground.workspace import Workspace

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Meant(BaseModel):
    """Which message or thread is meant, and what is to be done with it."""

    channel: str
    ts: str = ""
    text: str = ""
    action_id: str = ""
    value: str = ""


class _FilledIn(BaseModel):
    """Which view of a modal is meant, and what was filled in."""

    view: str
    values: dict[str, dict[str, Given]] = {}


class _Used(BaseModel):
    """Which control of the Home tab or, where one is named, of a modal's view is used, and what was chosen in it."""

    view: str = ""
    action_id: str = ""
    value: Given = ""


class _Inputs(BaseModel):
    """Which step is to be run, and what was filled in for it."""

    step: str
    inputs: dict[str, str] = {}


class PageActions:
    """The page's endpoints for the deeds of whom its tab stands for. `page_api.py` serves them, to its own page only."""

    def __init__(
        self,
        workspace: Workspace,
        people: People,
        commands: Commands,
        shortcuts: Shortcuts,
        views: Views,
        modals: Modals,
        homes: Homes,
        workflows: Workflows,
    ) -> None:
        self._workspace = workspace
        self._people = people
        self._commands = commands
        self._shortcuts = shortcuts
        self._views = views
        self._modals = modals
        self._homes = homes
        self._workflows = workflows

    @property
    def may_stop(self) -> bool:
        """Whether the page may show Slack's Stop button."""
        return self._people.may_stop

    def commands(self, user: str) -> tuple[Command, ...]:
        """What the page offers to somebody who types a slash."""
        return self._commands.offered if is_member(self._workspace, user) else ()

    def shortcuts(self, user: str) -> tuple[Shortcut, ...]:
        """What somebody's menus of messages, and of the composer, hold."""
        return SHORTCUTS if is_member(self._workspace, user) else ()

    @property
    def has_view(self) -> bool:
        """Whether Slack has its own view of conversations with the app."""
        return self._people.has_view

    def steps(self, user: str) -> tuple[StepDefinition, ...]:
        """What the app offers to somebody's workflows."""
        return self._workflows.offered if is_member(self._workspace, user) else ()

    @property
    def runs(self) -> list[Run]:
        """Runs of steps, the newest first."""
        return [*self._workflows.runs.values()][::-1]

    def view(self, user: str) -> Payload | None:
        """The view of a modal that somebody sees, if there is one."""
        views = self._views.of(user)
        if not views:
            return None
        view = views[-1]
        about: Payload = {"id": view.id, "hash": view.hash, "errors": view.errors, "problem": view.problem}
        return {**about, "is_pushed": view.previous_id is not None, **view.modal.as_json()}

    def home(self, user: str) -> Payload | None:
        """What the app's Home tab shows somebody, if anything."""
        home = self._homes.of(user)
        return {"id": home.id, "hash": home.hash, **home.tab.as_json()} if home else None

    def handlers(self) -> dict[str, _Handler]:
        """By the last part of their path. They raise `SlackError`."""
        return {
            "edit": self._handler(self._edit),
            "delete": self._handler(self._delete),
            "react": self._handler(self._react),
            "stop": self._handler(self._stop),
            "click": self._handler(self._click),
            "command": self._handler(self._command),
            "shortcut": self._handler(self._shortcut),
            "home": self._handler(self._home),
            "tab": self._tab,
            "use": self._use,
            "rename": self._handler(self._rename),
            "run": self._run,
            "submit": self._submit,
            "close": self._close,
        }

    def _handler(self, act: Callable[[_Meant, str], Awaitable[None]]) -> _Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                meant = _Meant.model_validate_json(await request.read())
            except ValidationError:
                return web.json_response({"ok": False, "error": "invalid_arguments"}, status=400)
            user = visitor(request, self._workspace)
            if user not in self._workspace.channel(meant.channel).members:
                raise SlackError("channel_not_found")
            await act(meant, user)
            return web.json_response({"ok": True})

        return handle

    async def _edit(self, meant: _Meant, user: str) -> None:
        if len(meant.text) > LONGEST_TEXT:
            raise SlackError("msg_too_long")
        self._people.edit(channel=meant.channel, ts=meant.ts, text=meant.text, user=user)

    async def _delete(self, meant: _Meant, user: str) -> None:
        self._people.delete(channel=meant.channel, ts=meant.ts, user=user)

    async def _react(self, meant: _Meant, user: str) -> None:
        self._people.react(channel=meant.channel, ts=meant.ts, name=meant.value, user=user)

    async def _stop(self, meant: _Meant, user: str) -> None:
        self._people.stop(channel=meant.channel, thread_ts=meant.ts, user=user)

    async def _click(self, meant: _Meant, user: str) -> None:
        delivery = await self._people.click(
            channel=meant.channel, ts=meant.ts, action_id=meant.action_id, user=user, value=meant.value
        )
        if delivery.acked_at is None:
            raise SlackError("not_acknowledged")

    async def _command(self, meant: _Meant, user: str) -> None:
        if len(meant.text) > LONGEST_TEXT:
            raise SlackError("msg_too_long")
        command, text = (*meant.text.split(maxsplit=1), "", "")[:2]
        await self._commands.run(command, text, channel=meant.channel, user=user, thread_ts=meant.ts or None)

    async def _shortcut(self, meant: _Meant, user: str) -> None:
        if meant.ts:
            used = self._shortcuts.on_message(meant.action_id, channel=meant.channel, ts=meant.ts, user=user)
        else:
            used = self._shortcuts.anywhere(meant.action_id, user=user)
        if (await used).acked_at is None:
            raise SlackError("not_acknowledged")

    async def _home(self, meant: _Meant, user: str) -> None:
        if self._workspace.channel(meant.channel).user == user:
            self._people.visit(looking_at=meant.value, user=user)

    async def _rename(self, meant: _Meant, user: str) -> None:
        self._people.rename(channel=meant.channel, thread_ts=meant.ts, title=meant.text, user=user)

    async def _run(self, request: web.Request) -> web.StreamResponse:
        try:
            filled_in = _Inputs.model_validate_json(await request.read())
        except ValidationError:
            return web.json_response({"ok": False, "error": "invalid_arguments"}, status=400)
        user = visitor(request, self._workspace)
        step = next((step for step in self.steps(user) if step.callback_id == filled_in.step), None)
        if step is None:
            raise SlackError("not_found")
        given = {each.name: filled_in.inputs[each.name] for each in step.inputs if filled_in.inputs.get(each.name)}
        rich = {each.name for each in step.inputs if each.type == "slack#/types/rich_text"}
        inputs = {name: rich_text_input(value) if name in rich else value for name, value in given.items()}
        run, _ = self._workflows.run(step.callback_id, inputs, user=user)
        return web.json_response({"ok": True, "run": run.id})

    async def _tab(self, request: web.Request) -> web.StreamResponse:
        """Somebody opens the Home tab, of which the app is told each time."""
        user = visitor(request, self._workspace)
        if is_member(self._workspace, user):
            self._people.open_home(tab="home", user=user)
        return web.json_response({"ok": True})

    async def _use(self, request: web.Request) -> web.StreamResponse:
        try:
            used = _Used.model_validate_json(await request.read())
        except ValidationError:
            raise SlackError("invalid_arguments") from None
        user = visitor(request, self._workspace)
        if used.view:
            delivery = await self._modals.use(used.view, used.action_id, used.value, user=user)
        else:
            delivery = await self._homes.use(used.action_id, used.value, user=user)
        if delivery.acked_at is None:
            raise SlackError("not_acknowledged")
        return web.json_response({"ok": True})

    async def _submit(self, request: web.Request) -> web.StreamResponse:
        filled_in = await _filled_in(request)
        await self._modals.submit(filled_in.view, filled_in.values, user=visitor(request, self._workspace))
        return web.json_response({"ok": True})

    async def _close(self, request: web.Request) -> web.StreamResponse:
        await self._modals.close((await _filled_in(request)).view, user=visitor(request, self._workspace))
        return web.json_response({"ok": True})


async def _filled_in(request: web.Request) -> _FilledIn:
    try:
        return _FilledIn.model_validate_json(await request.read())
    except ValidationError:
        raise SlackError("invalid_arguments") from None
