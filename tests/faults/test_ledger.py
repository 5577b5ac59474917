"""The verdict catches each violation, and finds nothing where there is none."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.faults.ledger import BEGINNING, END, Asked, Shown, Verdict, judge


def asked(number: int, *, thread: str = "t", sent: float | None = None, acked: float | None = -1.0) -> Asked:
    at = float(number) if sent is None else sent
    acked_at = at + 0.1 if acked == -1.0 else acked
    return Asked(number=number, channel="c", thread=thread, mark=f"m{number}", sent_at=at, acked_at=acked_at)


def answer(number: int, *, at: float = 10.0, ts: str = "", thread: str = "t", text: str | None = None) -> Shown:
    said = f"{BEGINNING.format(number=number)} Words. {END.format(number=number)}" if text is None else text
    return Shown(
        at=at + number,
        channel="c",
        thread=thread,
        ts=ts or f"{20 + number}",
        text=said,
        mark=f"m{number}",
        part=0,
        state="final",
    )


GOOD = (answer(1), answer(2))
UNMARKED = Shown(at=9.0, channel="c", thread="t", ts="21", text="Answer Q00001 begins.", is_streaming=True)
SECOND_PART = replace(answer(1), text="More.", part=1, ts="22.5")
FAILED = replace(answer(1), text="Sorry.", state="failed")


def names(verdict: Verdict) -> set[str]:
    """The promises that were broken."""
    kinds = ("lost", "unheard", "duplicated", "out_of_order", "cut", "extra_parts", "misplaced", "left", "statuses")
    return {name for name in kinds if getattr(verdict, name)}


@pytest.mark.parametrize(
    ("history", "broken"),
    [
        (GOOD, set[str]()),
        ((UNMARKED, *GOOD), set[str]()),
        ((FAILED, answer(2)), set[str]()),
        ((GOOD[0], replace(GOOD[0], ts="21.5"), replace(GOOD[0], ts="21.5", is_gone=True), GOOD[1]), set[str]()),
        ((GOOD[0],), {"lost"}),
        ((GOOD[0], GOOD[1], replace(GOOD[1], is_gone=True)), {"lost"}),
        ((*GOOD, replace(GOOD[0], ts="30")), {"duplicated"}),
        ((*GOOD, replace(GOOD[0], ts="30", mark=None, part=None, state=None)), {"duplicated", "left"}),
        ((*GOOD, replace(GOOD[0], ts="30", mark="of nobody")), {"duplicated"}),
        ((*GOOD, replace(FAILED, ts="30")), {"duplicated", "extra_parts"}),
        ((answer(1, ts="30"), answer(2)), {"out_of_order"}),
        ((answer(2, at=1.0), answer(1, at=20.0)), {"out_of_order"}),
        ((answer(1, text="Answer Q00001 begins. And"), GOOD[1]), {"cut"}),
        ((*GOOD, SECOND_PART), {"extra_parts"}),
        ((answer(1, text="Answer Q00001 begins."), replace(SECOND_PART, text=END.format(number=1)), GOOD[1]), set[str]()),
        (
            (answer(1, text="Answer Q00001 begins."), replace(SECOND_PART, text=END.format(number=1), part=2), GOOD[1]),
            {"extra_parts"},
        ),
        ((*GOOD, replace(UNMARKED, ts="30", text="Thinking")), {"left"}),
        ((*GOOD, replace(GOOD[0], ts="30", text="…", part=1, state="growing")), {"left"}),
        ((GOOD[0], replace(GOOD[1], is_streaming=True)), {"left"}),
        ((GOOD[0], replace(GOOD[1], state="growing")), {"lost", "left"}),
        ((GOOD[0], answer(2, text=f"{GOOD[1].text} Q00003 said so.")), {"misplaced"}),
    ],
)
def test_every_broken_promise_is_found_and_no_other(history: Sequence[Shown], broken: set[str]) -> None:
    questions = [asked(1), asked(2), asked(3, thread="elsewhere")]
    elsewhere = answer(3, thread="elsewhere")
    assert names(judge(questions, (*history, elsewhere))) == broken


def test_a_question_that_was_never_acknowledged_is_unheard_rather_than_lost() -> None:
    verdict = judge([asked(1, acked=None)], [])
    assert names(verdict) == {"unheard"}
    assert not verdict.is_clean


def test_the_order_of_questions_that_were_accepted_at_the_same_time_is_free() -> None:
    questions = [asked(1, sent=1.0, acked=3.0), asked(2, sent=2.0, acked=2.5)]
    assert judge(questions, [answer(2, at=1.0, ts="21"), answer(1, at=20.0, ts="22")]).is_clean


def test_a_thread_that_still_shows_a_status_is_no_clean_end() -> None:
    assert names(judge([asked(1)], [answer(1)], working=[("c", "t")])) == {"statuses"}


def test_two_settled_answers_side_by_side_are_told_even_if_one_went_away() -> None:
    again = replace(answer(1), ts="30")
    verdict = judge([asked(1)], [answer(1), again, replace(again, is_gone=True)])
    assert (verdict.is_clean, verdict.seen_twice) == (True, [1])


def test_an_answer_is_settled_when_it_first_was() -> None:
    assert judge([asked(1)], [answer(1, at=4.0), answer(1, at=9.0)]).settled_at == {1: 5.0}


def test_an_honest_error_is_counted_and_breaks_nothing() -> None:
    verdict = judge([asked(1)], [FAILED])
    assert (verdict.is_clean, verdict.failed) == (True, [1])
    assert verdict.summary() == "0 lost, 0 duplicated, 0 out of order, 1 failed"
