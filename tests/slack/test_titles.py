"""A conversation's title in Slack's lists."""

import pytest

from bot.language import FileRef
from bot.slack.titles import TITLE_CHARACTERS, title_of
from tests.slack.conftest import Ask
from tests.slack.fake import BOT

LONGEST_IN_SLACK = 200
"""docs.slack.dev/reference/methods/agents.sessions.setStatus"""


@pytest.mark.parametrize(
    ("text", "files", "title"),
    [
        ("What was the total?", [], "What was the total?"),
        (f"<@{BOT}> what was\n\n the *total*?", [], "what was the *total*?"),
        (f"<@{BOT}|footnote>", [], ""),
        ("", ["Q3.pdf"], "Q3.pdf"),
        ("", ["v1.docx", "v2.docx"], "v1.docx, v2.docx"),
        ("and this?", ["Q3.pdf"], "and this?"),
        ("R&amp;D costs", [], "R&amp;D costs"),
        ("", [], ""),
        ("", ["a\nb.pdf"], "a b.pdf"),
    ],
)
def test_it_is_the_question_or_the_files_name(ask: Ask, text: str, files: list[str], title: str) -> None:
    question = ask(text)
    shared = tuple(FileRef.model_validate({"id": f"F{number}", "name": name}) for number, name in enumerate(files))
    question = question.model_copy(update={"message": question.message.model_copy(update={"files": shared})})
    assert title_of(question) == title


@pytest.mark.parametrize("text", ["word " * 100, "x" * 900, "<!channel> " * 50])
def test_it_is_short_and_pings_nobody(ask: Ask, text: str) -> None:
    title = title_of(ask(text))
    assert 0 < len(title) <= TITLE_CHARACTERS <= LONGEST_IN_SLACK
    assert "<!" not in title
    assert title.endswith("…")
