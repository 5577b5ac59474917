from typing import cast

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Playground
from bot.playground.entities import YOU
from bot.playground.workflows import rich_text_input
from tests.playground.conftest import Slack

SUCCESS, ERROR = "functions.completeSuccess", "functions.completeError"
OUTPUTS = {"answer": "Yes.", "receipt": "Read nothing."}


def test_a_variable_in_rich_text_is_as_it_was_observed() -> None:
    inner = {"type": "rich_text", "elements": [{"type": "text", "text": "F1"}]}
    assert rich_text_input("F1") == [{"type": "rich_text_section", "elements": [inner]}]


async def test_a_run_is_told_as_slack_tells_it(playground: Playground) -> None:
    run, delivery = playground.run_step("ask_footnote", {"question": "How many?"})
    event = delivery.event
    assert (event["type"], event["function_execution_id"], event["inputs"]) == (
        "function_executed",
        run.id,
        {"question": "How many?"},
    )
    function = event["function"]
    assert isinstance(function, dict)
    assert function["callback_id"] == "ask_footnote"
    assert str(event["bot_access_token"]).startswith("xwfp-")


async def test_a_run_ends_once(playground: Playground, slack: Slack) -> None:
    run, _ = playground.run_step("ask_footnote", {"question": "How many?"})
    await slack.ok(SUCCESS, function_execution_id=run.id, outputs=OUTPUTS)
    assert playground.workflows.runs[run.id].outputs == OUTPUTS
    assert await slack.error(SUCCESS, function_execution_id=run.id, outputs=OUTPUTS) == "execution_not_in_running_state"
    assert await slack.error(ERROR, function_execution_id=run.id, error="no") == "execution_not_in_running_state"
    assert await slack.error(ERROR, function_execution_id="Fx0", error="no") == "function_execution_not_found"


async def test_a_run_fails_with_a_sentence(playground: Playground, slack: Slack) -> None:
    run, _ = playground.run_step("nobody_knows", {})
    await slack.ok(ERROR, function_execution_id=run.id, error="I know no such step.")
    ended = playground.workflows.runs[run.id]
    assert (ended.state, ended.error) == ("failed", "I know no such step.")


@pytest.mark.parametrize("outputs", [{}, {"answer": "Yes."}, {**OUTPUTS, "more": "x"}, {**OUTPUTS, "answer": 7}])
async def test_outputs_have_to_be_those_that_are_declared(
    playground: Playground, slack: Slack, outputs: dict[str, object]
) -> None:
    run, _ = playground.run_step("ask_footnote", {"question": "How many?"})
    assert await slack.error(SUCCESS, function_execution_id=run.id, outputs=outputs) == "parameter_validation_failed"


async def test_what_the_form_was_given_is_opened_by_the_runs_token_alone_and_while_it_goes_on(
    playground: Playground, slack: Slack
) -> None:
    file = playground.files.add("q3.txt", b"words", user=YOU)
    run, delivery = playground.run_step("summarize_file", {"file": rich_text_input(file.id)})
    token = str(delivery.event["bot_access_token"])
    assert await slack.error("files.info", file=file.id) == "file_not_found"
    theirs = AsyncWebClient(token=token, base_url=slack.url)
    found = cast("dict[str, dict[str, str]]", (await theirs.files_info(file=file.id)).data)
    address = found["file"]["url_private_download"]
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(address, headers={"Authorization": f"Bearer {token}"})).text == "words"
        assert "Sign in" in (await http.get(address, headers={"Authorization": f"Bearer {slack.token}"})).text
        await theirs.functions_completeError(function_execution_id=run.id, error="no")
        assert "Sign in" in (await http.get(address, headers={"Authorization": f"Bearer {token}"})).text
    with pytest.raises(SlackApiError, match="token_expired"):
        await theirs.files_info(file=file.id)
