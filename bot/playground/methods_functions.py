"""`functions.completeSuccess` and `functions.completeError`: how the app ends a run of a step."""

from bot.playground.arguments import Arguments
from bot.playground.entities import Payload, SlackError
from bot.playground.methods import Method
from bot.playground.pace import TIER_3
from bot.playground.workflows import Workflows


class FunctionMethods:
    """Both (docs.slack.dev/reference/methods/functions.completeSuccess, functions.completeError)."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows

    def methods(self) -> dict[str, Method]:
        """By name. They need no scope."""
        return {
            "functions.completeSuccess": Method(answer=self._succeed, tier=TIER_3),
            "functions.completeError": Method(answer=self._fail, tier=TIER_3),
        }

    def _succeed(self, arguments: Arguments) -> Payload:
        (run,) = arguments.required("function_execution_id")
        outputs = arguments.object("outputs", error="invalid_arguments")
        if outputs is None:
            raise SlackError("invalid_arguments")
        self._workflows.succeed(run, outputs)
        return {}

    def _fail(self, arguments: Arguments) -> Payload:
        run, error = arguments.required("function_execution_id", "error")
        self._workflows.fail(run, error)
        return {}
