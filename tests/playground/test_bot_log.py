"""Reading the bot's log."""

import io
import json

import pytest

from bot.playground.bot_log import KEPT_LINES, BotLog

WRITTEN = json.dumps(
    {
        "question": "T:C:1",
        "outcome": "answered",
        "calls": 2,
        "event": "question done",
        "level": "info",
        "timestamp": "2026-01-01T00:00:01Z",
    }
)
WALL = 1_767_225_600.0
"""The first second of that year, in seconds of the epoch."""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def log(out: io.StringIO | None = None, *, wall: float = WALL + 3.0) -> BotLog:
    return BotLog(out=out or io.StringIO(), clock=lambda: 100.0, wall=lambda: wall)


def test_a_line_is_kept_with_its_fields_and_the_moment_at_which_it_was_written() -> None:
    heard = log()
    heard.hear(WRITTEN)
    (line,) = heard
    assert (line.event, line.level, line.at) == ("question done", "info", 98.0)
    assert (line.text("outcome"), line.number("calls"), line.number("outcome"), line.text("nothing")) == ("answered", 2, None, "")


def test_no_line_is_from_the_future() -> None:
    heard = log(wall=WALL)
    heard.hear(WRITTEN)
    assert [line.at for line in heard] == [100.0]


@pytest.mark.parametrize(
    "written",
    ["", "a warning of Python's", "[]", '{"event": "x"}', '{"timestamp": "yesterday", "event": "x"}', '{"timestamp": 3}'],
)
def test_what_is_no_line_of_the_log_is_shown_and_not_kept(written: str) -> None:
    out = io.StringIO()
    heard = log(out)
    heard.hear(written)
    assert (len(heard), out.getvalue()) == (0, f"{written}\n")


def test_away_from_a_terminal_lines_are_shown_as_they_came() -> None:
    out = io.StringIO()
    log(out).hear(WRITTEN)
    assert out.getvalue() == f"{WRITTEN}\n"


def test_a_person_at_a_terminal_sees_no_json() -> None:
    out = Terminal()
    log(out).hear(WRITTEN)
    assert out.getvalue().split() == ["info", "question", "done", "question=T:C:1", "outcome=answered", "calls=2"]


def test_only_the_newest_lines_are_kept() -> None:
    heard = log()
    for number in range(KEPT_LINES + 3):
        heard.hear(WRITTEN.replace("T:C:1", f"T:C:{number}"))
    assert len(heard) == KEPT_LINES
    assert next(iter(heard)).text("question") == "T:C:3"
