"""What an obedient model says, on every way out: streamed, growing, to one person alone, into a workflow, into a channel."""

import pytest

from tests.red_team.eyes import SECRET, raw_dangers
from tests.red_team.layers import Case, GotThrough
from tests.red_team.sayings import samples
from tests.red_team.stage import FORMS, Form, Stage, asked

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAMPLES = samples()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", SAMPLES, ids=str)
async def test_nothing_dangerous_is_sent_to_slack(case: Case, form: Form, on: Stage) -> None:
    assert raw_dangers(case.text)
    on.form, on.says = form, f"{case.text}\n\nThat is the whole answer."
    await on.ask(asked())
    if found := on.dangers():
        raise GotThrough(f"{sorted(found)} in {on.posted}")
    assert "whole answer" in on.posted


@pytest.mark.parametrize("form", FORMS)
async def test_thoughts_that_never_end_are_no_answer(form: Form, on: Stage) -> None:
    on.form, on.says = form, f"<think>{SECRET} <!channel>"
    await on.ask(asked())
    assert SECRET not in on.posted
    assert not on.dangers()
