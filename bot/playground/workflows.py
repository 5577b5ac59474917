"""Workflows: the steps that the app offers for them, and what Slack sends when one of them is run.

Shapes as in docs.slack.dev/reference/events/function_executed.
"""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.playground.deliveries import Deliveries, Delivery
from bot.playground.entities import APP, YOU, Change, Payload, SlackError
from bot.playground.web_api import RUN_TOKEN
from bot.playground.workspace import Workspace

KEPT_RUNS = 50

_FILE = re.compile(r"F[A-Z0-9]{8,}")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """An input or an output of a step; `type` as the manifest has it."""

    name: str
    title: str
    type: str = "string"
    is_required: bool = False
    is_long: bool = False
    """Whether one writes more than a line."""


@dataclass(frozen=True, kw_only=True)
class StepDefinition:
    """A step as the app declares it."""

    callback_id: str
    title: str
    description: str
    inputs: tuple[Parameter, ...]
    outputs: tuple[Parameter, ...]


_PERSON = Parameter(name="person", title="For whom", type="slack#/types/user_id")
_RECEIPT = Parameter(name="receipt", title="What was read", is_required=True)

STEPS = (
    StepDefinition(
        callback_id="summarize_file",
        title="Summarize a file",
        description="Reads a file and gives a summary with the pages it rests on.",
        inputs=(
            Parameter(name="file", title="File", type="slack#/types/rich_text", is_required=True),
            Parameter(name="language", title="Language"),
            Parameter(name="length", title="Length"),
            _PERSON,
        ),
        outputs=(Parameter(name="summary", title="Summary", is_required=True), _RECEIPT),
    ),
    StepDefinition(
        callback_id="ask_footnote",
        title="Ask",
        description="Answers a question, with what was said lately in a channel or in a thread.",
        inputs=(
            Parameter(name="question", title="Question", is_required=True, is_long=True),
            Parameter(name="channel", title="Channel", type="slack#/types/channel_id"),
            Parameter(name="message_link", title="Link to a message"),
            _PERSON,
        ),
        outputs=(Parameter(name="answer", title="Answer", is_required=True), _RECEIPT),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a step, and how it ended."""

    id: str
    callback_id: str
    state: Literal["running", "succeeded", "failed"] = "running"
    outputs: Mapping[str, object] = field(default_factory=dict[str, object])
    error: str = ""


class Workflows:
    """Runs steps. `known` are those of the app."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries, *, known: Iterable[StepDefinition] = STEPS) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._known = {step.callback_id: step for step in known}
        self._tokens: dict[str, str] = {}
        self.runs: dict[str, Run] = {}

    @property
    def offered(self) -> tuple[StepDefinition, ...]:
        """The app's steps."""
        return tuple(self._known.values())

    def run(self, callback_id: str, inputs: Mapping[str, object], *, user: str = YOU) -> tuple[Run, Delivery]:
        """A workflow comes to a step, with these inputs as Slack sends them. What of them is an upload of that person's that is
        shared nowhere was given to the workflow's form: only the run's own token opens it.
        """
        run = Run(id=self._workspace.next_id("Fx"), callback_id=callback_id)
        token = f"{RUN_TOKEN}playground-{secrets.token_hex(16)}"
        self._tokens[run.id] = token
        self._workspace.run_tokens[token] = frozenset(
            file_id
            for file_id in _FILE.findall(json.dumps(dict(inputs)))
            if (file := self._workspace.files.get(file_id)) and file.user == user and not self._workspace.shared_in(file_id)
        )
        self._keep(run)
        event: Payload = {
            "type": "function_executed",
            "function": self._function(callback_id),
            "inputs": dict(inputs),
            "function_execution_id": run.id,
            "workflow_execution_id": self._workspace.next_id("Wx"),
            "event_ts": self._workspace.next_ts(),
            "bot_access_token": token,
        }
        return run, self._deliveries.deliver(event)

    def succeed(self, run_id: str, outputs: Payload) -> None:
        """The app hands over the outputs. Raises Slack's codes."""
        run = self._running(run_id)
        step = self._known.get(run.callback_id)
        known = {output.name: output for output in step.outputs} if step else {}
        missing = {name for name, output in known.items() if output.is_required} - outputs.keys()
        if missing or not outputs.keys() <= known.keys() or not all(isinstance(value, str) for value in outputs.values()):
            raise SlackError("parameter_validation_failed")
        self._end(replace(run, state="succeeded", outputs=outputs))

    def fail(self, run_id: str, error: str) -> None:
        """The app says why there are none. Raises Slack's codes."""
        self._end(replace(self._running(run_id), state="failed", error=error))

    def _running(self, run_id: str) -> Run:
        run = self.runs.get(run_id)
        if run is None:
            raise SlackError("function_execution_not_found")
        if run.state != "running":
            raise SlackError("execution_not_in_running_state")
        return run

    def _end(self, run: Run) -> None:
        self._workspace.run_tokens.pop(self._tokens.pop(run.id), None)
        self._keep(run)

    def _keep(self, run: Run) -> None:
        self.runs[run.id] = run
        if len(self.runs) > KEPT_RUNS:
            del self.runs[next(iter(self.runs))]
        self._workspace.tell(Change(kind="run", user=YOU))

    def _function(self, callback_id: str) -> Payload:
        step = self._known.get(callback_id)
        return {
            "id": "Fn0PLAY00001",
            "callback_id": callback_id,
            "title": step.title if step else callback_id,
            "description": step.description if step else "",
            "type": "app",
            "input_parameters": [_parameter(given) for given in step.inputs] if step else [],
            "output_parameters": [_parameter(given) for given in step.outputs] if step else [],
            "app_id": APP,
            "date_created": 0,
            "date_updated": 0,
            "date_deleted": 0,
        }


def rich_text_input(text: str) -> list[Payload]:
    """A variable that stands in a rich text input, as Slack was observed to send it."""
    inner: Payload = {"type": "rich_text", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text_section", "elements": [inner]}]


def _parameter(given: Parameter) -> Payload:
    return {"type": given.type, "name": given.name, "title": given.title, "description": "", "is_required": given.is_required}
