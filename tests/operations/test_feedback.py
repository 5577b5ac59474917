"""What people thought of answers, as it is printed for an operator."""

from pathlib import Path

from bot.language import Fault, Feedback, QuestionId, UserId
from bot.memory.feedback import KeptFeedback
from bot.memory.server import open_redis
from bot.memory.vault import load_vault
from bot.operations.feedback import at_the_terminal, report
from bot.settings import load_settings
from tests.memory.build import a_thread


def said(at: float, *, helpful: bool = False, fault: Fault | None = None, words: str = "") -> Feedback:
    return Feedback(of=QuestionId("T1:C1:1.0"), by=UserId("U1"), at=at, helpful=helpful, fault=fault, words=words)


def test_the_count_comes_first_and_the_newest_complaint_before_older_ones() -> None:
    feedback = [
        said(0),
        said(1_767_224_888, fault=Fault.WRONG, words="p. 3\nsays \033[2Jotherwise"),
        said(5, helpful=True),
    ]
    assert report(feedback).splitlines() == [
        "helpful 1, not helpful 2",
        "2025-12-31 23:48  T1:C1:1.0  says something that is not so  “p. 3 says [2Jotherwise”",
        "1970-01-01 00:00  T1:C1:1.0",
    ]
    assert report([]) == "helpful 0, not helpful 0"


async def test_it_is_read_from_the_redis_and_with_the_key_that_are_set(tmp_path: Path) -> None:
    settings = load_settings({"redis_url": None, "data_dir": tmp_path})
    async with open_redis(settings) as redis:
        await KeptFeedback(redis, load_vault(settings)).keep(a_thread(), said(0, fault=Fault.FORM))
        assert "is too long, too short or hard to read" in await at_the_terminal(settings)
