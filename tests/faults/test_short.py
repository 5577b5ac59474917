"""Real processes are killed, frozen, cut off and poisoned, and no question is lost, answered twice or out of order."""

import pytest

from tests.faults import report
from tests.faults.short import play_short

# With the other tests that use up a core: two of them at once would only be late together.
pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(420)]


async def test_every_question_is_answered_once_and_in_order_whatever_fails() -> None:
    outcomes = await play_short()
    told = report.table(outcomes)
    for outcome in outcomes:
        verdict = outcome.verdict
        assert (verdict.lost, verdict.duplicated, verdict.out_of_order) == ([], [], []), told
        assert (verdict.left, verdict.statuses, verdict.extra_parts) == ([], [], []), told
        assert verdict.is_clean, told
    poisoned = outcomes[-1]
    assert (len(poisoned.verdict.failed), poisoned.figures["dead letters"]) == (1, "1"), told
