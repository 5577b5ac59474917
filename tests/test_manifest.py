"""The Slack app's manifest asks for what the code uses, and for nothing else."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import cast

import jsonschema
import pytest
import yaml
from pydantic import BaseModel
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Answer, Shortcut, Step, StepKind
from bot.listeners.asking import ASK_SHORTCUT
from bot.playground.workflows import STEPS
from bot.slack.step import outputs_of

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / "app_manifest.yml"
OPERATIONS = ROOT / "docs/operations.md"
SCHEMA = ROOT.parent / "shared/slack/manifest.schema.2.0.0.json"

HISTORY = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})

# Scopes that a bot token needs (docs.slack.dev/reference/methods/<method>).
SCOPES_OF_METHOD: dict[str, frozenset[str]] = {
    "agents_sessions_setStatus": frozenset({"chat:write"}),
    "assistant_threads_setSuggestedPrompts": frozenset({"assistant:write"}),
    "assistant_threads_setTitle": frozenset({"assistant:write"}),
    # With the app-level token, which has connections:write of its own.
    "apps_connections_open": frozenset(),
    "auth_test": frozenset(),
    "bots_info": frozenset({"users:read"}),
    "chat_delete": frozenset({"chat:write"}),
    "chat_appendStream": frozenset({"chat:write"}),
    "chat_postEphemeral": frozenset({"chat:write"}),
    "chat_postMessage": frozenset({"chat:write"}),
    "chat_startStream": frozenset({"chat:write"}),
    "chat_stopStream": frozenset({"chat:write"}),
    "chat_update": frozenset({"chat:write"}),
    "conversations_history": HISTORY,
    # Only channels are looked up: a message can't refer to a direct message.
    "conversations_info": frozenset({"channels:read", "groups:read"}),
    "conversations_members": frozenset({"channels:read", "groups:read", "im:read", "mpim:read"}),
    "conversations_open": frozenset({"im:write"}),
    "conversations_replies": HISTORY,
    "assistant_threads_setStatus": frozenset({"chat:write"}),
    "files_completeUploadExternal": frozenset({"files:write"}),
    "files_delete": frozenset({"files:write"}),
    "files_getUploadURLExternal": frozenset({"files:write"}),
    "files_info": frozenset({"files:read"}),
    "functions_completeError": frozenset(),
    "functions_completeSuccess": frozenset(),
    # With the app's own id and secret.
    "oauth_v2_access": frozenset(),
    "reactions_add": frozenset({"reactions:write"}),
    "reactions_remove": frozenset({"reactions:write"}),
    "usergroups_list": frozenset({"usergroups:read"}),
    "views_open": frozenset(),
    "views_publish": frozenset(),
    "views_push": frozenset(),
    "views_update": frozenset(),
    "users_info": frozenset({"users:read"}),
}

# Scopes of events (docs.slack.dev/reference/events/<event>). A listener for `message` hears all four kinds.
SCOPES_OF_EVENT: dict[str, frozenset[str]] = {
    "agent_session_stopped": frozenset(),
    "agent_session_title_changed": frozenset(),
    "app_context_changed": frozenset(),
    "app_home_opened": frozenset(),
    "app_uninstalled": frozenset(),
    "channel_archive": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_id_changed": frozenset({"channels:read", "groups:read"}),
    "channel_left": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_deleted": frozenset({"groups:read"}),
    "group_left": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "app_mention": frozenset({"app_mentions:read"}),
    "file_deleted": frozenset({"files:read"}),
    "function_executed": frozenset(),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "team_access_revoked": frozenset(),
    "tokens_revoked": frozenset(),
}

# Downloading is no method: the address of a file wants `files:read`. `agent_view` wants `assistant:write`, commands `commands`.
SCOPES_OF_FEATURES = frozenset({"files:read", "assistant:write", "commands"})


class Scopes(BaseModel):
    bot: list[str]


class OAuth(BaseModel):
    scopes: Scopes


class Events(BaseModel):
    bot_events: list[str]


class ManifestSettings(BaseModel):
    event_subscriptions: Events
    socket_mode_enabled: bool
    org_deploy_enabled: bool
    function_runtime: str


class Home(BaseModel):
    home_tab_enabled: bool
    messages_tab_enabled: bool
    messages_tab_read_only_enabled: bool


class Command(BaseModel):
    command: str
    usage_hint: str
    should_escape: bool


class ShortcutOffered(BaseModel):
    name: str
    type: str
    callback_id: str
    description: str


class Features(BaseModel):
    app_home: Home
    agent_view: dict[str, object] | None = None
    assistant_view: dict[str, object] | None = None
    slash_commands: list[Command] = []
    shortcuts: list[ShortcutOffered] = []


class Parameter(BaseModel):
    type: str
    title: str
    description: str


class Parameters(BaseModel):
    properties: dict[str, Parameter]
    required: list[str]


class Function(BaseModel):
    title: str
    description: str
    input_parameters: Parameters
    output_parameters: Parameters


class Manifest(BaseModel):
    """What these tests read of the manifest."""

    functions: dict[str, Function]

    features: Features
    oauth_config: OAuth
    settings: ManifestSettings


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return Manifest.model_validate(yaml.safe_load(MANIFEST.read_text(encoding="utf-8")))


@cache
def nodes() -> tuple[ast.AST, ...]:
    """The syntax of the bot's own code; the playground is Slack, not a user of it."""
    paths = [path for path in sorted((ROOT / "bot").rglob("*.py")) if "playground" not in path.parts]
    return tuple(node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def methods_used() -> set[str]:
    """Names of Web API methods that the code takes from a client, called at once or handed on, or names to `api_call`."""
    known = {name for name in vars(AsyncWebClient) if "_" in name.strip("_") and not name.startswith("_")}
    taken = {node.attr for node in nodes() if isinstance(node, ast.Attribute) and node.attr in known}
    return taken | {name.replace(".", "_") for name in first_words_given_to("api_call")}


def events_listened_to() -> set[str]:
    """Event types registered by name, `app.event("…")`; steps of workflows have a registration of their own."""
    functions = any(isinstance(node, ast.Attribute) and node.attr == "function" for node in nodes())
    return first_words_given_to("event") | ({"function_executed"} if functions else set())


def first_words_given_to(method: str) -> set[str]:
    """The literal first arguments of all calls of a method of that name."""
    return {
        argument.value
        for node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


@pytest.mark.skipif(
    not SCHEMA.exists(), reason="Slack's manifest schema (github.com/slackapi/manifest-schema) is not beside the project"
)
def test_the_manifest_is_valid_against_slacks_schema() -> None:
    schema = cast("dict[str, object]", json.loads(SCHEMA.read_bytes()))
    jsonschema.validate(yaml.safe_load(MANIFEST.read_text(encoding="utf-8")), schema)


def test_every_event_listened_to_is_subscribed_and_no_other(manifest: Manifest) -> None:
    subscribed = set(manifest.settings.event_subscriptions.bot_events)
    assert {event.partition(".")[0] for event in subscribed} == events_listened_to()
    if "message" in events_listened_to():
        assert subscribed >= {event for event in SCOPES_OF_EVENT if event.startswith("message.")}


def test_the_scopes_of_every_method_and_event_are_known(manifest: Manifest) -> None:
    assert methods_used() <= SCOPES_OF_METHOD.keys(), "add the method's scopes to SCOPES_OF_METHOD, and to the manifest"
    assert set(manifest.settings.event_subscriptions.bot_events) <= SCOPES_OF_EVENT.keys()


def test_the_scopes_are_those_that_the_code_needs_and_no_others(manifest: Manifest) -> None:
    of_methods = (SCOPES_OF_METHOD.get(method, frozenset[str]()) for method in methods_used())
    of_events = (SCOPES_OF_EVENT[event] for event in manifest.settings.event_subscriptions.bot_events)
    asked = manifest.oauth_config.scopes.bot
    assert len(asked) == len(set(asked))
    assert set(asked) == SCOPES_OF_FEATURES.union(*of_methods, *of_events)


def test_it_declares_the_view_that_new_apps_may_use(manifest: Manifest) -> None:
    # assistant_view is refused for apps made since 30 June 2026 (docs.slack.dev/ai/migrating-to-agent-messaging).
    assert manifest.features.agent_view
    assert manifest.features.assistant_view is None


def test_people_can_write_to_it(manifest: Manifest) -> None:
    assert manifest.features.app_home.messages_tab_enabled
    assert not manifest.features.app_home.messages_tab_read_only_enabled


def test_it_has_a_home_tab_since_it_publishes_one(manifest: Manifest) -> None:
    assert manifest.features.app_home.home_tab_enabled is ("views_publish" in methods_used())


def test_every_command_listened_to_is_offered_and_no_other(manifest: Manifest) -> None:
    offered = [command.command for command in manifest.features.slash_commands]
    assert len(offered) == len(set(offered))
    assert set(offered) == {f"/{name.removeprefix('/')}" for name in first_words_given_to("command")}


def test_every_step_that_is_known_is_declared_with_what_it_gives_and_no_other(manifest: Manifest) -> None:
    assert manifest.functions.keys() == set(StepKind)
    for kind, function in manifest.functions.items():
        given = outputs_of(Step(kind=StepKind(kind), execution="Fx1"), Answer(text="Yes."))
        assert function.output_parameters.properties.keys() == given.keys() == set(function.output_parameters.required)
        assert set(function.input_parameters.required) <= function.input_parameters.properties.keys()


def test_the_playground_offers_the_steps_as_they_are_declared(manifest: Manifest) -> None:
    for step in STEPS:
        declared = manifest.functions[step.callback_id]
        for shown, parameters in ((step.inputs, declared.input_parameters), (step.outputs, declared.output_parameters)):
            assert {each.name: each.type for each in shown} == {name: each.type for name, each in parameters.properties.items()}
            assert {each.name for each in shown if each.is_required} == set(parameters.required)
    assert {step.callback_id for step in STEPS} == manifest.functions.keys()


def test_steps_have_what_slack_wants_of_their_app(manifest: Manifest) -> None:
    assert manifest.settings.org_deploy_enabled
    assert manifest.settings.function_runtime == "remote"


def test_commands_bring_people_and_channels_as_ids(manifest: Manifest) -> None:
    assert all(command.should_escape and command.usage_hint for command in manifest.features.slash_commands)


def reasons() -> dict[str, str]:
    """Each scope of the manifest, and what the manifest says it is for."""
    text = MANIFEST.read_text(encoding="utf-8").partition("oauth_config:")[2].partition("\nsettings:")[0]
    return dict(re.findall(r"^      - (\S+) # (.+)$", text, flags=re.MULTILINE))


def test_every_scope_has_its_reason_beside_it_and_operators_read_the_same(manifest: Manifest) -> None:
    assert list(reasons()) == manifest.oauth_config.scopes.bot
    section = OPERATIONS.read_text(encoding="utf-8").partition("\n## Scopes\n")[2].partition("\n## ")[0]
    assert dict(re.findall(r"^\| `(\S+)` \| (.+) \|$", section, flags=re.MULTILINE)) == reasons()


def test_no_scope_is_one_of_those_that_open_more_than_is_read(manifest: Manifest) -> None:
    wide = re.compile(
        r"admin.*|search:.*|chat:write\.(customize|public)|channels:(join|manage)|files:.*:all|users:read\.email|.*:bot"
    )
    assert [scope for scope in manifest.oauth_config.scopes.bot if wide.fullmatch(scope)] == []


def test_every_shortcut_that_is_answered_is_offered_and_no_other(manifest: Manifest) -> None:
    offered = [(shortcut.callback_id, shortcut.type) for shortcut in manifest.features.shortcuts]
    assert sorted(offered) == sorted([*((shortcut.value, "message") for shortcut in Shortcut), (ASK_SHORTCUT, "global")])


def test_the_names_of_shortcuts_are_as_long_as_slack_takes_them(manifest: Manifest) -> None:
    # docs.slack.dev/reference/app-manifest: 24 characters, and 150 for the description.
    assert [one.name for one in manifest.features.shortcuts if len(one.name) > 24 or len(one.description) > 150] == []


def test_it_starts_in_socket_mode_and_says_how_to_change_that(manifest: Manifest) -> None:
    assert manifest.settings.socket_mode_enabled
    opening = MANIFEST.read_text(encoding="utf-8").partition("\n_metadata:")[0]
    for word in ("socket_mode_enabled: false", "request_url", "/slack/events", "SLACK_SIGNING_SECRET"):
        assert word in opening


def test_slacks_command_line_is_given_the_manifest_and_starts_the_bot() -> None:
    hooks = json.loads((ROOT / ".slack/hooks.json").read_bytes())["hooks"]
    assert hooks == {"get-manifest": "make --silent manifest", "start": "make --silent run"}
    printed = subprocess.run([sys.executable, ROOT / ".slack/manifest.py"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert json.loads(printed.stdout) == yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))


def test_the_command_lines_hooks_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "manifest: $(VENV)/run.stamp\n\t@$(BIN)/python .slack/manifest.py" in makefile
    assert "\nrun: $(VENV)/run.stamp" in makefile
